import { actionsOf, parseAppName } from '../../../lametric/clock/action';
import type { ActionParameter } from '../../../lametric/clock/types';
import type { Apps } from '../../../editor/picker/apps';
import { type Item, type Source, filterItems } from '../../../editor/picker/source';
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

/**
 * Offers what the chosen app can do. Another action can be typed in, and a saved one stays if the clock is away.
 * @param actionsNow what there is to choose from now
 */
export function actionSource(apps: Source, actionsNow: () => Action[]): Source {
  const isValid = (value: string) => value.trim() !== '';
  return {
    label: text('picker.label'),
    icon: 'fa fa-bolt',
    placeholder: text('picker.search'),
    onChange: () => undefined,
    find(typed) {
      const items = actionsNow().map(toItem);
      const { items: listed, note, loading } = apps.find('');
      const found = filterItems(items, typed);
      const noMatch = text(items.length > 0 ? 'picker.no-match' : 'picker.none');
      const why = note || (found.length > 0 || listed.length === 0 ? '' : noMatch);
      const id = typed.trim();
      if (isValid(id) && !items.some(({ value }) => value === id)) {
        found.push({ value: id, label: text('picker.use', { name: id }), details: '' });
      }
      return { items: found, note: why, loading };
    },
    valueLabel: (value) => value || text('picker.choose'),
    isValid,
    load: () => apps.load(),
  };
}

function toItem({ id, app, parameters }: Action): Item {
  return { value: id, label: id, details: app || Object.keys(parameters).join(', ') };
}
