import { isObject, isString } from '../../../lametric/guards';
import { QUIET_WAYS, type QuietHours, isTimeOfDay } from '../../../lametric/quiet-hours';
import { textOf } from '../../../editor/text';
import { WEEK, dayName } from '../../../editor/week';

const text = textOf('device');

/** Quiet hours that were just added to the list. */
export const NIGHT: QuietHours = { days: [...WEEK], from: '22:00', to: '07:00', allow: 'critical' };

/** Fills a row of the list with fields for quiet hours; of those made by hand, with what can be read of them. */
export function fillRow(row: JQuery, saved: unknown): void {
  const hours = isObject(saved) ? saved : {};
  const days: unknown[] = Array.isArray(hours.days) ? hours.days : [];
  const week = $('<div>', { class: 'lametric-quiet-days', role: 'group', 'aria-label': text('quiet.days') });
  week.append(WEEK.map((day) => dayField(day, days.includes(day))));
  const times = $('<div>', { class: 'lametric-quiet-times' });
  times.append(timeField('from', hours.from), '–', timeField('to', hours.to));
  const ways = $('<select>', { class: 'lametric-quiet-allow', 'aria-label': text('quiet.allow') });
  ways.append(QUIET_WAYS.map((way) => $('<option>', { value: way }).text(text(`quiet.${way}`))));
  ways.val(hours.allow === 'silent' ? 'silent' : 'critical');
  row.addClass('lametric-quiet-row').attr('role', 'group').append(week, times, ways);
}

/** The quiet hours of a row; a time that is missing is empty. */
export function hoursIn(row: JQuery): QuietHours {
  const timeIn = (name: string) => String(row.find(`.lametric-quiet-${name}`).val() ?? '');
  const days = row.find('.lametric-quiet-days :checked').get();
  return {
    days: days.map((day) => Number($(day).val())).sort((one, other) => one - other),
    from: timeIn('from'),
    to: timeIn('to'),
    allow: row.find('.lametric-quiet-allow').val() === 'silent' ? 'silent' : 'critical',
  };
}

/** Marks red what is missing in a row. */
export function markRow(row: JQuery): void {
  const { days, from, to } = hoursIn(row);
  row.find('.lametric-quiet-days').toggleClass('input-error', days.length === 0);
  row.find('.lametric-quiet-from').toggleClass('input-error', !isTimeOfDay(from));
  row.find('.lametric-quiet-to').toggleClass('input-error', !isTimeOfDay(to));
}

function dayField(day: number, isChosen: boolean): JQuery {
  const name = dayName(day, 'long', RED.i18n.lang());
  const box = $('<input>', { type: 'checkbox', value: day, 'aria-label': name }).prop('checked', isChosen);
  return $('<label>', { title: name }).append(box, $('<span>').text(dayName(day, 'short', RED.i18n.lang())));
}

function timeField(name: 'from' | 'to', saved: unknown): JQuery {
  const field = $('<input>', { type: 'time', class: `lametric-quiet-${name}` });
  return field.attr('aria-label', text(`quiet.${name}`)).val(isString(saved) ? saved : '');
}
