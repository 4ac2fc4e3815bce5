import { withDeadline } from '../../lametric/connection/deadline';
import { activateWidget, getApps, getCurrentNotification } from '../../lametric/clock/requests';
import { type Widget, nameOf, visibleWidget } from '../../lametric/clock/events';
import { LaMetricError } from '../../lametric/errors';
import type { Connection } from '../../runtime/connection';

/** How often to try to go back while a notification shows, in milliseconds, and for how long. */
const TRY_EVERY = 5_000;
const MAX_TRIES = 24;
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
    // Clocks do not say why in words that could be relied on.
    const shown = await clock.send(getCurrentNotification, signal).catch(() => null);
    throw shown === null ? error : error.with({ reason: 'notification' });
  }
}

/** A widget that is in view for a while. */
interface Show {
  widget: Widget;
  before: Widget;
  /** Is told why the clock cannot go back. */
  onTrouble: (thrown: unknown) => void;
  timer: NodeJS.Timeout | undefined;
}

/** Brings widgets of a clock into view for a while. The last one goes back to what was there before the first. */
export class TemporaryApp {
  readonly #clock: Sender;
  #show: Show | undefined;

  constructor(clock: Sender) {
    this.#clock = clock;
  }

  /**
   * Brings a widget into view now, and what was there before after some milliseconds.
   * @param onTrouble is told why the clock cannot go back
   * @throws {LaMetricError} as `activate`
   */
  async begin(
    widget: Widget,
    milliseconds: number,
    onTrouble: (thrown: unknown) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const visible = visibleWidget(await this.#clock.send(getApps, signal));
    await activate(this.#clock, widget, signal);
    const before = this.#show?.before ?? visible;
    clearTimeout(this.#show?.timer);
    this.#show = undefined;
    if (before === undefined) {
      onTrouble(new LaMetricError('BAD_RESPONSE', 'the clock does not say which app it shows'));
      return;
    }
    if (nameOf(before) === nameOf(widget)) return;
    const show: Show = { widget, before, onTrouble, timer: undefined };
    this.#show = show;
    this.#wait(show, milliseconds, MAX_TRIES);
  }

  /** Goes back at once, because Node-RED is about to stop. Never rejects. */
  async end(): Promise<void> {
    const show = this.#show;
    if (show === undefined) return;
    clearTimeout(show.timer);
    await withDeadline(STOP_TIMEOUT, undefined, ({ signal }) => this.#goBack(show, signal)).catch(
      show.onTrouble,
    );
  }

  #wait(show: Show, milliseconds: number, tries: number): void {
    const signal = new AbortController().signal;
    const wait = Math.min(milliseconds, MAX_TIMER);
    show.timer = setTimeout(() => {
      this.#goBack(show, signal).catch((error: unknown) => {
        const isHidden = error instanceof LaMetricError && error.reason === 'notification';
        if (isHidden && tries > 1 && this.#show === show) {
          this.#wait(show, TRY_EVERY, tries - 1);
        } else {
          this.#forget(show);
          show.onTrouble(error);
        }
      });
    }, wait);
  }

  /** Somebody who has chosen another app meanwhile keeps it. */
  async #goBack(show: Show, signal: AbortSignal): Promise<void> {
    const visible = visibleWidget(await this.#clock.send(getApps, signal));
    if (this.#show !== show) return;
    if (visible === undefined || nameOf(visible) === nameOf(show.widget)) {
      await activate(this.#clock, show.before, signal);
    }
    this.#forget(show);
  }

  #forget(show: Show): void {
    if (this.#show === show) this.#show = undefined;
  }
}
