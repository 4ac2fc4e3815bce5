/** The fields for fixed values, each for one kind of setting. */
import { SETTINGS, type SettingName, isTimes } from '../../../lametric/clock/settings';
import { textOf } from '../../../editor/text';
import { acceptable, readFixed } from './values';

const text = textOf('control');

type Write = (value: string) => void;

const FIELDS = { percent: slider, switch: toggle, choice: choices, screensaver: screensaverFields };

/**
 * Fills the place for a value in a TypedInput.
 * @param value as saved; one that cannot be used gives way
 * @param write is given each new value
 */
export function addField(name: SettingName, place: JQuery, value: string, write: Write): void {
  const { kind } = SETTINGS[name];
  if (kind === 'text') return;
  const usable = acceptable(name, value);
  if (usable !== value) write(usable);
  place.addClass('lametric-fixed').append(FIELDS[kind](name, usable, write));
}

function slider(name: SettingName, value: string, write: Write): JQuery[] {
  const range = $('<input>', { type: 'range', min: 0, max: 100, 'aria-label': nameOf(name) }).val(value);
  const output = $('<output>').text(percent(value));
  range.on('input', () => {
    const chosen = String(range.val());
    output.text(percent(chosen));
    write(chosen);
  });
  return [range, output];
}

function toggle(name: SettingName, value: string, write: Write): JQuery[] {
  const box = $('<input>', { type: 'checkbox', role: 'switch', 'aria-label': nameOf(name) });
  const word = $('<span>');
  const show = (isOn: boolean) => void word.text(isOn ? text('choice.on') : text('choice.off'));
  box.prop('checked', value === 'true');
  show(value === 'true');
  box.on('change', () => {
    const isOn = box.prop('checked') === true;
    show(isOn);
    write(String(isOn));
  });
  return [$('<label>').append(box, word)];
}

function choices(name: SettingName, value: string, write: Write): JQuery[] {
  const setting = SETTINGS[name];
  const words = setting.kind === 'choice' ? setting.choices : [];
  return [select(name, words, value, write)];
}

/** On, off, or on between two times. */
function screensaverFields(name: SettingName, value: string, write: Write): JQuery[] {
  const saved = readFixed(name, value);
  const { from, to } = isTimes(saved) ? saved : { from: '22:00', to: '07:00' };
  const timeFields = (['from', 'to'] as const).map((key) =>
    $('<input>', { type: 'time', required: true, 'aria-label': text(`label.${key}`) }).val(
      key === 'from' ? from : to,
    ),
  );
  const times = $('<span>').append(timeFields[0] ?? '', ' – ', timeFields[1] ?? '');
  const take = (choice: string) => {
    times.toggle(choice === 'times');
    const [start, end] = timeFields.map((field) => String(field.val()));
    write(choice === 'times' ? JSON.stringify({ from: start, to: end }) : String(choice === 'on'));
  };
  const chosen = isTimes(saved) ? 'times' : value === 'true' ? 'on' : 'off';
  const when = select(name, ['on', 'off', 'times'], chosen, take);
  times.toggle(chosen === 'times').on('change', () => take('times'));
  return [when, times];
}

function select(name: SettingName, values: readonly string[], chosen: string, take: Write): JQuery {
  const options = values.map((value) => $('<option>', { value }).text(text(`choice.${value}`)));
  const field = $('<select>', { 'aria-label': nameOf(name) })
    .append(options)
    .val(chosen);
  return field.on('change', () => take(String(field.val())));
}

const percent = (value: string) => `${value} %`;
const nameOf = (name: SettingName) => text(`setting.${name}`);
