import { type Deadline, pause } from './deadline';
import { LaMetricError } from '../errors';

/** Milliseconds between the starts of the requests that waited, give or take half. */
const SPREAD = 50;

/** A time in which no request is sent. It is measured by the monotonic clock, which nobody can set. */
export class Cooldown {
  #until = -Infinity;
  #nextStart = -Infinity;
  #because: LaMetricError | undefined;

  /**
   * Begins a cooldown, or makes the present one longer.
   * @param milliseconds from now
   * @param because the error that causes it; requests that cannot wait fail with it
   */
  begin(milliseconds: number, because: LaMetricError): void {
    this.#until = Math.max(this.#until, performance.now() + milliseconds);
    this.#because = because;
  }

  /** Ends it at once. */
  end(): void {
    this.#until = -Infinity;
    this.#because = undefined;
  }

  /**
   * Does nothing unless there is a cooldown.
   * @throws {LaMetricError} the cause of the cooldown, with its end as `retryAt`
   */
  check(): void {
    const left = this.#until - performance.now();
    if (left > 0 && this.#because !== undefined) throw blocked(this.#because, left);
  }

  /**
   * Waits for the end of the cooldown. Requests that wait go on one after the other, lest they cause the next cooldown.
   * @throws {LaMetricError} the cause of the cooldown, at once, if the wait would outlast the deadline
   */
  async over(deadline: Deadline): Promise<void> {
    for (;;) {
      const now = performance.now();
      const start = Math.max(this.#until, this.#nextStart);
      if (start <= now || this.#because === undefined) return;
      if (start - now >= deadline.left()) throw blocked(this.#because, start - now);
      this.#nextStart = start + SPREAD * (0.5 + Math.random());
      await pause(start - now, deadline.signal);
      if (this.#until <= start) return;
    }
  }
}

/** The error of a request that a cooldown holds up for so long. */
function blocked(because: LaMetricError, milliseconds: number): LaMetricError {
  return because.with({ retryAt: new Date(Date.now() + milliseconds) });
}
