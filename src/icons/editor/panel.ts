import '../../editor/picker/panel.css';
import './icon.css';
import { loadPicture } from './gallery';
import { commonText } from '../../editor/text';
import { IconGrid } from './grid';
import type { PanelEvents } from '../../editor/picker/panel';
import { openPopup, searchField } from '../../editor/picker/popup';
import { Painter } from './painter';
import { DARK, type Pixels, blobOf, fileAddress, gifKind, readPixels, toAddress } from './pixels';

/** A larger file is no icon: bytes. */
const MAX_FILE = 10 * 1024 * 1024;

/** Opens below the value: the gallery to be searched, a board to paint, and a place to drop a picture. */
export class IconPanel {
  readonly #value: string;
  readonly #events: PanelEvents;
  readonly close: () => void;
  readonly #content = $('<div>', { class: 'lametric-picker lametric-icon-picker' });
  readonly #search = searchField(commonText('icon.search'));
  readonly #note = $('<div>', { class: 'lametric-picker-note', role: 'status' });
  readonly #file = $('<input>', {
    type: 'file',
    accept: 'image/png,image/gif',
    tabindex: -1,
    'aria-hidden': true,
  });
  readonly #grid: IconGrid;
  readonly #painter = new Painter();
  readonly #gallery = $('<div>');
  readonly #studio = $('<div>').hide();

  /**
   * @param button opened the panel, and gets the focus back
   * @param value the icon that is chosen
   */
  constructor(button: JQuery, value: string, events: PanelEvents) {
    this.#value = value;
    this.#events = events;
    this.#grid = new IconGrid(value, {
      choose: (icon) => this.#choose(icon),
      note: (text) => this.#say(text),
    });
    // First of all: the rest of the panel is built while the list is on its way.
    this.#grid.open();
    const head = $('<div>', { class: 'lametric-picker-head' }).append(this.#search);
    const foot = $('<div>', { class: 'lametric-icon-foot' });
    foot.append(
      this.#tool('paint', 'fa-paint-brush', () => void this.#paint()),
      this.#tool('file', 'fa-upload', () => this.#file.trigger('click')),
      this.#tool('none-chosen', 'fa-ban', () => this.#choose('')).toggle(value !== ''),
    );
    const hint = $('<div>', { class: 'lametric-icon-hint', text: commonText('icon.drop') });
    this.#gallery.append(head, this.#grid.element, foot, hint);
    const studioFoot = $('<div>', { class: 'lametric-icon-foot' });
    studioFoot.append(
      this.#tool('use', 'fa-check', () => this.#choose(toAddress(this.#painter.pixels))).addClass('primary'),
      this.#tool('back', 'fa-arrow-left', () => this.#showGallery()),
    );
    this.#studio.append(this.#painter.element, studioFoot);
    this.#content.append(this.#gallery, this.#studio, this.#note, this.#file.hide());
    this.#listen();

    this.close = openPopup(button, this.#content, () => {
      this.#grid.close();
      events.closed();
    });
    this.#search.trigger('focus');
  }

  #tool(name: string, icon: string, onClick: () => void): JQuery {
    const tool = $('<button>', { type: 'button', class: 'red-ui-button' });
    tool.append($('<i>', { class: `fa ${icon}`, 'aria-hidden': true }), ` ${commonText(`icon.${name}`)}`);
    return tool.on('click', onClick);
  }

  #listen(): void {
    this.#search.on('input', () => this.#grid.search(String(this.#search.val() ?? '')));
    this.#file.on('change', () => {
      const [file] = Array.from(this.#file.prop('files') ?? []);
      // Else, the same file could not be chosen again.
      this.#file.val('');
      if (file instanceof File) void this.#take(file);
    });
    this.#content
      .on('dragover', (event) => {
        if (!hasFile(event.originalEvent)) return;
        event.preventDefault();
        this.#content.addClass('lametric-icon-target');
      })
      .on('dragleave', ({ originalEvent }) => {
        const relatedTarget = originalEvent?.relatedTarget;
        const isInside = relatedTarget instanceof Element && this.#content.has(relatedTarget).length > 0;
        if (!isInside) this.#content.removeClass('lametric-icon-target');
      })
      .on('drop', (event) => {
        this.#content.removeClass('lametric-icon-target');
        if (!hasFile(event.originalEvent)) return;
        event.preventDefault();
        event.stopPropagation();
        const file = event.originalEvent?.dataTransfer?.files[0];
        if (file !== undefined) void this.#take(file);
      });
    this.#search.on('keydown', (event) => {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      this.#grid.focus();
    });
  }

  /** A PNG can be changed before it is used. A GIF is used as it is, since a clock shows it only with 8x8 pixels. */
  async #take(file: File): Promise<void> {
    if (file.size > MAX_FILE) return this.#say(commonText('icon.no-picture'));
    const bytes = new Uint8Array(await file.arrayBuffer());
    const gif = gifKind(bytes);
    if (gif === 'fits') return this.#choose(fileAddress(bytes, 'image/gif'));
    if (gif === 'too-large') return this.#say(commonText('icon.large-gif'));
    const pixels = await readPixels(file).catch(() => undefined);
    if (pixels === undefined) this.#say(commonText('icon.no-picture'));
    else this.#showStudio(pixels);
  }

  /** Begins with the chosen icon. */
  async #paint(): Promise<void> {
    const value = this.#value;
    const picture = value.startsWith('data:') ? blobOf(value) : value && (await loadPicture(value));
    const pixels = picture ? await readPixels(picture).catch(() => DARK) : DARK;
    this.#showStudio(pixels);
  }

  #showStudio(pixels: Pixels): void {
    this.#gallery.hide();
    this.#studio.show();
    this.#painter.start(pixels);
    this.#painter.focus();
    this.#say(commonText('icon.how'));
  }

  #showGallery(): void {
    this.#studio.hide();
    this.#gallery.show();
    this.#search.trigger('focus');
    this.#say('');
  }

  #say(text: string): void {
    this.#note.text(text);
  }

  #choose(icon: string): void {
    this.close();
    this.#events.choose(icon);
  }
}

/** Text can be dropped into the search as into any field. */
function hasFile(event: DragEvent | undefined): boolean {
  return event?.dataTransfer?.types.includes('Files') === true;
}
