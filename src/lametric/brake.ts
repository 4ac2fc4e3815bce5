import { LaMetricError } from './errors';

/** How many tries in a row have to fail, over how long, before there is no point in all trying. */
const FAILURES = 5;
const SILENCE = 5_000;
/** How often one is let through then, in milliseconds. */
const TRY_EVERY = 5_000;

/**
 * Spares a side that does not answer, and those who wait for it: after five failures over five seconds one try is made
 * every five seconds, and all others fail at once, until one gets an answer.
 */
export class Brake {
  #failures = 0;
  /** When the first and the last of these failures came. */
  #first = 0;
  #last = 0;
  #nextTry = 0;

  /** Makes a try, or refuses it. */
  async run<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#isOn) this.#letOneThrough();
    const began = performance.now();
    try {
      const result = await operation();
      this.release();
      return result;
    } catch (error) {
      if (!(error instanceof LaMetricError)) throw error;
      if (error.statusCode !== undefined) this.release();
      else if (error.code === 'UNREACHABLE' && !error.aborted) this.#fail(began);
      throw error;
    }
  }

  /** Lets go, as after an answer. */
  release(): void {
    this.#failures = 0;
    this.#nextTry = 0;
  }

  get #isOn(): boolean {
    return this.#failures >= FAILURES && this.#last - this.#first >= SILENCE;
  }

  #letOneThrough(): void {
    const left = this.#nextTry - performance.now();
    if (left > 0) {
      throw new LaMetricError('UNREACHABLE', 'no answer for a while', {
        said: '',
        hint: 'silent',
        retryAt: new Date(Date.now() + left),
      });
    }
    this.#nextTry = performance.now() + TRY_EVERY;
  }

  #fail(began: number): void {
    this.#last = performance.now();
    if (this.#failures === 0) this.#first = began;
    this.#failures++;
  }
}
