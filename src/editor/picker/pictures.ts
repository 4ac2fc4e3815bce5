import { loadPicture } from '../gallery';
import { blobOf } from './pixels';

/** Shows the pictures of icons, and lets the browser forget them when they are not seen any more. */
export class Pictures {
  readonly #urls: string[] = [];
  #closed = false;

  /**
   * Puts the picture into an element, or a question mark if there is none.
   * @param icon a code or a `data:` address
   */
  async show(element: JQuery, icon: string): Promise<void> {
    const picture = icon.startsWith('data:') ? blobOf(icon) : await loadPicture(icon);
    if (this.#closed) return;
    if (picture === undefined) {
      element.empty().append($('<i>', { class: 'fa fa-question', 'aria-hidden': true }));
      return;
    }
    const url = URL.createObjectURL(picture);
    this.#urls.push(url);
    element.empty().append($('<img>', { src: url, alt: '' }));
  }

  /** Pictures that are still on their way are not shown any more. */
  close(): void {
    this.#closed = true;
    for (const url of this.#urls.splice(0)) URL.revokeObjectURL(url);
  }
}
