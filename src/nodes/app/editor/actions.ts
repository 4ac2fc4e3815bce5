import { actionsOf, parseAppName } from '../../../lametric/clock/action';
import type { ActionParameter } from '../../../lametric/clock/types';
import type { AppSource, Apps } from '../../../editor/picker/apps';
import { type Item, type List, type Source, filterItems } from '../../../editor/picker/source';
import { textOf } from '../../../editor/text';

const text = textOf('app');

/** Something that an app can do. */
export interface Deed {
  id: string;
  /** The title of the app, where there are several to choose from; else empty. */
  app: string;
  parameters: Readonly<Record<string, ActionParameter>>;
}

/** @param app the chosen one, `package/widget`; `undefined` for all of them, since a message chooses it */
export function findDeeds(apps: Apps, app: string | undefined): Deed[] {
  const chosen = parseAppName(app)?.app;
  return Object.entries(apps)
    .filter(([name]) => app === undefined || name === chosen)
    .flatMap(([name, each]) =>
      Object.entries(actionsOf(each)).map(([id, parameters]) => ({
        id,
        app: app === undefined ? each.title || name : '',
        parameters,
      })),
    );
}

/** Offers what the chosen app can do. Another action can be typed in, and a saved one stays if the clock is away. */
export class DeedSource implements Source {
  readonly label = text('deed.label');
  readonly icon = 'fa fa-bolt';
  readonly placeholder = text('deed.search');
  onChange: () => void = () => undefined;
  readonly #apps: AppSource;
  readonly #deeds: () => Deed[];

  /** @param deeds what there is to choose from now */
  constructor(apps: AppSource, deeds: () => Deed[]) {
    this.#apps = apps;
    this.#deeds = deeds;
  }

  find(typed: string): List {
    const deeds = this.#deeds();
    const { items: apps, note, loading } = this.#apps.find('');
    const items = deeds.map(toItem);
    const found = filterItems(items, typed);
    const matches = found.length;
    const id = typed.trim();
    if (this.isValid(id) && !items.some(({ value }) => value === id)) {
      found.push({ value: id, label: text('deed.use', { name: id }), details: '' });
    }
    const noMatch =
      matches > 0 || apps.length === 0 ? '' : text(deeds.length > 0 ? 'deed.no-match' : 'deed.none');
    return { items: found, note: note || noMatch, loading };
  }

  valueLabel(value: string): string {
    return value || text('deed.choose');
  }

  isValid(value: string): boolean {
    return value.trim() !== '';
  }

  load(): Promise<void> {
    return this.#apps.load();
  }
}

function toItem({ id, app, parameters }: Deed): Item {
  return { value: id, label: id, details: app || Object.keys(parameters).join(', ') };
}
