import { loadPicture } from '../gallery';
import { blobOf } from './pixels';

/** Shows the pictures of icons, and lets the browser forget them when they are not seen any more. */
export class Pictures {
  readonly #urls: string[] = [];
  readonly #controller = new AbortController();

  /**
   * Puts the picture into an element, or a question mark if there is none.
   * @param icon a code or a `data:` address
   */
  async show(element: JQuery, icon: string): Promise<void> {
    const { signal } = this.#controller;
    const picture = icon.startsWith('data:') ? blobOf(icon) : await loadPicture(icon, signal);
    if (signal.aborted) return;
    if (picture === undefined) {
      element.empty().append($('<i>', { class: 'fa fa-question', 'aria-hidden': true }));
      return;
    }
    const url = URL.createObjectURL(picture);
    this.#urls.push(url);
    element.empty().append($('<img>', { src: url, alt: '' }));
  }

  /** Gives up the pictures that are still on their way: a browser has few connections, and others wait for them. */
  close(): void {
    this.#controller.abort();
    for (const url of this.#urls.splice(0)) URL.revokeObjectURL(url);
  }
}
