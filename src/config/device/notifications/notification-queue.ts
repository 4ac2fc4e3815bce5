import {
  dismissNotification,
  getCurrentNotification,
  getNotifications,
  sendNotification,
} from '../../../lametric/clock/requests';
import type { Notification } from '../../../lametric/clock/notification';
import type { QueuedNotification } from '../../../lametric/clock/types';
import { LaMetricError, toLaMetricError } from '../../../lametric/errors';
import type { Connection } from '../../../runtime/connection';
import { BoundedMap } from '../../../storage/bounded-map';
import type { Medium } from '../media/media';
import type { QuietTimes } from '../quiet-times';
import { letThrough } from './let-through';
import {
  type NotificationOutcome,
  NotificationOutcomes,
  type Follower,
  shortestDuration,
} from './notification-outcomes';
import { hasLoudspeaker, withAddress, withoutSound } from './sound';
import { type SentNotification, SentNotifications, contentsOf } from './sent-notifications';
import { WaitingNotifications, isWrongMode } from './waiting-notifications';

const MAX_TOPICS = 100;

/** A notification, and the ways to handle it. */
export interface NotificationRequest {
  notification: Notification;
  /** Its sound, if it is served from here: the address depends on the clock, and takes the place of `url`. */
  medium: Medium | undefined;
  /** What to do where the clock has no loudspeaker. */
  noSound: 'error' | 'omit';
  /** Empty without one. */
  topic: string;
  /** The way out when the clock's mode lets only critical notifications through. */
  refused: 'error' | 'wait' | 'critical' | 'drop';
  /** Whether it replaces the last notification of its topic. */
  replace: boolean;
  /** Gets the outcome; as long as it waits for that, the clock is polled. */
  follower: Follower | undefined;
  /** Called with the reason if the notification to be replaced is still there. */
  onStays: (thrown: unknown) => void;
}

/** The clock that the notifications are for; see `Clock`. */
export interface NotifiedClock extends Pick<Connection, 'send'> {
  reachFrom(signal: AbortSignal): Promise<string>;
}

/** The notifications of one clock: their order, their topics and their outcomes. Nothing is kept for a restart. */
export class NotificationQueue {
  readonly #clock: NotifiedClock;
  readonly #quiet: Pick<QuietTimes, 'now'>;
  readonly #sent = new SentNotifications();
  readonly #outcomes = new NotificationOutcomes((signal) => this.#look(signal), this.#sent);
  /** The last notification of each topic; the newest is last. */
  readonly #topics = new BoundedMap<SentNotification>(MAX_TOPICS);
  readonly #waiting: WaitingNotifications;

  constructor(clock: NotifiedClock, quiet: Pick<QuietTimes, 'now'> = { now: undefined }) {
    this.#clock = clock;
    this.#quiet = quiet;
    this.#waiting = new WaitingNotifications(quiet);
  }

  /**
   * Shows a notification, after those that came before it.
   * @param onWait called as it begins to wait for the end of the clock's mode
   * @returns its id; `undefined` if the clock's mode refuses it and it is dropped
   * @throws {LaMetricError}
   */
  async show(
    request: NotificationRequest,
    signal: AbortSignal,
    onWait = () => {},
  ): Promise<string | undefined> {
    const { medium } = request;
    if (medium === undefined) return this.#show(request, signal, onWait);
    let isOver = false;
    medium.keep(() => Promise.resolve(!isOver));
    try {
      const id = await this.#show(request, signal, onWait);
      if (id !== undefined) medium.keep(() => this.#isThere(id));
      return id;
    } finally {
      isOver = true;
    }
  }

  async #show(
    request: NotificationRequest,
    signal: AbortSignal,
    onWait: () => void,
  ): Promise<string | undefined> {
    const wait = () => {
      onWait();
      const send = () => this.#send(request, signal);
      return this.#waiting.wait(send, request.notification.lifetime ?? null, signal);
    };
    const isCritical = request.notification.priority === 'critical';
    // Those that wait are sent in their order, so a later one waits behind them.
    if (request.refused === 'wait' && !isCritical && this.#waiting.size > 0) return wait();
    try {
      return await this.#send(request, signal);
    } catch (error) {
      if (!isWrongMode(error) || isCritical) throw error;
      if (request.refused === 'error') throw error;
      if (request.refused === 'drop') return undefined;
      if (request.refused === 'wait') return wait();
      const notification: Notification = { ...request.notification, priority: 'critical' };
      return this.#send({ ...request, notification }, signal);
    }
  }

  /** Dismisses the last notification of a topic. @returns the ids of those that were there, here and below */
  async dismissTopic(topic: string, signal: AbortSignal): Promise<string[]> {
    const sent = this.#topics.get(topic);
    return sent !== undefined && (await this.#dismissSent(sent, 'dismissed', signal)) ? [sent.id] : [];
  }

  /** Dismisses a notification; one that was sent from here only if the id still means that one. */
  async dismissId(id: string, signal: AbortSignal): Promise<string[]> {
    const sent = this.#sent.get(id);
    const wasThere =
      sent === undefined
        ? await this.#dismiss(id, 'dismissed', signal)
        : await this.#dismissSent(sent, 'dismissed', signal);
    return wasThere ? [id] : [];
  }

  /** Dismisses the notification on the display. */
  async dismissCurrent(signal: AbortSignal): Promise<string[]> {
    const current = await this.#clock.send(getCurrentNotification, signal);
    return current !== null && (await this.#dismiss(current.id, 'dismissed', signal)) ? [current.id] : [];
  }

  /** Dismisses all, the last first, so that none of them comes into view on the way. */
  async dismissAll(signal: AbortSignal): Promise<string[]> {
    const dismissed: string[] = [];
    const queue = await this.#look(signal);
    for (const { id } of queue.toReversed()) {
      if (await this.#dismiss(id, 'dismissed', signal)) dismissed.unshift(id);
    }
    return dismissed;
  }

  /** The clock belongs to no node any more: nobody waits for its mode to end, and it is not asked for outcomes. */
  end(): void {
    this.#waiting.end();
    this.#outcomes.end();
  }

  async #send(request: NotificationRequest, signal: AbortSignal): Promise<string> {
    const { medium, topic, replace, follower } = request;
    const passed = letThrough(request.notification, this.#quiet.now);
    // Only then is the clock asked for anything. Of one in silence, the sound is null.
    const isServed = medium !== undefined && passed.model.sound !== null;
    const notification = isServed
      ? withAddress(passed, medium.addressFor(await this.#clock.reachFrom(signal)))
      : passed;
    const contents = contentsOf(notification.model);
    const search = {
      find: async (since: number, each: AbortSignal) =>
        this.#sent.findNew(await this.#look(each), contents, since)?.id,
      // A long text takes time to lay out, and this is seldom needed.
      get lasts() {
        return Math.min(shortestDuration(notification), notification.lifetime ?? Infinity);
      },
    };
    let id: string;
    try {
      id = await this.#clock.send(sendNotification(notification, search), signal);
    } catch (thrown) {
      const error = toLaMetricError(thrown);
      if (notification.model.sound == null || error.code !== 'REJECTED') throw error;
      // Clocks without a loudspeaker refuse a sound in different words, and show nothing then.
      const isHeard = await hasLoudspeaker(this.#clock, signal);
      if (request.noSound === 'omit' && isHeard !== true) {
        return this.#send({ ...request, notification: withoutSound(notification) }, signal);
      }
      throw isHeard === false ? error.with({ code: 'NOT_SUPPORTED', reason: 'no-sound' }) : error;
    }
    const sent = this.#sent.add(id, contents);
    if (follower !== undefined) this.#outcomes.follow(sent, notification, follower);
    if (topic === '') return id;
    const old = this.#topics.get(topic);
    this.#topics.set(topic, sent);
    // The new one shows whether or not the old one goes.
    if (replace && old !== undefined) await this.#dismissSent(old, 'replaced', signal).catch(request.onStays);
    // Its topic will be asked for: the time of its creation tells it from one after a restart.
    else void this.#look(signal).catch(() => undefined);
    return id;
  }

  async #look(signal: AbortSignal): Promise<QueuedNotification[]> {
    const queue = await this.#clock.send(getNotifications, signal);
    this.#sent.note(queue);
    return queue;
  }

  /** Whether a notification that was sent from here shows, or is to be shown. */
  async #isThere(id: string): Promise<boolean> {
    const sent = this.#sent.get(id);
    if (sent === undefined) return false;
    return this.#sent.indexIn(await this.#look(new AbortController().signal), sent) !== -1;
  }

  /** Dismisses a notification that was sent from here, unless its id is another one's by now. */
  async #dismissSent(sent: SentNotification, as: NotificationOutcome, signal: AbortSignal): Promise<boolean> {
    const queue = await this.#look(signal);
    return this.#sent.indexIn(queue, sent) !== -1 && this.#dismiss(sent.id, as, signal);
  }

  /** @returns whether it was there */
  async #dismiss(id: string, as: NotificationOutcome, signal: AbortSignal): Promise<boolean> {
    return this.#outcomes.endAs(id, as, async () => {
      try {
        await this.#clock.send(dismissNotification(id), signal);
        return true;
      } catch (error) {
        if (error instanceof LaMetricError && error.statusCode === 404) return false;
        throw error;
      }
    });
  }
}
