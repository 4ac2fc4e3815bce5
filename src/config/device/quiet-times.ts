import { type Quiet, type QuietSpan, nextChange, quietAt, quietSpans } from '../../lametric/quiet-hours';
import type { ClockSettings } from './settings';

const MINUTE = 60_000;
/** How long the times that were found are good, in milliseconds: they reach further than that. */
const GOOD_FOR = 24 * 60 * MINUTE;

type Settings = Pick<ClockSettings, 'quiet' | 'timezone'>;

/** When a clock is quiet, by the time of day. */
export class QuietTimes {
  readonly #settings: () => Settings;
  readonly #listeners = new Set<() => void>();
  #found: { settings: Settings; time: number; spans: QuietSpan[] } | undefined;
  #told = '';
  #timer: NodeJS.Timeout | undefined;

  /** @param settings those that hold now; changed ones are another object */
  constructor(settings: () => Settings) {
    this.#settings = settings;
  }

  /** What gets through now; `undefined` where all does. */
  get now(): Quiet | undefined {
    return quietAt(this.#spans, this.#settings().timezone, Date.now());
  }

  /** Calls `listener` whenever that changes. @returns how to end this */
  onChange(listener: () => void): () => void {
    if (this.#listeners.size === 0) this.#told = this.#said;
    this.#listeners.add(listener);
    this.look();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) clearTimeout(this.#timer);
    };
  }

  /** Tells of a change, if there is one: by time, or by other settings. */
  look(): void {
    clearTimeout(this.#timer);
    if (this.#listeners.size === 0) return;
    const said = this.#said;
    if (said !== this.#told) {
      this.#told = said;
      for (const listener of this.#listeners) listener();
    }
    const left = nextChange(this.#spans, Date.now()) - Date.now();
    // A timer stands still while the computer sleeps, and knows nothing of a clock that is set.
    if (left < Infinity) this.#timer = setTimeout(() => this.look(), Math.min(left, MINUTE)).unref();
  }

  get #said(): string {
    const { allow = '', untilText = '' } = this.now ?? {};
    return `${allow} ${untilText}`;
  }

  get #spans(): QuietSpan[] {
    const [settings, time] = [this.#settings(), Date.now()];
    const found = this.#found;
    if (found?.settings === settings && Math.abs(time - found.time) < GOOD_FOR) return found.spans;
    const spans = quietSpans(settings.quiet, settings.timezone, time);
    this.#found = { settings, time, spans };
    return spans;
  }
}
