/**
 * The resources of a clock on the local network, each as a request.
 * Source: lametric-documentation.readthedocs.io, "Device API"; where real clocks differ, both forms are accepted.
 */
import { LaMetricError } from '../errors';
import { isObject, isString } from '../guards';
import type { HttpResponse } from '../http/message';
import { type ApiRequest, type Search, isOnce } from '../connection/request';
import type { ClockLink } from './link';
import type { Notification } from './notification';
import {
  type Mode,
  checked,
  isAudio,
  isBluetooth,
  isDisplay,
  isEndpoints,
  isWifi,
  parseDevice,
  parseNewId,
  parseQueued,
  present,
  readApp,
  readApps,
  readQueue,
} from './types';

/** The beginning of each path. */
export const ROOT = '/api/v2';

/** How long the answer to a request that is not repeated is waited for: milliseconds, the deadline of every request. */
const ANSWER_TIMEOUT = 30_000;
/** The longest that a clock can ask to be left alone, in milliseconds: it is a small machine with one user. */
const LONGEST_COOLDOWN = 60_000;

/** A change of the display. Brightness is in percent. The screensaver's times are UTC, and each change needs both. */
export interface DisplayChange {
  on?: boolean | undefined;
  brightness?: number | undefined;
  brightness_mode?: 'auto' | 'manual' | undefined;
  screensaver?:
    | {
        enabled: boolean;
        mode?: 'when_dark' | 'screen_off' | 'time_based';
        mode_params?: { enabled: boolean; start_time?: string; end_time?: string };
      }
    | undefined;
}

/** An action of an app, such as `radio.play`. */
export interface Action {
  id: string;
  params: Record<string, unknown>;
  /** Whether the widget comes into view. */
  activate: boolean;
}

/** The endpoints of this clock, which tell its abilities. */
export const getEndpoints = get('', (answer) => checked(answer, isEndpoints, 'map of endpoints'));

/** The clock with all of its parts. */
export const getDevice = get('/device', (answer) => present(parseDevice(answer), 'clock'));

/** Changes how the clock goes from app to app. Firmware before 2.3.1 cannot. @returns the mode that the clock confirms, if any */
export const setMode = (mode: Mode): ApiRequest<string | null> => ({
  method: 'PUT',
  path: `${ROOT}/device`,
  absent: 'NOT_SUPPORTED',
  body: { mode },
  parse: (answer) => {
    const data = dataOf(answer);
    return isObject(data) && isString(data.mode) ? data.mode : null;
  },
});

/** The display: its mode, brightness (percent), size (pixels) and screensaver. */
export const getDisplay = getPart('display', isDisplay);
/** The loudspeaker and its volume, in percent. */
export const getAudio = getPart('audio', isAudio);
/** Bluetooth: whether it is on, and its name. */
export const getBluetooth = getPart('bluetooth', isBluetooth);
/** The Wi-Fi: its network, addresses, and strength in percent. */
export const getWifi = getPart('wifi', isWifi);

/** @returns the display as the clock confirms it; empty if it says nothing, here and below */
export const setDisplay = (change: DisplayChange) => setPart('display', change, isDisplay);
/** @param change `volume` in percent, 0 to 100 */
export const setAudio = (change: { volume: number }) => setPart('audio', change, isAudio);
/** @param change whether Bluetooth is on, and the name that other devices see */
export const setBluetooth = (change: { active?: boolean | undefined; name?: string | undefined }) =>
  setPart('bluetooth', change, isBluetooth);

/** Shows a notification, or puts it into the queue. @returns its id */
export const sendNotification = (
  notification: Notification,
  search?: Search<string>,
): ApiRequest<string> => ({
  method: 'POST',
  path: `${ROOT}/device/notifications`,
  ...(search && { search }),
  body: notification,
  parse: (answer) => present(parseNewId(answer), 'new notification'),
});

/** All notifications in the queue, the first to be shown first. */
export const getNotifications = get('/device/notifications', (answer) =>
  present(readQueue(answer), 'list of notifications'),
);

/** The notification on the display, or `null` without one: the clock sends `{}` then. */
export const getCurrentNotification = get('/device/notifications/current', (answer) =>
  answer === null || (isObject(answer) && Object.keys(answer).length === 0) ? null : queued(answer),
);

/** @param id of a notification in the queue */
export const getNotification = (id: string) => get(`/device/notifications/${segment(id)}`, queued);

/** Dismisses a notification, on the display or in the queue. */
export const dismissNotification = (id: string) => command('DELETE', `/device/notifications/${segment(id)}`);

/** All apps by their package. */
export const getApps = get('/device/apps', (answer) => present(readApps(answer), 'map of apps'));

/** @param name the app's package */
export const getApp = (name: string) =>
  get(`/device/apps/${segment(name)}`, (answer) => present(readApp(answer), 'app'));

/** Brings the next app into view. */
export const showNextApp: ApiRequest<void> = { ...command('PUT', '/device/apps/next'), once: true };

/** Brings the previous app into view. */
export const showPreviousApp: ApiRequest<void> = {
  ...command('PUT', '/device/apps/prev'),
  once: true,
};

/** Brings a widget into view. It fails while a notification shows. */
export const activateWidget = (app: string, widget: string) =>
  command('PUT', `${widgetPath(app, widget)}/activate`);

/** Lets a widget do something. @returns the data of those actions that have some, else `null` */
export const runAction = (
  app: string,
  widget: string,
  action: Action,
): ApiRequest<Record<string, unknown> | null> => ({
  method: 'POST',
  path: `${ROOT}${widgetPath(app, widget)}/actions`,
  body: action,
  parse: (answer) => {
    const data = dataOf(answer);
    return isObject(data) && Object.keys(data).length > 0 ? data : null;
  },
});

/**
 * Sends a request to a clock once.
 * @throws {LaMetricError} for anything but a 2xx answer, as `send` of `http` and `ClockLink.send`; `WRONG_MODE` where only
 * critical notifications pass, `NOT_SUPPORTED` for a part that the clock lacks
 */
export async function sendToClock(
  link: ClockLink,
  request: ApiRequest<unknown>,
  apiKey: string,
  signal: AbortSignal,
  onSent?: () => void,
): Promise<HttpResponse> {
  const { method, path, body, absent } = request;
  const login = Buffer.from(`dev:${apiKey}`).toString('base64');
  try {
    return await link.send(
      {
        method,
        path,
        headers: { 'Content-Type': 'application/json', Authorization: `Basic ${login}` },
        body: body && JSON.stringify(withoutNulls(body)),
        secrets: [apiKey, login],
        answerTimeout: isOnce(request) ? ANSWER_TIMEOUT : undefined,
        onSent,
      },
      signal,
    );
  } catch (error) {
    throw error instanceof LaMetricError ? refusal(error, absent) : error;
  }
}

/** The meaning of refusals that only clocks have. */
function refusal(error: LaMetricError, absent: ApiRequest<unknown>['absent']): LaMetricError {
  const { statusCode, message, retryAfter } = error;
  if (retryAfter !== undefined && retryAfter > LONGEST_COOLDOWN) {
    return error.with({ retryAfter: LONGEST_COOLDOWN });
  }
  if (statusCode === 400 && /only notifications with priority 'critical'/i.test(message)) {
    return error.with({ code: 'WRONG_MODE' });
  }
  if (statusCode === 405 || (statusCode === 404 && absent !== undefined)) {
    return error.with({ code: 'NOT_SUPPORTED' });
  }
  return error;
}

/** Clocks made before 2022 refuse `null`, so it is left out. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item != null).map(withoutNulls);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item != null);
  return Object.fromEntries(entries.map(([name, item]) => [name, withoutNulls(item)]));
}

function get<T>(path: string, parse: ApiRequest<T>['parse']): ApiRequest<T> {
  return { method: 'GET', path: `${ROOT}${path}`, parse };
}

/** A write that returns nothing has succeeded by its status, whatever its body says. */
function command(method: 'PUT' | 'DELETE', path: string): ApiRequest<void> {
  return { method, path: `${ROOT}${path}`, parse: () => undefined };
}

function getPart<T>(part: string, guard: (value: unknown) => value is T): ApiRequest<T> {
  return {
    ...get(`/device/${part}`, (answer) => checked(answer, guard, part)),
    absent: 'NOT_SUPPORTED',
  };
}

/** The result is the part as the clock confirms it, which may be empty. */
function setPart<T extends object>(
  part: string,
  body: object,
  guard: (value: unknown) => value is T,
): ApiRequest<T | Record<string, never>> {
  return {
    method: 'PUT',
    path: `${ROOT}/device/${part}`,
    absent: 'NOT_SUPPORTED',
    body,
    parse: (answer) => {
      const data = dataOf(answer);
      return guard(data) ? data : {};
    },
  };
}

const widgetPath = (app: string, widget: string) => `/device/apps/${segment(app)}/widgets/${segment(widget)}`;

/** A name as a part of a path. The ids of widgets are opaque, and may even be empty. */
export function segment(name: string): string {
  // An address leaves such a part out, however it is spelled, and so would lead elsewhere.
  if (name === '.' || name === '..') throw new LaMetricError('NOT_FOUND', name, { sent: false });
  // Half a surrogate pair, which an address cannot have, becomes the sign for an unknown character.
  return encodeURIComponent(Buffer.from(name).toString());
}

/** The `data` of `{"success":{"data":{…},"path":"…"}}`. */
function dataOf(answer: unknown): unknown {
  return isObject(answer) && isObject(answer.success) ? answer.success.data : undefined;
}

const queued = (value: unknown) => present(parseQueued(value), 'notification');
