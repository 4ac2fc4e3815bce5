import { parseAppName } from '../../lametric/clock/action';
import { type App, isApps } from '../../lametric/clock/types';
import { type Failure, failureText } from '../admin-api';
import { commonText } from '../text';
import { type Loaded, LoadedSource } from './loaded-source';
import type { Item } from './source';

export type Apps = Readonly<Record<string, App>>;

/** Offers the apps of a clock with their widgets. */
export class AppSource extends LoadedSource<Apps> {
  readonly label = commonText('picker.app.label');
  readonly icon = 'fa fa-th-large';
  readonly placeholder = commonText('picker.app.search');

  /** @param clockField the field of the form that selects the clock */
  constructor(clockField: JQuery, onLoad: (apps: Apps) => void) {
    super(clockField, 'app', onLoad);
  }

  valueLabel(value: string): string {
    if (value === '') return commonText('picker.app.choose');
    const { app } = parseAppName(value) ?? { app: '' };
    const { items } = this.list;
    const item = items.find((each) => each.value === value) ?? items.find((each) => each.details === app);
    return item?.label ?? value;
  }

  isValid(value: string): boolean {
    return parseAppName(value) !== undefined;
  }

  protected pathOf(clock: string): string {
    return `lametric-device/${clock}/apps`;
  }

  protected read(answer: unknown): Loaded<Apps> {
    if (!isApps(answer)) return { found: {}, items: [], note: commonText('picker.app.no-match') };
    return { found: answer, items: toItems(answer), note: '' };
  }

  protected explain(failure: Failure): string {
    const { kind, message } = failure;
    // The texts for codes speak of an account.
    return kind === 'refused' && message !== '' ? message : failureText(failure, commonText);
  }

  /** A package has a dot in it; other words are a search. */
  protected findUnlisted(typed: string): Item | undefined {
    const name = typed.trim();
    const isListed = this.list.items.some(({ value }) => value === name);
    if (!name.includes('.') || !this.isValid(name) || isListed) return undefined;
    return { value: name, label: commonText('picker.app.use', { name }), details: '' };
  }
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
