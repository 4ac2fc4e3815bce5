/**
 * A notification in LaMetric's own form.
 * Source: lametric-documentation.readthedocs.io, "Device notifications"; `duration` and `lifetime` as real clocks read them.
 */
import { isInteger, isNumber, isObject, isString, parseUrl } from '../guards';

/** In rising order: critical ones are shown first, and in every mode of the clock. */
export const PRIORITIES = ['info', 'warning', 'critical'] as const;
/** LaMetric's announcing icon: none, an "i" or an "!". */
export const ICON_TYPES = ['none', 'info', 'alert'] as const;

/** The sounds that every clock with a loudspeaker has, by category. */
export const SOUNDS = {
  notifications: [
    'bicycle',
    'car',
    'cash',
    'cat',
    'dog',
    'dog2',
    'energy',
    'knock-knock',
    'letter_email',
    'lose1',
    'lose2',
    'negative1',
    'negative2',
    'negative3',
    'negative4',
    'negative5',
    'notification',
    'notification2',
    'notification3',
    'notification4',
    'open_door',
    'positive1',
    'positive2',
    'positive3',
    'positive4',
    'positive5',
    'positive6',
    'statistic',
    'thunder',
    'water1',
    'water2',
    'win',
    'win2',
    'wind',
    'wind_short',
  ],
  alarms: [
    'alarm1',
    'alarm2',
    'alarm3',
    'alarm4',
    'alarm5',
    'alarm6',
    'alarm7',
    'alarm8',
    'alarm9',
    'alarm10',
    'alarm11',
    'alarm12',
    'alarm13',
  ],
} as const;
/** The folder of a built-in sound. */
export type SoundCategory = keyof typeof SOUNDS;

/** A number, the code of a picture (`i1234`, `1234`) or a movie (`a1234`), or a PNG or GIF of 8x8 as a `data:` address. */
export type FrameIcon = number | string;

/** The fields of every frame. `duration` is in ms. */
interface FrameBasis {
  icon?: FrameIcon | null;
  duration?: number | null;
}

/** A text, which scrolls if it is too long. */
export interface TextFrame extends FrameBasis {
  text: string;
}

/** A value on its way from `start` to `end`, with a bar below. A `text` stands in the place of the value. */
export interface GoalFrame extends FrameBasis {
  text?: string | null;
  goalData: { start: number; current: number; end: number; unit?: string | null };
}

/** A bar for each value. */
export interface ChartFrame extends FrameBasis {
  chartData: number[];
}

/** A screen of a notification. */
export type Frame = TextFrame | GoalFrame | ChartFrame;

/** A sound that every clock has: `{category: 'alarms', id: 'alarm1'}`. */
export interface BuiltInSound {
  category: SoundCategory;
  id: string;
}

/** `repeat: 0` sounds until the notification is dismissed. The clock itself fetches an mp3 by its address. */
export type Sound = (BuiltInSound | { url: string; type?: 'mp3' | null; fallback?: BuiltInSound | null }) & {
  repeat?: number | null;
};

/** The body of `POST /api/v2/device/notifications`. */
export interface Notification {
  priority?: (typeof PRIORITIES)[number] | null;
  icon_type?: (typeof ICON_TYPES)[number] | null;
  /** Milliseconds until it is not worth showing any more. The clock's own default is 2 minutes. */
  lifetime?: number | null;
  model: {
    frames: Frame[];
    /** The number of times that it is shown; with 0 it stays until it is dismissed. */
    cycles?: number | null;
    sound?: Sound | null;
  };
}

/** The type that a value of a notification should have, and has not. */
export type Problem =
  | 'object'
  | 'frames'
  /** A frame with one of `text`, `goalData` and `chartData`, or with the first two. */
  | 'frame'
  | 'text'
  | 'number'
  | 'numbers'
  /** A whole number from 0, or from 1. */
  | 'whole'
  | 'positive'
  | 'icon'
  | 'mp3-address'
  /** One of `choices`. */
  | 'choice';

/** One mistake, as data: its text is in the user's language. */
export interface Flaw {
  /** Where it is: `['model', 'frames', 1, 'icon']`. */
  path: (string | number)[];
  problem: Problem;
  /** The value that has it. */
  value: unknown;
  /** The values in the text about the problem. */
  values: Record<string, string>;
}

/** All mistakes in a value that is meant as a notification. `null` counts as missing throughout. */
export function findFlaws(input: unknown): Flaw[] {
  return notification(input, []);
}

/** Whether a value is a list of frames in LaMetric's form, at least one; `findFrameFlaws` says why not. */
export const isFrames = (input: unknown): input is Frame[] => findFrameFlaws(input).length === 0;

/** All mistakes in a value that is meant as a list of frames. */
export const findFrameFlaws = (input: unknown): Flaw[] => frames(input, ['frames']);

/** Whether clocks understand it. @param flaws of `findFlaws`, which say why not */
export function isNotification(input: unknown, flaws = findFlaws(input)): input is Notification {
  return flaws.length === 0;
}

type Check = (value: unknown, path: Flaw['path']) => Flaw[];

const flaw = (path: Flaw['path'], problem: Problem, value: unknown, values: Flaw['values'] = {}): Flaw[] => [
  { path, problem, value, values },
];

const rule =
  (isValid: (value: unknown) => boolean, problem: Problem): Check =>
  (value, path) =>
    isValid(value) ? [] : flaw(path, problem, value);

const optional =
  (check: Check): Check =>
  (value, path) =>
    value == null ? [] : check(value, path);

const choice =
  (choices: readonly string[]): Check =>
  (value, path) =>
    isString(value) && choices.includes(value)
      ? []
      : flaw(path, 'choice', value, { choices: choices.join(', ') });

const fields =
  (checks: Record<string, Check>): Check =>
  (value, path) =>
    isObject(value)
      ? Object.entries(checks).flatMap(([name, check]) => check(value[name], [...path, name]))
      : flaw(path, 'object', value);

const ICON_CODE = /^[ia]?\d+$/;
const ICON_DATA = /^data:image\/(?:png|gif);base64,[A-Za-z\d+/]+={0,2}$/;

/** Whether a frame can have this icon. A clock shows a placeholder for a code that it does not know. */
export function isIcon(value: unknown): value is FrameIcon {
  return isString(value) ? ICON_CODE.test(value) || ICON_DATA.test(value) : isInteger(value) && value >= 0;
}

/** Whether the picture in a frame has the size of an icon, 8x8. A code is a picture of LaMetric's, which has it. */
export function hasIconSize(icon: Frame['icon']): boolean {
  const [, type, start = ''] = (isString(icon) && /^data:image\/(png|gif);base64,(.{32})?/.exec(icon)) || [];
  if (type === undefined) return true;
  const bytes = atob(start);
  return type === 'png'
    ? bytes.slice(16, 24) === '\0\0\0\x08\0\0\0\x08'
    : bytes.slice(6, 10) === '\x08\0\x08\0';
}

function isMp3Address(value: unknown): boolean {
  const { protocol } = (isString(value) ? parseUrl(value) : undefined) ?? {};
  return protocol === 'http:' || protocol === 'https:';
}

const text = rule(isString, 'text');
const number = rule(isNumber, 'number');
const whole = rule((value) => isInteger(value) && value >= 0, 'whole');
const positive = rule((value) => isInteger(value) && value > 0, 'positive');

const contents = {
  text,
  goalData: fields({ start: number, current: number, end: number, unit: optional(text) }),
  chartData: rule((value) => Array.isArray(value) && value.length > 0 && value.every(isNumber), 'numbers'),
};

/** A text stands above the bar of a goal. */
const isContent = (names: readonly string[]) => names.length === 1 || names.join() === 'text,goalData';

const basis = fields({ icon: optional(rule(isIcon, 'icon')), duration: optional(positive) });

const frame: Check = (value, path) => {
  if (!isObject(value)) return flaw(path, 'object', value);
  const present = Object.entries(contents).filter(([name]) => value[name] != null);
  return [
    ...basis(value, path),
    ...(isContent(present.map(([name]) => name))
      ? fields(Object.fromEntries(present))(value, path)
      : flaw(path, 'frame', value)),
  ];
};

const frames: Check = (value, path) => {
  if (!Array.isArray(value) || value.length === 0) return flaw(path, 'frames', value);
  return value.flatMap((item, index) => frame(item, [...path, index]));
};

const builtInSound: Check = (value, path) => {
  const { category } = isObject(value) ? value : {};
  const ids = category === 'notifications' || category === 'alarms' ? SOUNDS[category] : [];
  return fields({
    category: choice(Object.keys(SOUNDS)),
    // Without a category there is nothing to choose from.
    id: ids.length === 0 ? () => [] : choice(ids),
  })(value, path);
};

const mp3 = fields({
  url: rule(isMp3Address, 'mp3-address'),
  type: optional(choice(['mp3'])),
  fallback: optional(builtInSound),
});

const sound: Check = (value, path) => {
  const kind = isObject(value) && value.url != null ? mp3 : builtInSound;
  const flaws = kind(value, path);
  return isObject(value) ? [...flaws, ...fields({ repeat: optional(whole) })(value, path)] : flaws;
};

const notification = fields({
  priority: optional(choice(PRIORITIES)),
  icon_type: optional(choice(ICON_TYPES)),
  lifetime: optional(positive),
  model: fields({ frames, cycles: optional(whole), sound: optional(sound) }),
});
