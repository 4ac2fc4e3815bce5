import { getNotifications } from '../../../lametric/clock/requests';
import type { Notification } from '../../../lametric/clock/notification';
import { layOut, screenOf } from '../../../lametric/display/screen';
import type { QueuedNotification } from '../../../lametric/clock/types';
import type { Connection } from '../../../runtime/connection';
import { Repeater } from '../repeater';

/** The milliseconds between two looks at the queue while an outcome is wanted. */
const INTERVAL = 2000;
const DEFAULT_LIFETIME = 120_000;

/** The outcome of a notification. Clocks do not tell: all but `replaced` is presumed from the time at which it went. */
export type NotificationOutcome = 'shown' | 'dismissed' | 'expired' | 'replaced';

interface Followed {
  /** Milliseconds until it has been shown; Infinity if it stays until dismissed. */
  duration: number;
  /** All times are on the clock of `performance`. */
  expiresAt: number;
  /** The last time at which it certainly was not on the display yet. */
  notYetAt: number;
  wasOnDisplay: boolean;
  /** Whether this Node-RED is dismissing it just now. */
  isGoing: boolean;
  end: (outcome: NotificationOutcome) => void;
}

/** Finds out how notifications of one clock end, by polling its queue while there are any to follow. */
export class NotificationOutcomes {
  readonly #clock: Pick<Connection, 'send'>;
  readonly #followed = new Map<string, Followed>();
  readonly #repeater = new Repeater(
    (signal) => this.#look(signal),
    () => INTERVAL,
  );

  constructor(clock: Pick<Connection, 'send'>) {
    this.#clock = clock;
  }

  /** @param signal ends this without an outcome */
  follow(
    id: string,
    notification: Notification,
    onEnded: (outcome: NotificationOutcome) => void,
    signal: AbortSignal,
  ): void {
    const now = performance.now();
    const forget = () => {
      signal.removeEventListener('abort', forget);
      this.#followed.delete(id);
      if (this.#followed.size === 0) this.#repeater.stop();
    };
    signal.addEventListener('abort', forget);
    this.#followed.set(id, {
      duration: shortestDuration(notification),
      expiresAt: now + (notification.lifetime ?? DEFAULT_LIFETIME),
      notYetAt: now,
      wasOnDisplay: false,
      isGoing: false,
      end: (outcome) => {
        forget();
        onEnded(outcome);
      },
    });
    this.#repeater.start();
  }

  /** Dismisses a notification; if it was there, this is its outcome. @param dismiss returns whether it was there */
  async endAs(id: string, as: NotificationOutcome, dismiss: () => Promise<boolean>): Promise<boolean> {
    const followed = this.#followed.get(id);
    if (followed !== undefined) followed.isGoing = true;
    try {
      const wasThere = await dismiss();
      if (wasThere) this.#followed.get(id)?.end(as);
      return wasThere;
    } finally {
      if (followed !== undefined) followed.isGoing = false;
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    // A notification that is sent while the clock answers may be missing in the answer.
    const asked = new Map(this.#followed);
    const queue = await this.#clock.send(getNotifications, signal);
    for (const [id, followed] of asked) {
      if (this.#followed.get(id) === followed && !followed.isGoing) noteLook(followed, id, queue);
    }
  }
}

function noteLook(followed: Followed, id: string, queue: QueuedNotification[]): void {
  const now = performance.now();
  const index = queue.findIndex((queued) => queued.id === id);
  if (index === -1) followed.end(presumedEnd(followed, now));
  // The first one is on the display.
  else if (index === 0) followed.wasOnDisplay = true;
  else followed.notYetAt = now;
}

function presumedEnd(
  { duration, expiresAt, notYetAt, wasOnDisplay }: Followed,
  now: number,
): NotificationOutcome {
  const hasExpired = now >= expiresAt;
  if (hasExpired && !wasOnDisplay) return 'expired';
  if (now - notYetAt >= duration) return 'shown';
  return hasExpired ? 'expired' : 'dismissed';
}

/** The milliseconds that it is shown at least, on any model: on a wide display, less has to scroll. */
function shortestDuration(notification: Notification): number {
  const screens = [screenOf('LM 37X8'), { width: 64, height: 8, measured: false }];
  return Math.min(...screens.map((screen) => layOut(notification, screen).duration));
}
