import { getMyDataWidgets, updateMyData } from '../../../lametric/clock/my-data';
import type { Frame } from '../../../lametric/clock/notification';
import { LaMetricError } from '../../../lametric/errors';
import type { Connection } from '../../../runtime/connection';
import { NOTHING, type Shown, type Widgets } from './widgets';

type MyDataClock = Pick<Connection, 'send'>;

/** Takes frames to the widgets of a clock, and finds out which there are. */
export class Delivery {
  readonly #clock: MyDataClock;
  readonly #widgets: Widgets;
  readonly #onFound: (lost: unknown) => void;

  /** @param onFound called when the clock has told its widgets, with what `Widgets.learn` returns */
  constructor(clock: MyDataClock, widgets: Widgets, onFound: (lost: unknown) => void) {
    this.#clock = clock;
    this.#widgets = widgets;
    this.#onFound = onFound;
  }

  async find(signal: AbortSignal): Promise<void> {
    this.#onFound(this.#widgets.learn(await this.#clock.send(getMyDataWidgets, signal)));
  }

  /**
   * Sends a widget its frames. Where the clock does not know it, the widgets are looked up, and it is tried once more.
   * @param isFresh whether the widgets have been looked up just now
   */
  async send(
    choice: string,
    framesFor: (widget: string) => readonly Frame[],
    isFresh: boolean,
    signal: AbortSignal,
  ): Promise<Shown> {
    for (let isLast = false; ; isLast = true) {
      const id = this.#widgets.resolve(choice);
      try {
        if (id === undefined) throw this.#widgets.problem;
        const frames = framesFor(id);
        const widget = this.#widgets.get(id);
        const keys = widget.keysIn(frames);
        await this.#clock.send(updateMyData(id, frames), signal).catch((error: unknown) => {
          if (mayHaveArrived(error)) widget.accepted = undefined;
          throw error;
        });
        widget.accept(frames, keys);
        return widget.shownAs(id);
      } catch (error) {
        if (!(error instanceof LaMetricError && error.code === 'NOT_FOUND')) throw error;
        if (isLast || (id === undefined && isFresh)) throw error.with({ reason: 'my-data' });
      }
      await this.find(signal);
    }
  }

  /** Leaves nothing in the widgets. One that is not there any more does not hold up the others. */
  async clear(signal: AbortSignal): Promise<void> {
    const full = this.#widgets.entries().filter(([, widget]) => !widget.isEmpty);
    await Promise.allSettled(full.map(([id]) => this.#clock.send(updateMyData(id, NOTHING), signal)));
  }
}

/** Whether the clock may show the frames though it has not said so. */
const mayHaveArrived = (error: unknown): boolean =>
  error instanceof LaMetricError && error.code === 'UNREACHABLE' && error.sent;
