import { AdminError, request } from './admin-api';
import { type Choice, type ListedDevice, deviceProblem, findChoices, readDevices } from './devices';
import { failureText } from './failure-text';
import type { Editor } from './red';
import { commonText } from './text';

/** What the list of an account's devices is at: why it is empty, or its devices. */
type List = { devices: ListedDevice[]; note: string; loading: boolean };

/** The fields of the edit dialog that the picker works with. */
export interface PickerFields {
  /** Selects the config node. */
  account: JQuery;
  /** The input that is, or becomes, the TypedInput. */
  device: JQuery;
}

/**
 * The devices of an account, as a type for a TypedInput: shows the name of the chosen one, and opens a list to search
 * in. Any id can be typed in as well, and what is saved stays, whether LaMetric answers or not.
 */
export class DevicePicker {
  readonly #fields: PickerFields;
  #list: List = { devices: [], note: '', loading: false };
  /** Whose devices the list has. */
  #account = '';
  #loads = 0;
  #panel: DevicePanel | undefined;
  #showValue: () => void = () => undefined;

  constructor(fields: PickerFields) {
    this.#fields = fields;
    // Node-RED triggers it when the dialog opens, and when it comes back from the account's.
    fields.account.on('change', () => void this.#load());
  }

  /** For the `types` of the TypedInput. */
  get type() {
    return {
      value: 'str',
      label: commonText('picker.type'),
      icon: 'fa fa-clock-o',
      validate: (value: string) => deviceProblem(value, 'str') === undefined,
      valueLabel: (container: JQuery, value: string) => this.#addValue(container, value),
    };
  }

  close(): void {
    this.#loads++;
    this.#panel?.close();
  }

  #addValue(container: JQuery, value: string): void {
    const label = $('<span>', { class: 'red-ui-typedInput-option-label' });
    const caret = $('<span>', { class: 'red-ui-typedInput-option-caret' }).append(
      $('<i>', { class: 'red-ui-typedInput-icon fa fa-caret-down', 'aria-hidden': true }),
    );
    const button = $('<button>', {
      type: 'button',
      class: 'red-ui-typedInput-option-trigger lametric-picker-value',
      'aria-haspopup': 'dialog',
    });
    button.append(label, caret).appendTo(container);
    button
      .on('click', () => this.#open(button))
      .on('keydown', (event) => {
        if (event.key === 'ArrowDown') this.#open(button);
      });
    this.#showValue = () => {
      const device = this.#list.devices.find(({ id }) => id === value);
      label.text(this.#describeValue(value, device));
      button.attr('aria-label', `${commonText('picker.type')}: ${label.text()}`);
    };
    this.#showValue();
  }

  #describeValue(value: string, device: ListedDevice | undefined): string {
    if (value === '') return commonText('picker.choose');
    if (device !== undefined) return device.name;
    const known = this.#list.devices.length > 0 && !this.#list.loading;
    return known ? commonText('picker.unknown', { id: value }) : value;
  }

  #open(button: JQuery): void {
    if (this.#panel !== undefined) return;
    this.#panel = new DevicePanel(button, {
      choose: (id) => {
        this.#fields.device.typedInput('value', id);
        this.#fields.device.next().find('.lametric-picker-value').trigger('focus');
      },
      refresh: () => void this.#load(),
      closed: () => {
        this.#panel = undefined;
      },
    });
    if (this.#list.devices.length === 0 && !this.#list.loading) void this.#load();
    else this.#panel.show(this.#list);
  }

  async #load(): Promise<void> {
    const load = ++this.#loads;
    const show = (list: List) => {
      if (load !== this.#loads) return;
      this.#list = list;
      this.#showValue();
      this.#panel?.show(list);
    };
    const id = String(this.#fields.account.val() ?? '');
    const devices = id === this.#account ? this.#list.devices : [];
    this.#account = id;
    if (id === '' || id === '_ADD_') {
      show({ devices: [], note: commonText('picker.no-account'), loading: false });
    } else if (id.startsWith('${')) {
      show({ devices: [], note: commonText('picker.variable-account'), loading: false });
    } else {
      show({ devices, note: '', loading: true });
      show(await this.#request(id));
    }
  }

  async #request(accountId: string): Promise<List> {
    const mayRead = RED.user.hasPermission('lametric-account.read');
    try {
      const devices = readDevices(await request(`${encodeURIComponent(accountId)}/devices`, mayRead));
      return { devices, note: devices.length > 0 ? '' : commonText('picker.empty'), loading: false };
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
      const { failure } = error;
      const disconnected = failure.code === 'NOT_CONFIGURED' || failure.code === 'NOT_AUTHORIZED';
      const note = disconnected
        ? commonText('picker.not-connected')
        : failureText(failure, commonText, 'devices_read');
      return { devices: [], note, loading: false };
    }
  }
}

/** The states of a device that have a text in the catalogue. */
const STATES = new Set(['new', 'configured', 'banned']);

interface PanelOptions {
  choose: (id: string) => void;
  refresh: () => void;
  closed: () => void;
}

/** The list that opens below the value: a field to search in, the devices that fit, and a word on what is going on. */
class DevicePanel {
  readonly #button: JQuery;
  readonly #options: PanelOptions;
  readonly #panel: ReturnType<Editor['popover']['panel']>;
  readonly #search: JQuery;
  readonly #refresh: JQuery;
  readonly #lines: JQuery;
  readonly #note: JQuery;
  #list: List = { devices: [], note: '', loading: true };
  #choices: Choice[] = [];
  #active = -1;

  constructor(button: JQuery, options: PanelOptions) {
    this.#button = button;
    this.#options = options;
    this.#search = $('<input>', {
      type: 'text',
      role: 'combobox',
      spellcheck: false,
      placeholder: commonText('picker.search'),
      'aria-label': commonText('picker.search'),
      'aria-expanded': true,
      'aria-autocomplete': 'list',
      'aria-controls': 'lametric-picker-list',
    }).attr('autocomplete', 'off'); // Among the properties, jQuery would call its widget of that name.
    this.#refresh = $('<button>', {
      type: 'button',
      class: 'red-ui-button',
      title: commonText('picker.refresh'),
      'aria-label': commonText('picker.refresh'),
    }).append($('<i>', { class: 'fa fa-refresh', 'aria-hidden': true }));
    this.#lines = $('<div>', {
      id: 'lametric-picker-list',
      class: 'lametric-picker-list',
      role: 'listbox',
      'aria-label': commonText('picker.type'),
    });
    this.#note = $('<div>', { class: 'lametric-picker-note', role: 'status' });
    const head = $('<div>', { class: 'lametric-picker-head' }).append(this.#search, this.#refresh);
    const content = $('<div>', { class: 'lametric-picker' }).append(head, this.#lines, this.#note);
    this.#listen(content);

    this.#panel = RED.popover.panel(content);
    this.#panel.container.width(Math.max(260, button.outerWidth() ?? 0));
    this.#panel.show({ target: button, onclose: options.closed });
    this.#search.trigger('focus');
  }

  show(list: List): void {
    this.#list = list;
    this.#refresh.find('i').toggleClass('fa-spin', list.loading);
    this.#showChoices();
  }

  close(): void {
    this.#panel.hide();
    this.#options.closed();
  }

  #listen(content: JQuery): void {
    this.#search.on('input', () => this.#showChoices());
    this.#refresh.on('click', () => this.#options.refresh());
    this.#lines.on('click', '[role=option]', (event) => {
      this.#choose($(event.currentTarget).index());
    });
    content.on('keydown', (event) => {
      event.stopPropagation();
      // Only then is it known where the Tab key leads. A click outside closes the list by Node-RED's own panel.
      if (event.key === 'Tab') setTimeout(() => this.#closeIfLeft(content));
      if (event.key === 'Escape') {
        this.close();
        this.#button.trigger('focus');
      }
      if (event.target !== this.#search[0]) return;
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (step !== 0) this.#activate((this.#active + step + this.#choices.length) % this.#choices.length);
      if (event.key === 'Enter') this.#choose(this.#active);
      if (step !== 0 || event.key === 'Enter') event.preventDefault();
    });
  }

  #closeIfLeft(content: JQuery): void {
    if (content.has(':focus').length > 0 || !content.is(':visible')) return;
    this.close();
    this.#button.trigger('focus');
  }

  #showChoices(): void {
    const state = (name: string) => (STATES.has(name) ? commonText(`picker.state.${name}`) : name);
    const typed = String(this.#search.val() ?? '');
    this.#choices = findChoices(this.#list.devices, typed, state);
    this.#lines.empty().append(
      this.#choices.map((choice, index) => {
        const line = $('<div>', { role: 'option', id: `lametric-picker-${index}` });
        if (choice.name === undefined) return line.text(commonText('picker.use-id', { id: choice.id }));
        const details = [choice.state && state(choice.state), choice.id].filter(Boolean).join(' · ');
        return line.append($('<span>').text(choice.name), $('<span>').text(details));
      }),
    );
    this.#activate(this.#choices.length > 0 && (typed !== '' || this.#active >= 0) ? 0 : -1);
    const none =
      this.#choices.length === 0 && this.#list.devices.length > 0 ? commonText('picker.no-match') : '';
    this.#note.text(this.#list.loading ? commonText('picker.loading') : this.#list.note || none);
  }

  #activate(index: number): void {
    this.#active = Number.isNaN(index) ? -1 : index;
    this.#lines.children().each((at, line) => {
      line.setAttribute('aria-selected', String(at === this.#active));
      if (at === this.#active) line.scrollIntoView({ block: 'nearest' });
    });
    this.#search.attr('aria-activedescendant', index >= 0 ? `lametric-picker-${index}` : null);
  }

  #choose(index: number): void {
    const choice = this.#choices[index];
    if (choice === undefined) return;
    this.close();
    this.#options.choose(choice.id);
  }
}
