import type { Frame } from '../../../lametric/clock/notification';
import { LaMetricError, listNames, shortName } from '../../../lametric/errors';
import type { RestoredWidget } from './saved-state';
import { type KeyFrames, TooManyFrames, WidgetState } from './widget-state';

/** A widget that shows nothing more. What no frames at all do is not known. */
export const NOTHING: Frame[] = [{ text: '-' }];

/** What a message has put on the clock. */
export interface Shown {
  widget: string;
  /** How many frames the widget shows now. */
  frames: number;
}

type KeysAndFrames = ReadonlyMap<string, readonly Frame[]>;

/** A message that waits for the push of its key. */
interface Waiting {
  key: string;
  /** The widget that its node has chosen; empty for the only one. */
  choice: string;
  resolve: (shown: Shown) => void;
  reject: (error: unknown) => void;
}

/** A key as the dialog lists it. */
export interface ListedKey extends KeyFrames {
  key: string;
  /** Whether the clock has not accepted it yet. */
  isKept: boolean;
}

/** A widget, and what is known of the clock about it. */
export class Widget {
  readonly state = new WidgetState();
  /** The frames that the clock accepted last, as JSON; `undefined` where it may show others. */
  accepted: string | undefined = JSON.stringify(NOTHING);
  /** The frames of each key, when the clock accepted them all last. */
  #acceptedKeys: KeysAndFrames = new Map();
  /** The messages that wait for the next push. */
  waiting: Waiting[] = [];
  /** The keys that were set for the only widget since the last push: it may turn out that there are several. */
  readonly #undecided = new Set<string>();
  /** The keys that were removed since the last push: it may turn out that another widget is meant. */
  readonly removed = new Set<string>();

  /** The frames to push: never none. */
  get contents(): readonly Frame[] {
    return this.state.isEmpty ? NOTHING : this.state.frames();
  }

  /** What a message has put there. @param id its own */
  shownAs(id: string): Shown {
    return { widget: id, frames: this.state.frames().length };
  }

  /** Whether the clock is known to show nothing. */
  get isEmpty(): boolean {
    return this.accepted === JSON.stringify(NOTHING);
  }

  /** Whether the clock may show something else. */
  get isDue(): boolean {
    return JSON.stringify(this.contents) !== this.accepted;
  }

  /**
   * Sets the frames of a key; none remove it.
   * @throws {LaMetricError} `INVALID_INPUT` with the reason `too-many-frames`; nothing has changed then
   */
  set(key: string, value: KeyFrames, expires?: number): void {
    try {
      this.state.set(key, value, expires);
    } catch (error) {
      if (!(error instanceof TooManyFrames)) throw error;
      const said = error.keys.map(([name, frames]) => `${shortName(name)}: ${frames}`).join(', ');
      throw new LaMetricError('INVALID_INPUT', said, { reason: 'too-many-frames', sent: false });
    }
  }

  /** The same for a message, by the widget that its node has chosen. */
  setFor(choice: string, key: string, value: KeyFrames): void {
    this.set(key, value);
    this.removed.delete(key);
    if (choice === '') this.#undecided.add(key);
    else this.#undecided.delete(key);
  }

  /** Lets a message wait for the next push. */
  wait(choice: string, key: string): Promise<Shown> {
    return new Promise((resolve, reject) => this.waiting.push({ key, choice, resolve, reject }));
  }

  /** What each key shows now, if these frames are the whole state: a test frame is not. */
  keysIn(frames: readonly Frame[]): KeysAndFrames | undefined {
    if (JSON.stringify(frames) !== JSON.stringify(this.contents)) return undefined;
    return new Map(this.state.entries().map(([key, each]) => [key, each.frames]));
  }

  /** The clock has accepted frames. @param keys see `keysIn`, at the time of sending */
  accept(frames: readonly Frame[], keys: KeysAndFrames | undefined): void {
    this.accepted = JSON.stringify(frames);
    if (keys === undefined) return;
    this.#acceptedKeys = keys;
    this.#undecided.clear();
    this.removed.clear();
  }

  /** All that is to show. */
  list(): ListedKey[] {
    return this.state.shown().map(([key, entry]) => ({ key, ...entry, isKept: this.#isKept(key, entry) }));
  }

  #isKept(key: string, { frames }: KeyFrames): boolean {
    if (this.accepted === undefined) return true;
    return this.isDue && JSON.stringify(this.#acceptedKeys.get(key)) !== JSON.stringify(frames);
  }

  /** Whether nobody would hear of the end of a key: it is there, and all its messages have ended. */
  isUnattended(key: string): boolean {
    return this.state.has(key) && !this.waiting.some((waiting) => waiting.key === key);
  }

  /** Ends the wait of all messages. */
  rejectAll(problem: unknown): void {
    for (const { reject } of this.waiting) reject(problem);
    this.waiting = [];
  }

  /** It is not the only one: what was meant for that goes. @returns whether that is to be told */
  rejectUndecided(problem: LaMetricError): boolean {
    const isToBeTold = [...this.#undecided].some((key) => this.isUnattended(key));
    for (const key of this.#undecided) this.state.delete(key);
    this.#undecided.clear();
    for (const { choice, reject } of this.waiting) if (choice === '') reject(problem);
    this.waiting = this.waiting.filter(({ choice }) => choice !== '');
    return isToBeTold;
  }
}

/** The widgets of a clock: by their ids, or by what a node has chosen while these are not known. */
export class Widgets {
  readonly #widgets = new Map<string, Widget>();
  /** As the clock told them last. */
  #ids: readonly string[] = [];
  /** Whether the clock has the widgets that it told of last, as far as anybody knows. */
  areKnown = false;

  /** The widget with this id, or for this choice; a new one, if need be. */
  get(id: string): Widget {
    const widget = this.find(id) ?? new Widget();
    this.#widgets.set(id, widget);
    return widget;
  }

  find(id: string): Widget | undefined {
    return this.#widgets.get(id);
  }

  /** All at this moment. */
  entries(): [id: string, widget: Widget][] {
    return [...this.#widgets];
  }

  some(test: (widget: Widget) => boolean): boolean {
    return [...this.#widgets.values()].some(test);
  }

  /** Takes over what was saved. A key for whose frames there is no place is left out. */
  restore(saved: readonly RestoredWidget[]): void {
    for (const { widget: id, keys } of saved) {
      const widget = this.get(id);
      // The clock may still show what has gone meanwhile.
      widget.accepted = undefined;
      for (const { key, value, expires } of keys) {
        try {
          widget.state.set(key, value, expires);
        } catch (error) {
          if (!(error instanceof TooManyFrames)) throw error;
        }
      }
    }
  }

  /** Ends the wait of all messages. */
  rejectAll(problem: unknown): void {
    for (const widget of this.#widgets.values()) widget.rejectAll(problem);
  }

  /** When the next key expires, on the clock of `performance`; `Infinity` if none does. */
  get nextExpiry(): number {
    return Math.min(...[...this.#widgets.values()].map(({ state }) => state.nextExpiry));
  }

  /** The clock may have lost its frames, or got the app anew. */
  forgetAccepted(): void {
    this.areKnown = false;
    for (const widget of this.#widgets.values()) {
      if (!widget.state.isEmpty) widget.accepted = undefined;
    }
  }

  /** The widget that a choice means, empty being the only one; `undefined` if there is none, or if there are several others. */
  resolve(choice: string): string | undefined {
    const [first, ...others] = this.#ids;
    if (this.#ids.includes(choice)) return choice;
    return others.length === 0 ? first : undefined;
  }

  /** Why there is no widget that a choice could mean. */
  get problem(): LaMetricError {
    if (this.#ids.length === 0) return new LaMetricError('NOT_FOUND', 'no such app', { said: '' });
    const details = { reason: 'which-widget', sent: false } as const;
    return new LaMetricError('INVALID_INPUT', listNames(this.#ids), details);
  }

  /**
   * Sets the frames of a key for a message; none remove it.
   * @returns the widget that the choice means, or the one to keep the frames until that is known
   * @throws {LaMetricError} as `Widget.set`
   */
  set(choice: string, key: string, value: KeyFrames): Widget {
    const widget = this.#placeFor(choice);
    widget.setFor(choice, key, value);
    const isUndecided = this.resolve(choice) === undefined && this.some(({ state }) => state.has(key));
    if (value.frames.length === 0 && isUndecided) widget.removed.add(key);
    return widget;
  }

  /**
   * Takes the ids that the clock has told, and gives each state to the widget that it is meant for.
   * @returns why frames were dropped of which no message tells any more; `undefined` if none were
   */
  learn(ids: readonly string[]): unknown {
    this.#ids = ids;
    this.areKnown = true;
    let lost: unknown;
    for (const [choice, widget] of this.entries()) {
      const id = this.resolve(choice);
      if (ids.length > 1 && widget.rejectUndecided(this.problem)) lost = this.problem;
      if (id === choice) continue;
      if (id !== undefined) lost = this.#move(choice, widget, id) ?? lost;
      else if (ids.length > 1) lost = this.#reject(choice, widget) ?? lost;
      // Without the app, the clock shows nothing of it.
      else if (widget.state.isEmpty && widget.waiting.length === 0) this.#widgets.delete(choice);
    }
    return lost;
  }

  #placeFor(choice: string): Widget {
    const [only = choice, ...others] = this.#widgets.keys();
    const place = choice === '' && others.length === 0 ? only : choice;
    return this.get(this.resolve(choice) ?? place);
  }

  #move(choice: string, from: Widget, id: string): unknown {
    this.#widgets.delete(choice);
    const to = this.get(id);
    for (const key of from.removed) to.state.delete(key);
    const refusals = new Map<string, unknown>();
    for (const [key, value] of from.state.entries()) {
      try {
        to.set(key, value, value.expires);
      } catch (error) {
        refusals.set(key, error);
      }
    }
    for (const waiting of from.waiting) {
      const refusal = refusals.get(waiting.key);
      if (refusal === undefined) to.waiting.push(waiting);
      else waiting.reject(refusal);
    }
    const lost = [...refusals].find(([key]) => from.isUnattended(key));
    return lost?.[1];
  }

  /** Nobody has chosen one of several, or the chosen one is gone. */
  #reject(choice: string, widget: Widget): LaMetricError | undefined {
    this.#widgets.delete(choice);
    widget.rejectAll(this.problem);
    return widget.state.entries().some(([key]) => widget.isUnattended(key)) ? this.problem : undefined;
  }
}
