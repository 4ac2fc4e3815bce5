import type { Frame } from '../../../lametric/clock/notification';
import { MAX_FRAMES } from '../../../lametric/clock/types';

/** The frames under one key. */
export interface KeyFrames {
  readonly frames: readonly Frame[];
  /** Frames stand in the order of their position, then of their key's first coming. */
  readonly position: number;
  /** Milliseconds until the key goes by itself; `Infinity` for ever. */
  readonly lifetime: number;
  /** The id of the node that set them last. A key that is this id goes with the node. */
  readonly from: string;
}

interface Entry extends KeyFrames {
  /** On the clock of `performance`, which nobody can set. */
  readonly expires: number;
}

/** More frames than a widget can show. */
export class TooManyFrames extends Error {
  /** @param keys the keys with the number of their frames */
  constructor(readonly keys: readonly [key: string, frames: number][]) {
    super();
  }
}

/** What one widget is to show: frames under keys. */
export class WidgetState {
  /** In the order of their first coming. */
  readonly #entries = new Map<string, Entry>();

  /**
   * Sets the frames of a key; none remove it.
   * @param expires when they go; later changes do not make them stay
   * @throws {TooManyFrames} nothing has changed then
   */
  set(key: string, value: KeyFrames, expires = performance.now() + value.lifetime): void {
    if (value.frames.length === 0) return this.delete(key);
    const counts = this.entries()
      .filter(([name]) => name !== key)
      .map(([name, { frames }]): [string, number] => [name, frames.length]);
    counts.push([key, value.frames.length]);
    if (counts.reduce((sum, [, count]) => sum + count, 0) > MAX_FRAMES) throw new TooManyFrames(counts);
    this.#entries.set(key, { ...value, expires });
  }

  /** Removes a key; one that comes again is new. */
  delete(key: string): void {
    this.#entries.delete(key);
  }

  has(key: string): boolean {
    return this.entries().some(([name]) => name === key);
  }

  get isEmpty(): boolean {
    return this.entries().length === 0;
  }

  /** The keys that have not expired, in the order of their first coming. */
  entries(): [key: string, entry: Entry][] {
    const now = performance.now();
    for (const [key, { expires }] of this.#entries) {
      if (expires <= now) this.#entries.delete(key);
    }
    return [...this.#entries];
  }

  /** The same, in the order in which their frames show. */
  shown(): [key: string, entry: Entry][] {
    return this.entries().toSorted(([, one], [, other]) => one.position - other.position);
  }

  /** All frames, in their order. */
  frames(): Frame[] {
    return this.shown().flatMap(([, { frames }]) => frames);
  }

  /** When the next key expires, on the clock of `performance`; `Infinity` if none does. */
  get nextExpiry(): number {
    return Math.min(...[...this.#entries.values()].map(({ expires }) => expires), Infinity);
  }
}
