import '../../editor/picker/panel.css';
import './icon.css';
import type { IconPicture } from '../../lametric/display/screen';
import { commonText } from '../../editor/text';
import { MAX_FILE, decodeIcon } from './decode';
import { IconGrid } from './grid';
import { loadPictures } from './icon-pictures';
import type { PanelEvents } from '../../editor/picker/panel';
import { openPopup, searchField } from '../../editor/picker/popup';
import { Painter } from './painter';
import { DARK, type Pixels, fileAddress, gifKind, toAddress, toPixels } from './pixels';

/** Opens below the value: the gallery to be searched, a board to paint, and a place to drop a picture. */
export class IconPanel {
  readonly #value: string;
  readonly #events: PanelEvents;
  readonly close: () => void;
  readonly #content = $('<div>', { class: 'lametric-picker lametric-icon-picker' });
  readonly #search = searchField(commonText('icon.search'));
  /** Below the search: there one looks while one types. */
  readonly #note = $('<div>', { class: 'lametric-picker-note', role: 'status' });
  readonly #file = $('<input>', {
    type: 'file',
    accept: 'image/png,image/gif',
    tabindex: -1,
    'aria-hidden': true,
  });
  readonly #grid: IconGrid;
  readonly #painter = new Painter();
  readonly #head = $('<div>', { class: 'lametric-picker-head' }).append(this.#search);
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
    const foot = $('<div>', { class: 'lametric-icon-foot' });
    foot.append(
      this.#tool('paint', 'fa-paint-brush', () => void this.#paint()),
      this.#tool('file', 'fa-upload', () => this.#file.trigger('click')),
      this.#tool('none-chosen', 'fa-ban', () => this.#choose('')).toggle(value !== ''),
    );
    const hint = $('<div>', { class: 'lametric-icon-hint', text: commonText('icon.drop') });
    this.#gallery.append(this.#grid.element, foot, hint);
    const studioFoot = $('<div>', { class: 'lametric-icon-foot' });
    studioFoot.append(
      this.#tool('use', 'fa-check', () => this.#choose(toAddress(this.#painter.pixels))).addClass('primary'),
      this.#tool('back', 'fa-arrow-left', () => this.#showGallery()),
    );
    this.#studio.append(this.#painter.element, studioFoot);
    this.#content.append(this.#head, this.#note, this.#gallery, this.#studio, this.#file.hide());
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
    // One byte more than may be, so that a larger file is known for one.
    const bytes = new Uint8Array(await file.slice(0, MAX_FILE + 1).arrayBuffer());
    const gif = gifKind(bytes);
    const pictures = gif === 'too-large' ? 'large-gif' : decodeIcon(bytes);
    if (typeof pictures === 'string') this.#say(commonText(`icon.${pictures}`));
    else if (gif === 'fits') this.#choose(fileAddress(bytes, 'image/gif'));
    else this.#showStudio(pixelsOf(pictures));
  }

  /** Begins with the chosen icon. */
  async #paint(): Promise<void> {
    this.#showStudio(pixelsOf(await loadPictures(this.#value)));
  }

  #showStudio(pixels: Pixels): void {
    this.#head.add(this.#gallery).hide();
    this.#studio.show();
    this.#painter.start(pixels);
    this.#painter.focus();
    this.#say(commonText('icon.how'));
  }

  #showGallery(): void {
    this.#studio.hide();
    this.#head.add(this.#gallery).show();
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

function pixelsOf([first]: readonly IconPicture[] = []): Pixels {
  return first ? toPixels(first.pixels) : DARK;
}

/** Text can be dropped into the search as into any field. */
function hasFile(event: DragEvent | undefined): boolean {
  return event?.dataTransfer?.types.includes('Files') === true;
}
