import { type Deadline, waitFor } from './deadline';
import { Semaphore } from './semaphore';

/** Writes of the same order wait for each other here; the others do not. */
export class WriteQueue {
  readonly #maxWaiting: number;
  readonly #orders = new Map<string, Semaphore>();

  /** @param maxWaiting how many writes of one order may wait; one more fails at once */
  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  /** Begins a write, with all of its retries, when the earlier ones of its order have ended or were given up. */
  async run<T>(order: string, write: () => Promise<T>, deadline: Deadline): Promise<T> {
    const turns = this.#orders.get(order) ?? new Semaphore(1, this.#maxWaiting);
    this.#orders.set(order, turns);
    try {
      return await turns.run(() => waitFor(write(), deadline.signal), deadline);
    } finally {
      if (turns.isIdle) this.#orders.delete(order);
    }
  }
}
