import { actionsOf, parseAppName } from '../../../lametric/clock/action';
import type { ActionParameter } from '../../../lametric/clock/types';
import type { AppSource, Apps } from '../../../editor/picker/apps';
import { type Item, type List, type Source, filterItems } from '../../../editor/picker/source';
import { textOf } from '../../../editor/text';

const text = textOf('app');

/** Something that an app can do. */
export interface Action {
  id: string;
  /** The title of the app, where there are several to choose from; else empty. */
  app: string;
  parameters: Readonly<Record<string, ActionParameter>>;
}

/** @param app the chosen one, `package/widget`; `undefined` for all of them, since a message chooses it */
export function findActions(apps: Apps, app: string | undefined): Action[] {
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
export class ActionSource implements Source {
  readonly label = text('picker.label');
  readonly icon = 'fa fa-bolt';
  readonly placeholder = text('picker.search');
  onChange: () => void = () => undefined;
  readonly #apps: AppSource;
  readonly #actions: () => Action[];

  /** @param actions what there is to choose from now */
  constructor(apps: AppSource, actions: () => Action[]) {
    this.#apps = apps;
    this.#actions = actions;
  }

  find(typed: string): List {
    const actions = this.#actions();
    const { items: apps, note, loading } = this.#apps.find('');
    const items = actions.map(toItem);
    const found = filterItems(items, typed);
    const matches = found.length;
    const id = typed.trim();
    if (this.isValid(id) && !items.some(({ value }) => value === id)) {
      found.push({ value: id, label: text('picker.use', { name: id }), details: '' });
    }
    const noMatch =
      matches > 0 || apps.length === 0 ? '' : text(actions.length > 0 ? 'picker.no-match' : 'picker.none');
    return { items: found, note: note || noMatch, loading };
  }

  valueLabel(value: string): string {
    return value || text('picker.choose');
  }

  isValid(value: string): boolean {
    return value.trim() !== '';
  }

  load(): Promise<void> {
    return this.#apps.load();
  }
}

function toItem({ id, app, parameters }: Action): Item {
  return { value: id, label: id, details: app || Object.keys(parameters).join(', ') };
}
