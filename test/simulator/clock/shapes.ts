/**
 * The shapes of what real clocks answered, as others recorded it in public fixtures: which fields
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

const LM_37X8_DEVICE = {
  ...DEVICE,
  audio: VOLUME,
  bluetooth: { ...BLUETOOTH, address: 'string', low_energy: LOW_ENERGY },
  display: { ...DISPLAY, screensaver: SCREENSAVER },
};

/** By the path below `/api/v2/`, for each kind. */
export const READS: Record<KindName, Record<string, Shape>> = {
  'LM 37X8 2.2.2': { device: LM_37X8_DEVICE },
  'LM 37X8 2.3.9': {
    device: LM_37X8_DEVICE,
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
  'LM 37X8 2.2.2': { display: { width: 37, height: 8, type: 'mixed' }, api: '2.2.0', model: 'LM 37X8' },
  'LM 37X8 2.3.9': { display: { width: 37, height: 8, type: 'mixed' }, api: '2.3.0', model: 'LM 37X8' },
  'sa8 3.2.6': { display: { width: 37, height: 8, type: 'mixed' }, api: '2.4.0', model: 'sa8' },
  'sa5 3.0.13': { display: { width: 64, height: 8, type: 'mixed' }, api: '2.4.0', model: 'sa5' },
  'sa5 3.2.7': { display: { width: 16, height: 16, type: 'full_rgb' }, api: '2.4.0', model: 'sa5' },
};

/** The paths in the map of endpoints, below `/api/v2/`. Clocks made before 2022 lack the streams. */
export const ENDPOINTS = {
  apps_action_url: 'device/apps/{:id}/widgets/{:widget_id}/actions',
  apps_get_url: 'device/apps/{:id}',
  apps_list_url: 'device/apps',
  apps_switch_next_url: 'device/apps/next',
  apps_switch_prev_url: 'device/apps/prev',
  apps_switch_url: 'device/apps/{:id}/widgets/{:widget_id}/activate',
  audio_url: 'device/audio',
  bluetooth_url: 'device/bluetooth',
  concrete_notification_url: 'device/notifications/{:id}',
  current_notification_url: 'device/notifications/current',
  device_url: 'device',
  display_url: 'device/display',
  notifications_url: 'device/notifications',
  widget_update_url: 'widget/update/{:id}',
  wifi_url: 'device/wifi',
};
export const STREAM_ENDPOINTS = {
  stream_start_url: 'device/stream/start',
  stream_stop_url: 'device/stream/stop',
  stream_url: 'device/stream',
};

/** `GET /api/v2/device/stream`, beside the canvas. */
const STREAM = { port: 9999, protocol: 'lmsp', status: 'stopped', version: '1.0' };
export const TIME_STREAM = {
  ...STREAM,
  canvas: { pixel: { size: { height: 8, width: 37 } } },
  features: [],
};
export const SKY_STREAM = {
  ...STREAM,
  canvas: { pixel: { size: { height: 8, width: 24 } }, triangle: { size: { height: 16, width: 48 } } },
};

/** A screensaver by time, after it was set. */
export const TIME_BASED = {
  enabled: 'boolean',
  end_time: 'string',
  local_end_time: 'string',
  local_start_time: 'string',
  start_time: 'string',
};

/** The same on an LM 37X8 2.2.2 that has no end. */
export const LONE_START = { enabled: 'boolean', local_start_time: 'string', start_time: 'string' };

/** Wi-Fi while it connects: in the whole state as users saw it, and on its own. */
export const CONNECTING = {
  address: null,
  available: true,
  encryption: 'WPA',
  essid: null,
  mode: 'dhcp',
  strength: 18,
};
export const CONNECTING_ALONE = {
  available: true,
  encryption: 'WPA',
  mac: null,
  mode: 'dhcp',
  signal_strength: 18,
  ssid: null,
};

/** Wi-Fi of an unknown strength: in the whole state of an LM 37X8 2.2.2, and on its own. */
const { encryption: _encryption, strength: _strength, ...WIFI_IN_DEVICE } = DEVICE.wifi;
const { encryption: _alone, ...WIFI_ALONE } = WIFI;
export const UNKNOWN_STRENGTH = WIFI_IN_DEVICE;
export const UNKNOWN_STRENGTH_ALONE = { ...WIFI_ALONE, signal_strength: 'null' };

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

/** The cloud, in the order of its fields. */
export const CLOUD = {
  tokens: {
    access_token: 'string',
    expires_in: 'number',
    token_type: 'string',
    scope: 'string',
    refresh_token: 'string',
  },
  user: {
    id: 'number',
    email: 'string',
    name: 'string',
    apps_count: 'number',
    private_device_count: 'number',
    private_apps_count: 'number',
  },
  device: {
    id: 'number',
    name: 'string',
    state: 'string',
    product_code: 'string',
    serial_number: 'string',
    api_key: 'string',
    ipv4_internal: 'string',
    mac: 'string',
    wifi_ssid: 'string',
    created_at: 'string',
    updated_at: 'string',
  },
};

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
