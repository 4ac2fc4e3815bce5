import { getNotifications } from '../../../lametric/clock/requests';
import type { Notification } from '../../../lametric/clock/notification';
import { layOut, screenOf } from '../../../lametric/display/screen';
import type { QueuedNotification } from '../../../lametric/clock/types';
import type { Connection } from '../../../runtime/connection';
import { Repeater } from '../repeater';

/** How often the queue is looked at while somebody wants to know, in milliseconds. */
const INTERVAL = 2000;
const DEFAULT_LIFETIME = 120_000;

/** How a notification ended. Clocks do not tell: all but `replaced` is presumed from when it went. */
export type NotificationOutcome = 'shown' | 'dismissed' | 'expired' | 'replaced';

interface Watched {
  /** Milliseconds until it has been shown; Infinity if it stays until dismissed. */
  duration: number;
  /** All times are on the clock of `performance`. */
  expiresAt: number;
  /** When it certainly was not on the display yet. */
  notYetAt: number;
  wasOnDisplay: boolean;
  /** Whether somebody here is taking it away just now. */
  isGoing: boolean;
  end: (ended: NotificationOutcome) => void;
}

/** Finds out how notifications of one clock end, by looking at its queue; nobody looks while there are none. */
export class NotificationOutcomes {
  readonly #clock: Pick<Connection, 'send'>;
  readonly #watched = new Map<string, Watched>();
  readonly #repeater = new Repeater(
    (signal) => this.#look(signal),
    () => INTERVAL,
  );

  constructor(clock: Pick<Connection, 'send'>) {
    this.#clock = clock;
  }

  /** @param signal ends the watch without a result */
  watch(
    id: string,
    notification: Notification,
    tell: (ended: NotificationOutcome) => void,
    signal: AbortSignal,
  ): void {
    const now = performance.now();
    const forget = () => {
      signal.removeEventListener('abort', forget);
      this.#watched.delete(id);
      if (this.#watched.size === 0) this.#repeater.stop();
    };
    signal.addEventListener('abort', forget);
    this.#watched.set(id, {
      duration: shortestDuration(notification),
      expiresAt: now + (notification.lifetime ?? DEFAULT_LIFETIME),
      notYetAt: now,
      wasOnDisplay: false,
      isGoing: false,
      end: (ended) => {
        forget();
        tell(ended);
      },
    });
    this.#repeater.start();
  }

  /** Takes a notification away; if it was there, that is how it ended. @param dismiss returns whether it was there */
  async during(id: string, as: NotificationOutcome, dismiss: () => Promise<boolean>): Promise<boolean> {
    const watched = this.#watched.get(id);
    if (watched !== undefined) watched.isGoing = true;
    try {
      const wasThere = await dismiss();
      if (wasThere) this.#watched.get(id)?.end(as);
      return wasThere;
    } finally {
      if (watched !== undefined) watched.isGoing = false;
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    // One that comes while the clock answers may be missing in the answer.
    const asked = new Map(this.#watched);
    const queue = await this.#clock.send(getNotifications, signal);
    for (const [id, watched] of asked) {
      if (this.#watched.get(id) === watched && !watched.isGoing) noteLook(watched, id, queue);
    }
  }
}

function noteLook(watched: Watched, id: string, queue: QueuedNotification[]): void {
  const now = performance.now();
  const index = queue.findIndex((queued) => queued.id === id);
  if (index === -1) watched.end(presumedEnd(watched, now));
  // The first one is on the display.
  else if (index === 0) watched.wasOnDisplay = true;
  else watched.notYetAt = now;
}

function presumedEnd(
  { duration, expiresAt, notYetAt, wasOnDisplay }: Watched,
  now: number,
): NotificationOutcome {
  const hasExpired = now >= expiresAt;
  if (hasExpired && !wasOnDisplay) return 'expired';
  if (now - notYetAt >= duration) return 'shown';
  return hasExpired ? 'expired' : 'dismissed';
}

/** How long it shows at least, whatever the model: on a wide display, less has to scroll. */
function shortestDuration(notification: Notification): number {
  const screens = [screenOf('LM 37X8'), { width: 64, height: 8, measured: false }];
  return Math.min(...screens.map((screen) => layOut(notification, screen).duration));
}
