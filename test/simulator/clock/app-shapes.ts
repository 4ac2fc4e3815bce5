/** The shapes of apps, as others recorded them in public fixtures from an LM 37X8 and an sa8. */
import type { Shape } from './shapes';

const PARAMETER = { data_type: 'string', name: 'string', required: 'boolean' };

const APP = {
  package: 'string',
  title: 'string',
  triggers: {},
  vendor: 'string',
  version: 'string',
  version_code: 'string',
};

/** The clock app. */
export const CLOCK_APP = {
  ...APP,
  actions: {
    'clock.alarm': {
      enabled: PARAMETER,
      time: { ...PARAMETER, format: 'string' },
      wake_with_radio: PARAMETER,
    },
    'clock.clockface': { icon: PARAMETER, type: { ...PARAMETER, format: 'string' } },
    'settings.dateFormats': {},
  },
  triggers: { alarm: { snooze: { data_type: 'string', name: 'string' } } },
};
export const WIDGET = { index: 'number', package: 'string', visible: 'boolean' };
export const TITLED_WIDGET = { ...WIDGET, settings: { _title: 'string' } };
const DURATION = { duration: { data_type: 'string', name: 'string' } };

/** An app without its widget, and the widget's id on an LM 37X8 and on an sa8. */
interface ListedApp {
  app: Shape & object;
  old: RegExp;
  since2022: RegExp;
}

/** The other apps of GET `/device/apps`. */
export const LISTED_APPS: Record<string, ListedApp> = {
  'com.lametric.weather': {
    app: {
      ...APP,
      actions: { 'weather.forecast': {}, 'weather.get.cc': {}, 'weather.setProduct': {} },
    },
    old: /^380375c4b12c16e3adafb48355ba8061$/,
    since2022: /^2_com\.lametric\.weather$/,
  },
  'com.lametric.radio': {
    app: {
      ...APP,
      actions: {
        'radio.next': {},
        'radio.play': {},
        'radio.play.at': { idx: PARAMETER },
        'radio.prev': {},
        'radio.state': {},
        'radio.stop': {},
      },
    },
    old: /^589ed1b3fcdaa5180bf4848e55ba8061$/,
    since2022: /^3_com\.lametric\.radio$/,
  },
  'com.lametric.stopwatch': {
    app: { ...APP, actions: { 'stopwatch.pause': {}, 'stopwatch.reset': {}, 'stopwatch.start': {} } },
    old: /^b1166a6059640bf76b9dfe0455ba8062$/,
    since2022: /^5_com\.lametric\.stopwatch$/,
  },
  'com.lametric.countdown': {
    app: {
      ...APP,
      actions: {
        'countdown.configure': { duration: PARAMETER, start_now: PARAMETER },
        'countdown.pause': {},
        'countdown.reset': {},
        'countdown.start': {},
      },
      triggers: {
        finished: DURATION,
        paused: DURATION,
        reset: DURATION,
        resumed: DURATION,
        started: DURATION,
      },
    },
    old: /^f03ea1ae1ae5f85b390b460f55ba8061$/,
    since2022: /^4_com\.lametric\.countdown$/,
  },
  'com.lametric.diy.devwidget': {
    app: {
      ...APP,
      actions: {
        'mqttSensor.discoveredDevices': {},
        'mqttSensor.startDiscover': {},
        'mqttSensor.stopDiscover': {},
        'mqttSensor.trackedSensors': {},
        status: {},
      },
    },
    old: /^[0-9a-f]{32}$/,
    since2022: /^[0-9a-f]{32}$/,
  },
};
export const WIDGET_ALONE = { index: 'number', package: 'string', settings: { _title: 'string' } };
