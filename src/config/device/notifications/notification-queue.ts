import {
  dismissNotification,
  getCurrentNotification,
  getNotifications,
  sendNotification,
} from '../../../lametric/clock/requests';
import type { Notification } from '../../../lametric/clock/notification';
import type { QueuedNotification } from '../../../lametric/clock/types';
import { Semaphore } from '../../../lametric/connection/semaphore';
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
/** The milliseconds from the first wait for a turn to the answer, and the least that is left for that. */
const DEADLINE = 30_000;
const LEAST = 1000;
/** How many notifications and dismissals may wait for their turn. */
const MAX_WAITING = 100;

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

/** A request with its place: who came later counts as newer, though it may be sent sooner. */
type Numbered = NotificationRequest & { number: number };

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
  readonly #topics = new BoundedMap<{ sent: SentNotification; number: number }>(MAX_TOPICS);
  /** One notification or dismissal is under way at a time, with all the requests that it needs. */
  readonly #turns = new Semaphore(1, MAX_WAITING);
  #lastNumber = 0;
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
    this.#lastNumber += 1;
    const numbered = { ...request, number: this.#lastNumber };
    const send = () => this.#send(numbered, signal);
    const wait = () => {
      onWait();
      return this.#waiting.wait(send, request.notification.lifetime ?? null, signal);
    };
    const { refused } = request;
    const isCritical = request.notification.priority === 'critical';
    // Those that wait are sent in their order, so a later one waits behind them.
    if (refused === 'wait' && !isCritical && this.#waiting.size > 0) return wait();
    try {
      return await send();
    } catch (error) {
      if (!isWrongMode(error) || isCritical) throw error;
      if (refused === 'drop') return undefined;
      if (refused === 'wait') return wait();
      throw error;
    }
  }

  /** Dismisses the last notification of a topic. @returns the ids of those that were there, here and below */
  dismissTopic(topic: string, signal: AbortSignal): Promise<string[]> {
    return this.#inTurn(async () => {
      const last = this.#topics.get(topic)?.sent;
      return last !== undefined && (await this.#dismissSent(last, 'dismissed', signal)) ? [last.id] : [];
    }, signal);
  }

  /** Dismisses a notification; one that was sent from here only if the id still means that one. */
  dismissId(id: string, signal: AbortSignal): Promise<string[]> {
    return this.#inTurn(async () => {
      const sent = this.#sent.get(id);
      const wasThere =
        sent === undefined
          ? await this.#dismiss(id, 'dismissed', signal)
          : await this.#dismissSent(sent, 'dismissed', signal);
      return wasThere ? [id] : [];
    }, signal);
  }

  /** Dismisses the notification on the display. */
  dismissCurrent(signal: AbortSignal): Promise<string[]> {
    return this.#inTurn(async () => {
      const current = await this.#clock.send(getCurrentNotification, signal);
      return current !== null && (await this.#dismiss(current.id, 'dismissed', signal)) ? [current.id] : [];
    }, signal);
  }

  /** Dismisses all, the last first, so that none of them comes into view on the way. */
  async dismissAll(signal: AbortSignal): Promise<string[]> {
    const dismissed: string[] = [];
    const queue = await this.#inTurn(() => this.#look(signal), signal);
    for (const { id } of queue.toReversed()) {
      // An alarm is not to wait for all of them.
      const dismiss = () => this.#dismiss(id, 'dismissed', signal);
      if (await this.#inTurn(dismiss, signal)) dismissed.unshift(id);
    }
    return dismissed;
  }

  /** The clock belongs to no node any more: nobody waits for its mode to end, and it is not asked for outcomes. */
  end(): void {
    this.#waiting.end();
    this.#outcomes.end();
  }

  /** Does the work when what came before it has ended. @param work is told how long its answer may take */
  #inTurn<T>(work: (left: () => number) => Promise<T>, signal: AbortSignal): Promise<T> {
    const end = performance.now() + DEADLINE;
    const left = () => Math.max(end - performance.now(), LEAST);
    return this.#turns.begin(() => work(left), DEADLINE, signal);
  }

  async #send(request: Numbered, signal: AbortSignal): Promise<string> {
    const { topic, replace, refused } = request;
    // What quiet hours refuse needs no turn.
    if (refused !== 'critical') letThrough(request.notification, this.#quiet.now);
    const { id, old } = await this.#inTurn(async (left) => {
      const sent = await this.#postOrInsist(request, left, signal);
      return { id: sent.id, old: this.#noteTopic(request, sent) };
    }, signal);
    if (topic === '') return id;
    // The new one shows whether or not the old one goes.
    if (replace && old !== undefined) await this.#dismissSent(old, 'replaced', signal).catch(request.onStays);
    // Its topic will be asked for: the time of its creation tells it from one after a restart.
    else void this.#look(signal).catch(() => undefined);
    return id;
  }

  /** @returns the one that gives way in its topic: that before it, or itself where one that came later shows already */
  #noteTopic({ topic, number }: Numbered, sent: SentNotification): SentNotification | undefined {
    if (topic === '') return undefined;
    const old = this.#topics.get(topic);
    if (old !== undefined && old.number > number) return sent;
    this.#topics.set(topic, { sent, number });
    return old?.sent;
  }

  /** Posts a notification; as a critical one where it is refused, and may be sent so. */
  async #postOrInsist(
    request: NotificationRequest,
    left: () => number,
    signal: AbortSignal,
  ): Promise<SentNotification> {
    try {
      return await this.#post(request, left, signal);
    } catch (error) {
      const { refused, notification: plain } = request;
      if (!isWrongMode(error) || refused !== 'critical' || plain.priority === 'critical') throw error;
      const notification: Notification = { ...plain, priority: 'critical' };
      return this.#post({ ...request, notification }, left, signal);
    }
  }

  async #post(
    request: NotificationRequest,
    left: () => number,
    signal: AbortSignal,
  ): Promise<SentNotification> {
    const { medium, follower } = request;
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
      id = await this.#clock.send({ ...sendNotification(notification, search), within: left() }, signal);
    } catch (thrown) {
      const error = toLaMetricError(thrown);
      if (notification.model.sound == null || error.code !== 'REJECTED') throw error;
      // Clocks without a loudspeaker refuse a sound in different words, and show nothing then.
      const isHeard = await hasLoudspeaker(this.#clock, signal);
      if (request.noSound === 'omit' && isHeard !== true) {
        return this.#post({ ...request, notification: withoutSound(notification) }, left, signal);
      }
      throw isHeard === false ? error.with({ code: 'NOT_SUPPORTED', reason: 'no-sound' }) : error;
    }
    const sent = this.#sent.add(id, contents);
    if (follower !== undefined) this.#outcomes.follow(sent, notification, follower);
    return sent;
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
