import { type FoundIcons, type GalleryIcon, codeOf, findIcons } from '../gallery';
import { AdminError, failureText } from '../admin-api';
import { commonText } from '../text';
import { Pictures } from './pictures';

/** Milliseconds after a key in which another one may come. */
const TYPING = 200;
/** Milliseconds until the list is asked for again while the runtime loads it. */
const LOADING = 1000;

export interface GridEvents {
  choose: (icon: string) => void;
  /** Called with what the user should know: what was found, or why nothing was. */
  note: (text: string) => void;
}

/** The icons that were found, as pictures. Their pages and pictures are loaded as they come into sight. */
export class IconGrid {
  readonly element = $('<div>', {
    class: 'lametric-icon-grid',
    role: 'listbox',
    'aria-label': commonText('icon.list'),
  });
  readonly #events: GridEvents;
  readonly #pictures = new Pictures();
  readonly #observer: IntersectionObserver;
  readonly #codes = new Map<Element, string>();
  #typed = '';
  #page = 0;
  #total = 0;
  #timer: number | undefined;
  /** How many searches there were: only the answer to the last one counts. */
  #searches = 0;
  #summary = '';
  #closed = false;

  constructor(events: GridEvents) {
    this.#events = events;
    const element = this.element;
    this.#observer = new IntersectionObserver((entries) => this.#see(entries), {
      root: element[0] ?? null,
      rootMargin: '80px',
    });
    element
      .on('click', '[role=option]', ({ currentTarget }) => this.#choose(currentTarget))
      .on('focusin mouseover', '[role=option]', ({ currentTarget }) => {
        events.note(currentTarget.getAttribute('aria-label') ?? '');
      })
      .on('mouseleave focusout', () => events.note(this.#summary))
      .on('focusin', '[role=option]', ({ currentTarget }) => {
        element.children('[tabindex=0]').attr('tabindex', -1);
        currentTarget.setAttribute('tabindex', '0');
      })
      .on('keydown', (event) => this.#press(event));
  }

  /** @param typed words of a title, or a code */
  search(typed: string): void {
    this.#typed = typed;
    this.#ask(0, this.#searches === 0 ? 0 : TYPING);
  }

  /** Puts the focus on the first icon, if there is one. */
  focus(): void {
    this.element.children().first().trigger('focus');
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#observer.disconnect();
    this.#pictures.close();
  }

  #ask(page: number, delay: number): void {
    clearTimeout(this.#timer);
    const search = ++this.#searches;
    this.#timer = window.setTimeout(() => void this.#load(page, search), delay);
  }

  async #load(page: number, search: number): Promise<void> {
    if (this.element.children().length === 0) this.#say(commonText('picker.loading'));
    try {
      const found = await findIcons(this.#typed, page);
      if (search === this.#searches && !this.#closed) this.#show(found, page);
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
      if (search === this.#searches && !this.#closed) this.#say(failureText(error.failure, commonText));
    }
  }

  #show({ icons, total, complete }: FoundIcons, page: number): void {
    this.#page = page;
    this.#total = total;
    if (page === 0) {
      this.#clear();
      const code = codeOf(this.#typed);
      const isListed = icons.some((icon) => icon.code === code);
      if (code !== undefined && !isListed) this.#add([{ code, title: '' }]);
    }
    this.#add(icons);
    const key = complete ? (total > 0 ? 'found' : 'none') : 'partly';
    this.#say(commonText(`icon.${key}`, { count: total.toLocaleString() }));
    if (!complete) this.#timer = window.setTimeout(() => this.#lookAgain(), LOADING);
  }

  /** Whoever has scrolled or moved on keeps what is seen; the next page then has what has come meanwhile. */
  #lookAgain(): void {
    if (this.element.scrollTop() === 0 && !this.#hasFocus) this.#ask(0, 0);
  }

  get #hasFocus(): boolean {
    return this.element.find(':focus').length > 0;
  }

  #say(text: string): void {
    this.#summary = text;
    this.#events.note(text);
  }

  #clear(): void {
    this.#observer.disconnect();
    this.#codes.clear();
    this.element.empty().scrollTop(0);
  }

  #add(icons: readonly GalleryIcon[]): void {
    for (const { code, title } of icons) {
      const label = [title, code].filter(Boolean).join(' · ');
      const tile = $('<div>', { role: 'option', tabindex: -1, 'aria-label': label, 'aria-selected': false });
      tile.appendTo(this.element);
      for (const each of tile) {
        this.#codes.set(each, code);
        this.#observer.observe(each);
      }
    }
    if (this.element.children('[tabindex=0]').length === 0)
      this.element.children().first().attr('tabindex', 0);
  }

  #see(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting || !(target instanceof HTMLElement)) continue;
      this.#observer.unobserve(target);
      void this.#pictures.show($(target), this.#codes.get(target) ?? '');
      const count = this.element.children().length;
      if (target === this.element.children().last()[0] && count < this.#total) this.#ask(this.#page + 1, 0);
    }
  }

  #choose(tile: Element): void {
    const code = this.#codes.get(tile);
    if (code !== undefined) this.#events.choose(code);
  }

  #press(event: JQuery.KeyDownEvent): void {
    // A choice takes the panel away, which could not keep the key from the editor any more.
    if (event.key === 'Enter' || event.key === ' ') event.stopPropagation();
    const tiles = this.element.children();
    const at = tiles.index(event.target);
    if (at < 0) return;
    const first = tiles[0]?.getBoundingClientRect().top;
    const columns = tiles.toArray().findIndex((tile) => tile.getBoundingClientRect().top !== first);
    const row = columns > 0 ? columns : tiles.length;
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -row,
      ArrowDown: row,
      Home: -at,
      End: tiles.length - 1 - at,
    };
    const step = steps[event.key];
    if (step !== undefined) tiles.eq(Math.max(at + step, 0)).trigger('focus');
    else if (event.key === 'Enter' || event.key === ' ') this.#choose(event.target);
    else return;
    event.preventDefault();
  }
}
