/** The endpoints of a clock in its local network. Streams cannot be started. */
import { isObject } from '../../src/lametric/guards';
import {
  failure,
  json,
  parseJson,
  type Answer,
  type Handler,
  type Request,
  type Route,
} from '../server/http';
import type { Apps } from './apps';
import type { Kind } from './kinds';
import { type NotificationQueue, readNotification } from './notifications';
import type { Pairing } from './pairing';
import type { Quirks } from './quirks';
import { type Network, type Settings, tellWifi } from './settings';

const ONLY_CRITICAL = "Only notifications with priority 'critical' are allowed in current mode";

/** The parts of a clock that its endpoints use. */
interface Clock {
  readonly id: number;
  readonly name: string;
  readonly serialNumber: string;
  readonly kind: Kind;
  readonly quirks: Quirks;
  readonly network: Network;
  /** `https://HOST:PORT` */
  readonly url: string;
  /** `http://HOST:PORT` */
  readonly httpUrl: string;
  readonly settings: Settings;
  readonly apps: Apps;
  readonly queue: NotificationQueue;
  readonly pairing: Pairing;
  readonly onlyCritical: boolean;
  readonly indicatorToken: string;
}

/** By their names in the endpoint map. Clocks made before 2022 lack the marked ones. */
const ENDPOINTS: readonly { name: string; path: string; since2022?: boolean }[] = [
  { name: 'apps_action_url', path: 'device/apps/{:id}/widgets/{:widget_id}/actions' },
  { name: 'apps_get_url', path: 'device/apps/{:id}' },
  { name: 'apps_list_url', path: 'device/apps' },
  { name: 'apps_switch_next_url', path: 'device/apps/next' },
  { name: 'apps_switch_prev_url', path: 'device/apps/prev' },
  { name: 'apps_switch_url', path: 'device/apps/{:id}/widgets/{:widget_id}/activate' },
  { name: 'audio_url', path: 'device/audio' },
  { name: 'bluetooth_url', path: 'device/bluetooth' },
  { name: 'concrete_notification_url', path: 'device/notifications/{:id}' },
  { name: 'current_notification_url', path: 'device/notifications/current' },
  { name: 'device_url', path: 'device' },
  { name: 'display_url', path: 'device/display' },
  { name: 'notifications_url', path: 'device/notifications' },
  { name: 'stream_start_url', path: 'device/stream/start', since2022: true },
  { name: 'stream_stop_url', path: 'device/stream/stop', since2022: true },
  { name: 'stream_url', path: 'device/stream', since2022: true },
  { name: 'widget_update_url', path: 'widget/update/{:id}' },
  { name: 'wifi_url', path: 'device/wifi' },
];

/** The endpoints that need the API key. */
export function apiRoutes(clock: Clock): Route[] {
  const { settings, apps, queue } = clock;
  const display = (): unknown =>
    settings.display(clock.kind, clock.quirks, apps.widgetOf('com.lametric.clock'));
  const audio = (): unknown => settings.audio(clock.kind, clock.quirks);
  const bluetooth = (whole: boolean): unknown => settings.tellBluetooth(clock.kind, clock.network, whole);

  return [
    { path: /^\/api\/v2$/, GET: ({ isSecure }) => json(200, endpointMap(clock, isSecure)) },
    {
      path: /^\/api\/v2\/device$/,
      GET: ({ query }) =>
        json(
          200,
          onlyFields(query.get('fields'), {
            audio: audio(),
            bluetooth: bluetooth(true),
            display: display(),
            id: String(clock.id),
            mode: settings.mode,
            model: clock.kind.model,
            name: clock.name,
            os_version: clock.kind.osVersion,
            serial_number: clock.serialNumber,
            ...(clock.quirks.update !== null && { update_available: { version: clock.quirks.update } }),
            wifi: tellWifi(clock.network, clock.quirks, true),
          }),
        ),
      PUT: (request) => {
        if (clock.quirks.fixedMode) return failure(405, 'Not allowed');
        settings.changeMode(parseJson(request.body));
        return success(request, { mode: settings.mode });
      },
    },
    {
      path: /^\/api\/v2\/device\/display$/,
      GET: () => json(200, display()),
      PUT: (request) => {
        settings.changeDisplay(parseJson(request.body), clock.kind, clock.quirks);
        return success(request, display());
      },
    },
    {
      path: /^\/api\/v2\/device\/audio$/,
      GET: () => json(200, audio()),
      PUT: (request) => {
        settings.changeAudio(parseJson(request.body), clock.kind, clock.quirks);
        return success(request, audio());
      },
    },
    {
      path: /^\/api\/v2\/device\/bluetooth$/,
      GET: () => json(200, bluetooth(false)),
      PUT: (request) => {
        settings.changeBluetooth(parseJson(request.body), clock.kind);
        return success(request, bluetooth(false));
      },
    },
    {
      path: /^\/api\/v2\/device\/wifi$/,
      GET: () => json(200, tellWifi(clock.network, clock.quirks, false)),
    },
    {
      path: /^\/api\/v2\/device\/notifications$/,
      GET: () => json(200, queue.all),
      POST: ({ body }) => {
        const can = {
          sound: clock.kind.sounds,
          emptySound: !clock.kind.old,
          nulls: !clock.quirks.refusesNull,
        };
        const notification = readNotification(parseJson(body), can);
        if (clock.onlyCritical && notification.priority !== 'critical') return failure(400, ONLY_CRITICAL);
        const { id } = queue.add(notification);
        return json(clock.quirks.answers200 ? 200 : 201, { success: { id } });
      },
    },
    {
      path: /^\/api\/v2\/device\/notifications\/current$/,
      GET: () => json(200, queue.onDisplay?.queued ?? {}),
    },
    {
      path: /^\/api\/v2\/device\/notifications\/([^/]+)$/,
      GET: (_request, id = '') => {
        const found = queue.find(id);
        return found ? json(200, found) : failure(404, 'Notification not found');
      },
      DELETE: (_request, id = '') =>
        queue.dismiss(id) ? json(200, { success: true }) : failure(404, 'Notification not found'),
    },
    {
      path: /^\/api\/v2\/device\/stream$/,
      GET: () => {
        const { stream } = clock.kind;
        if (!stream) return failure(404, 'Resource not found');
        return json(200, { ...stream, port: 9999, protocol: 'lmsp', status: 'stopped', version: '1.0' });
      },
    },
    { path: /^\/api\/v2\/device\/apps$/, GET: () => json(200, apps.list()) },
    { path: /^\/api\/v2\/device\/apps\/next$/, PUT: step(clock, 1) },
    { path: /^\/api\/v2\/device\/apps\/prev$/, PUT: step(clock, -1) },
    { path: /^\/api\/v2\/device\/apps\/([^/]+)$/, GET: (_request, name = '') => json(200, apps.one(name)) },
    {
      path: /^\/api\/v2\/device\/apps\/([^/]+)\/widgets\/([^/]+)\/activate$/,
      PUT: (request, name = '', widget = '') => {
        if (queue.onDisplay) return failure(400, 'Widget cannot be activated while a notification is shown');
        apps.activate(name, widget);
        return success(request, {});
      },
    },
    {
      path: /^\/api\/v2\/device\/apps\/([^/]+)\/widgets\/([^/]+)\/actions$/,
      POST: (request, name = '', widget = '') =>
        success(request, apps.act(name, widget, parseJson(request.body)), 201),
    },
    {
      path: /^\/api\/v2\/widget\/update\/com\.lametric\.diy\.devwidget\/([^/]+)$/,
      POST: ({ body }, widget = '') => {
        apps.myData.push(widget, parseJson(body), clock.quirks);
        if (clock.quirks.answersPushEmpty) return { status: 200, headers: {}, body: '' };
        return json(200, { success: { message: 'ok' } });
      },
    },
  ];
}

/** Pushes to an app of the user's own: authorized by a token, not by the API key. */
export function pushRoutes({ apps, indicatorToken }: Clock): Route[] {
  return [
    {
      path: /^\/api\/v1\/dev\/widget\/update\/([^/]+)\/([^/]+)$/,
      POST: (request, name = '', version = '') => {
        if (request.headers['x-access-token'] !== indicatorToken)
          return failure(401, 'Authorization is required');
        apps.pushToIndicator(name, version, parseJson(request.body));
        return success(request, {});
      },
    },
  ];
}

/** The web interface of clocks made since 2022, open to everybody near the button. */
export function webRoutes({ pairing }: Clock): Route[] {
  return [
    {
      path: /^\/$/,
      GET: () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<title>LaMetric</title>' }),
    },
    { path: /^\/api\/v1\/user\/request$/, POST: () => json(200, pairing.request()) },
    {
      path: /^\/api\/v1\/user\/challenge\/([^/]+)$/,
      GET: (_request, uuid = '') => json(200, pairing.challenge(uuid)),
    },
    {
      path: /^\/api\/v1\/user\/request\/exchange$/,
      POST: ({ body }) => json(200, pairing.exchange(challengeIdOf(parseJson(body)))),
    },
    { path: /^\/api\/v1\/user$/, GET: ({ headers }) => json(200, pairing.users(headers.cookie)) },
  ];
}

function step(clock: Clock, by: 1 | -1): Handler {
  return (request) => {
    clock.apps.step(by);
    return success(request, {});
  };
}

function success({ path }: Request, data: unknown, status = 200): Answer {
  return json(status, { success: { data, path } });
}

function endpointMap(clock: Clock, isSecure: boolean): unknown {
  const url = isSecure ? clock.url : clock.httpUrl;
  const endpoints = ENDPOINTS.filter(({ since2022 = false }) => !since2022 || !clock.kind.old);
  return {
    api_version: clock.kind.apiVersion,
    endpoints: Object.fromEntries(endpoints.map(({ name, path }) => [name, `${url}/api/v2/${path}`])),
  };
}

/** Fields that do not exist are ignored. */
function onlyFields(fields: string | null, whole: Record<string, unknown>): Record<string, unknown> {
  if (fields === null) return whole;
  const wanted = fields.split(',');
  return Object.fromEntries(Object.entries(whole).filter(([name]) => wanted.includes(name)));
}

function challengeIdOf(body: unknown): string {
  return isObject(body) ? String(body['challenge_id']) : '';
}
