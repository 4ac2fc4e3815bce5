import './icon.css';
import { commonText } from '../../editor/text';
import { IconPanel } from './panel';
import { Pictures } from './pictures';

/**
 * Makes an input a field whose value is an icon: empty, a code (`i1234`, `a1234`) or a `data:` address. The input becomes
 * a button with the picture; a click opens the gallery and the painter. When another icon is chosen, the input triggers
 * `change`.
 *
 *     const element = iconField(input.val('i1234'));
 *     row.append(element);
 *     element.on('change', () => use(input.val()));
 *
 * The button takes the input's id, so that the input's label is the button's. Nothing is loaded before the panel is
 * opened, but for the picture of the chosen icon.
 * @returns has the input and the button. It stands where the input was, if that was in the page
 */
export function iconField(input: JQuery): JQuery {
  const element = $('<div>', { class: 'lametric-icon' });
  const picture = $('<span>', { class: 'lametric-icon-picture' });
  const label = $('<span>', { class: 'lametric-icon-name' });
  const button = $('<button>', {
    type: 'button',
    class: 'red-ui-button lametric-icon-value',
    'aria-haspopup': 'dialog',
  });
  let pictures = new Pictures();
  let panel: IconPanel | undefined;

  const valueNow = () => String(input.val() ?? '');
  const show = () => {
    const icon = valueNow();
    pictures.close();
    pictures = new Pictures();
    picture.empty().toggle(icon !== '');
    if (icon !== '') pictures.show(picture, icon);
    const name = icon.startsWith('data:') ? commonText('icon.own') : icon || commonText('icon.choose');
    label.text(name);
    button.attr('aria-label', `${commonText('icon.label')}: ${name}`);
  };
  const open = () => {
    panel ??= new IconPanel(button, valueNow(), {
      choose: (icon) => {
        input.val(icon);
        show();
        input.trigger('change');
        button.trigger('focus');
      },
      closed: () => {
        panel = undefined;
      },
    });
  };

  button.attr('id', input.attr('id') ?? null);
  input.removeAttr('id').before(element);
  const caret = $('<i>', { class: 'fa fa-caret-down', 'aria-hidden': true });
  button.append(picture, label, caret).on('click', open);
  element.append(input.hide(), button);
  // The dialog may be closed while the panel is open. jQuery UI triggers this event.
  input.on('remove', () => {
    panel?.close();
    pictures.close();
  });
  show();
  return element;
}
