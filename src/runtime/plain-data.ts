import { isPlainObject, isString } from '../lametric/guards';

/** The longest text, and the most that an array or an object may hold in all: characters and values. */
export const MAX_SIZE = 1_000_000;
/** How many arrays and objects may stand within each other. */
export const MAX_DEPTH = 100;

/** A value of a message that no node can use. */
export class UnusableValue extends Error {
  /** @param reason a key of `common.error.value` */
  constructor(readonly reason: 'kind' | 'size' | 'depth') {
    super(reason);
  }
}

/**
 * Copies a value of a message: text, a number, a boolean, nothing, or arrays and plain objects of these. Other things in
 * them, which JSON cannot say either, become `undefined`. A Buffer is returned as it is. However large, deep or circular the
 * value is, this takes a few milliseconds.
 * @throws {UnusableValue}
 */
export function copyPlain(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return value;
  let room = MAX_SIZE;
  const take = (size: number) => {
    room -= size;
    if (room < 0) throw new UnusableValue('size');
  };
  const copy = (part: unknown, depth: number): unknown => {
    if (depth > MAX_DEPTH) throw new UnusableValue('depth');
    take(isString(part) ? part.length : 1);
    if (Array.isArray(part)) return Array.from(part, (item) => copy(item, depth + 1));
    if (!isPlainObject(part)) return isPrimitive(part) ? part : undefined;
    // By their names first: to list the values of millions of them takes seconds.
    const entries = Object.keys(part).map((name) => {
      take(name.length);
      return [name, copy(Reflect.get(part, name), depth + 1)];
    });
    return Object.fromEntries(entries);
  };
  const copied = copy(value, 0);
  if (copied === undefined && value !== undefined) throw new UnusableValue('kind');
  return copied;
}

/** Whether JSON has the value; `NaN` and the infinities, which it has not, are for others to refuse. */
const isPrimitive = (value: unknown) =>
  value === null || isString(value) || typeof value === 'number' || typeof value === 'boolean';
