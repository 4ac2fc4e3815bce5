import '../../../editor/form.css';
import './list.css';
import { SETTINGS, type SettingName, isSettingName, namesOf } from '../../../lametric/clock/settings';
import { LIST_ROWS } from '../../../editor/fields';
import { VARIABLE_TYPES, makeAccessible } from '../../../editor/form';
import { textOf } from '../../../editor/text';
import { type ListedSetting, completeSetting, firstPath, newSetting } from '../properties';
import { addField } from './fields';
import { isFixed } from './values';

const text = textOf('control');
const NAMES = namesOf(SETTINGS);

let rows = 0;

/** The list of settings in the form. */
export class SettingsList {
  readonly #list: JQuery;
  /** Those that the clock has, as far as it is known. */
  #available: readonly SettingName[] = NAMES;

  /** @param list an empty `<ol>` */
  constructor(list: JQuery, settings: readonly ListedSetting[]) {
    this.#list = list;
    list.editableList({
      addButton: text('button.add'),
      removable: true,
      height: 'auto',
      addItem: (row: JQuery, _index: number, added: Partial<ListedSetting>) => this.#addRow(row, added),
      removeItem: () => this.#update(),
    });
    for (const setting of settings) list.editableList('addItem', setting);
    // A removed row takes the focus with it.
    list.on('click', '.red-ui-editableList-item-remove', () => {
      list.closest('.red-ui-editableList').find('.red-ui-editableList-addButton').trigger('focus');
    });
    this.#update();
  }

  get settings(): ListedSetting[] {
    return this.#rows.map((row) => {
      const value = valueOf(row);
      return {
        setting: nameOf(row),
        value: value.typedInput('value'),
        valueType: value.typedInput('type'),
      };
    });
  }

  /** @param names of the settings that the clock has; undefined if it does not say */
  showAvailable(names: readonly SettingName[] | undefined): void {
    this.#available = names ?? NAMES;
    this.#update();
  }

  get #rows(): JQuery[] {
    return this.#list
      .find(LIST_ROWS)
      .get()
      .map((row) => $(row));
  }

  /** @param added empty where the user adds a row */
  #addRow(row: JQuery, added: Partial<ListedSetting>): void {
    const { setting, value, valueType } = completeSetting(added);
    const names = $('<select>', { class: 'lametric-setting-name', 'aria-label': text('label.setting') });
    names.append(optionsOf(NAMES));
    row.addClass('lametric-setting').append(names);
    const isKnown = isSettingName(setting);
    const listed = isKnown ? { setting, value, valueType } : newSetting(this.#nextName());
    names.val(listed.setting);
    addValue(row, listed);
    names.on('change', () => {
      addValue(row, newSetting(nameOf(row)));
      this.#update();
    });
    const remove = row.parent().find('.red-ui-editableList-item-remove');
    remove.attr({ role: 'button', 'aria-label': text('button.remove') });
    this.#update();
    if (!isKnown) names.trigger('focus');
  }

  /** The first that is not in the list yet. */
  #nextName(): SettingName {
    const taken = new Set(this.#rows.map(nameOf));
    return this.#available.find((name) => !taken.has(name)) ?? 'brightness';
  }

  #update(): void {
    const names = this.#rows.map(nameOf);
    const missing = NAMES.filter((name) => !this.#available.includes(name));
    for (const row of this.#rows) offerNames(row, this.#available, missing);
    const lacking = names.filter((name) => missing.includes(name));
    const settings = lacking.map((name) => text(`setting.${name}`)).join(', ');
    $('#lametric-control-missing')
      .text(text('missing.some', { settings }))
      .toggle(lacking.length > 0);
    $('#lametric-control-empty').toggle(names.length === 0);
    this.#list.closest('.red-ui-editableList-container').toggle(names.length > 0);
  }
}

/** Lets a row choose what the clock has; the rest stands below, and cannot be chosen. */
function offerNames(row: JQuery, available: readonly SettingName[], missing: readonly SettingName[]): void {
  const chosen = nameOf(row);
  const others = $('<optgroup>', { label: text('missing.group'), disabled: true }).append(optionsOf(missing));
  row
    .find('.lametric-setting-name')
    .empty()
    .append(optionsOf(available), missing.length > 0 ? others : '')
    .prop('value', chosen);
}

function optionsOf(names: readonly SettingName[]): JQuery[] {
  return names.map((name) => $('<option>', { value: name }).text(text(`setting.${name}`)));
}

function nameOf(row: JQuery): SettingName {
  // By `val`, jQuery says nothing of an option that cannot be chosen.
  const name = String(row.find('.lametric-setting-name').prop('value'));
  return isSettingName(name) ? name : 'brightness';
}

function valueOf(row: JQuery): JQuery {
  return row.find('.lametric-setting-value > input:first');
}

/** Puts the TypedInput for a setting's value into its row, in place of the one before. */
function addValue(
  row: JQuery,
  { setting, value, valueType }: ListedSetting & { setting: SettingName },
): void {
  row.find('.lametric-setting-value').remove();
  const id = `lametric-setting-${rows++}`;
  const input = $('<input>', { type: 'text', id, style: 'width: 100%' }).val(value);
  const label = $('<label>', { for: id, class: 'lametric-hidden' }).text(text('label.value'));
  row.append(
    $('<div>', { class: `lametric-setting-value lametric-setting-${setting}` }).append(label, input),
  );
  input.typedInput({ types: [fixedType(setting, input), ...VARIABLE_TYPES], default: valueType });
  input.typedInput('type', valueType);
  let before = valueType;
  input.on('change', (_event, type: unknown) => {
    // A path has nothing of a fixed value in it.
    const isLeft = isFixed(setting, before) && typeof type === 'string' && !isFixed(setting, type);
    before = input.typedInput('type');
    if (isLeft) input.typedInput('value', firstPath(before));
  });
  makeAccessible(row);
}

function fixedType(name: SettingName, input: JQuery) {
  const { valueType } = newSetting(name);
  if (SETTINGS[name].kind === 'text') return 'str' as const;
  return {
    value: valueType,
    label: text('label.fixed'),
    icon: 'fa fa-sliders',
    valueLabel: (place: JQuery, value: string) =>
      addField(name, place, value, (written) => {
        // Node-RED would draw the field anew if it were told of the value.
        input.next().find('.red-ui-typedInput-input').val(written).trigger('change');
      }),
  };
}
