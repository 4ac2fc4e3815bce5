/**
 * The shapes of what real clocks answered, as recorded by others in python-demetriek (tests/fixtures): which fields
 * there are and what type each has. A field that is not named here was missing.
 */
import type { KindName } from '../../../simulator/clock/kinds';

export type Shape = string | { [field: string]: Shape } | Shape[];

const RANGE = { max: 'number', min: 'number' };
const ENABLED = { enabled: 'boolean' };
const MODE = { time_based: ENABLED, when_dark: ENABLED };
const SCREENSAVER = { enabled: 'boolean', modes: MODE, widget: 'string' };
const LOW_ENERGY = { active: 'boolean', advertising: 'boolean', connectable: 'boolean' };
const UNAVAILABLE = { available: 'boolean' };

const DISPLAY = {
  brightness: 'number',
  brightness_limit: RANGE,
  brightness_mode: 'string',
  brightness_range: RANGE,
  height: 'number',
  type: 'string',
  width: 'number',
};
const VOLUME = { volume: 'number', volume_limit: RANGE, volume_range: RANGE };
const BLUETOOTH = {
  active: 'boolean',
  available: 'boolean',
  discoverable: 'boolean',
  name: 'string',
  pairable: 'boolean',
};
const DEVICE = {
  id: 'string',
  mode: 'string',
  model: 'string',
  name: 'string',
  os_version: 'string',
  serial_number: 'string',
  wifi: {
    active: 'boolean',
    address: 'string',
    available: 'boolean',
    encryption: 'string',
    essid: 'string',
    ip: 'string',
    mode: 'string',
    netmask: 'string',
    strength: 'number',
  },
};
const WIFI = {
  active: 'boolean',
  available: 'boolean',
  encryption: 'string',
  ipv4: 'string',
  mac: 'string',
  mode: 'string',
  netmask: 'string',
  signal_strength: 'number',
  ssid: 'string',
};

/** By the path below `/api/v2/`, for each kind. */
export const READS: Record<KindName, Record<string, Shape>> = {
  'LM 37X8 2.3.9': {
    device: {
      ...DEVICE,
      audio: VOLUME,
      bluetooth: { ...BLUETOOTH, address: 'string', low_energy: LOW_ENERGY },
      display: { ...DISPLAY, screensaver: SCREENSAVER },
    },
    'device/display': { ...DISPLAY, screensaver: SCREENSAVER },
    'device/audio': VOLUME,
    'device/bluetooth': { ...BLUETOOTH, mac: 'string' },
    'device/wifi': WIFI,
  },
  'sa8 3.2.6': {
    device: {
      ...DEVICE,
      audio: { ...VOLUME, available: 'boolean' },
      bluetooth: { ...BLUETOOTH, address: 'string', mac: 'string' },
      display: { ...DISPLAY, on: 'boolean', screensaver: SCREENSAVER },
    },
    'device/display': { ...DISPLAY, on: 'boolean', screensaver: SCREENSAVER },
    'device/audio': { ...VOLUME, available: 'boolean' },
    'device/bluetooth': { ...BLUETOOTH, address: 'string', mac: 'string' },
    'device/wifi': WIFI,
  },
  'sa5 3.0.13': {
    device: {
      ...DEVICE,
      audio: VOLUME,
      bluetooth: { ...BLUETOOTH, address: 'string', low_energy: LOW_ENERGY },
      display: {
        ...DISPLAY,
        on: 'boolean',
        screensaver: { ...SCREENSAVER, modes: { screen_off: ENABLED, time_based: ENABLED } },
      },
    },
  },
  // Not recorded whole; seen by users of this firmware.
  'sa5 3.2.7': {
    device: {
      ...DEVICE,
      audio: UNAVAILABLE,
      bluetooth: UNAVAILABLE,
      display: { ...DISPLAY, on: 'boolean' },
    },
    'device/display': { ...DISPLAY, on: 'boolean' },
    'device/audio': UNAVAILABLE,
    'device/bluetooth': UNAVAILABLE,
    'device/wifi': WIFI,
  },
};

/** Recorded values, beside the types. */
export const VALUES: Record<KindName, { display: Record<string, unknown>; api: string; model: string }> = {
  'LM 37X8 2.3.9': { display: { width: 37, height: 8, type: 'mixed' }, api: '2.3.0', model: 'LM 37X8' },
  'sa8 3.2.6': { display: { width: 37, height: 8, type: 'mixed' }, api: '2.4.0', model: 'sa8' },
  'sa5 3.0.13': { display: { width: 64, height: 8, type: 'mixed' }, api: '2.4.0', model: 'sa5' },
  'sa5 3.2.7': { display: { width: 16, height: 16, type: 'full_rgb' }, api: '2.4.0', model: 'sa5' },
};

/** A screensaver by time, after it was set. */
export const TIME_BASED = {
  enabled: 'boolean',
  end_time: 'string',
  local_end_time: 'string',
  local_start_time: 'string',
  start_time: 'string',
};

/** In the whole state, as users saw it. */
export const CONNECTING = {
  address: 'null',
  available: 'boolean',
  encryption: 'string',
  essid: 'null',
  mode: 'string',
  strength: 'null',
};

/** An item of the queue with a text; the same on an LM 37X8 and an sa8, on its own and as the current one. */
export const QUEUED = {
  created: 'string',
  expiration_date: 'string',
  id: 'string',
  model: { cycles: 'number', frames: [{ text: 'string' }] },
  priority: 'string',
  type: 'string',
  updated: 'string',
};

const PARAMETER = { data_type: 'string', name: 'string', required: 'boolean' };

/** The clock app on an LM 37X8, but its widget, whose id is its own. */
export const CLOCK_APP = {
  actions: {
    'clock.alarm': {
      enabled: PARAMETER,
      time: { ...PARAMETER, format: 'string' },
      wake_with_radio: PARAMETER,
    },
    'clock.clockface': { icon: PARAMETER, type: { ...PARAMETER, format: 'string' } },
    'settings.dateFormats': {},
  },
  package: 'string',
  title: 'string',
  triggers: { alarm: { snooze: { data_type: 'string', name: 'string' } } },
  vendor: 'string',
  version: 'string',
  version_code: 'string',
};
export const WIDGET_IN_LIST = { index: 'number', package: 'string', visible: 'boolean' };
export const WIDGET_ALONE = { index: 'number', package: 'string', settings: { _title: 'string' } };

/** Pairing, on an sa8. */
export const CHALLENGE = {
  date: 'string',
  duration: 'number',
  state: 'string',
  type: 'string',
  uuid: 'string',
};
export const USER = {
  group: 'string',
  key: 'string',
  name: 'string',
  origin: 'string',
  status: 'string',
  uuid: 'string',
};

/** The fields of a value with their types, and an array's by its items. */
export function shapeOf(value: unknown): Shape {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([field, part]) => [field, shapeOf(part)]));
  }
  return typeof value;
}
