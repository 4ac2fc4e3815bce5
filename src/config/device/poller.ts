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
import { type LaMetricError, toLaMetricError } from '../../lametric/errors';
import type { ApiRequest } from '../../lametric/connection/request';
import type { Connection } from '../../runtime/connection';
import { BoundedMap } from '../../storage/bounded-map';
import { Repeater } from './repeater';

/** How often a clock may be asked, in milliseconds. */
export interface Pace {
  /** The shortest time between two looks, whatever the subscribers want. */
  shortestInterval: number;
  /** The first look is made within this time, so that not all clocks are asked at once. */
  spread: number;
}

/** The pace outside of tests. */
export const PACE: Pace = { shortestInterval: 5_000, spread: 5_000 };

const LONGEST_INTERVAL = 24 * 60 * 60 * 1000;
/** An offline clock is asked this many times less often … */
const OFFLINE_FACTOR = 4;
/** … but every so many milliseconds at least, unless the interval is longer. */
const OFFLINE_INTERVAL = 120_000;
/** How long it is remembered what was seen, and for whom, when nobody listens: milliseconds. A Deploy takes less. */
const KEPT = 60_000;
const MAX_KEPT = 1000;

/** The clock that an event is of. */
export interface EventSource {
  name: string;
  /** Null while the clock has not told it. */
  serialNumber: string | null;
}

/** The events that a flow node wants. */
export interface Subscription {
  /** The id of the node that listens. */
  node: string;
  events: ReadonlySet<EventName>;
  /** The milliseconds between two looks; another subscription may make them fewer. */
  interval: number;
  /** Whether the first look's findings count as events. */
  initial: boolean;
  /** @param event belongs to the subscriber, who may change it */
  onEvent(event: ClockEvent, source: EventSource): void;
}

/** Tells the user why a clock cannot be polled. */
export interface Reporter {
  explain(thrown: unknown): string;
  warn(message: string): void;
}

/** The result of a look. */
interface Findings {
  /** The events since the last look. */
  news: ClockEvent[];
  /** The same, as if there had been no look before. */
  initial: ClockEvent[];
}

type PolledClock = Pick<Connection, 'send'> & { readonly name: string };

/** A resource of the clock, as it was at the last look. */
class Snapshot<T> {
  readonly #request: ApiRequest<T>;
  readonly #compare: (before: T | undefined, now: T) => ClockEvent[];
  seen: T | undefined;

  constructor(request: ApiRequest<T>, compare: (before: T | undefined, now: T) => ClockEvent[]) {
    this.#request = request;
    this.#compare = compare;
  }

  async look(clock: PolledClock, signal: AbortSignal): Promise<Findings> {
    const now = await clock.send(this.#request, signal);
    const before = this.seen;
    this.seen = now;
    return {
      news: before === undefined ? [] : this.#compare(before, now),
      initial: this.#compare(undefined, now),
    };
  }
}

/**
 * Polls a clock for all subscribers, as often as the most impatient of them wants, and only the resources that their events
 * need. Without subscribers it asks nothing. What it has seen outlives a Deploy, which is no event and hides none.
 */
export class Poller {
  readonly #clock: PolledClock;
  readonly #reporter: Reporter;
  readonly #pace: Pace;
  readonly #repeater = new Repeater(
    (signal) => this.#round(signal),
    () => this.#interval,
  );
  readonly #subscriptions = new Set<Subscription>();
  /** Those that no look has been made for. */
  readonly #new = new Set<Subscription>();
  /** The nodes that listened a moment ago. */
  readonly #left = new BoundedMap<true>(MAX_KEPT, KEPT);
  #stoppedAt = -Infinity;
  readonly #device = new Snapshot<Device>(getDevice, compareDevices);
  readonly #snapshots = {
    device: this.#device,
    notifications: new Snapshot(getNotifications, compareQueues),
    apps: new Snapshot(getApps, compareApps),
  };
  #isOnline: boolean | undefined;
  #lastFailure: string | undefined;

  constructor(clock: PolledClock, reporter: Reporter, pace = PACE) {
    this.#clock = clock;
    this.#reporter = reporter;
    this.#pace = pace;
  }

  /** @returns how to end the subscription */
  subscribe(subscription: Subscription): () => void {
    if (this.#subscriptions.size === 0 && performance.now() - this.#stoppedAt > KEPT) this.#forget();
    this.#subscriptions.add(subscription);
    if (!this.#left.delete(subscription.node)) this.#new.add(subscription);
    this.#repeater.start(Math.random() * this.#pace.spread);
    return () => {
      this.#subscriptions.delete(subscription);
      if (!this.#new.delete(subscription)) this.#left.set(subscription.node, true);
      if (this.#subscriptions.size > 0) return;
      this.#repeater.stop();
      this.#stoppedAt = performance.now();
    };
  }

  /** Whether the clock is asked at least once in so many milliseconds, even while it is offline. */
  asksWithin(milliseconds: number): boolean {
    return this.#subscriptions.size > 0 && this.#interval <= milliseconds;
  }

  #forget(): void {
    for (const snapshot of Object.values(this.#snapshots)) snapshot.seen = undefined;
    this.#isOnline = undefined;
    this.#lastFailure = undefined;
  }

  get #interval(): number {
    const wanted = Math.min(...[...this.#subscriptions].map(({ interval }) => interval), LONGEST_INTERVAL);
    const interval = Math.max(wanted, this.#pace.shortestInterval);
    if (this.#isOnline !== false) return interval;
    return Math.max(interval, Math.min(OFFLINE_FACTOR * interval, OFFLINE_INTERVAL));
  }

  async #round(signal: AbortSignal): Promise<void> {
    // Those that come during the look wait for the next one.
    const present = [...this.#subscriptions];
    await this.#tell(present, await this.#look(present, signal), signal);
  }

  /** Looks at every resource that an event needs. One that fails does not hide the others. */
  async #look(subscriptions: readonly Subscription[], signal: AbortSignal): Promise<Findings> {
    const wanted = new Set(subscriptions.flatMap(({ events }) => [...events].map((name) => EVENTS[name])));
    const found: Findings[] = [];
    let failure: LaMetricError | undefined;
    for (const name of wanted) {
      try {
        found.push(await this.#snapshots[name].look(this.#clock, signal));
      } catch (thrown) {
        failure = toLaMetricError(thrown);
        if (failure.code === 'UNREACHABLE') break;
      }
    }
    if (!signal.aborted) found.unshift(this.#judge(failure, found.length > 0));
    return {
      news: found.flatMap(({ news }) => news),
      initial: found.flatMap(({ initial }) => initial),
    };
  }

  /** Whether the clock has come or gone. A problem is reported when it begins. */
  #judge(failure: LaMetricError | undefined, hasAnswered: boolean): Findings {
    const message = failure === undefined ? '' : this.#reporter.explain(failure);
    if (failure !== undefined && failure.code !== this.#lastFailure) this.#reporter.warn(message);
    this.#lastFailure = failure?.code;
    if (failure?.code === 'UNREACHABLE') {
      return this.#become(false, { topic: 'offline', payload: { message } });
    }
    if (hasAnswered) return this.#become(true, { topic: 'online', payload: this.#facts });
    // A clock that refuses the key, or shows another certificate, is neither online again nor offline.
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

  async #tell(
    subscriptions: readonly Subscription[],
    { news, initial }: Findings,
    signal: AbortSignal,
  ): Promise<void> {
    const deliveries = subscriptions.flatMap((subscription) => {
      const events = this.#new.delete(subscription) && subscription.initial ? initial : news;
      return events
        .filter(({ topic }) => subscription.events.has(topic))
        .map((event) => ({ subscription, event }));
    });
    if (deliveries.length === 0) return;
    const source = { name: this.#clock.name, serialNumber: await this.#serialNumber(signal) };
    for (const { subscription, event } of deliveries) {
      if (this.#subscriptions.has(subscription)) {
        subscription.onEvent(structuredClone(event), { ...source });
      }
    }
  }

  /** Events of other resources alone do not need the device: then it has not been seen yet. */
  async #serialNumber(signal: AbortSignal): Promise<string | null> {
    if (this.#device.seen === undefined && this.#isOnline === true) {
      await this.#device.look(this.#clock, signal).catch(() => undefined);
    }
    return this.#device.seen?.serial_number ?? null;
  }
}
