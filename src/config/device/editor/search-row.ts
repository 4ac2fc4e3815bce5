import './search.css';
import { clockFailureText, failureOf, request } from '../../../editor/admin-api';
import { type Kind, disable, showLines } from '../../../editor/fields';
import { commonText, textOf } from '../../../editor/text';
import type { ListedClock, SearchResult } from '../search-result';
import { type ClockNode, linesFor, nodeFor, rangeAround, readSearch } from './found';

const text = textOf('device');

/**
 * The button that searches the network for clocks, the list of them, and the range to look in where none is found.
 * @param ownId the id of the form's node
 * @param choose takes the clock that the user clicks
 */
export function searchRow(row: JQuery, ownId: string, choose: (clock: ListedClock) => void) {
  const buttons = row.find('#lametric-device-search, #lametric-device-search-range');
  const range = row.find('#lametric-device-range');
  const list = row.find('#lametric-device-found-list');
  const help = row.find('details');
  let isOpen = true;

  const say = (kind: Kind, ...lines: string[]) =>
    showLines(row.find('#lametric-device-search-said'), kind, lines);

  const showClocks = (clocks: readonly ListedClock[]) => {
    const items = clocks.map((clock) => {
      const [name = '', ...details] = linesFor(clock, notesOn(clock, ownId), text);
      const lines = [$('<strong>').text(name), ...details.map((line) => $('<span>').text(line))];
      const button = $('<button>', { type: 'button', class: 'red-ui-button' }).append(lines);
      button.on('click', () => {
        reset();
        choose(clock);
      });
      return $('<li>').append(button);
    });
    list
      .empty()
      .append(items)
      .toggle(items.length > 0);
  };

  const reset = () => {
    showClocks([]);
    say(undefined);
    help.hide();
  };

  const showResult = ({ clocks, complete }: SearchResult) => {
    const isFound = clocks.length > 0;
    const words = isFound ? text('search.found', { count: clocks.length }) : text('search.none');
    say(isFound ? 'good' : 'warning', words, ...(complete ? [] : [text('search.incomplete')]));
    showClocks(clocks);
    help.show().prop('open', !isFound);
    if (!isFound && range.val() === '') range.val(rangeAround(location.hostname));
  };

  const search = async (body: { range?: string }) => {
    disable(buttons, true);
    showClocks([]);
    say('busy', text(body.range === undefined ? 'search.busy' : 'search.busy-range'));
    try {
      const result = readSearch(await request('lametric-device/search', body));
      if (isOpen) showResult(result);
    } catch (error) {
      // The texts of codes are those of an account.
      if (isOpen) say('warning', clockFailureText(failureOf(error), commonText));
    } finally {
      disable(buttons, false);
    }
  };
  const searchRange = () => void search({ range: String(range.val()).trim() });

  reset();
  row.find('#lametric-device-search').on('click', () => void search({}));
  row.find('#lametric-device-search-range').on('click', searchRange);
  range.on('keydown', ({ key }) => {
    if (key === 'Enter') searchRange();
  });
  disable(buttons, !RED.user.hasPermission('lametric-device.write'));
  return {
    close(): void {
      isOpen = false;
    },
  };
}

/** Which node stands for a clock already, and which account has it. */
function notesOn(clock: ListedClock, ownId: string): string[] {
  const nodes: ClockNode[] = [];
  RED.nodes.eachConfig(({ id, type }) => {
    if (type !== 'lametric-device' || id === ownId) return;
    const { account, device, address }: Partial<Record<string, unknown>> = { ...RED.nodes.node(id) };
    nodes.push({ id, account, device, address });
  });
  const labelOf = (id: string | undefined) => {
    const node = id === undefined ? undefined : RED.nodes.node(id);
    return node === undefined ? undefined : RED.utils.getNodeLabel(node);
  };
  const node = labelOf(nodeFor(clock, nodes)?.id);
  const account = labelOf(clock.account?.account);
  return [
    ...(node === undefined ? [] : [text('search.deployed', { name: node })]),
    ...(account === undefined ? [] : [text('search.in-account', { name: account })]),
  ];
}
