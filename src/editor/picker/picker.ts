import './picker.css';
import { Panel } from './panel';
import type { Source } from './source';

/**
 * The type of a TypedInput whose value is chosen from a searchable list of the source's items.
 * @param input becomes the TypedInput
 * @returns one of its `types`
 */
export function pickerType(input: JQuery, source: Source) {
  let panel: Panel | undefined;
  let showValue: () => void = () => undefined;
  source.onChange = () => {
    showValue();
    panel?.update();
  };
  // The dialog may be closed while the list is open. jQuery UI triggers this event.
  input.on('remove', () => panel?.close());

  const open = (button: JQuery) => {
    if (panel !== undefined) return;
    const { items, loading } = source.find('');
    if (items.length === 0 && !loading) void source.load();
    panel = new Panel(button, source, {
      choose: (value) => {
        input.typedInput('value', value);
        input.next().find('.lametric-picker-value').trigger('focus');
      },
      closed: () => {
        panel = undefined;
      },
    });
  };

  /** Node-RED calls this anew at every change of the value. */
  const addButton = (container: JQuery, value: string) => {
    const label = $('<span>', { class: 'red-ui-typedInput-option-label' });
    const icon = $('<i>', { class: 'red-ui-typedInput-icon fa fa-caret-down', 'aria-hidden': true });
    const button = $('<button>', {
      type: 'button',
      class: 'red-ui-typedInput-option-trigger lametric-picker-value',
      'aria-haspopup': 'dialog',
    });
    const caret = $('<span>', { class: 'red-ui-typedInput-option-caret' }).append(icon);
    button
      .append(label, caret)
      .appendTo(container)
      .on('click', () => open(button))
      .on('keydown', (event) => {
        if (event.key === 'ArrowDown') open(button);
      });
    showValue = () => {
      label.text(source.valueLabel(value));
      button.attr('aria-label', `${source.label}: ${label.text()}`);
    };
    showValue();
  };

  return {
    value: 'str',
    label: source.label,
    icon: source.icon,
    validate: (value: string) => source.isValid(value),
    valueLabel: addButton,
  };
}
