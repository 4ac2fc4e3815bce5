import './icon.css';
import { commonText } from '../../editor/text';
import { IconPanel } from './panel';
import { Pictures } from './pictures';

/**
 * A field whose value is an icon: empty, a code (`i1234`, `a1234`) or a `data:` address. The input becomes a button with
 * the picture; a click opens the gallery and the painter. When another icon is chosen, the input triggers `change`.
 *
 *     const field = new IconField($('<input>', { id }).val('i1234'));
 *     row.append(field.element);
 *     field.element.on('change', () => use(field.value));
 *
 * The button takes the input's id, so that the input's label is the button's. Nothing is loaded before the panel is
 * opened, but for the picture of the chosen icon.
 */
export class IconField {
  /** Has the input and the button. It stands where the input was, if that was in the page. */
  readonly element = $('<div>', { class: 'lametric-icon' });
  readonly #input: JQuery;
  readonly #button = $('<button>', {
    type: 'button',
    class: 'red-ui-button lametric-icon-value',
    'aria-haspopup': 'dialog',
  });
  readonly #picture = $('<span>', { class: 'lametric-icon-picture' });
  readonly #label = $('<span>', { class: 'lametric-icon-name' });
  #pictures = new Pictures();
  #panel: IconPanel | undefined;

  constructor(input: JQuery) {
    this.#input = input;
    this.#button.attr('id', input.attr('id') ?? null);
    input.removeAttr('id').before(this.element);
    const caret = $('<i>', { class: 'fa fa-caret-down', 'aria-hidden': true });
    this.#button.append(this.#picture, this.#label, caret);
    this.element.append(input.hide(), this.#button);
    this.#button.on('click', () => this.#open());
    // The dialog may be closed while the panel is open. jQuery UI triggers this event.
    input.on('remove', () => {
      this.#panel?.close();
      this.#pictures.close();
    });
    this.#show();
  }

  get value(): string {
    return String(this.#input.val() ?? '');
  }

  #open(): void {
    this.#panel ??= new IconPanel(this.#button, this.value, {
      choose: (icon) => {
        this.#input.val(icon);
        this.#show();
        this.#input.trigger('change');
        this.#button.trigger('focus');
      },
      closed: () => {
        this.#panel = undefined;
      },
    });
  }

  #show(): void {
    const icon = this.value;
    this.#pictures.close();
    this.#pictures = new Pictures();
    this.#picture.empty().toggle(icon !== '');
    if (icon !== '') this.#pictures.show(this.#picture, icon);
    const name = icon.startsWith('data:') ? commonText('icon.own') : icon || commonText('icon.choose');
    this.#label.text(name);
    this.#button.attr('aria-label', `${commonText('icon.label')}: ${name}`);
  }
}
