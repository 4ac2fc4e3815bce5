/** The settings of a clock under the names that messages and flows use, and the values that each takes. */
import { isBoolean, isNumber, isObject, isString } from '../guards';
import { type Guarded, MODES } from './types';

/** The screensaver's beginning and end: `HH:MM`, in the clock's own time zone. */
export interface Times {
  from: string;
  to: string;
}

/** Whether both times are `HH:MM`. */
export function isTimes(value: unknown): value is Times {
  return isObject(value) && isTime(value.from) && isTime(value.to);
}

const isTime = (value: unknown) => isString(value) && /^([01]\d|2[0-3]):[0-5]\d$/.test(value);

const PERCENT = {
  kind: 'percent',
  accepts: (value: unknown): value is number => isNumber(value) && value >= 0 && value <= 100,
} as const;

const SWITCH = { kind: 'switch', accepts: isBoolean } as const;

const TEXT = {
  kind: 'text',
  accepts: (value: unknown): value is string => isString(value) && value.trim() !== '',
} as const;

const SCREENSAVER = {
  kind: 'screensaver',
  accepts: (value: unknown): value is boolean | Times => isBoolean(value) || isTimes(value),
} as const;

function choice<const Choice extends string>(...choices: Choice[]) {
  const accepts = (value: unknown): value is Choice => choices.some((each) => each === value);
  return { kind: 'choice', choices, accepts } as const;
}

/** Brightness and volume are in percent; `display` says whether it is on, `mode` how the clock goes from app to app. */
export const SETTINGS = {
  brightness: PERCENT,
  brightnessMode: choice('auto', 'manual'),
  display: SWITCH,
  screensaver: SCREENSAVER,
  volume: PERCENT,
  bluetooth: SWITCH,
  bluetoothName: TEXT,
  mode: choice(...MODES),
} as const;

/** As it stands in messages and flows. */
export type SettingName = keyof typeof SETTINGS;

/** Some of the settings, with values that they accept. */
export type Settings = { [Name in SettingName]?: Guarded<(typeof SETTINGS)[Name]['accepts']> };

/** Whether messages may have a setting of this name. */
export function isSettingName(name: string): name is SettingName {
  return Object.keys(SETTINGS).includes(name);
}

/** Whether all names are settings, with values that these accept. */
export function isSettings(value: Readonly<Record<string, unknown>>): value is Settings {
  return Object.entries(value).every(([name, each]) => isSettingName(name) && SETTINGS[name].accepts(each));
}

/** The names of the settings that an object has values for. */
export function namesOf(settings: object): SettingName[] {
  return Object.keys(settings).filter(isSettingName);
}
