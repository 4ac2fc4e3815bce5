import { plainFrame } from '../lametric/display/characters';
import { shortName } from '../lametric/errors';
import { isInteger, isNumber, isString } from '../lametric/guards';
import { parseNumber } from '../lametric/numbers';
import type { Complaint } from './complaint';
import { type Frame, showsPayload } from './frame';

/** A frame, and what it shows for one message. */
export interface Content {
  frame: Frame;
  value: unknown;
  /** Where the value comes from, such as `msg.payload`. */
  source: string;
}

const PROBLEMS = { text: 'shown-text', goal: 'number', chart: 'numbers' } as const;

/** A frame in LaMetric's form. For a value that cannot be shown, which is complained of, an empty text stands in. */
export function composeFrame({ frame, value, source }: Content, index: number) {
  const content = showable(frame, value);
  const icon = frame.type === 'chart' || frame.icon === '' ? null : frame.icon;
  const path = ['model', 'frames', index];
  const complaints: Complaint[] = [];
  if (content === undefined)
    complaints.push({ path, problem: PROBLEMS[frame.type], value, values: { source } });
  if (frame.type === 'text') {
    const { unit, decimals } = frame;
    if (!isString(unit))
      complaints.push({ path: [...path, 'unit'], problem: 'text', value: unit, values: {} });
    if (decimals !== '' && !isPlaces(decimals)) {
      complaints.push({ path: [...path, 'decimals'], problem: 'decimals', value: decimals, values: {} });
    }
  }
  const shown = plainFrame({ icon, duration: frame.duration, ...(content ?? { text: '' }) });
  return { frame: shown, complaints };
}

/** The settings of its first frame that shows the payload that a message changes; `null` counts as missing. */
interface Changes {
  text?: unknown;
  icon?: unknown;
}

/** The frames of a message, in LaMetric's form. */
export function composeFrames(contents: readonly Content[], changes: Changes | undefined) {
  const first = contents.findIndex(({ frame }) => showsPayload(frame));
  const composed = contents.map((content, index) => {
    if (changes === undefined || index !== first) return composeFrame(content, index);
    const { text, icon } = changes;
    const changed = composeFrame({ ...content, value: text, source: 'msg.payload.text' }, index);
    return icon == null
      ? changed
      : { ...changed, frame: { ...changed.frame, icon: icon === '' ? null : icon } };
  });
  return {
    frames: composed.map(({ frame }) => frame),
    complaints: composed.flatMap(({ complaints }) => complaints),
  };
}

/** Complaints of names that a message must not change. @param names those that it may */
export function namesComplaints(
  changes: Record<string, unknown> = { text: '' },
  names: readonly string[],
): Complaint[] {
  const given = Object.keys(changes);
  const values = { choices: names.join(', ') };
  if (given.length === 0) return [{ path: ['msg.payload'], problem: 'no-names', value: changes, values }];
  return given
    .filter((name) => !names.includes(name))
    .map((name) => ({
      path: ['msg.payload', shortName(name)],
      problem: 'unknown-name',
      value: changes[name],
      values,
    }));
}

function showable(frame: Frame, value: unknown) {
  if (frame.type === 'chart') {
    const chartData = numbersOf(value);
    return chartData && { chartData };
  }
  if (frame.type === 'goal') {
    const { start, end, unit, text } = frame;
    const current = numberOf(value);
    if (current === undefined) return undefined;
    if (text !== '') return { text, goalData: { start, current, end, unit: '' } };
    return { goalData: { start, current, end, unit } };
  }
  const text = textOf(value, frame.decimals);
  return text === undefined ? undefined : { text: `${text}${frame.unit}` };
}

function textOf(value: unknown, decimals: number | ''): string | undefined {
  const number = decimals !== '' && isString(value) ? parseNumber(value) : value;
  if (isNumber(number)) return isPlaces(decimals) ? fixed(number, decimals) : String(rounded(number));
  return isString(value) || typeof value === 'boolean' ? String(value) : undefined;
}

/** A number of places after the point. */
const isPlaces = (value: unknown): value is number => isInteger(value) && value >= 0 && value <= 6;

/** Rounds as people do: 1.005 is 1.01, which `toFixed` makes 1.00; and 0 has no sign. */
function fixed(number: number, decimals: number): string {
  const places = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return number.toLocaleString('en-US', { ...places, useGrouping: false }).replace(/^-(?=[0.]+$)/, '');
}

function numberOf(value: unknown): number | undefined {
  const number = isString(value) ? parseNumber(value) : value;
  return isNumber(number) ? rounded(number) : undefined;
}

/** At most 6 places after the point: 0.3, and not 0.30000000000000004. */
const rounded = (number: number) => Number(number.toFixed(6));

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
