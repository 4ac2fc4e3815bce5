import { type Failure, failureOf, request } from '../admin-api';
import { chosenNode } from '../fields';
import { commonText } from '../text';
import { type Item, type List, type Source, filterItems } from './source';

/** The answer of an endpoint as a picker needs it. */
export interface Loaded<Found> {
  found: Found;
  items: Item[];
  /** Why there are no items; else empty. */
  note: string;
}

/** Offers what a config node has. Another value can be typed in, and a saved one stays if nothing can be loaded. */
export abstract class LoadedSource<Found> implements Source {
  abstract readonly label: string;
  abstract readonly icon: string;
  abstract readonly placeholder: string;
  onChange: () => void = () => undefined;
  protected list: List = { items: [], note: '', loading: false };
  readonly #field: JQuery;
  readonly #kind: 'device' | 'app';
  readonly #onLoad: (found: Found) => void;
  /** The config node whose items the list has. */
  #node = '';
  /** How many times a list was asked for: only the last answer counts. */
  #loads = 0;

  /**
   * @param field of the form that selects the config node
   * @param kind of the items, as in the keys of `common.picker`
   * @param onLoad called with what was found, whenever it may have changed
   */
  constructor(field: JQuery, kind: 'device' | 'app', onLoad: (found: Found) => void) {
    this.#field = field;
    this.#kind = kind;
    this.#onLoad = onLoad;
    // Node-RED also triggers this when the dialog opens, and when the config node's dialog closes.
    field.on('change', () => void this.load());
  }

  /** The endpoint that lists what a config node has. */
  protected abstract pathOf(node: string): string;
  /** @param answer of the endpoint, unchecked; `undefined` where it could not be asked */
  protected abstract read(answer: unknown): Loaded<Found>;
  protected abstract explain(failure: Failure): string;
  /** The item for a typed text that is not in the list. @param matches how many in the list match it */
  protected abstract findUnlisted(typed: string, matches: number): Item | undefined;
  abstract valueLabel(value: string): string;
  abstract isValid(value: string): boolean;

  find(typed: string): List {
    const { items, note, loading } = this.list;
    const found = filterItems(items, typed);
    const noMatch = found.length === 0 && items.length > 0 ? this.#message('no-match') : '';
    const unlisted = this.findUnlisted(typed, found.length);
    if (unlisted !== undefined) found.push(unlisted);
    return { items: found, note: note || noMatch, loading };
  }

  async load(): Promise<void> {
    const load = ++this.#loads;
    const node = chosenNode(this.#field);
    const items = node === this.#node ? this.list.items : [];
    this.#node = node;
    this.#show({ items, note: '', loading: true });
    const loaded = await this.#ask(node);
    if (load !== this.#loads) return;
    this.#show({ items: loaded.items, note: loaded.note, loading: false });
    this.#onLoad(loaded.found);
  }

  async #ask(node: string): Promise<Loaded<Found>> {
    const none = (note: string) => ({ ...this.read(undefined), note });
    if (node === '') return none(this.#message('no-node'));
    if (node.startsWith('${')) return none(this.#message('variable'));
    try {
      return this.read(await request(this.pathOf(encodeURIComponent(node))));
    } catch (error) {
      return none(this.explain(failureOf(error)));
    }
  }

  #show(list: List): void {
    this.list = list;
    this.onChange();
  }

  #message(key: 'no-match' | 'no-node' | 'variable'): string {
    return commonText(`picker.${this.#kind}.${key}`);
  }
}
