import { type Failure, failureOf, request } from '../admin-api';
import { chosenNode } from '../fields';
import type { Translate } from '../text';
import { type Item, type List, type Source, filterItems } from './source';

/** The answer of an endpoint as a picker needs it. */
interface Loaded<Found> {
  found: Found;
  items: Item[];
  /** Why there are no items; else empty. */
  note: string;
}

/** The things that a config node has, as a picker offers them. `list` is that of the moment. */
interface Offer<Found> {
  /** Translates `label`, `no-match`, `no-node` and `variable`. */
  translate: Translate;
  icon: string;
  placeholder: string;
  /** The endpoint that lists what a config node has. */
  pathOf: (node: string) => string;
  /** @param answer of the endpoint, unchecked; `undefined` where it could not be asked */
  read: (answer: unknown) => Loaded<Found>;
  explain: (failure: Failure) => string;
  /** The item for a typed text that is not in the list. @param matches how many in the list match it */
  findUnlisted: (list: List, typed: string, matches: number) => Item | undefined;
  valueLabel: (list: List, value: string) => string;
  isValid: (value: string) => boolean;
  /** Called with what was found, whenever it may have changed. */
  onLoad: (found: Found) => void;
}

/**
 * Offers what a config node has. Another value can be typed in, and a saved one stays if nothing can be loaded.
 * @param field of the form that selects the config node
 */
export function loadedSource<Found>(field: JQuery, offer: Offer<Found>): Source {
  const { translate, icon, placeholder, isValid } = offer;
  let list: List = { items: [], note: '', loading: false };
  /** The config node whose items the list has. */
  let listed = '';
  /** How many times a list was asked for: only the last answer counts. */
  let loads = 0;

  const ask = async (node: string): Promise<Loaded<Found>> => {
    const none = (note: string) => ({ ...offer.read(undefined), note });
    if (node === '') return none(translate('no-node'));
    if (node.startsWith('${')) return none(translate('variable'));
    try {
      return offer.read(await request(offer.pathOf(encodeURIComponent(node))));
    } catch (error) {
      return none(offer.explain(failureOf(error)));
    }
  };

  const show = (shown: List) => {
    list = shown;
    source.onChange();
  };

  const source: Source = {
    label: translate('label'),
    icon,
    placeholder,
    isValid,
    onChange: () => undefined,
    valueLabel: (value) => offer.valueLabel(list, value),
    find(typed) {
      const { items, note, loading } = list;
      const found = filterItems(items, typed);
      const noMatch = found.length === 0 && items.length > 0 ? translate('no-match') : '';
      const unlisted = offer.findUnlisted(list, typed, found.length);
      if (unlisted !== undefined) found.push(unlisted);
      return { items: found, note: note || noMatch, loading };
    },
    async load() {
      const load = ++loads;
      const node = chosenNode(field);
      const items = node === listed ? list.items : [];
      listed = node;
      show({ items, note: '', loading: true });
      const loaded = await ask(node);
      if (load !== loads) return;
      show({ items: loaded.items, note: loaded.note, loading: false });
      offer.onLoad(loaded.found);
    },
  };
  // Node-RED also triggers this when the dialog opens, and when the config node's dialog closes.
  field.on('change', () => void source.load());
  return source;
}
