import { withDeadline } from '../../lametric/connection/deadline';
import { Semaphore } from '../../lametric/connection/semaphore';
import { activateWidget, getApps, getCurrentNotification } from '../../lametric/clock/requests';
import { type Widget, nameOf, visibleWidget } from '../../lametric/clock/events';
import { LaMetricError } from '../../lametric/errors';
import type { Connection } from '../../runtime/connection';

/** The milliseconds between tries to go back while a notification is in the way, and their number. */
const TRY_EVERY = 5_000;
const MAX_TRIES = 24;
/** How long a change of the app in view may take, the wait for its turn included, in milliseconds, and how many may wait. */
const DEADLINE = 30_000;
const MAX_WAITING = 100;
/** How long a clock may take to go back when Node-RED is about to stop, in milliseconds. */
const STOP_TIMEOUT = 5_000;
/** The longest that a timer can wait, in milliseconds: 24 days. */
const MAX_TIMER = 2 ** 31 - 1;

type Sender = Pick<Connection, 'send'>;

/**
 * Brings a widget into view.
 * @throws {LaMetricError} `REJECTED` with the reason `notification` if a notification keeps it from that
 */
export async function activate(clock: Sender, { app, widget }: Widget, signal: AbortSignal): Promise<void> {
  try {
    await clock.send(activateWidget(app, widget), signal);
  } catch (error) {
    if (!(error instanceof LaMetricError) || error.code !== 'REJECTED') throw error;
    // The clock's words for this differ: the notification itself tells.
    const shown = await clock.send(getCurrentNotification, signal).catch(() => null);
    throw shown === null ? error : error.with({ reason: 'notification' });
  }
}

/** A widget that is in view for a while. */
interface Visit {
  widget: Widget;
  before: Widget;
  /** Gets the reason if the clock cannot go back. */
  onFailure: (thrown: unknown) => void;
  timer: NodeJS.Timeout | undefined;
}

/** Brings widgets of a clock into view for a while, then the one that was there before the first of them. */
export class TemporaryApp {
  readonly #clock: Sender;
  #visit: Visit | undefined;
  /** A change of the app in view begins when the one before has ended. */
  readonly #turns = new Semaphore(1, MAX_WAITING);
  #hasEnded = false;

  constructor(clock: Sender) {
    this.#clock = clock;
  }

  /**
   * Brings a widget into view now, and the one from before after some milliseconds.
   * @param onFailure gets the reason if the clock cannot go back
   * @throws {LaMetricError} as `activate`; `RATE_LIMITED` without a turn within 30 s, or a place to wait for it
   */
  show(
    widget: Widget,
    milliseconds: number,
    onFailure: (thrown: unknown) => void,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#inTurn((each) => this.#show(widget, milliseconds, onFailure, each), signal);
  }

  async #show(
    widget: Widget,
    milliseconds: number,
    onFailure: (thrown: unknown) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const visible = visibleWidget(await this.#clock.send(getApps, signal));
    await activate(this.#clock, widget, signal);
    const before = this.#visit?.before ?? visible;
    clearTimeout(this.#visit?.timer);
    this.#visit = undefined;
    if (before === undefined) {
      onFailure(new LaMetricError('BAD_RESPONSE', 'the clock does not say which app it shows'));
      return;
    }
    if (nameOf(before) === nameOf(widget)) return;
    const visit: Visit = { widget, before, onFailure, timer: undefined };
    this.#visit = visit;
    if (this.#hasEnded) void this.end();
    else this.#wait(visit, milliseconds, MAX_TRIES);
  }

  /** Goes back at once, because Node-RED is about to stop; from what is shown later, too. Never rejects. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    const visit = this.#visit;
    if (visit === undefined) return;
    clearTimeout(visit.timer);
    await withDeadline(STOP_TIMEOUT, undefined, ({ signal }) => this.#goBack(visit, signal)).catch(
      visit.onFailure,
    );
  }

  #wait(visit: Visit, milliseconds: number, tries: number): void {
    const signal = new AbortController().signal;
    const wait = Math.min(milliseconds, MAX_TIMER);
    visit.timer = setTimeout(() => {
      this.#goBack(visit, signal).catch((error: unknown) => {
        if (isInTheWay(error) && tries > 1 && !this.#hasEnded) {
          this.#wait(visit, TRY_EVERY, tries - 1);
        } else {
          this.#forget(visit);
          visit.onFailure(error);
        }
      });
    }, wait).unref();
  }

  #goBack(visit: Visit, signal: AbortSignal): Promise<void> {
    return this.#inTurn(async (each) => {
      if (this.#visit === visit) await this.#activateBefore(visit, each);
    }, signal);
  }

  /** An app that somebody has chosen meanwhile stays. */
  async #activateBefore(visit: Visit, signal: AbortSignal): Promise<void> {
    const visible = visibleWidget(await this.#clock.send(getApps, signal));
    if (visible === undefined || nameOf(visible) === nameOf(visit.widget)) {
      await activate(this.#clock, visit.before, signal);
    }
    this.#forget(visit);
  }

  #forget(visit: Visit): void {
    if (this.#visit === visit) this.#visit = undefined;
  }

  #inTurn(change: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> {
    return withDeadline(DEADLINE, signal, (deadline) =>
      this.#turns.run(() => change(deadline.signal), deadline),
    );
  }
}

/** Whether the clock may go back a moment later: a notification covers its apps, or others have their turn before. */
function isInTheWay(error: unknown): boolean {
  if (!(error instanceof LaMetricError)) return false;
  return error.reason === 'notification' || error.reason === 'no-turn' || error.reason === 'no-place';
}
