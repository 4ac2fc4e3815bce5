import './panel.css';
import { commonText } from '../text';
import { openPopup, searchField } from './popup';
import type { Item, Source } from './source';

/** How many lines it has at most: a search leads to the others. */
const MAX_LINES = 100;

/** The parts of a source that the panel needs. */
type PanelSource = Pick<Source, 'label' | 'placeholder' | 'find' | 'load'>;

export interface PanelEvents {
  /** Called with the value of the chosen item. */
  choose: (value: string) => void;
  /** May be called more than once. */
  closed: () => void;
}

/** The list that opens below the value: a search field, the items found, and a note. */
export class Panel {
  readonly #source: PanelSource;
  readonly #events: PanelEvents;
  readonly close: () => void;
  readonly #search: JQuery;
  readonly #refresh: JQuery;
  readonly #lines: JQuery;
  readonly #note: JQuery;
  #items: Item[] = [];
  /** The index of the highlighted item; -1 for none. */
  #active = -1;
  /** The items that the list shows, as JSON. */
  #drawn = '';

  /** @param button opened the panel, and gets the focus back */
  constructor(button: JQuery, source: PanelSource, events: PanelEvents) {
    this.#source = source;
    this.#events = events;
    this.#search = searchField(source.placeholder).attr({
      role: 'combobox',
      'aria-expanded': true,
      'aria-autocomplete': 'list',
      'aria-controls': 'lametric-picker-list',
    });
    this.#refresh = $('<button>', {
      type: 'button',
      class: 'red-ui-button',
      title: commonText('picker.refresh'),
      'aria-label': commonText('picker.refresh'),
    }).append($('<i>', { class: 'fa fa-refresh', 'aria-hidden': true }));
    this.#lines = $('<div>', {
      id: 'lametric-picker-list',
      class: 'lametric-picker-list',
      role: 'listbox',
      'aria-label': source.label,
    });
    this.#note = $('<div>', { class: 'lametric-picker-note', role: 'status' });
    const head = $('<div>', { class: 'lametric-picker-head' }).append(this.#search, this.#refresh);
    const content = $('<div>', { class: 'lametric-picker' }).append(head, this.#lines, this.#note);
    this.#listen();
    this.update();

    this.close = openPopup(button, content, events.closed, 260);
    this.#search.trigger('focus');
  }

  /** Searches again: the source or the typed text has changed. */
  update(): void {
    const typed = String(this.#search.val() ?? '');
    const { items, note, loading } = this.#source.find(typed);
    this.#items = items.slice(0, MAX_LINES);
    this.#refresh.find('i').toggleClass('fa-spin', loading);
    const more = items.length - this.#items.length;
    const said = more > 0 ? commonText('picker.more', { count: more }) : note;
    this.#note.text(loading ? commonText('picker.loading') : said);
    const first = items.length > 0 && (typed !== '' || this.#active >= 0) ? 0 : -1;
    // A line that is drawn anew between the press and the release of the mouse gets no click, and loses the highlight.
    const isNew = this.#draw();
    this.#activate(isNew || this.#active < 0 ? first : this.#active);
  }

  /** @returns whether the lines are others than before */
  #draw(): boolean {
    const drawn = JSON.stringify(this.#items);
    if (drawn === this.#drawn) return false;
    this.#drawn = drawn;
    this.#lines.empty().append(
      this.#items.map(({ label, details }, index) => {
        const line = $('<div>', { role: 'option', id: `lametric-picker-${index}` });
        return line.append([label, details].filter(Boolean).map((text) => $('<span>').text(text)));
      }),
    );
    return true;
  }

  #listen(): void {
    this.#search.on('input', () => this.update());
    this.#refresh.on('click', () => void this.#source.load());
    this.#lines.on('click', '[role=option]', (event) => {
      this.#choose($(event.currentTarget).index());
    });
    this.#search.on('keydown', (event) => {
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      // From the field, the arrows lead to the first item and to the last.
      const from = step < 0 ? Math.max(this.#active, 0) : this.#active;
      if (step !== 0) this.#activate((from + step + this.#items.length) % this.#items.length);
      if (step === 0 && event.key !== 'Enter') return;
      event.preventDefault();
      // A choice takes the panel away, which then cannot keep the key from the editor.
      event.stopPropagation();
      if (event.key === 'Enter') this.#choose(this.#active);
    });
  }

  #activate(index: number): void {
    this.#active = Number.isNaN(index) ? -1 : index;
    this.#lines.children().each((at, line) => {
      line.setAttribute('aria-selected', String(at === this.#active));
      if (at === this.#active) line.scrollIntoView({ block: 'nearest' });
    });
    this.#search.attr('aria-activedescendant', index >= 0 ? `lametric-picker-${index}` : null);
  }

  #choose(index: number): void {
    const item = this.#items[index];
    if (item === undefined) return;
    this.close();
    this.#events.choose(item.value);
  }
}
