import { LaMetricError } from '../errors';
import { type Deadline, waitFor, withDeadline } from './deadline';

/** The time that is worth a turn, in milliseconds: with less, nobody would learn the result. */
const LEAST = 1000;

interface Waiting {
  deadline: Deadline;
  begin: () => void;
  hasTurn: boolean;
}

/** Limits how much is under way at once. The others wait for their turn: first come, first served. */
export class Semaphore {
  readonly #limit: number;
  readonly #maxWaiting: number;
  #free: number;
  readonly #waiting = new Set<Waiting>();

  /** @param maxWaiting how many may wait for their turn */
  constructor(limit: number, maxWaiting = Infinity) {
    this.#limit = limit;
    this.#maxWaiting = maxWaiting;
    this.#free = limit;
  }

  /** Whether nothing is under way. */
  get isIdle(): boolean {
    return this.#free === this.#limit;
  }

  /**
   * Does the work when its turn comes. If that takes too long, the deadline's error says that there was no turn.
   * @throws {LaMetricError} `RATE_LIMITED` at once if too many wait already
   */
  async run<T>(work: () => Promise<T>, deadline: Deadline): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await this.#wait(deadline);
    return this.#do(work);
  }

  /**
   * As `run`, for work that has limits of its own: only the wait for its turn is limited.
   * @param milliseconds for that wait
   * @param signal ends the wait; the work has to end with it by itself
   */
  async begin<T>(work: () => Promise<T>, milliseconds: number, signal: AbortSignal): Promise<T> {
    if (this.#free > 0) {
      this.#free--;
      return this.#do(work);
    }
    // All of it within `run`, which gives back a turn that comes just as the wait ends.
    return new Promise<T>((resolve, reject) => {
      const wait = (deadline: Deadline) =>
        new Promise<void>((end, fail) => {
          const begun = () => {
            end();
            return work();
          };
          this.run(begun, deadline).then(resolve, (error: unknown) => {
            fail(error);
            reject(error);
          });
        });
      withDeadline(milliseconds, signal, wait).catch(reject);
    });
  }

  async #do<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      this.#release();
    }
  }

  async #wait(deadline: Deadline): Promise<void> {
    if (this.#waiting.size >= this.#maxWaiting) {
      throw noPlace();
    }
    const waiting: Waiting = { deadline, begin: () => {}, hasTurn: false };
    const turn = new Promise<void>((resolve) => {
      waiting.begin = resolve;
    });
    this.#waiting.add(waiting);
    deadline.lacks = 'turn';
    try {
      await waitFor(turn, deadline.signal);
    } catch (error) {
      this.#waiting.delete(waiting);
      // It gave up at the very moment when its turn came.
      if (waiting.hasTurn) this.#release();
      throw error;
    }
    deadline.lacks = 'answer';
  }

  /** Hands the turn to the next one that still has time for it. */
  #release(): void {
    for (const waiting of this.#waiting) {
      this.#waiting.delete(waiting);
      if (waiting.deadline.left() < LEAST) continue;
      waiting.hasTurn = true;
      waiting.begin();
      return;
    }
    this.#free++;
  }
}

/** The error of one more than may wait. */
export function noPlace(): LaMetricError {
  return new LaMetricError('RATE_LIMITED', 'no place to wait', { reason: 'no-place', said: '', sent: false });
}
