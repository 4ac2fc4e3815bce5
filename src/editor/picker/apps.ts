import { parseAppName } from '../../lametric/clock/action';
import { type App, isApps } from '../../lametric/clock/types';
import { AdminError, failureText, request } from '../admin-api';
import { commonText } from '../text';
import { type Item, type List, type Source, filterItems } from './source';

export type Apps = Readonly<Record<string, App>>;

/** Offers the apps of a clock with their widgets. Another one can be typed in, and a saved one stays if the clock is away. */
export class AppSource implements Source {
  readonly label = commonText('picker.app.label');
  readonly icon = 'fa fa-th-large';
  readonly placeholder = commonText('picker.app.search');
  onChange: () => void = () => undefined;
  readonly #clockField: JQuery;
  readonly #onLoad: (apps: Apps) => void;
  /** The clock whose apps the list has. */
  #clock = '';
  #list: List = { items: [], note: '', loading: false };
  /** How many times a list was asked for: only the last answer counts. */
  #loads = 0;

  /**
   * @param clockField the field of the form that selects the clock
   * @param onLoad called with the clock's apps, whenever they may be others
   */
  constructor(clockField: JQuery, onLoad: (apps: Apps) => void = () => undefined) {
    this.#clockField = clockField;
    this.#onLoad = onLoad;
    // Node-RED also triggers this when the dialog opens, and when the clock's dialog closes.
    clockField.on('change', () => void this.load());
  }

  find(typed: string): List {
    const { items, note, loading } = this.#list;
    const found = filterItems(items, typed);
    const matches = found.length;
    const name = typed.trim();
    // A package has a dot in it; other words are looked for.
    if (name.includes('.') && this.isValid(name) && !items.some(({ value }) => value === name)) {
      found.push({ value: name, label: commonText('picker.app.use', { name }), details: '' });
    }
    const noMatch = matches === 0 && items.length > 0 ? commonText('picker.app.no-match') : '';
    return { items: found, note: note || noMatch, loading };
  }

  valueLabel(value: string): string {
    if (value === '') return commonText('picker.app.choose');
    const { app } = parseAppName(value) ?? { app: '' };
    const { items } = this.#list;
    const item = items.find((each) => each.value === value) ?? items.find((each) => each.details === app);
    return item?.label ?? value;
  }

  isValid(value: string): boolean {
    return parseAppName(value) !== undefined;
  }

  async load(): Promise<void> {
    const load = ++this.#loads;
    const clock = String(this.#clockField.val() ?? '');
    const items = clock === this.#clock ? this.#list.items : [];
    this.#clock = clock;
    this.#change({ items, note: '', loading: true });
    const { apps, note } = await loadApps(clock);
    if (load !== this.#loads) return;
    this.#change({ items: toItems(apps), note, loading: false });
    this.#onLoad(apps);
  }

  #change(list: List): void {
    this.#list = list;
    this.onChange();
  }
}

/** @returns a note where there are none, that says why */
async function loadApps(clock: string): Promise<{ apps: Apps; note: string }> {
  const none = (note: string) => ({ apps: {}, note });
  if (clock === '' || clock === '_ADD_') return none(commonText('picker.app.no-clock'));
  if (clock.startsWith('${')) return none(commonText('picker.app.variable-clock'));
  try {
    const answer = await request(`lametric-device/${encodeURIComponent(clock)}/apps`);
    return isApps(answer) ? { apps: answer, note: '' } : none(commonText('picker.app.no-match'));
  } catch (error) {
    if (!(error instanceof AdminError)) throw error;
    const { kind, message } = error.failure;
    // The texts of the form speak of an account.
    return none(kind === 'refused' && message !== '' ? message : failureText(error.failure, commonText));
  }
}

/** An item for each widget, those of one app one after another, in the order in which the clock shows them. */
export function toItems(apps: Apps): Item[] {
  const widgets = Object.entries(apps).flatMap(([app, { title, widgets: of }]) =>
    Object.entries(of ?? {}).map(([widget, { index }]) => ({
      item: { value: `${app}/${widget}`, label: title || app, details: app },
      // What is not in the clock's order comes last.
      order: index == null || index < 0 ? Infinity : index,
    })),
  );
  return widgets.sort((one, other) => compare(one.order, other.order)).map(({ item }) => item);
}

function compare(one: number, other: number): number {
  return one === other ? 0 : one - other;
}
