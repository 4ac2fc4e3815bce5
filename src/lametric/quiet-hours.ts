/** Quiet hours of a clock, as Node-RED keeps them: clocks know nothing of them. Runtime and form both read this. */
import { isInteger, isObject, isString } from './guards';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** The days to look ahead. Quiet hours that go on for longer have no end: they are the same every week. */
const AHEAD = 15;

export const QUIET_WAYS = ['critical', 'silent'] as const;
/** `critical`: other notifications are not shown; `silent`: they are shown without their sound. */
export type QuietWay = (typeof QUIET_WAYS)[number];

/** Some hours of some days of the week. */
export interface QuietHours {
  /** On which they begin: 0 is Sunday. */
  days: number[];
  /** `HH:MM` */
  from: string;
  /** `HH:MM`. Not after `from`, it is that of the next day. */
  to: string;
  allow: QuietWay;
}

/** A time without a break in which the same gets through: milliseconds since 1970. */
export interface QuietSpan {
  allow: QuietWay;
  start: number;
  end: number;
}

/** What a clock lets through at some moment, and how long. */
export interface Quiet {
  allow: QuietWay;
  /** `undefined` for ever. */
  until: Date | undefined;
  /** That in the local time: `07:00`, or `2026-12-24 07:00` where that is not within a day. Empty for ever. */
  untilText: string;
}

export const isTimeOfDay = (value: unknown): value is string =>
  isString(value) && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value);

/** Whether these are quiet hours: those of a node that was made by hand may be anything. */
export function isQuietHours(value: unknown): value is QuietHours {
  if (!isObject(value)) return false;
  const { days, from, to, allow } = value;
  const hasDays = Array.isArray(days) && days.length > 0 && days.every((day) => isDay(day));
  return hasDays && isTimeOfDay(from) && isTimeOfDay(to) && QUIET_WAYS.some((way) => way === allow);
}

const isDay = (value: unknown): boolean => isInteger(value) && value >= 0 && value <= 6;

/** Whether this is the name of a time zone, such as `Europe/Berlin`. An offset is no name. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Z]/i.test(name)) return false;
  try {
    createFormat(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * The quiet times from yesterday to two weeks ahead, in their order; none touches another of its kind. Where both kinds
 * meet, only critical notifications get through.
 * @param zone the name of a time zone; empty for this computer's own
 * @param time milliseconds since 1970
 */
export function quietSpans(hours: readonly QuietHours[], zone: string, time: number): QuietSpan[] {
  const localOf = remembering(localTime(zone));
  const today = Math.floor(localOf(time) / DAY);
  const days = Array.from({ length: AHEAD + 3 }, (_, index) => today - 1 + index);
  const spans = hours.flatMap(({ days: begins, from, to, allow }) =>
    days
      .filter((day) => begins.includes(weekdayOf(day)))
      .map((day) => ({
        allow,
        start: firstTime(localOf, day * DAY + sinceMidnight(from)),
        end: lastTime(localOf, (to > from ? day : day + 1) * DAY + sinceMidnight(to)),
      })),
  );
  return joined(spans);
}

/** What gets through at a time that these spans cover. @param zone as for `quietSpans` */
export function quietAt(spans: readonly QuietSpan[], zone: string, time: number): Quiet | undefined {
  const span = spans.find(({ start, end }) => start <= time && time < end);
  if (span === undefined) return undefined;
  const { allow, end } = span;
  const isForEver = end - time > AHEAD * DAY;
  return isForEver
    ? { allow, until: undefined, untilText: '' }
    : { allow, until: new Date(end), untilText: textOf(localTime(zone)(end), end - time) };
}

/** When the next quiet time begins or ends after this one: milliseconds since 1970, or Infinity. */
export function nextChange(spans: readonly QuietSpan[], time: number): number {
  return Math.min(...spans.flatMap(({ start, end }) => [start, end]).filter((change) => change > time));
}

/** The local time as if it were UTC, in whole minutes. */
type LocalTime = (time: number) => number;

/** By their zones: to make one takes longer than all else. */
const formats = new Map<string, Intl.DateTimeFormat>();

function localTime(zone: string): LocalTime {
  const format = formats.get(zone) ?? createFormat(zone);
  formats.set(zone, format);
  return (time) => {
    const parts = Object.fromEntries(
      format.formatToParts(time).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = NaN, month = NaN, day = NaN, hour = NaN, minute = NaN } = parts;
    return Date.UTC(year, month - 1, day, hour, minute);
  };
}

function createFormat(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    ...(zone !== '' && { timeZone: zone }),
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
}

/** Quiet hours ask for the same days again and again. */
function remembering(localOf: LocalTime): LocalTime {
  const known = new Map<number, number>();
  return (time) => {
    const local = known.get(time) ?? localOf(time);
    known.set(time, local);
    return local;
  };
}

/** The moment at which a local time is reached: the first, where it is there twice; the end of the gap, if it is in one. */
function firstTime(localOf: LocalTime, local: number): number {
  const [earliest, latest] = timesAround(localOf, local);
  let time = earliest;
  while (time < latest && localOf(time) < local) time += MINUTE;
  return time;
}

/** The moment from which it is no longer before a local time: the last, where it is there twice. */
function lastTime(localOf: LocalTime, local: number): number {
  const [earliest, latest] = timesAround(localOf, local);
  let time = latest;
  while (time > earliest && localOf(time - MINUTE) >= local) time -= MINUTE;
  return time;
}

/** The first and the last moment that may have this local time; mostly they are one. */
function timesAround(localOf: LocalTime, local: number): [number, number] {
  const day = local - (local % DAY);
  const offsets = [day - DAY, day + 2 * DAY].map((time) => localOf(time) - time);
  return [local - Math.max(...offsets), local - Math.min(...offsets)];
}

/** Of a day since 1970, which began on a Thursday. */
const weekdayOf = (day: number): number => (day + 4) % 7;

function sinceMidnight(time: string): number {
  const [hours = NaN, minutes = NaN] = time.split(':').map(Number);
  return (hours * 60 + minutes) * MINUTE;
}

function joined(spans: readonly QuietSpan[]): QuietSpan[] {
  const result: QuietSpan[] = [];
  const changes = [...new Set(spans.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  for (const [index, start] of changes.entries()) {
    const ways = spans.filter((span) => span.start <= start && start < span.end).map(({ allow }) => allow);
    const [allow] = ways.includes('critical') ? ['critical' as const] : ways;
    const end = changes[index + 1];
    if (allow === undefined || end === undefined) continue;
    const before = result[result.length - 1];
    if (before?.allow === allow && before.end === start) before.end = end;
    else result.push({ allow, start, end });
  }
  return result;
}

function textOf(local: number, left: number): string {
  const [date = '', time = ''] = new Date(local).toISOString().slice(0, 16).split('T');
  return left < DAY ? time : `${date} ${time}`;
}
