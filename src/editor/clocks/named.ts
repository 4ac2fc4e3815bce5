/** The clocks that a flow node's form means, as far as the form can tell. */
import { isObject, isString } from '../../lametric/guards';
import type { Kind } from '../fields';
import type { Translate } from '../text';

/** A clock of the workspace. */
export interface KnownClock {
  /** The id of its node. */
  id: string;
  /** The name that is shown. */
  name: string;
  /** Empty where it is not known. */
  serialNumber: string;
  /** Whether it is disabled, itself or with its tab. */
  isDisabled: boolean;
}

/** What a choice of clocks comes to. */
interface Named {
  /** In the order in which they are named, each once. */
  clocks: KnownClock[];
  /** The names that no clock has, that several have, and whose clock is disabled: a message fails with any of them. */
  unknown: string[];
  ambiguous: string[];
  disabled: string[];
}

/** How many names a line says. */
const MAX_NAMES = 8;

/**
 * The names, serial numbers and node ids in a choice that does not depend on a message.
 * @param type how to read `value`: `str` is one of them, `json` as a message would bring them
 * @returns empty where it names no clock, or is of another form
 */
export function namesIn(value: string, type: string): string[] {
  const named = type === 'json' ? parse(value) : value;
  const names = (Array.isArray(named) ? named : [named]).map(nameIn);
  return names.every((name) => name !== '') ? names : [];
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Of an object, as `events` sends it, the serial number counts. */
function nameIn(named: unknown): string {
  const name: unknown = isObject(named) ? (named.serialNumber ?? named.name) : named;
  return isString(name) && name.trim() !== '' ? name : '';
}

/** Finds the clocks by what `namesIn` has found. */
export function findNamed(names: readonly string[], known: readonly KnownClock[]): Named {
  const named: Named = { clocks: [], unknown: [], ambiguous: [], disabled: [] };
  for (const name of new Set(names)) {
    const found = known.filter((each) => [each.name, each.serialNumber, each.id].includes(name));
    const enabled = found.filter(({ isDisabled }) => !isDisabled);
    // The runtime knows nothing of the others.
    const [clock, ...others] = enabled.length > 0 ? enabled : found;
    if (clock === undefined) named.unknown.push(name);
    else if (clock.isDisabled) named.disabled.push(name);
    else if (others.length > 0) named.ambiguous.push(name);
    else if (!named.clocks.includes(clock)) named.clocks.push(clock);
  }
  return named;
}

/** All clocks that take messages. */
export function findAll(known: readonly KnownClock[]): Named {
  return { clocks: known.filter(({ isDisabled }) => !isDisabled), unknown: [], ambiguous: [], disabled: [] };
}

/** Says what a choice comes to. @param text translates a key of `common` */
export function wordsOf(named: Named, text: Translate): { kind: Kind; lines: string[] } {
  const { clocks } = named;
  const problems = (['unknown', 'ambiguous', 'disabled'] as const)
    .filter((problem) => named[problem].length > 0)
    .map((problem) =>
      text(`several.${problem}`, { names: enumerate(named[problem].map((name) => `"${name}"`)) }),
    );
  const names = enumerate(clocks.map(({ name }) => name));
  const found = text(clocks.length === 1 ? 'several.found-one' : 'several.found', {
    count: clocks.length,
    names,
  });
  const none = problems.length > 0 ? [] : [text('several.none')];
  const isGood = clocks.length > 0 && problems.length === 0;
  return {
    kind: isGood ? undefined : 'warning',
    lines: [...problems, ...(clocks.length > 0 ? [found] : none)],
  };
}

/** The names in one line, the first of them where there are many. */
export function enumerate(names: readonly string[], most = MAX_NAMES): string {
  return names.length > most ? `${names.slice(0, most).join(', ')} …` : names.join(', ');
}
