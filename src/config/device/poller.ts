import { getApps, getDevice, getNotifications } from '../../lametric/clock/requests';
import {
  type ClockEvent,
  EVENTS,
  type EventName,
  compareApps,
  compareDevices,
  compareQueues,
} from '../../lametric/clock/events';
import type { Device } from '../../lametric/clock/types';
import { LaMetricError, toLaMetricError } from '../../lametric/errors';
import type { ApiRequest } from '../../lametric/connection/request';
import type { Connection } from '../../runtime/connection';

/** The first look is made within this time, so that not all clocks are asked at once: milliseconds. */
const SPREAD = 5_000;
/** How much longer an offline clock is left alone, but for no more than the milliseconds below unless that is usual. */
const OFFLINE_FACTOR = 4;
const OFFLINE_PAUSE = 120_000;

/** The clock that an event is of. */
export interface EventSource {
  name: string;
  /** Null while the clock has not told it. */
  serialNumber: string | null;
}

/** Somebody who wants to know what happens at a clock. */
export interface Listener {
  events: ReadonlySet<EventName>;
  /** The longest time between two looks, in milliseconds. */
  interval: number;
  /** Whether what the first look finds counts as having happened. */
  initial: boolean;
  /** @param event is the listener's own */
  onEvent(event: ClockEvent, source: EventSource): void;
}

/** What keeps a clock from being looked at, in the user's words, and how to tell the user. */
export interface Trouble {
  explain(thrown: unknown): string;
  warn(message: string): void;
}

/** What a look has found. */
interface Findings {
  /** What has happened since the last look. */
  news: ClockEvent[];
  /** What would have happened if everything had begun just now. */
  initial: ClockEvent[];
}

/** A part of the clock, as it was at the last look. */
class Part<T> {
  readonly #request: ApiRequest<T>;
  readonly #compare: (before: T | undefined, now: T) => ClockEvent[];
  seen: T | undefined;

  constructor(request: ApiRequest<T>, compare: (before: T | undefined, now: T) => ClockEvent[]) {
    this.#request = request;
    this.#compare = compare;
  }

  async look(clock: Pick<Connection, 'send'>, signal: AbortSignal): Promise<Findings> {
    const now = await clock.send(this.#request, signal);
    const before = this.seen;
    this.seen = now;
    return {
      news: before === undefined ? [] : this.#compare(before, now),
      initial: this.#compare(undefined, now),
    };
  }
}

type Watched = Pick<Connection, 'send'> & { readonly name: string };

/**
 * Looks at a clock for all who listen, as often as the most impatient of them wants, and only at the parts that they asked
 * for. While nobody listens, nothing is asked.
 */
export class Poller {
  readonly #clock: Watched;
  readonly #trouble: Trouble;
  #rounds: Rounds | undefined;

  constructor(clock: Watched, trouble: Trouble) {
    this.#clock = clock;
    this.#trouble = trouble;
  }

  /** @returns how to stop listening */
  add(listener: Listener): () => void {
    this.#rounds ??= new Rounds(this.#clock, this.#trouble);
    const rounds = this.#rounds;
    rounds.add(listener);
    return () => {
      if (rounds.remove(listener) === 0 && this.#rounds === rounds) this.#rounds = undefined;
    };
  }
}

/** From the first listener's coming to the last one's leaving. */
class Rounds {
  readonly #clock: Watched;
  readonly #trouble: Trouble;
  readonly #listeners = new Set<Listener>();
  /** Those who have not had a look yet. */
  readonly #new = new Set<Listener>();
  readonly #device = new Part<Device>(getDevice, compareDevices);
  readonly #parts = {
    device: this.#device,
    notifications: new Part(getNotifications, compareQueues),
    apps: new Part(getApps, compareApps),
  };
  readonly #end = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  #isOnline: boolean | undefined;
  #lastFailure: string | undefined;

  constructor(clock: Watched, trouble: Trouble) {
    this.#clock = clock;
    this.#trouble = trouble;
  }

  add(listener: Listener): void {
    this.#listeners.add(listener);
    this.#new.add(listener);
    if (!this.#isLooking) this.#wait(Math.random() * SPREAD);
  }

  /** @returns how many are left; once there are none, this is over */
  remove(listener: Listener): number {
    this.#listeners.delete(listener);
    this.#new.delete(listener);
    const { size } = this.#listeners;
    if (size === 0) {
      clearTimeout(this.#timer);
      this.#end.abort(new LaMetricError('UNREACHABLE', 'nobody listens any more', { aborted: true }));
    }
    return size;
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#round(), milliseconds);
  }

  async #round(): Promise<void> {
    const began = performance.now();
    // Whoever comes during the look waits for the next one.
    const present = [...this.#listeners];
    this.#isLooking = true;
    const findings = await this.#look(present);
    this.#isLooking = false;
    if (this.#end.signal.aborted) return;
    this.#wait(Math.max(0, this.#pause - (performance.now() - began)));
    await this.#tell(present, findings);
  }

  /** How long after the beginning of this round the next one begins, in milliseconds. */
  get #pause(): number {
    const interval = Math.min(...[...this.#listeners].map((listener) => listener.interval));
    if (this.#isOnline !== false) return interval;
    return Math.max(interval, Math.min(OFFLINE_FACTOR * interval, OFFLINE_PAUSE));
  }

  /** Looks at every part that somebody asked for. A part that fails does not hide the others. */
  async #look(listeners: readonly Listener[]): Promise<Findings> {
    const names = listeners.flatMap(({ events }) => [...events]);
    const wanted = new Set(names.map((name) => EVENTS[name]));
    const found: Findings[] = [];
    let failure: LaMetricError | undefined;
    for (const name of wanted) {
      try {
        found.push(await this.#parts[name].look(this.#clock, this.#end.signal));
      } catch (thrown) {
        failure = toLaMetricError(thrown);
        if (failure.code === 'UNREACHABLE') break;
      }
    }
    if (!this.#end.signal.aborted) found.unshift(this.#judge(failure, found.length > 0));
    return {
      news: found.flatMap(({ news }) => news),
      initial: found.flatMap(({ initial }) => initial),
    };
  }

  /** Whether the clock has come or gone. A trouble is told when it begins. */
  #judge(failure: LaMetricError | undefined, hasAnswered: boolean): Findings {
    const message = failure === undefined ? '' : this.#trouble.explain(failure);
    if (failure !== undefined && failure.code !== this.#lastFailure) this.#trouble.warn(message);
    this.#lastFailure = failure?.code;
    if (failure?.code === 'UNREACHABLE') {
      return this.#become(false, { topic: 'offline', payload: { message } });
    }
    if (hasAnswered) return this.#become(true, { topic: 'online', payload: this.#facts });
    // A clock that refuses the key, or shows another certificate, has neither come nor gone.
    return { news: [], initial: [] };
  }

  get #facts(): object {
    const { model = null, os_version = null } = this.#device.seen ?? {};
    return { model, os_version };
  }

  #become(isOnline: boolean, event: ClockEvent): Findings {
    const hasChanged = this.#isOnline !== undefined && this.#isOnline !== isOnline;
    this.#isOnline = isOnline;
    return { news: hasChanged ? [event] : [], initial: [event] };
  }

  async #tell(listeners: readonly Listener[], { news, initial }: Findings): Promise<void> {
    const deliveries = listeners.flatMap((listener) => {
      const events = this.#new.delete(listener) && listener.initial ? initial : news;
      return events.filter(({ topic }) => listener.events.has(topic)).map((event) => ({ listener, event }));
    });
    if (deliveries.length === 0) return;
    const source = { name: this.#clock.name, serialNumber: await this.#serialNumber() };
    for (const { listener, event } of deliveries) {
      if (this.#listeners.has(listener)) listener.onEvent(structuredClone(event), { ...source });
    }
  }

  /** Whoever asks for other parts alone has not seen it yet. */
  async #serialNumber(): Promise<string | null> {
    if (this.#device.seen === undefined && this.#isOnline === true) {
      await this.#device.look(this.#clock, this.#end.signal).catch(() => undefined);
    }
    return this.#device.seen?.serial_number ?? null;
  }
}
