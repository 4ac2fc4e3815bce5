import type { Notification } from '../../../lametric/clock/notification';
import { layOut, screenOf } from '../../../lametric/display/screen';
import type { QueuedNotification } from '../../../lametric/clock/types';
import { Repeater } from '../repeater';
import type { SentNotification, SentNotifications } from './sent-notifications';

/** The milliseconds between two looks at the queue while an outcome is wanted. */
const INTERVAL = 2000;
const DEFAULT_LIFETIME = 120_000;
/** How long a node is waited for that a Deploy may be about to start again, in milliseconds. */
const KEPT = 60_000;

/** The outcome of a notification. Clocks do not tell: all but `replaced` is presumed from the time at which it went. */
export type NotificationOutcome = 'shown' | 'dismissed' | 'expired' | 'replaced';

/** Whoever wants to know how a notification ends. */
export interface Follower {
  /** During a Deploy nobody is. */
  isThere(): boolean;
  tell(id: string, outcome: NotificationOutcome): void;
}

interface Followed {
  sent: SentNotification;
  follower: Follower;
  /** When that was there last. */
  metAt: number;
  /** Milliseconds until it has been shown; Infinity if it stays until dismissed. */
  duration: number;
  /** All times are on the clock of `performance`. */
  expiresAt: number;
  /** The last time at which it certainly was not on the display yet. */
  notYetAt: number;
  wasOnDisplay: boolean;
  /** Whether this Node-RED is dismissing it just now. */
  isGoing: boolean;
  /** Until it is told. */
  outcome: NotificationOutcome | undefined;
}

/** Looks at the clock's queue. */
export type LookAtQueue = (signal: AbortSignal) => Promise<QueuedNotification[]>;

/** Finds out how notifications of one clock end, by polling its queue while there are any to follow. */
export class NotificationOutcomes {
  readonly #look: LookAtQueue;
  readonly #sent: SentNotifications;
  readonly #followed = new Set<Followed>();
  readonly #repeater = new Repeater(
    (signal) => this.#lookAtAll(signal),
    () => INTERVAL,
  );
  #hasEnded = false;

  constructor(look: LookAtQueue, sent: SentNotifications) {
    this.#look = look;
    this.#sent = sent;
  }

  follow(sent: SentNotification, notification: Notification, follower: Follower): void {
    if (this.#hasEnded) return;
    const now = performance.now();
    this.#followed.add({
      sent,
      follower,
      metAt: now,
      duration: shortestDuration(notification),
      expiresAt: now + (notification.lifetime ?? DEFAULT_LIFETIME),
      notYetAt: now,
      wasOnDisplay: false,
      isGoing: false,
      outcome: undefined,
    });
    this.#repeater.start();
  }

  /** Follows nothing any more. */
  end(): void {
    this.#hasEnded = true;
    this.#followed.clear();
    this.#repeater.stop();
  }

  /** Dismisses a notification; if it was there, this is its outcome. @param dismiss returns whether it was there */
  async endAs(id: string, as: NotificationOutcome, dismiss: () => Promise<boolean>): Promise<boolean> {
    const sent = this.#sent.get(id);
    const followed = [...this.#followed].find((each) => each.sent === sent);
    if (followed === undefined) return dismiss();
    followed.isGoing = true;
    try {
      const wasThere = await dismiss();
      if (wasThere) this.#end(followed, as);
      return wasThere;
    } finally {
      followed.isGoing = false;
    }
  }

  async #lookAtAll(signal: AbortSignal): Promise<void> {
    // A notification that is sent while the clock answers may be missing in the answer.
    const asked = [...this.#followed];
    for (const followed of asked) this.#tell(followed);
    const queue = await this.#look(signal);
    for (const followed of asked) {
      if (!followed.isGoing) this.#note(followed, queue);
    }
  }

  #note(followed: Followed, queue: QueuedNotification[]): void {
    const now = performance.now();
    const index = this.#sent.indexIn(queue, followed.sent);
    if (index === -1) this.#end(followed, presumedEnd(followed, now));
    // The first one is on the display.
    else if (index === 0) followed.wasOnDisplay = true;
    else followed.notYetAt = now;
  }

  /** Only the first outcome counts: it may have ended while the clock answered, or wait for somebody who takes it. */
  #end(followed: Followed, outcome: NotificationOutcome): void {
    if (followed.outcome !== undefined) return;
    followed.outcome = outcome;
    this.#tell(followed);
  }

  /** Tells the outcome, if there is one. Who has been away for long does not come back, and is not waited for. */
  #tell(followed: Followed): void {
    const { sent, follower, outcome } = followed;
    const now = performance.now();
    const isThere = follower.isThere();
    if (isThere) followed.metAt = now;
    if (isThere ? outcome === undefined : now - followed.metAt < KEPT) return;
    this.#followed.delete(followed);
    if (this.#followed.size === 0) this.#repeater.stop();
    if (isThere && outcome !== undefined) follower.tell(sent.id, outcome);
  }
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
export function shortestDuration(notification: Notification): number {
  const screens = [screenOf('LM 37X8'), { width: 64, height: 8, measured: false }];
  return Math.min(...screens.map((screen) => layOut(notification, screen).duration));
}
