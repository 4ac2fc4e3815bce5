import type { Node, NodeAPI } from 'node-red';
import { getDevice } from '../lametric/clock/requests';
import { type Deadline, waitFor, withDeadline } from '../lametric/connection/deadline';
import { LaMetricError, shortName } from '../lametric/errors';
import { isPlainObject, isString, shorten } from '../lametric/guards';
import type { WhichClocks } from '../lametric/which-clocks';
import type { Connection } from './connection';
import { deployedNodes, whyAbsent } from './deployment';
import { invalidInput } from './invalid-input';
import { PLACES, Places } from './places';
import { type Evaluate, evaluator, sourceOf } from './typed-input';

/** A clock as a message finds it. */
export interface NamedClock extends Connection {
  /** Of its node. */
  readonly id: string;
  /** The one that is shown. */
  readonly name: string;
  /** Null where nobody has told it. */
  readonly serialNumber: string | null;
}

/** What a message says of one clock; a text may be any of the three. */
type Wish = Partial<Record<'name' | 'serialNumber' | 'id', string>>;

/** How long clocks may take to tell their names: milliseconds. */
const PATIENCE = 5000;
/** How many of the clocks that share a name an error tells. */
const MAX_TOLD = 5;

/**
 * Prepares the choice of the clocks that a message goes to, each once, in the order in which they are named. The evaluation
 * rejects with `LaMetricError`: `INVALID_INPUT` if a clock cannot be found, or nobody is named; `NOT_CONFIGURED` if all are
 * meant and there is none.
 * @param running returns the clocks that run, as they stand in the flow file
 */
export function clockChooser<C extends NamedClock>(
  RED: NodeAPI,
  node: Node,
  { clocks: value, clocksType: type }: WhichClocks,
  running: () => C[],
): Evaluate<C[]> {
  if (type === 'all') {
    return async () => {
      const clocks = distinct(running());
      if (clocks.length > 0) return clocks;
      throw new LaMetricError('NOT_CONFIGURED', 'no clock', { reason: 'no-clocks', said: '' });
    };
  }
  const evaluate = evaluator(RED, node, { value, type });
  const source = sourceOf(RED, { value, type });
  const ask = asker(node);

  return async (msg, signal) => {
    const said = (await evaluate(msg, signal)) ?? '';
    const items: unknown[] = Array.isArray(said) ? said : said === '' ? [] : [said];
    if (items.length === 0) {
      throw new LaMetricError('INVALID_INPUT', RED._('common.clocks.nobody', { source }));
    }
    const wishes = items.map((item) => ({ item, wish: readWish(item) }));
    const clocks = running();
    const findAll = () => {
      const find = finder(clocks);
      return wishes.map(({ item, wish }) => ({ item, wish, found: wish === undefined ? [] : find(wish) }));
    };
    let found = findAll();
    const strangers = clocks.filter(({ serialNumber }) => serialNumber === null);
    const isUnknown = found.some((each) => each.wish !== undefined && each.found.length === 0);
    if (isUnknown && strangers.length > 0) {
      await waitFor(ask(strangers), signal);
      found = findAll();
    }
    const wrong = found.filter((each) => each.found.length !== 1);
    if (wrong.length === 0) return distinct(found.flatMap((each) => each.found));
    throw invalidInput(RED, wrong, (each) => wordsFor(RED, each, source));
  };
}

/** @returns `undefined` for what names no clock */
function readWish(item: unknown): Wish | undefined {
  if (isName(item)) return { name: item, serialNumber: item, id: item };
  if (!isPlainObject(item)) return undefined;
  const { serialNumber, name } = item;
  if (isName(serialNumber)) return { serialNumber };
  return isName(name) ? { name } : undefined;
}

const isName = (value: unknown): value is string => isString(value) && value !== '';

/** Returns a function that finds the clocks which are meant: one at best. */
function finder<C extends NamedClock>(clocks: readonly C[]): (wish: Wish) => C[] {
  const by = (key: keyof Wish) => {
    const index = new Map<string | null, C[]>();
    for (const clock of clocks) {
      const same = index.get(clock[key]);
      if (same === undefined) index.set(clock[key], [clock]);
      else same.push(clock);
    }
    return (text: string | undefined) => (text === undefined ? [] : (index.get(text) ?? []));
  };
  const [byName, bySerialNumber, byId] = [by('name'), by('serialNumber'), by('id')];
  return ({ name, serialNumber, id }) =>
    distinct([...byName(name), ...bySerialNumber(serialNumber), ...byId(id)]);
}

/** Leaves out the nodes of a clock that comes before them. */
function distinct<C extends NamedClock>(clocks: readonly C[]): C[] {
  const first = new Map<string, C>();
  for (const clock of clocks) {
    const key = clock.serialNumber ?? clock.id;
    if (!first.has(key)) first.set(key, clock);
  }
  return [...first.values()];
}

/**
 * Asks clocks that have not told their names, such as those that were added a moment ago. Messages that come meanwhile wait for
 * the same answers; no message that needs none waits.
 */
function asker(node: Node): (clocks: readonly NamedClock[]) => Promise<unknown> {
  const places = new Places(PLACES);
  const closing = new AbortController();
  node.on('close', () => closing.abort());
  let asking: Promise<unknown> | undefined;
  return (clocks) => {
    const askAll = ({ signal }: Deadline) =>
      Promise.allSettled(clocks.map((clock) => places.run(() => clock.send(getDevice, signal), signal)));
    asking ??= withDeadline(PATIENCE, closing.signal, askAll)
      .catch(() => undefined)
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };
}

interface Wrong {
  item: unknown;
  wish: Wish | undefined;
  found: readonly NamedClock[];
}

function wordsFor(RED: NodeAPI, { item, wish, found }: Wrong, source: string): string {
  if (wish === undefined) return RED._('common.clocks.other', { source, value: shorten(item) });
  const told = wish.name ?? wish.serialNumber ?? '';
  const name = shortName(told);
  if (found.length > 0) {
    const numbers = found.slice(0, MAX_TOLD).map(({ serialNumber, id }) => serialNumber ?? id);
    return RED._('common.clocks.ambiguous', { source, name, numbers: numbers.join(', ') });
  }
  const isDisabled = deployedNodes(RED, 'lametric-device')
    .filter((node) => [node.name, Reflect.get(node, 'clockName'), node.id].includes(told))
    .some(({ id }) => whyAbsent(RED, id) === 'disabled');
  return isDisabled
    ? RED._('common.clocks.disabled', { source, name })
    : RED._('common.clocks.unknown', { source, name });
}
