import { waitFor } from './deadline';

interface SharedRead<T> {
  result: Promise<T>;
  /** How many callers wait for the result. */
  waiting: number;
  /** Aborts the read when nobody waits for it any more. */
  controller: AbortController;
}

/** Concurrent reads of the same resource share one request. */
export class SingleFlight<T> {
  readonly #underWay = new Map<string, SharedRead<T>>();

  /**
   * Waits for the read of this key that is under way, or begins it.
   * @param begin starts the read; the controller it is given aborts when nobody waits any more
   * @param signal ends the waiting of this caller only
   */
  async read(
    key: string,
    begin: (controller: AbortController) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    signal.throwIfAborted();
    const read = this.#underWay.get(key) ?? this.#begin(key, begin);
    read.waiting++;
    try {
      return await waitFor(read.result, signal);
    } finally {
      read.waiting--;
      if (read.waiting === 0) {
        this.#end(key, read);
        if (signal.aborted) read.controller.abort(signal.reason);
      }
    }
  }

  /** Lets nobody join the reads that are under way now: later callers begin new ones. */
  closeAll(): void {
    this.#underWay.clear();
  }

  #begin(key: string, begin: (controller: AbortController) => Promise<T>): SharedRead<T> {
    const controller = new AbortController();
    const read = { result: begin(controller), waiting: 0, controller };
    this.#underWay.set(key, read);
    // A read that has ended must not be joined, even while the result is still on its way to some callers.
    const end = () => this.#end(key, read);
    read.result.then(end, end);
    return read;
  }

  #end(key: string, read: SharedRead<T>): void {
    if (this.#underWay.get(key) === read) this.#underWay.delete(key);
  }
}
