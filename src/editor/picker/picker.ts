import './picker.css';
import { Panel } from './panel';
import type { Source } from './source';

/** A TypedInput whose value is chosen from a searchable list of the source's items. */
export class Picker {
  readonly #input: JQuery;
  readonly #source: Source;
  #panel: Panel | undefined;
  #showValue: () => void = () => undefined;

  /** @param input becomes the TypedInput */
  constructor(input: JQuery, source: Source) {
    this.#input = input;
    this.#source = source;
    source.onChange = () => {
      this.#showValue();
      this.#panel?.update();
    };
    // The dialog may be closed while the list is open. jQuery UI triggers this event.
    input.on('remove', () => this.#panel?.close());
  }

  /** For the `types` of the TypedInput. */
  get type() {
    return {
      value: 'str',
      label: this.#source.label,
      icon: this.#source.icon,
      validate: (value: string) => this.#source.isValid(value),
      valueLabel: (container: JQuery, value: string) => this.#addButton(container, value),
    };
  }

  /** Node-RED calls this anew at every change of the value. */
  #addButton(container: JQuery, value: string): void {
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
      label.text(this.#source.valueLabel(value));
      button.attr('aria-label', `${this.#source.label}: ${label.text()}`);
    };
    this.#showValue();
  }

  #open(button: JQuery): void {
    if (this.#panel !== undefined) return;
    const { items, loading } = this.#source.find('');
    if (items.length === 0 && !loading) void this.#source.load();
    this.#panel = new Panel(button, this.#source, {
      choose: (value) => {
        this.#input.typedInput('value', value);
        this.#input.next().find('.lametric-picker-value').trigger('focus');
      },
      closed: () => {
        this.#panel = undefined;
      },
    });
  }
}
