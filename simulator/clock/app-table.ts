/** The apps of a clock by their names, the same on old and new clocks. */

interface Parameter {
  data_type: 'bool' | 'string' | 'int';
  format?: string;
  name: string;
  required?: boolean;
}
type Parameters = Record<string, Parameter>;

export interface App {
  title: string;
  version: string;
  versionCode: string;
  /** Undefined: the app says nothing of actions. */
  actions: Record<string, Parameters> | undefined;
  triggers: Record<string, Parameters>;
  /** The place in the order; -1 for one that is not in it. */
  index: number;
  /** Its widget on an LM 37X8, the same on all of them. Undefined: every clock has its own. */
  oldWidget: string | undefined;
  /** Numbers its widget on clocks made since 2022. Undefined: every clock has its own. */
  number: number | undefined;
}

const bool = (name: string): Parameters => ({ [name]: { data_type: 'bool', name, required: false } });
const int = (name: string): Parameters => ({ [name]: { data_type: 'int', name, required: false } });
const text = (name: string, format?: string): Parameters => ({
  [name]: { data_type: 'string', ...(format !== undefined && { format }), name, required: false },
});

const DURATION = { duration: { data_type: 'int', name: 'duration' } } as const;

export const DIY = 'com.lametric.diy.devwidget';
/** An app of the user's own, made on LaMetric's developer site. */
export const INDICATOR = 'com.lametric.5b1c0e3f7a2d49688c9de4f01a6b7c23';

export const APPS: Readonly<Record<string, App>> = {
  'com.lametric.clock': {
    title: 'Clock',
    version: '2.8.10',
    versionCode: '44',
    actions: {
      'clock.alarm': {
        ...bool('enabled'),
        ...text('time', '[0-9]{2}:[0-9]{2}(?::[0-9]{2})?'),
        ...bool('wake_with_radio'),
      },
      'clock.clockface': { ...text('icon'), ...text('type', 'weather|page_a_day|custom|none') },
      'settings.dateFormats': {},
    },
    triggers: { alarm: { snooze: { data_type: 'bool', name: 'snooze' } } },
    index: 0,
    oldWidget: '08b8eac21074f8f7e5a29f2855ba8060',
    number: 1,
  },
  'com.lametric.weather': {
    title: 'Weather',
    version: '1.2.3',
    versionCode: '33',
    actions: { 'weather.forecast': {}, 'weather.get.cc': {}, 'weather.setProduct': {} },
    triggers: {},
    index: 1,
    oldWidget: '380375c4b12c16e3adafb48355ba8061',
    number: 2,
  },
  'com.lametric.radio': {
    title: 'Radio',
    version: '1.4.33',
    versionCode: '87',
    actions: {
      'radio.next': {},
      'radio.play': {},
      'radio.play.at': int('idx'),
      'radio.prev': {},
      'radio.state': {},
      'radio.stop': {},
    },
    triggers: {},
    index: 2,
    oldWidget: '589ed1b3fcdaa5180bf4848e55ba8061',
    number: 3,
  },
  'com.lametric.stopwatch': {
    title: 'Stopwatch',
    version: '1.2.0',
    versionCode: '16',
    actions: { 'stopwatch.pause': {}, 'stopwatch.reset': {}, 'stopwatch.start': {} },
    triggers: {},
    index: 3,
    oldWidget: 'b1166a6059640bf76b9dfe0455ba8062',
    number: 5,
  },
  'com.lametric.countdown': {
    title: 'Timer',
    version: '1.2.1',
    versionCode: '19',
    actions: {
      'countdown.configure': { ...int('duration'), ...bool('start_now') },
      'countdown.pause': {},
      'countdown.reset': {},
      'countdown.start': {},
    },
    triggers: { finished: DURATION, paused: DURATION, reset: DURATION, resumed: DURATION, started: DURATION },
    index: 4,
    oldWidget: 'f03ea1ae1ae5f85b390b460f55ba8061',
    number: 4,
  },
  [DIY]: {
    title: 'My Data DIY',
    version: '2.0.15',
    versionCode: '54',
    actions: {
      'mqttSensor.discoveredDevices': {},
      'mqttSensor.startDiscover': {},
      'mqttSensor.stopDiscover': {},
      'mqttSensor.trackedSensors': {},
      status: {},
    },
    triggers: {},
    index: 5,
    oldWidget: undefined,
    number: undefined,
  },
  [INDICATOR]: {
    title: 'Office indicator',
    version: '1-2',
    versionCode: '1',
    actions: undefined,
    triggers: {},
    index: 6,
    oldWidget: undefined,
    number: undefined,
  },
  'com.lametric.custommessage': {
    title: 'Message Board',
    version: '1.2.8',
    versionCode: '28',
    actions: undefined,
    triggers: {},
    index: -1,
    oldWidget: undefined,
    number: undefined,
  },
};
