import { loadPicture } from './gallery';
import { fileAddress } from './pixels';

/** How many pictures are loaded at a time. A browser has six connections, and to ask for more keeps it from showing one. */
const LANES = 5;

/** Shows the pictures of icons, first come, first served. */
export class Pictures {
  readonly #controller = new AbortController();
  readonly #lanes = Array.from({ length: LANES }, () => Promise.resolve());
  #count = 0;

  /**
   * Puts the picture into an element, or a question mark if there is none.
   * @param icon a code or a `data:` address
   */
  show(element: JQuery, icon: string): void {
    if (icon.startsWith('data:')) {
      put(element, icon);
      return;
    }
    const lane = this.#count++ % LANES;
    this.#lanes[lane] = this.#lanes[lane]?.then(() => this.#load(element, icon)) ?? Promise.resolve();
  }

  /** Gives up the pictures that are still on their way. */
  close(): void {
    this.#controller.abort();
  }

  async #load(element: JQuery, code: string): Promise<void> {
    const { signal } = this.#controller;
    const picture = signal.aborted ? undefined : await loadPicture(code, signal);
    const address = picture && fileAddress(new Uint8Array(await picture.arrayBuffer()), picture.type);
    if (!signal.aborted) put(element, address);
  }
}

function put(element: JQuery, address: string | undefined): void {
  element
    .empty()
    .append(
      address === undefined
        ? $('<i>', { class: 'fa fa-question', 'aria-hidden': true })
        : $('<img>', { src: address, alt: '' }),
    );
}
