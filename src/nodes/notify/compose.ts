import { type Flaw, type Notification, findFlaws, isNotification } from '../../lametric/device/notification';
import { isNumber, isString } from '../../lametric/guards';
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
  problem: Flaw['problem'] | 'no-text' | 'no-number' | 'no-numbers' | 'unknown-name' | 'no-names';
  values: Flaw['values'];
}

type Composed = { notification: Notification; complaints: [] } | { complaints: Complaint[] };

type Settings = Pick<NotifyProperties, 'priority' | 'iconType' | 'sound' | 'repeat' | 'cycles' | 'lifetime'>;

/** What a message may set otherwise than the dialog does. */
const NAMES = ['text', 'icon', 'priority', 'iconType', 'sound', 'repeat', 'cycles', 'lifetime'];

/** Whether a frame shows `msg.payload` itself: only then does an object in it change settings. */
export function showsPayload({ value, valueType }: Frame): boolean {
  return valueType === 'msg' && value === 'payload';
}

/** A notification that is in LaMetric's own form already. */
export function checkOwnForm(payload: unknown): Composed {
  return isNotification(payload)
    ? { notification: payload, complaints: [] }
    : { complaints: findFlaws(payload) };
}

/**
 * The notification of a message, in LaMetric's form.
 * @param changes what the message sets otherwise than the dialog does; a `null` in it counts as missing
 */
export function compose(
  settings: Settings,
  contents: Content[],
  changes: Record<string, unknown> | undefined,
): Composed {
  const { text, icon, ...changed } = changes ?? {};
  const first = contents.findIndex(({ frame }) => showsPayload(frame));
  const frames = contents.map((content, index) =>
    changes === undefined || index !== first
      ? composeFrame(content, undefined, index)
      : composeFrame({ ...content, value: text, source: 'msg.payload.text' }, icon, index),
  );
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
    ...findFlaws(notification),
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
    .map((name) => ({ path: ['msg.payload', name], problem: 'unknown-name', values }));
}

/** A value that cannot be shown is complained of once: something harmless stands in for it. */
function composeFrame({ frame, value, source }: Content, icon: unknown, index: number) {
  const basis = {
    icon: icon ?? (frame.type === 'chart' || frame.icon === '' ? null : frame.icon),
    duration: frame.duration,
  };
  const complain = (problem: Complaint['problem']): Complaint[] => [
    { path: ['model', 'frames', index], problem, values: { source } },
  ];
  if (frame.type === 'chart') {
    const chartData = numbersOf(value);
    const complaints = chartData === undefined ? complain('no-numbers') : [];
    return { frame: { ...basis, chartData: chartData ?? [0] }, complaints };
  }
  if (frame.type === 'goal') {
    const { start, end, unit } = frame;
    const current = numberOf(value);
    const complaints = current === undefined ? complain('no-number') : [];
    return { frame: { ...basis, goalData: { start, current: current ?? 0, end, unit } }, complaints };
  }
  const isText = isString(value) || isNumber(value) || typeof value === 'boolean';
  return {
    frame: { ...basis, text: isText ? String(value) : '' },
    complaints: isText ? [] : complain('no-text'),
  };
}

function numberOf(value: unknown): number | undefined {
  const number = isString(value) && value.trim() !== '' ? Number(value) : value;
  return isNumber(number) ? number : undefined;
}

/** An array of numbers, or a text with numbers in it, as one types them. */
function numbersOf(value: unknown): number[] | undefined {
  const items: unknown = isString(value) ? value.split(/[^\d.e+-]+/i).filter(Boolean) : value;
  if (!Array.isArray(items) || items.length === 0) return undefined;
  const numbers = items.map(numberOf).filter((number) => number !== undefined);
  return numbers.length === items.length ? numbers : undefined;
}

/** `notifications/cat`, or the address of an mp3; whether there is such a sound is checked with the rest. */
function soundOf(sound: unknown, repeat: unknown): unknown {
  if (isString(sound) && /^https?:/i.test(sound)) return { url: sound, type: 'mp3', repeat };
  const [category, id = ''] = String(sound).split('/');
  return { category, id, repeat };
}

/** Where a complaint is, as a user counts: `frame 2: icon`. @param frameWord the word for a frame with its number */
export function placeOf(path: Complaint['path'], frameWord: (number: number) => string): string {
  const [top, part, index, ...rest] = path;
  if (top === 'model' && part === 'frames' && typeof index === 'number') {
    return [frameWord(index + 1), rest.join('.')].filter(Boolean).join(': ');
  }
  return (top === 'model' && path.length > 1 ? path.slice(1) : path).join('.') || 'msg.payload';
}
