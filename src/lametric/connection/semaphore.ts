import { type Deadline, waitFor } from './deadline';

/** As many as an agent has sockets for one host, so that no request waits in the agent's queue. */
const AT_ONCE = 32;

interface Waiting {
  deadline: Deadline;
  begin: () => void;
  hasTurn: boolean;
}

/** Limits how many requests are under way at once. The others wait for their turn: first come, first served. */
export class Semaphore {
  #free = AT_ONCE;
  readonly #waiting = new Set<Waiting>();

  /** Does the work when its turn comes. If that takes too long, the deadline's error says that there was no turn. */
  async take<T>(work: () => Promise<T>, deadline: Deadline): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await this.#wait(deadline);
    try {
      return await work();
    } finally {
      this.#pass();
    }
  }

  async #wait(deadline: Deadline): Promise<void> {
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
      if (waiting.hasTurn) this.#pass();
      throw error;
    }
    deadline.lacks = 'answer';
  }

  /** Hands the turn to the next one who still has time for it. */
  #pass(): void {
    for (const waiting of this.#waiting) {
      this.#waiting.delete(waiting);
      if (waiting.deadline.left() <= 0) continue;
      waiting.hasTurn = true;
      waiting.begin();
      return;
    }
    this.#free++;
  }
}
