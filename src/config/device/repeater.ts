import { LaMetricError } from '../../lametric/errors';

/** Looks every so often while somebody wants it, one look at a time. It keeps no process from ending. */
export class Repeater {
  readonly #look: (signal: AbortSignal) => Promise<void>;
  readonly #interval: () => number;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer goes off, on the clock of `performance`. */
  #due = Infinity;
  #looking: AbortController | undefined;

  /**
   * @param look fails where the clock does not answer: then the next look may succeed
   * @param interval the milliseconds from the end of a look to the next one
   */
  constructor(look: (signal: AbortSignal) => Promise<void>, interval: () => number) {
    this.#look = look;
    this.#interval = interval;
  }

  /**
   * Begins, if nobody wanted it before.
   * @param milliseconds within which the first look begins; a look that is under way may be followed later
   */
  start(milliseconds = this.#interval()): void {
    const due = performance.now() + milliseconds;
    if (this.#looking !== undefined || due >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => void this.#lookNow(), milliseconds).unref();
  }

  /** Ends, a look that is under way included. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#due = Infinity;
    this.#looking?.abort(new LaMetricError('UNREACHABLE', 'nobody needs the answer', { aborted: true }));
    this.#looking = undefined;
  }

  async #lookNow(): Promise<void> {
    const looking = new AbortController();
    this.#looking = looking;
    this.#due = Infinity;
    await this.#look(looking.signal).catch(() => undefined);
    if (this.#looking !== looking) return;
    this.#looking = undefined;
    this.start();
  }
}
