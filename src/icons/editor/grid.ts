import { type FoundIcons, codeOf, findIcons } from './gallery';
import type { Icon } from '../../lametric/cloud/types';
import { failureOf, failureText } from '../../editor/admin-api';
import { commonText } from '../../editor/text';
import { Pictures } from './pictures';
import { usedIcons } from './used';

/** Milliseconds after a key in which another one may come. */
const TYPING = 200;
/** Milliseconds until the list is asked for again while the runtime loads it. */
const LOADING = 1000;
/** How near the end, in pixels, more icons are asked for. */
const NEAR_END = 80;
/** About as many icons as are seen at first. Their pictures do not wait until the browser tells that they are seen. */
const SEEN_AT_FIRST = 40;

export interface GridEvents {
  choose: (icon: string) => void;
  /** Called with what the user should know: what was found, or why nothing was. */
  note: (text: string) => void;
}

/** The icons that were found, as pictures. Their pages and pictures are loaded as one scrolls. */
export class IconGrid {
  readonly element = $('<div>', {
    class: 'lametric-icon-grid',
    role: 'listbox',
    'aria-label': commonText('icon.list'),
  });
  readonly #chosen: string;
  readonly #events: GridEvents;
  #pictures = new Pictures();
  readonly #observer: IntersectionObserver;
  readonly #codes = new Map<Element, string>();
  /** Come first while nothing is typed: the chosen one, and those in use. */
  readonly #ownFirst: readonly string[];
  #typed = '';
  /** What was typed for the list in view; undefined before the first one. */
  #shown: string | undefined;
  #total = 0;
  /** How many of `#total` came so far, by pages. */
  #listed: number[] = [];
  #isAsking = false;
  #timer: number | undefined;
  /** How many searches there were: only the answer to the last one counts. */
  #searches = 0;
  #summary = '';
  #closed = false;

  /** @param chosen the icon that is chosen: a code, a `data:` address, or empty */
  constructor(chosen: string, events: GridEvents) {
    this.#chosen = chosen;
    this.#events = events;
    this.#ownFirst = [...new Set([chosen, ...usedIcons()].filter(Boolean))];
    const element = this.element;
    this.#observer = new IntersectionObserver((entries) => this.#see(entries), {
      root: element[0] ?? null,
      rootMargin: `${NEAR_END}px`,
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
      .on('keydown', (event) => this.#press(event))
      .on('scroll', () => this.#askForMore());
  }

  /** Shows the chosen icon and those in use, and the most popular ones after them. */
  open(): void {
    this.#say(commonText('picker.loading'));
    this.#ask(0);
    this.#add(this.#withFirst([]));
  }

  /** @param typed words of a title, or a code */
  search(typed: string): void {
    this.#typed = typed;
    this.#askLater(TYPING);
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

  #askLater(delay: number): void {
    clearTimeout(this.#timer);
    this.#searches++;
    this.#isAsking = true;
    this.#timer = window.setTimeout(() => this.#ask(0), delay);
  }

  #ask(page: number): void {
    clearTimeout(this.#timer);
    this.#isAsking = true;
    void this.#load(page, ++this.#searches);
  }

  async #load(page: number, search: number): Promise<void> {
    const found = await findIcons(this.#typed, page).catch((error: unknown) =>
      failureText(failureOf(error), commonText),
    );
    if (search !== this.#searches || this.#closed) return;
    this.#isAsking = false;
    if (typeof found === 'string') this.#say(found);
    else this.#show(found, page);
  }

  /** Asks for the next page where the end is near. */
  #askForMore(): void {
    const listed = this.#listed.reduce((sum, count) => sum + count, 0);
    const isNear = this.element
      .get()
      .some((grid) => grid.scrollTop + grid.clientHeight > grid.scrollHeight - NEAR_END);
    if (isNear && !this.#isAsking && listed < this.#total) this.#ask(this.#listed.length);
  }

  #show({ icons, total, complete }: FoundIcons, page: number): void {
    const isAnew = page === 0 && (this.#shown !== this.#typed || this.#isUntouched);
    this.#shown = this.#typed;
    this.#total = total;
    this.#listed = [...this.#listed.slice(0, page), icons.length];
    if (isAnew) this.#replace(this.#withFirst(icons));
    else this.#addMissing(icons);
    const none = codeOf(this.#typed) === undefined ? 'none' : 'unlisted';
    const key = complete ? (total > 0 ? 'found' : none) : 'partly';
    this.#say(commonText(`icon.${key}`, { count: total.toLocaleString() }));
    if (!complete) this.#timer = window.setTimeout(() => this.#lookAgain(), LOADING);
    if (icons.length > 0) this.#askForMore();
  }

  /** The icons that come first, listed or not: that of the typed code; while nothing is typed, one's own. */
  get #first(): readonly string[] {
    return this.#typed.trim() === '' ? this.#ownFirst : [codeOf(this.#typed) ?? ''].filter(Boolean);
  }

  #withFirst(icons: readonly Icon[]): readonly Icon[] {
    const first = this.#first.map((code) => icons.find((icon) => icon.code === code) ?? { code, title: '' });
    return [...first, ...icons.filter((icon) => !first.includes(icon))];
  }

  /** Asks again. Where the user has scrolled or moved on, the list in view stays, and goes on at its end. */
  #lookAgain(): void {
    this.#ask(this.#isUntouched ? 0 : Math.max(this.#listed.length - 1, 0));
  }

  get #isUntouched(): boolean {
    return this.element.scrollTop() === 0 && !this.#hasFocus;
  }

  get #hasFocus(): boolean {
    return this.element.find(':focus').length > 0;
  }

  #say(text: string): void {
    this.#summary = text;
    this.#events.note(text);
  }

  #addMissing(icons: readonly Icon[]): void {
    const codes = new Set(this.#codes.values());
    this.#add(icons.filter(({ code }) => !codes.has(code)));
  }

  /** Keeps the tiles of icons that stay where they are, and so the focus on them. */
  #replace(icons: readonly Icon[]): void {
    const codes = [...this.#codes.values()];
    const isLonger = codes.every((code, at) => code === icons[at]?.code);
    if (!isLonger) this.#clear();
    this.#add(icons.slice(this.#codes.size));
    // Of one's own icons, the titles are known only now.
    this.#first.forEach((_, at) => {
      const icon = icons[at];
      if (icon !== undefined) this.element.children().eq(at).attr('aria-label', labelOf(icon));
    });
  }

  #clear(): void {
    this.#observer.disconnect();
    this.#pictures.close();
    this.#pictures = new Pictures();
    this.#codes.clear();
    this.element.empty().scrollTop(0);
  }

  #add(icons: readonly Icon[]): void {
    for (const icon of icons) {
      const { code } = icon;
      const tile = $('<div>', {
        role: 'option',
        tabindex: -1,
        'aria-label': labelOf(icon),
        'aria-selected': code === this.#chosen,
      }).appendTo(this.element);
      for (const each of tile) this.#codes.set(each, code);
      if (this.#codes.size <= SEEN_AT_FIRST) this.#pictures.show(tile, code);
      else tile.each((_, each) => this.#observer.observe(each));
    }
    if (this.element.children('[tabindex=0]').length === 0)
      this.element.children().first().attr('tabindex', 0);
  }

  #see(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting || !(target instanceof HTMLElement)) continue;
      this.#observer.unobserve(target);
      this.#pictures.show($(target), this.#codes.get(target) ?? '');
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

function labelOf({ code, title }: Icon): string {
  if (code.startsWith('data:')) return commonText('icon.own');
  return [title, code].filter(Boolean).join(' · ');
}
