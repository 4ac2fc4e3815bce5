/** Hours of the week in words. */
import type { QuietHours } from '../lametric/quiet-hours';
import type { Translate } from './text';

/** The days, 0 is Sunday, in the order in which they are shown. */
export const WEEK = [1, 2, 3, 4, 5, 6, 0] as const;

/** @param day 0 is Sunday */
export function dayName(day: number, length: 'short' | 'long', language: string): string {
  const format = new Intl.DateTimeFormat(language, { weekday: length, timeZone: 'UTC' });
  // The fourth day of 1970 was a Sunday.
  return format.format(Date.UTC(1970, 0, 4 + day));
}

/** Such as `Mon–Fri 22:00–07:00`; without days where that is every day. @param text the common texts */
export function hoursText({ days, from, to }: QuietHours, language: string, text: Translate): string {
  const time = from === to && from === '00:00' ? text('quiet.all-day') : `${from}–${to}`;
  return [daysText(days, language), time].filter(Boolean).join(' ');
}

function daysText(days: readonly number[], language: string): string {
  const runs: number[][] = [];
  for (const [index, day] of WEEK.entries()) {
    if (!days.includes(day)) continue;
    const last = runs[runs.length - 1];
    if (last !== undefined && last.includes(WEEK[index - 1] ?? NaN)) last.push(day);
    else runs.push([day]);
  }
  if (runs[0]?.length === WEEK.length) return '';
  return runs.map((run) => runText(run.map((day) => dayName(day, 'short', language)))).join(', ');
}

function runText(names: readonly string[]): string {
  return names.length > 2 ? `${names[0]}–${names[names.length - 1]}` : names.join(', ');
}
