/** The apps of a clock by their names, as old and new clocks tell of them alike. */

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
}

const bool = (name: string): Parameters => ({ [name]: { data_type: 'bool', name, required: false } });
const int = (name: string): Parameters => ({ [name]: { data_type: 'int', name, required: false } });
const text = (name: string, format?: string): Parameters => ({
  [name]: { data_type: 'string', ...(format !== undefined && { format }), name, required: false },
});

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
  },
  'com.lametric.weather': {
    title: 'Weather',
    version: '1.2.3',
    versionCode: '33',
    actions: { 'weather.forecast': {}, 'weather.get.cc': {}, 'weather.setProduct': {} },
    triggers: {},
    index: 1,
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
  },
  'com.lametric.stopwatch': {
    title: 'Stopwatch',
    version: '1.2.0',
    versionCode: '16',
    actions: { 'stopwatch.pause': {}, 'stopwatch.reset': {}, 'stopwatch.start': {} },
    triggers: {},
    index: 3,
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
    triggers: { finished: { duration: { data_type: 'int', name: 'duration' } } },
    index: 4,
  },
  [DIY]: {
    title: 'My Data DIY',
    version: '2.0.15',
    versionCode: '54',
    actions: { status: {} },
    triggers: {},
    index: 5,
  },
  [INDICATOR]: {
    title: 'Office indicator',
    version: '1',
    versionCode: '1',
    actions: undefined,
    triggers: {},
    index: 6,
  },
  'com.lametric.custommessage': {
    title: 'Message',
    version: '1-2',
    versionCode: '2',
    actions: undefined,
    triggers: {},
    index: -1,
  },
};
