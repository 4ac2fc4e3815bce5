import { parseAppName } from '../../lametric/clock/action';
import { type App, readApps } from '../../lametric/clock/types';
import { clockFailureText } from '../admin-api';
import { commonText } from '../text';
import { loadedSource } from './loaded-source';
import type { Item, Source } from './source';

export type Apps = Readonly<Record<string, App>>;

/** Offers the apps of a clock with their widgets. @param clockField the field of the form that selects the clock */
export function appSource(clockField: JQuery, onLoad: (apps: Apps) => void): Source {
  const isValid = (value: string) => parseAppName(value) !== undefined;
  return loadedSource<Apps>(clockField, {
    translate: (key) => commonText(`picker.app.${key}`),
    icon: 'fa fa-th-large',
    placeholder: commonText('picker.app.search'),
    pathOf: (clock) => `lametric-device/${clock}/apps`,
    read(answer) {
      const apps = readApps(answer);
      if (apps === undefined) return { found: {}, items: [], note: commonText('picker.app.no-match') };
      return { found: apps, items: toItems(apps), note: '' };
    },
    explain: (failure) => clockFailureText(failure, commonText),
    /** A package has a dot in it; other words are a search. */
    findUnlisted({ items }, typed) {
      const name = typed.trim();
      if (!name.includes('.') || !isValid(name) || items.some(({ value }) => value === name))
        return undefined;
      return { value: name, label: commonText('picker.app.use', { name }), details: '' };
    },
    valueLabel({ items }, value) {
      if (value === '') return commonText('picker.app.choose');
      const { app } = parseAppName(value) ?? { app: '' };
      const item = items.find((each) => each.value === value) ?? items.find((each) => each.details === app);
      return item?.label ?? value;
    },
    isValid,
    onLoad,
  });
}

/** An item for each widget, those of one app one after another, in the order in which the clock shows them. */
export function toItems(apps: Apps): Item[] {
  const widgets = Object.entries(apps).flatMap(([app, { title, widgets: of }]) =>
    Object.entries(of ?? {}).map(([widget, { index }]) => ({
      item: { value: `${app}/${widget}`, label: title || app, details: app },
      // Widgets outside the clock's order come last.
      order: index == null || index < 0 ? Infinity : index,
    })),
  );
  return widgets.sort((one, other) => compare(one.order, other.order)).map(({ item }) => item);
}

function compare(one: number, other: number): number {
  return one === other ? 0 : one - other;
}
