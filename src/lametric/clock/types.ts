/**
 * The answers of a clock. Models and firmware differ in what they send, so all that a clock may leave out or send as `null`
 * is optional, and fields that are not listed here are kept as they came.
 */
import { LaMetricError } from '../errors';
import { isBoolean, isInteger, isNumber, isObject, isString } from '../guards';

type Guard<T> = (value: unknown) => value is T;

/** An object as a table of its fields describes it: each of them may be missing or `null`, and others may be there. */
type Loose<Fields> = {
  [Name in keyof Fields]?: (Fields[Name] extends Guard<infer T> ? T : never) | null;
} & { [field: string]: unknown };

function loose<Fields extends Record<string, Guard<unknown>>>(fields: Fields): Guard<Loose<Fields>> {
  const guards = Object.entries(fields);
  return (value): value is Loose<Fields> =>
    isObject(value) && guards.every(([name, isValid]) => value[name] == null || isValid(value[name]));
}

function mapOf<T>(isValid: Guard<T>): Guard<Record<string, T>> {
  return (value): value is Record<string, T> => isObject(value) && Object.values(value).every(isValid);
}

function listOf<T>(isValid: Guard<T>): Guard<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every(isValid);
}

/** The type that a guard checks. */
export type Guarded<G> = G extends Guard<infer T> ? T : never;

/** The longest id or date, in characters: they are remembered. */
const MAX_SHORT = 200;

const isShort = (value: unknown): value is string => isString(value) && value.length <= MAX_SHORT;

/** An id is text. A number is accepted, and becomes text when it is read. */
const isId = (value: unknown): value is string | number =>
  isInteger(value) || (isShort(value) && value !== '');

const isRange = loose({ min: isNumber, max: isNumber });

/** `GET /api/v2`: the clock's endpoints, each with its name and address. */
export interface Endpoints {
  api_version: string;
  endpoints: Record<string, string>;
}

/** Whether an answer maps names to addresses. */
export function isEndpoints(value: unknown): value is Endpoints {
  return isObject(value) && isString(value.api_version) && mapOf(isString)(value.endpoints);
}

/** One way to start the screensaver. The times are UTC, the local ones the clock's own; all are `HH:MM:SS`. */
const isScreensaverMode = loose({
  enabled: isBoolean,
  start_time: isString,
  end_time: isString,
  local_start_time: isString,
  local_end_time: isString,
});

/** Modes: `when_dark`, `screen_off`, `time_based`, as the model has them. */
const isScreensaver = loose({ enabled: isBoolean, modes: mapOf(isScreensaverMode), widget: isString });

/** `GET /api/v2/device/display`. `on` is there since 2022; `brightness_limit` may be narrower than the range. */
export const isDisplay = loose({
  on: isBoolean,
  brightness: isNumber,
  brightness_mode: isString,
  brightness_limit: isRange,
  brightness_range: isRange,
  width: isNumber,
  height: isNumber,
  type: isString,
  screensaver: isScreensaver,
});
/** The display, as far as the clock describes it. */
export type Display = Guarded<typeof isDisplay>;

/** `GET /api/v2/device/audio`. Before 2022 there is no `available`; a SKY may have nothing but `available: false`. */
export const isAudio = loose({
  available: isBoolean,
  volume: isNumber,
  volume_limit: isRange,
  volume_range: isRange,
});
/** The loudspeaker, as far as the clock describes it. */
export type Audio = Guarded<typeof isAudio>;

/** `GET /api/v2/device/bluetooth`. The hardware address stands in `address`, in `mac`, or in both. */
export const isBluetooth = loose({
  available: isBoolean,
  active: isBoolean,
  discoverable: isBoolean,
  pairable: isBoolean,
  name: isString,
  address: isString,
  mac: isString,
});
/** Bluetooth, as far as the clock describes it. */
export type Bluetooth = Guarded<typeof isBluetooth>;

/**
 * `GET /api/v2/device/wifi` says `mac ssid ipv4 signal_strength`, the state of the whole clock calls the same
 * `address essid ip strength`. While the clock connects, any of it is `null` or missing.
 */
export const isWifi = loose({
  available: isBoolean,
  active: isBoolean,
  encryption: isString,
  mode: isString,
  netmask: isString,
  mac: isString,
  ssid: isString,
  ipv4: isString,
  signal_strength: isNumber,
  address: isString,
  essid: isString,
  ip: isString,
  strength: isNumber,
});
/** The Wi-Fi, as far as the clock describes it. */
export type Wifi = Guarded<typeof isWifi>;

const isDeviceParts = loose({
  serial_number: isShort,
  os_version: isString,
  mode: isString,
  model: isString,
  audio: isAudio,
  bluetooth: isBluetooth,
  display: isDisplay,
  wifi: isWifi,
  update_available: loose({ version: isString }),
});

/** `GET /api/v2/device`: the clock with all of its parts. `id` is the id that the cloud knows it by. */
export type Device = Guarded<typeof isDeviceParts> & { id: string; name: string };

/** @returns `undefined` without an id and a name */
export function parseDevice(value: unknown): Device | undefined {
  if (!isDeviceParts(value) || !isId(value.id) || !isString(value.name)) return undefined;
  return { ...value, id: String(value.id), name: value.name };
}

/** The ways to go from app to app: by itself, by hand, by the time of day, or not at all. */
export const MODES = ['auto', 'manual', 'schedule', 'kiosk'] as const;
/** As `PUT /api/v2/device` takes it. */
export type Mode = (typeof MODES)[number];

const isQueued = loose({
  type: isString,
  priority: isString,
  created: isShort,
  updated: isString,
  expiration_date: isString,
  model: isObject,
});

/** A notification in the clock's queue. `type` is `internal` or `external`; the dates are ISO 8601, in UTC. */
export type QueuedNotification = Guarded<typeof isQueued> & { id: string };

/** @returns the fields that can be read: an id is enough to dismiss it; `undefined` without one */
export function parseQueued(value: unknown): QueuedNotification | undefined {
  if (!isObject(value) || !isId(value.id)) return undefined;
  const readable = Object.entries(value).filter(([name, each]) => isQueued({ [name]: each }));
  const queued: unknown = Object.fromEntries(readable);
  return isQueued(queued) ? { ...queued, id: String(value.id) } : undefined;
}

/** @returns the notifications that can be read; `undefined` if that leaves none of them */
export function readQueue(value: unknown): QueuedNotification[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const queue = value.map(parseQueued).filter((queued) => queued !== undefined);
  return queue.length > 0 || value.length === 0 ? queue : undefined;
}

/** The id that a notification got: `{"success":{"id":"1"}}`. */
export function parseNewId(answer: unknown): string | undefined {
  const success = isObject(answer) ? answer.success : undefined;
  return isObject(success) && isId(success.id) ? String(success.id) : undefined;
}

/** `data_type` is `bool`, `string` or `int`; `format` a regular expression, or words that are separated by `|`. */
const isParameter = loose({ name: isString, data_type: isString, format: isString, required: isBoolean });
/** A parameter as the clock describes it; it may leave anything out. */
export type ActionParameter = Guarded<typeof isParameter>;

/** LaMetric's app My Data DIY, for frames that stay on a clock. */
export const MY_DATA = 'com.lametric.diy.devwidget';
/** A widget of it shows no more than these. */
export const MAX_FRAMES = 20;

/** A place in the clock's rotation of apps; -1 where it is not in it. */
const isWidget = loose({ index: isNumber, package: isString, visible: isBoolean, settings: isObject });

/** An app that is installed. Widgets go by an opaque id, actions and their parameters by name. */
const isApp = loose({
  package: isString,
  title: isString,
  vendor: isString,
  version: isString,
  widgets: mapOf(isWidget),
  actions: mapOf(mapOf(isParameter)),
});
/** An app as the clock describes it; it may leave anything out. */
export type App = Guarded<typeof isApp>;

/** The parts of an app that can be read: one odd widget or action does not hide the others. */
export function readApp(value: unknown): App | undefined {
  if (!isObject(value)) return undefined;
  const widgets = filterMap(value.widgets, isWidget);
  const actions = filterMap(value.actions, mapOf(isParameter));
  const app: unknown = { ...value, ...(widgets && { widgets }), ...(actions && { actions }) };
  return isApp(app) ? app : undefined;
}

/**
 * `GET /api/v2/device/apps`: the apps by their package, such as `com.lametric.clock`, without those that cannot be read.
 * @returns `undefined` if that leaves none of them
 */
export function readApps(value: unknown): Record<string, App> | undefined {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value);
  const apps = entries.flatMap(([name, each]) => {
    const app = readApp(each);
    return app === undefined ? [] : [[name, app] as const];
  });
  return apps.length > 0 || entries.length === 0 ? Object.fromEntries(apps) : undefined;
}

function filterMap<T>(value: unknown, isValid: Guard<T>): Record<string, T> | undefined {
  if (!isObject(value)) return undefined;
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, T] => isValid(entry[1])));
}

/** Since 2022 a clock has users, each of a group and with a key. `key` is a secret. */
export const isUsers = listOf(
  loose({ group: isString, key: isString, origin: isString, status: isString, uuid: isString }),
);
/** A user with its key, a secret. */
export type ClockUser = Guarded<typeof isUsers>[number];

/** @throws {LaMetricError} `BAD_RESPONSE` when the guard refuses an answer */
export function checked<T>(value: unknown, guard: (value: unknown) => value is T, what: string): T {
  return present(guard(value) ? value : undefined, what);
}

/** @throws {LaMetricError} `BAD_RESPONSE` when the value is missing in an answer */
export function present<T>(value: T | undefined, what: string): T {
  if (value !== undefined) return value;
  throw new LaMetricError('BAD_RESPONSE', `the answer is not a ${what} as clocks send it`);
}
