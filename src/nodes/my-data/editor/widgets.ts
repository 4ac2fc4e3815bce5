import { clockFailureText } from '../../../editor/admin-api';
import { toItems } from '../../../editor/picker/apps';
import { loadedSource } from '../../../editor/picker/loaded-source';
import type { Item, Source } from '../../../editor/picker/source';
import { commonText, textOf } from '../../../editor/text';
import { MY_DATA, readApps } from '../../../lametric/clock/types';

const text = textOf('my-data');

/**
 * Offers the widgets of My Data DIY that a clock has. Another id can be typed in, and a saved one stays if the clock is away.
 * @param clockField the field of the form that selects the clock
 * @param onLoad called with how many there are; `undefined` where the clock cannot be asked
 */
export function widgetSource(clockField: JQuery, onLoad: (count: number | undefined) => void): Source {
  return loadedSource<number | undefined>(clockField, {
    translate: (key) => text(`picker.${key}`),
    icon: 'fa fa-th-large',
    placeholder: text('picker.search'),
    pathOf: (clock) => `lametric-device/${clock}/apps`,
    read(answer) {
      const items = readWidgets(answer);
      const isAlone = items?.length === 1;
      const only = isAlone ? [{ value: '', label: text('picker.only'), details: '' }] : [];
      return { found: items?.length, items: [...only, ...(items ?? [])], note: '' };
    },
    explain: (failure) => clockFailureText(failure, commonText),
    findUnlisted({ items }, typed) {
      const id = typed.trim();
      if (!/^[\da-f]{32}$/i.test(id) || items.some(({ value }) => value === id)) return undefined;
      return { value: id, label: text('picker.use', { id }), details: '' };
    },
    valueLabel({ items }, value) {
      const label = items.find((item) => item.value === value)?.label ?? value;
      return label || text(items.length > 0 ? 'picker.choose' : 'picker.only');
    },
    isValid: () => true,
    onLoad,
  });
}

/**
 * The widgets of My Data DIY, in the order in which the clock shows them; they all have the same title.
 * @param answer of the endpoint for apps; `undefined` where there was none
 */
export function readWidgets(answer: unknown): Item[] | undefined {
  const apps = readApps(answer);
  if (apps === undefined) return undefined;
  const app = apps[MY_DATA];
  return toItems(app === undefined ? {} : { [MY_DATA]: app }).map(({ value, label }, index) => {
    const id = value.slice(MY_DATA.length + 1);
    return { value: id, label: `${label} ${index + 1}`, details: id };
  });
}
