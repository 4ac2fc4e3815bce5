import { LaMetricError } from '../errors';

/** The breaker opens after this many failures in a row … */
const FAILURES = 5;
/** … over at least so many milliseconds. */
const SILENCE = 5_000;
/** While it is open, one try passes every so many milliseconds. */
const TRY_EVERY = 5_000;

/**
 * Spares a side that does not answer, and the messages that would wait for it. After five failures over five seconds it
 * opens: one try passes every five seconds and all others fail at once, until one gets an answer.
 */
export class CircuitBreaker {
  #failures = 0;
  /** When the first of these failures began and when the last one ended, on the monotonic clock. */
  #first = 0;
  #last = 0;
  #nextTry = 0;

  /**
   * Makes a try, unless the breaker is open and this one does not pass.
   * @throws {LaMetricError} the try's own; or `UNREACHABLE` with `retryAt` if none was made
   */
  async run<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#isOpen) this.#letOneThrough();
    const began = performance.now();
    try {
      const result = await operation();
      this.close();
      return result;
    } catch (error) {
      if (!(error instanceof LaMetricError)) throw error;
      if (error.statusCode !== undefined) this.close();
      else if (error.code === 'UNREACHABLE' && !error.aborted) this.#fail(began);
      throw error;
    }
  }

  /** Closes the breaker, as an answer does. */
  close(): void {
    this.#failures = 0;
    this.#nextTry = 0;
  }

  get #isOpen(): boolean {
    return this.#failures >= FAILURES && this.#last - this.#first >= SILENCE;
  }

  #letOneThrough(): void {
    const left = this.#nextTry - performance.now();
    if (left > 0) {
      throw new LaMetricError('UNREACHABLE', 'no answer for a while', {
        said: '',
        reason: 'silent',
        sent: false,
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
