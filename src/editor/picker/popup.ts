import type { Editor } from '../red';

/** A panel below a button. Escape closes it, and so does leaving it by Tab: then the button has the focus again. */
export class Popup {
  readonly #button: JQuery;
  readonly #content: JQuery;
  readonly #onClose: () => void;
  readonly #panel: ReturnType<Editor['popover']['panel']>;

  /** @param onClose may be called more than once */
  constructor(button: JQuery, content: JQuery, onClose: () => void) {
    this.#button = button;
    this.#content = content;
    this.#onClose = onClose;
    content.on('keydown', (event) => {
      event.stopPropagation();
      // The focus moves only after this event. After a click outside, Node-RED's own panel closes it.
      if (event.key === 'Tab') setTimeout(() => this.#closeIfLeft());
      if (event.key === 'Escape') this.#closeAndFocusButton();
    });
    this.#panel = RED.popover.panel(content);
  }

  /** @param minWidth in pixels; default: as wide as the content */
  show(minWidth?: number): void {
    if (minWidth !== undefined) {
      this.#panel.container.width(Math.max(minWidth, this.#button.outerWidth() ?? 0));
    }
    this.#panel.show({ target: this.#button, onclose: this.#onClose });
  }

  close(): void {
    this.#panel.hide();
    this.#onClose();
  }

  #closeIfLeft(): void {
    if (this.#content.has(':focus').length === 0 && this.#content.is(':visible')) this.#closeAndFocusButton();
  }

  #closeAndFocusButton(): void {
    this.close();
    this.#button.trigger('focus');
  }
}

/** @param label is the placeholder, too */
export function searchField(label: string): JQuery {
  const field = $('<input>', { type: 'text', spellcheck: false, placeholder: label, 'aria-label': label });
  // As a property, it would call jQuery's widget of that name.
  return field.attr('autocomplete', 'off');
}
