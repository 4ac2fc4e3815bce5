import {
  type Flaw,
  type Notification,
  SOUNDS,
  findFlaws,
  isNotification,
} from '../../lametric/clock/notification';
import { shortName } from '../../lametric/errors';
import { isNumber, isPlainObject, isString } from '../../lametric/guards';
import { parseNumber } from '../../lametric/numbers';
import type { Frame, NotifyProperties } from './properties';

/** A frame, and what it shows for one message. */
export interface Content {
  frame: Frame;
  value: unknown;
  /** Where the value comes from, such as `msg.payload`. */
  source: string;
}

/** One thing that cannot be shown; `problem` is a key of `notify.error.flaw`. */
export interface Complaint {
  path: Flaw['path'];
  problem:
    | Flaw['problem']
    | 'no-text'
    | 'no-number'
    | 'no-numbers'
    | 'unknown-name'
    | 'no-names'
    /** Only in the editor, which has no milliseconds. */
    | 'seconds';
  values: Flaw['values'];
}

export type Composed = { notification: Notification; complaints: [] } | { complaints: Complaint[] };

type Settings = Pick<NotifyProperties, 'priority' | 'iconType' | 'sound' | 'repeat' | 'cycles' | 'lifetime'>;

/** The settings that a message may override. */
const NAMES = ['text', 'icon', 'priority', 'iconType', 'sound', 'repeat', 'cycles', 'lifetime'];

/** Whether a frame shows `msg.payload` itself: only then does an object in it change settings. */
export function showsPayload({ value, valueType }: Frame): boolean {
  return valueType === 'msg' && value === 'payload';
}

/** A notification that is in LaMetric's own form already. */
export function checkOwnForm(payload: unknown): Composed {
  const { lifeTime = null, lifetime, ...others } = isPlainObject(payload) ? payload : {};
  // A sample of LaMetric's documentation spells it in a way that clocks ignore.
  const notification: unknown = { ...others, lifetime: lifetime ?? lifeTime };
  return isNotification(notification)
    ? { notification, complaints: [] }
    : { complaints: findFlaws(notification) };
}

/**
 * The notification of a message, in LaMetric's form.
 * @param changes the settings that the message overrides; `null` counts as missing
 */
export function compose(
  settings: Settings,
  contents: Content[],
  changes: Record<string, unknown> | undefined,
): Composed {
  const { text, icon, ...changed } = changes ?? {};
  const first = contents.findIndex(({ frame }) => showsPayload(frame));
  const frames = contents.map((content, index) => {
    if (changes === undefined || index !== first) return composeFrame(content, index);
    const composed = composeFrame({ ...content, value: text, source: 'msg.payload.text' }, index);
    return icon == null ? composed : { ...composed, frame: { ...composed.frame, icon } };
  });
  const present = Object.entries(changed).filter(([, value]) => value != null);
  const { priority, iconType, sound, repeat, cycles, lifetime }: Record<string, unknown> = {
    ...settings,
    ...Object.fromEntries(present),
  };
  const notification: unknown = {
    priority,
    icon_type: iconType,
    lifetime: lifetime === '' ? null : lifetime,
    model: {
      cycles,
      frames: frames.map(({ frame }) => frame),
      sound: sound === '' ? null : soundOf(sound, repeat),
    },
  };
  const complaints = [
    ...namesComplaints(changes),
    ...frames.flatMap((each) => each.complaints),
    ...findFlaws(notification).map((flaw) => ({ ...flaw, path: settingPath(flaw.path, changes, first) })),
  ];
  return complaints.length === 0 && isNotification(notification)
    ? { notification, complaints: [] }
    : { complaints };
}

function namesComplaints(changes: Record<string, unknown> = { text: '' }): Complaint[] {
  const names = Object.keys(changes);
  const values = { choices: NAMES.join(', ') };
  if (names.length === 0) return [{ path: ['msg.payload'], problem: 'no-names', values }];
  return names
    .filter((name) => !NAMES.includes(name))
    .map((name) => ({ path: ['msg.payload', shortName(name)], problem: 'unknown-name', values }));
}

/** The place in the message or in the dialog of what stands at this path in LaMetric's form. */
function settingPath(path: Flaw['path'], changes: object | undefined, first: number): Flaw['path'] {
  const [top, part, index, field] = path;
  const isIcon = part === 'frames' && index === first && field === 'icon';
  const repeat = index === 'repeat' ? 'repeat' : 'sound';
  const name = isIcon ? 'icon' : part === 'sound' ? repeat : top === 'icon_type' ? 'iconType' : (part ?? top);
  return changes !== undefined && name !== undefined && name in changes ? ['msg.payload', name] : path;
}

const PROBLEMS = { text: 'no-text', goal: 'no-number', chart: 'no-numbers' } as const;

/** A frame in LaMetric's form. For a value that cannot be shown, which is complained of, an empty text stands in. */
export function composeFrame({ frame, value, source }: Content, index: number) {
  const content = showable(frame, value);
  const icon = frame.type === 'chart' || frame.icon === '' ? null : frame.icon;
  const complaint: Complaint = {
    path: ['model', 'frames', index],
    problem: PROBLEMS[frame.type],
    values: { source },
  };
  return {
    frame: { icon, duration: frame.duration, ...(content ?? { text: '' }) },
    complaints: content === undefined ? [complaint] : [],
  };
}

function showable(frame: Frame, value: unknown) {
  if (frame.type === 'chart') {
    const chartData = numbersOf(value);
    return chartData && { chartData };
  }
  if (frame.type === 'goal') {
    const { start, end, unit } = frame;
    const current = numberOf(value);
    return current === undefined ? undefined : { goalData: { start, current, end, unit } };
  }
  if (isNumber(value)) return { text: String(rounded(value)) };
  return isString(value) || typeof value === 'boolean' ? { text: String(value) } : undefined;
}

function numberOf(value: unknown): number | undefined {
  const number = isString(value) ? parseNumber(value) : value;
  return isNumber(number) ? rounded(number) : undefined;
}

/** At most 6 places after the point: 0.3, and not 0.30000000000000004. */
const rounded = (number: number) => (Math.abs(number) < 1e15 ? Number(number.toFixed(6)) : number);

/** An array of numbers, or a text with numbers in it. A chart has whole numbers alone. */
function numbersOf(value: unknown): number[] | undefined {
  const items: unknown = isString(value) ? itemsIn(value) : value;
  if (!Array.isArray(items) || items.length === 0) return undefined;
  const numbers = items.map(numberOf).filter((number) => number !== undefined);
  return numbers.length === items.length ? numbers.map((number) => Math.round(number)) : undefined;
}

/** In `1,5 2,5` or `1,5; 2,5` the commas are decimal ones; without spaces or semicolons, they separate the numbers. */
function itemsIn(text: string): string[] {
  const plain = text.replace(/[[\]]/g, ' ').trim();
  const separator = /[;\s]/.test(plain) ? /[;\s]+/ : ',';
  return plain
    .split(separator)
    .map((item) => item.replace(/^,|,$/g, ''))
    .filter(Boolean);
}

/** `notifications/cat`, `cat`, or the address of an mp3; whether there is such a sound is checked with the rest. */
function soundOf(sound: unknown, repeat: unknown): unknown {
  if (isString(sound) && /^https?:/i.test(sound)) return { url: sound, type: 'mp3', repeat };
  const [category, id] = isString(sound) ? sound.split('/') : [];
  const known = Object.entries(SOUNDS).find(([, ids]) => ids.some((each) => each === category));
  if (id === undefined && known !== undefined) return { category: known[0], id: category, repeat };
  return { category, id: id ?? '', repeat };
}

/** A complaint as a user reads it. @param text translates a key of `notify` */
export function wordsOf(
  { path, problem, values }: Complaint,
  text: (key: string, values: Record<string, string | number>) => string,
): string {
  const where = placeOf(path, (number) => text('error.frame', { number }));
  return text(`error.flaw.${problem}`, { where, ...values });
}

/** Where a complaint is, as a user counts: `frame 2: icon`. @param frameWord the word for a frame with its number */
export function placeOf(path: Complaint['path'], frameWord: (number: number) => string): string {
  const [top, part, index, ...rest] = path;
  if (top === 'model' && part === 'frames' && typeof index === 'number') {
    return [frameWord(index + 1), rest.join('.')].filter(Boolean).join(': ');
  }
  return (top === 'model' && path.length > 1 ? path.slice(1) : path).join('.') || 'msg.payload';
}
