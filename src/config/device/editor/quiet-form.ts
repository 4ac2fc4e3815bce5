import './quiet.css';
import { isString } from '../../../lametric/guards';
import { isQuietHours, isTimeZone, quietAt, quietSpans } from '../../../lametric/quiet-hours';
import { LIST_ROWS, showLines } from '../../../editor/fields';
import { textOf } from '../../../editor/text';
import type { ClockInfo } from '../clock-info';
import type { DeviceProperties } from '../properties';
import { NIGHT, fillRow, hoursIn, markRow } from './quiet-row';

const text = textOf('device');

/** The quiet hours in the form of a clock. */
export class QuietForm {
  /** While another dialog is open above, Node-RED takes this one out of the page. */
  readonly #form = $('.lametric-device').last();
  readonly #list = this.#form.find('#lametric-device-quiet-hours');
  readonly #timezone = this.#form.find('#node-config-input-timezone');
  /** Node-RED's own time zone; empty until that is known. */
  #ownZone = '';

  constructor(saved: unknown) {
    const hours: unknown[] = Array.isArray(saved) ? saved : [];
    this.#form.find('#lametric-device-quiet').prop('open', hours.length > 0 || this.#timezone.val() !== '');
    this.#list.editableList({
      addButton: text('quiet.add'),
      removable: true,
      height: 'auto',
      addItem: (row: JQuery, _index: number, { added }: { added?: unknown }) => this.#addRow(row, added),
      removeItem: () => this.#update(),
    });
    for (const added of hours) this.#list.editableList('addItem', { added });
    // A removed row takes the focus with it.
    this.#list.on('click', '.red-ui-editableList-item-remove', () => this.#addButton.trigger('focus'));
    this.#list.on('input change', () => this.#update());
    this.#timezone.on('input change', () => this.#update());
    const zones = findTimeZones().map((zone) => $('<option>', { value: zone }));
    this.#form.find('#lametric-device-zones').append(zones);
    this.#update();
  }

  get saved(): Pick<DeviceProperties, 'quiet'> {
    return { quiet: this.#rows.map((row) => hoursIn(row)) };
  }

  /** Takes what Node-RED says with a clock. */
  take(clock: ClockInfo | undefined): void {
    this.#ownZone = clock?.timezone ?? this.#ownZone;
    this.#update();
  }

  get #addButton(): JQuery {
    return this.#list.closest('.red-ui-editableList').find('.red-ui-editableList-addButton');
  }

  get #rows(): JQuery[] {
    return this.#list
      .find(LIST_ROWS)
      .get()
      .map((row) => $(row));
  }

  /** @param added `undefined` where the user adds a row */
  #addRow(row: JQuery, added: unknown): void {
    fillRow(row, added ?? NIGHT);
    const remove = row.parent().find('.red-ui-editableList-item-remove');
    remove.attr({ role: 'button', 'aria-label': text('quiet.remove') });
    this.#update();
    if (added === undefined) row.find('input:first').trigger('focus');
  }

  #update(): void {
    for (const row of this.#rows) markRow(row);
    this.#list.closest('.red-ui-editableList-container').toggle(this.#rows.length > 0);
    const own = text('quiet.own-zone');
    this.#timezone.attr('placeholder', this.#ownZone === '' ? own : `${own} (${this.#ownZone})`);
    showLines(this.#form.find('.lametric-clock-info-quiet'), undefined, this.#saying);
  }

  /** What holds now, for the clock's card. */
  get #saying(): string[] {
    const zone = String(this.#timezone.val()).trim() || this.#ownZone;
    if (!isTimeZone(zone)) return [];
    const now = Date.now();
    const spans = quietSpans(this.saved.quiet.filter(isQuietHours), zone, now);
    const quiet = quietAt(spans, zone, now);
    if (quiet === undefined) return [];
    const { allow, untilText: time } = quiet;
    return [time === '' ? text(`quiet.now.${allow}`) : text(`quiet.until.${allow}`, { time })];
  }
}

/** The names of all time zones; browsers of 2020 do not tell them. */
function findTimeZones(): string[] {
  const list: unknown = Reflect.get(Intl, 'supportedValuesOf');
  const names: unknown = typeof list === 'function' ? Reflect.apply(list, Intl, ['timeZone']) : [];
  return Array.isArray(names) ? names.filter(isString) : [];
}
