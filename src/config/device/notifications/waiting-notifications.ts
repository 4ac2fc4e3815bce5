import { waitFor } from '../../../lametric/connection/deadline';
import { noPlace } from '../../../lametric/connection/semaphore';
import { LaMetricError } from '../../../lametric/errors';
import { nodeClosed } from '../../../runtime/on-input';
import type { QuietTimes } from '../quiet-times';
import { Repeater } from '../repeater';

/** How often a clock is asked whether its mode is over, in milliseconds, and how many messages may wait for that. */
const ROUND = 5000;
const MAX_WAITING = 100;
const DEFAULT_LIFETIME = 120_000;

interface Waiting {
  /** Fails with `WRONG_MODE` where it has to wait on. */
  send: () => Promise<string>;
  /** In milliseconds. */
  lifetime: number | null;
  /** On the clock of `performance`. */
  until: number;
  isUnderWay: boolean;
  resolve: (id: string) => void;
  reject: (thrown: unknown) => void;
}

/** The notifications of one clock that wait until its quiet hours or its mode are over. */
export class WaitingNotifications {
  readonly #quiet: Pick<QuietTimes, 'now'>;
  /** In the order in which they are sent. */
  readonly #waiting = new Set<Waiting>();
  readonly #repeater = new Repeater(
    () => this.#sendAll(),
    () => this.#interval,
  );
  #hasEnded = false;

  constructor(quiet: Pick<QuietTimes, 'now'>) {
    this.#quiet = quiet;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Waits until the quiet hours or the clock's mode are over, or the notification is no longer worth showing. */
  wait(send: () => Promise<string>, lifetime: number | null, signal: AbortSignal): Promise<string> {
    if (this.#hasEnded) return Promise.reject(nodeClosed());
    if (this.#waiting.size >= MAX_WAITING) return Promise.reject(noPlace());
    const until = performance.now() + (lifetime ?? DEFAULT_LIFETIME);
    let waiting: Waiting | undefined;
    const sent = new Promise<string>((resolve, reject) => {
      waiting = { send, lifetime, until, isUnderWay: false, resolve, reject };
      this.#waiting.add(waiting);
    });
    this.#repeater.start();
    return waitFor(sent, signal).finally(() => {
      if (waiting !== undefined) this.#waiting.delete(waiting);
      if (this.#waiting.size === 0) this.#repeater.stop();
    });
  }

  /** Nobody waits any more, nor will. One that is on its way to the clock ends as it may. */
  end(): void {
    this.#hasEnded = true;
    this.#repeater.stop();
    for (const { isUnderWay, reject } of this.#waiting) {
      if (!isUnderWay) reject(nodeClosed());
    }
  }

  /** The milliseconds until they are tried again: not later than quiet hours end. */
  get #interval(): number {
    const end = this.#quiet.now?.until;
    return end === undefined ? ROUND : Math.min(ROUND, end.getTime() - Date.now());
  }

  /** Sends them, in their order, until the clock refuses one: that counts for all of them. */
  async #sendAll(): Promise<void> {
    for (const waiting of this.#waiting) {
      if (this.#hasEnded) return;
      waiting.isUnderWay = true;
      try {
        waiting.resolve(await waiting.send());
      } catch (error) {
        if (isWrongMode(error)) {
          this.#refuse(error);
          break;
        }
        waiting.reject(error);
      } finally {
        waiting.isUnderWay = false;
      }
    }
  }

  /** Ends the wait of those whose time is over before the next round. */
  #refuse(error: LaMetricError): void {
    const now = performance.now();
    const next = now + this.#interval;
    const isQuiet = error.reason === 'quiet' || error.reason === 'always-quiet';
    for (const waiting of this.#waiting) {
      // Without a lifetime, only the time after the quiet hours counts.
      if (isQuiet && waiting.lifetime === null) waiting.until = now + DEFAULT_LIFETIME;
      if (waiting.until < next || this.#hasEnded) waiting.reject(error);
    }
  }
}

/** Whether the clock's mode, or its quiet hours, refuse a notification. */
export function isWrongMode(error: unknown): error is LaMetricError {
  return error instanceof LaMetricError && error.code === 'WRONG_MODE';
}
