import { type Deadline, pause } from './deadline';
import { LaMetricError } from './errors';

/** How far apart those who waited go on, in milliseconds, half more or less. */
const SPREAD = 50;

/** A time in which nothing is asked, whoever wants to. Durations are measured by a clock that nobody can set. */
export class Pause {
  #until = -Infinity;
  #nextStart = -Infinity;
  #because: LaMetricError | undefined;

  /**
   * Begins a pause, or makes the present one longer.
   * @param because what fails until then
   */
  begin(milliseconds: number, because: LaMetricError): void {
    this.#until = Math.max(this.#until, performance.now() + milliseconds);
    this.#because = because;
  }

  end(): void {
    this.#until = -Infinity;
    this.#because = undefined;
  }

  /** Throws why there is a pause, and until when, while there is one. */
  check(): void {
    const left = this.#until - performance.now();
    if (left > 0 && this.#because !== undefined) throw blocked(this.#because, left);
  }

  /**
   * Waits for the end of the pause. Those who wait go on one after the other, lest they cause the next pause.
   * @throws {LaMetricError} at once, when that would take longer than the deadline allows
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

/** The error of a message that comes in a pause. */
function blocked(because: LaMetricError, milliseconds: number): LaMetricError {
  return because.with({ retryAt: new Date(Date.now() + milliseconds) });
}
