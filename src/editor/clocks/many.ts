/** Of many clocks, Node-RED's list has only the chosen one, and a search offers the others. */
import { findConfigNodes } from '../config-nodes';
import { Panel } from '../picker/panel';
import { type Item, filterItems } from '../picker/source';
import type { ConfigNode } from '../red';
import { commonText } from '../text';
import { iconButton } from './button';

/** How many are found in a list without a search. */
const FEW = 50;

/** The clock that the open form has chosen, kept at its list: Node-RED empties that before it asks. */
const CHOSEN = 'lametric-chosen';

let listed: ReadonlySet<string> | undefined;

/** Whether Node-RED's list has a clock: the `filter` of the property. */
export function isListed({ id }: ConfigNode): boolean {
  // Node-RED asks for one clock after the other, all at once.
  if (listed === undefined) queueMicrotask(() => (listed = undefined));
  listed ??= findListed();
  return listed.has(id);
}

/** All where they are few; else the chosen one, as saved and as it is now, and the newest, which may just have been added. */
function findListed(): ReadonlySet<string> {
  const ids = findConfigNodes('device').map(({ id }) => id);
  if (ids.length <= FEW) return new Set(ids);
  const saved = RED.editor.getEditStack().map((node) => String(Reflect.get(node, 'device')));
  const chosen = String($('#node-input-device').data(CHOSEN));
  return new Set([...saved, chosen, ...ids.slice(-1)]);
}

/** Puts a search beside Node-RED's list where there are many clocks. @param list of a flow node's form */
export function addSearch(list: JQuery): void {
  if (findConfigNodes('device').length <= FEW) return;
  list.on('change', () => void list.data(CHOSEN, String(list.val())));
  const label = commonText('several.search');
  const button = iconButton(['fa-search'], label).insertAfter(list);
  let panel: Panel | undefined;
  const source = {
    label: commonText('several.label'),
    placeholder: label,
    find(typed: string) {
      const items = filterItems(findItems(), typed);
      return { items, note: items.length > 0 ? '' : commonText('several.no-match'), loading: false };
    },
    load: async () => panel?.update(),
  };
  button.on('click', () => {
    panel = new Panel(button, source, {
      choose(id) {
        const isThere = list.find('option').is((_, option) => $(option).val() === id);
        const name = findItems().find(({ value }) => value === id)?.label ?? id;
        if (!isThere) list.prepend($('<option>', { value: id }).text(name));
        list.val(id).trigger('change').trigger('focus');
      },
      closed: () => {
        panel = undefined;
      },
    });
  });
}

/** Those that Node-RED would list: for all flows, or for the one that is shown. */
function findItems(): Item[] {
  return findConfigNodes('device')
    .filter(({ z }) => !z || z === RED.workspaces.active())
    .map((clock) => ({ value: clock.id, label: RED.utils.getNodeLabel(clock), details: '' }))
    .sort((one, other) => one.label.localeCompare(other.label, undefined, { sensitivity: 'base' }));
}
