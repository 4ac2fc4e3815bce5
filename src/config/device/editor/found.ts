/** What a search of the network has found, and what each clock there means for the form. */
import { isObject, isString } from '../../../lametric/guards';
import type { Translate } from '../../../editor/text';
import type { ListedClock, SearchResult } from '../search-result';
import { modelOf } from './clock';
import type { Setup } from './setup';

/** @param answer of the search's endpoint, unchecked: an entry without an address is left out */
export function readSearch(answer: unknown): SearchResult {
  const { clocks, complete } = isObject(answer) ? answer : {};
  const entries: unknown[] = Array.isArray(clocks) ? clocks : [];
  return { clocks: entries.flatMap(readClock), complete: complete === true };
}

function readClock(entry: unknown): ListedClock[] {
  if (!isObject(entry) || !isString(entry['address'])) return [];
  const { address, account } = entry;
  const textAt = (name: keyof ListedClock) => {
    const value = entry[name];
    return isString(value) && value !== '' ? value : null;
  };
  const isInAccount = isObject(account) && isString(account['account']) && isString(account['device']);
  return [
    {
      name: textAt('name'),
      model: textAt('model'),
      serialNumber: textAt('serialNumber'),
      address,
      security: entry['security'] === 'http' ? 'http' : 'pinned',
      account: isInAccount
        ? { account: String(account['account']), device: String(account['device']) }
        : null,
      deployed: textAt('deployed'),
    },
  ];
}

/** A node that stands for a clock. */
export interface ClockNode {
  id: string;
  account: unknown;
  device: unknown;
  address: unknown;
}

/** The node that stands for a clock: of the editor, where it may not be deployed yet. */
export function nodeFor(
  { deployed, account, address }: ListedClock,
  nodes: readonly ClockNode[],
): ClockNode | undefined {
  return (
    nodes.find(({ id }) => id === deployed) ??
    nodes.find((node) =>
      account === null
        ? node.address === address
        : node.account === account.account && node.device === account.device,
    )
  );
}

/** How a clock is set up with the least to do: an account tells its key, a clock since 2022 by its button. */
export function setupFor({ account, model }: ListedClock): Setup {
  if (account !== null) return 'account';
  return modelOf(model) === 'time' ? 'key' : 'button';
}

/** Describes a clock in lines: its name, its model and address, and what else is known. */
export function linesFor(clock: ListedClock, notes: readonly string[], text: Translate): string[] {
  const { name, model, address } = clock;
  const known = modelOf(model);
  const what = known === undefined ? model : text(`model.${known}`);
  return [name ?? text('search.unnamed'), [what, address].filter(Boolean).join(' · '), ...notes];
}

/** The usual range of the network that an address of this Node-RED is in; empty where that tells nothing. */
export function rangeAround(hostname: string): string {
  const isPrivate = /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}$/.test(hostname);
  const [first, second, third, last] = hostname.split('.');
  return isPrivate && last !== undefined ? `${first}.${second}.${third}.0/24` : '';
}
