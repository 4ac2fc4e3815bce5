import { setMaxListeners } from 'node:events';
import type { Deadline } from '../lametric/connection/deadline';
import { Semaphore } from '../lametric/connection/semaphore';

/** How many clocks a node is busy with at a time. */
export const PLACES = 32;

/** Limits how many clocks a node is busy with at a time. The others wait for their place: first come, first served. */
export class Places {
  readonly #places: Semaphore;

  constructor(count: number) {
    this.#places = new Semaphore(count);
  }

  /**
   * Does the work in a place, as soon as there is one.
   * @param work calls `leave` if it goes on without its place, because it waits for something else
   */
  run<T>(work: (leave: () => void) => Promise<T>, signal: AbortSignal): Promise<T> {
    // All clocks of a message listen to its signal, which warns of more than ten otherwise.
    setMaxListeners(0, signal);
    const deadline: Deadline = { signal, lacks: 'turn', sent: false, left: () => Infinity };
    return new Promise((resolve, reject) => {
      const hold = () =>
        new Promise<void>((leave) => {
          work(leave).then(resolve, reject).finally(leave);
        });
      this.#places.run(hold, deadline).catch(reject);
    });
  }
}
