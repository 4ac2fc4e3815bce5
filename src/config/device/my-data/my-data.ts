import { type Deadline, waitFor, withDeadline } from '../../../lametric/connection/deadline';
import type { Frame } from '../../../lametric/clock/notification';
import type { Connection } from '../../../runtime/connection';
import { nodeClosed } from '../../../runtime/on-input';
import type { ClockState } from '../clock-info';
import { Delivery } from './delivery';
import { restore, save } from './saved-state';
import type { StateStore } from './state-store';
import type { KeyFrames } from './widget-state';
import { type ListedKey, type Shown, Widgets } from './widgets';

/** The shortest time from one push to the next: milliseconds. */
const PAUSE = 2000;
/** How soon a push that was not accepted is tried again, and how often an accepted one is repeated: milliseconds. */
const RETRY = 30_000;
const REFRESH = 10 * 60_000;
/** How long a test frame shows: milliseconds. */
const TEST = 10_000;
/** A clock that has answered within this time has not started anew: only its connection has. Milliseconds. */
const SHORTEST_START = 2000;
/** The states in which a clock takes nothing. */
const AWAY: ReadonlySet<ClockState> = new Set(['offline', 'refused', 'certificate']);
/** How long a push may take: milliseconds. */
const DEADLINE = 30_000;
/** The same for the last one of a clock's node, for which a Deploy waits. */
const LAST_DEADLINE = 5000;
/** Within this time, many changes are told of as one: milliseconds. */
const TELLING = 500;
const MAX_TIMER = 2 ** 31 - 1;
/** What the clock's node gives, as long as it is there. */
export interface MyDataSurroundings {
  store: StateStore;
  /** Whether somebody asks the clock as often anyway: then it is not asked only to find out that it is back. */
  isPolled: (interval: number) => boolean;
}

type MyDataClock = Pick<Connection, 'send'> & {
  readonly answeredAt: number;
  onState(listener: (state: ClockState) => void): () => void;
};

/**
 * What a clock's widgets of My Data DIY show: one state for each, which any number of nodes set together. The clock gets it
 * whole, soon after a change, every ten minutes, and whenever it may have forgotten it.
 */
export class MyData {
  readonly #clock: MyDataClock;
  readonly #widgets = new Widgets();
  readonly #delivery: Delivery;
  /** The nodes that are there. */
  readonly #nodes = new Set<string>();
  #surroundings: MyDataSurroundings | undefined;
  #restored: Promise<void> | undefined;
  #isRestored = false;
  /** Another clock has been left. */
  #moved: Promise<void> | undefined;
  #endOfListening: (() => void) | undefined;
  #state: ClockState = 'unknown';
  /** When it had answered last before it went away, on the clock of `performance`; `undefined` while it is there. */
  #awaySince: number | undefined;
  /** Told that `list` has changed. */
  onChange: () => void = () => undefined;
  /** Told why frames were dropped of which no message tells any more. */
  onLost: (reason: unknown) => void = () => undefined;
  #telling: NodeJS.Timeout | undefined;
  #timer: NodeJS.Timeout | undefined;
  #expiryTimer: NodeJS.Timeout | undefined;
  /** Ends the push that is under way. */
  #pushing: AbortController | undefined;
  /** When the next push may begin, on the clock of `performance`. */
  #nextPush = -Infinity;

  constructor(clock: MyDataClock) {
    this.#clock = clock;
    this.#delivery = new Delivery(clock, this.#widgets, (lost) => {
      this.#changed();
      if (lost !== undefined) this.onLost(lost);
    });
  }

  /** Begins, when the clock's node is there. What was saved is restored the first time. */
  open(surroundings: MyDataSurroundings): void {
    this.#surroundings = surroundings;
    this.#endOfListening = this.#clock.onState((state) => this.#note(state));
    this.#restored ??= this.#restore(surroundings.store);
    this.#scheduleNext();
    this.#watchExpiry();
  }

  /** Ends with the clock's node. All that is to show stays in memory and in the store. */
  close(): void {
    this.#endOfListening?.();
    this.#surroundings = undefined;
    clearTimeout(this.#timer);
    clearTimeout(this.#expiryTimer);
    const closed = nodeClosed();
    this.#pushing?.abort(closed);
    // A node that may use any clock stays, and so do its messages.
    this.#widgets.rejectAll(closed);
  }

  /** Leaves nothing on a clock whose node was removed: nobody could change it any more. Never fails, and takes 5 s at most. */
  async clear(): Promise<void> {
    if (this.#state === 'offline') return;
    const clear = ({ signal }: Deadline) => this.#delivery.clear(signal);
    await withDeadline(LAST_DEADLINE, undefined, clear).catch(() => undefined);
  }

  /**
   * Sets the frames of a key; none remove it. Resolves when the clock has accepted them.
   * @param choice the widget's id; empty for the only one
   * @throws {LaMetricError} `INVALID_INPUT` with the reason `which-widget` or `too-many-frames`, and nothing is kept then;
   * for any other error the frames are kept, and show as soon as the clock takes them
   */
  async show(choice: string, key: string, value: KeyFrames, signal: AbortSignal): Promise<Shown> {
    await this.#restored;
    const id = this.#widgets.resolve(choice);
    // The user may have added the app, or removed one, a moment ago.
    if (id === undefined) this.#widgets.areKnown = false;
    const widget = this.#widgets.set(choice, key, value);
    this.#changed();
    if (id !== undefined && this.#pushing === undefined && !widget.isDue) return widget.shownAs(id);
    if (this.#surroundings === undefined) throw nodeClosed();
    const accepted = widget.wait(choice, key);
    this.#schedule(this.#pause);
    return waitFor(accepted, signal);
  }

  /** Removes a key, whether or not the clock can be reached. */
  remove(id: string, key: string): void {
    this.#widgets.find(id)?.state.delete(key);
    this.#changed();
    this.#schedule(this.#pause);
  }

  /** Shows frames for ten seconds, in the place of all others. @throws {LaMetricError} */
  async test(choice: string, frames: readonly Frame[], signal: AbortSignal): Promise<void> {
    await this.#restored;
    // The user may have been at the phone a moment ago.
    await this.#delivery.find(signal);
    await this.#delivery.send(choice, () => frames, true, signal);
    this.#nextPush = performance.now() + TEST;
    // Also of a clock that is not deployed yet.
    if (this.#pushing === undefined) this.#startTimer(TEST);
  }

  /** Takes over from the clock that the node meant before. It may be the same one by another way: nothing shows until it has gone. */
  moveFrom(before: { myData: MyData; disconnect(): void }): void {
    this.#moved = before.myData.clear().finally(() => before.disconnect());
  }

  /** Goes on for the same clock, that was not deployed so far: a test frame that shows there goes from here. */
  takeOver(before: MyData): void {
    clearTimeout(before.#timer);
    this.#nextPush = Math.max(this.#nextPush, before.#nextPush);
    for (const [id, { accepted }] of before.#widgets.entries()) this.#widgets.get(id).accepted = accepted;
  }

  /** All that is to show, without asking the clock. */
  list(): { widget: string; keys: ListedKey[] }[] {
    return this.#widgets.entries().map(([widget, each]) => ({ widget, keys: each.list() }));
  }

  /** A node whose id may be a key is there. @returns to be called when it has gone */
  join(node: string): () => void {
    this.#nodes.add(node);
    return () => this.#nodes.delete(node);
  }

  /**
   * Removes the keys of nodes that are not there any more. All that are there have joined before.
   * @param others that are there, at all clocks
   */
  async removeOrphans(others: ReadonlySet<string> = new Set()): Promise<void> {
    await this.#restored;
    for (const { widget, keys } of this.list()) {
      for (const { key, from } of keys) {
        if (key === from && !this.#nodes.has(key) && !others.has(key)) this.remove(widget, key);
      }
    }
  }

  async #restore(store: StateStore): Promise<void> {
    await this.#moved;
    this.#widgets.restore(restore(await store.load()));
    this.#isRestored = true;
    this.#watchExpiry();
    if (this.#hasWork) this.#schedule(this.#pause);
  }

  get #hasWork(): boolean {
    return this.#widgets.some((widget) => widget.isDue || widget.waiting.length > 0);
  }

  get #pause(): number {
    return Math.max(0, this.#nextPush - performance.now());
  }

  /** Saves a change, and waits for the next key to expire. */
  #changed(): void {
    // Before that, it would take the place of what is saved.
    if (this.#isRestored) this.#surroundings?.store.save(save(this.#widgets.entries()));
    this.#watchExpiry();
    this.#tell();
  }

  #tell(): void {
    if (this.#telling !== undefined) return;
    this.#telling = setTimeout(() => {
      this.#telling = undefined;
      this.onChange();
    }, TELLING).unref();
  }

  #watchExpiry(): void {
    clearTimeout(this.#expiryTimer);
    const next = this.#widgets.nextExpiry;
    if (next === Infinity || this.#surroundings === undefined) return;
    const wait = Math.min(Math.max(0, next - performance.now()), MAX_TIMER);
    this.#expiryTimer = setTimeout(() => {
      this.#changed();
      if (this.#hasWork) this.#schedule(this.#pause);
    }, wait).unref();
  }

  /** A clock that comes back may have lost its frames, the user may have added the app anew, or it is another clock. */
  #note(state: ClockState): void {
    this.#state = state;
    if (AWAY.has(state)) this.#awaySince = this.#clock.answeredAt;
    if (state !== 'online' || this.#awaySince === undefined) return;
    if (performance.now() - this.#awaySince >= SHORTEST_START) this.#widgets.forgetAccepted();
    this.#awaySince = undefined;
    if (this.#hasWork) this.#schedule(this.#pause);
  }

  /** Sets when the next push begins. A push that is under way decides that at its end. */
  #schedule(milliseconds: number, begin?: () => Promise<void>): void {
    if (this.#pushing === undefined && this.#surroundings !== undefined)
      this.#startTimer(milliseconds, begin);
  }

  #startTimer(milliseconds: number, begin = () => this.#push()): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void begin(), milliseconds).unref();
  }

  #scheduleNext(hasFailed = false): void {
    const isAwaited = this.#widgets.some(({ waiting }) => waiting.length > 0);
    if (hasFailed && !isAwaited) this.#schedule(RETRY, () => this.#retry());
    else if (this.#hasWork) this.#schedule(this.#pause);
    else if (this.#widgets.some(({ state }) => !state.isEmpty))
      this.#schedule(REFRESH, () => this.#refresh());
  }

  async #retry(): Promise<void> {
    // Whoever asks the clock will find out that it is back.
    const isWaitingForOthers = this.#state === 'offline' && this.#surroundings?.isPolled(RETRY) === true;
    if (isWaitingForOthers) this.#schedule(RETRY, () => this.#retry());
    else await this.#push();
  }

  async #refresh(): Promise<void> {
    this.#widgets.forgetAccepted();
    await this.#push();
  }

  async #push(): Promise<void> {
    this.#pushing = new AbortController();
    this.#nextPush = performance.now() + PAUSE;
    const push = ({ signal }: Deadline) => this.#pushAll(signal);
    // Every message has its own error by then.
    await withDeadline(DEADLINE, undefined, push, this.#pushing).catch(() => undefined);
  }

  /** Pushes the state of each widget that has changed. */
  async #pushAll(signal: AbortSignal): Promise<void> {
    let hasFailed = false;
    const isFresh = !this.#widgets.areKnown;
    const problem = isFresh ? await this.#delivery.find(signal).catch((error: unknown) => error) : undefined;
    for (const [id, widget] of this.#widgets.entries()) {
      if (this.#widgets.find(id) !== widget) continue;
      const { waiting } = widget;
      widget.waiting = [];
      try {
        if (problem !== undefined) throw problem;
        const contents = (found: string) => this.#widgets.get(found).contents;
        const shown = widget.isDue
          ? await this.#delivery.send(id, contents, isFresh, signal)
          : widget.shownAs(id);
        for (const { resolve } of waiting) resolve(shown);
      } catch (error) {
        hasFailed ||= widget.isDue;
        for (const { reject } of waiting) reject(error);
      }
    }
    this.#pushing = undefined;
    this.#changed();
    this.#scheduleNext(hasFailed);
  }
}
