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

type PolledClock = Pick<Connection, 'send'> & { readonly name: string };

/** A node that listens, or did a moment ago. What it was told of last is remembered: see `Resource`, too. */
interface Listener {
  /** Whether no look has been made for it yet. */
  isNew: boolean;
  /** Whether the clock was there. */
  isOnline: boolean | undefined;
}

/** A resource of the clock. */
class Resource<T> {
  readonly #request: ApiRequest<T>;
  readonly #compare: (before: T | undefined, now: T) => ClockEvent[];
  /** As each listener was told of it last. */
  readonly #told = new WeakMap<Listener, T>();
  /** As it was at the last look. */
  now: T | undefined;

  constructor(request: ApiRequest<T>, compare: (before: T | undefined, now: T) => ClockEvent[]) {
    this.#request = request;
    this.#compare = compare;
  }

  async look(clock: PolledClock, signal: AbortSignal): Promise<void> {
    this.now = await clock.send(this.#request, signal);
  }

  /** The events since the listener was told last. @param initial where it never was, whether everything is one */
  newsFor(listener: Listener, initial: boolean): ClockEvent[] {
    const before = this.#told.get(listener);
    if (this.now === undefined || (before === undefined && !initial)) return [];
    return this.#compare(before, this.now);
  }

  noteTold(listener: Listener): void {
    if (this.now !== undefined) this.#told.set(listener, this.now);
  }

  forget(listener: Listener): void {
    this.#told.delete(listener);
  }
}

/** The result of a look. */
interface Findings {
  /** The resources that have answered. */
  answered: ReadonlySet<ResourceName>;
  /** Whether the clock is there, or the event of that; `undefined` where that cannot be told. */
  presence: { isOnline: boolean; event: ClockEvent } | undefined;
}

type ResourceName = (typeof EVENTS)[EventName];

const resourcesOf = ({ events }: Subscription): Set<ResourceName> =>
  new Set([...events].map((name) => EVENTS[name]));

/**
 * Polls a clock for all subscribers, as often as the most impatient of them wants, and only the resources that their events
 * need. Without subscribers it asks nothing. What a node was told outlives a Deploy, which is no event and hides none.
 */
export class Poller {
  readonly #clock: PolledClock;
  readonly #reporter: Reporter;
  readonly #pace: Pace;
  readonly #repeater = new Repeater(
    (signal) => this.#round(signal),
    () => this.#interval,
  );
  readonly #listeners = new Map<Subscription, Listener>();
  /** Those that have left a moment ago, by their nodes. */
  readonly #left = new BoundedMap<Listener>(MAX_KEPT, KEPT);
  #stoppedAt = -Infinity;
  readonly #device = new Resource<Device>(getDevice, compareDevices);
  readonly #resources = {
    device: this.#device,
    notifications: new Resource(getNotifications, compareQueues),
    apps: new Resource(getApps, compareApps),
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
    if (this.#listeners.size === 0 && performance.now() - this.#stoppedAt > KEPT) this.#forget();
    const { node } = subscription;
    const listener = this.#left.get(node) ?? { isNew: true, isOnline: undefined };
    this.#left.delete(node);
    this.#listeners.set(subscription, listener);
    // It may want them again after weeks, when what it was told of them is old.
    const wanted = resourcesOf(subscription);
    for (const name of Object.values(EVENTS)) if (!wanted.has(name)) this.#resources[name].forget(listener);
    this.#repeater.start(Math.random() * this.#pace.spread);
    return () => {
      this.#listeners.delete(subscription);
      if (!listener.isNew) this.#left.set(node, listener);
      if (this.#listeners.size > 0) return;
      this.#repeater.stop();
      this.#stoppedAt = performance.now();
    };
  }

  /** Whether the clock is asked at least once in so many milliseconds, even while it is offline. */
  asksWithin(milliseconds: number): boolean {
    return this.#listeners.size > 0 && this.#interval <= milliseconds;
  }

  #forget(): void {
    this.#device.now = undefined;
    this.#isOnline = undefined;
    this.#lastFailure = undefined;
  }

  get #interval(): number {
    const wanted = Math.min(...[...this.#listeners.keys()].map(({ interval }) => interval), LONGEST_INTERVAL);
    const interval = Math.max(wanted, this.#pace.shortestInterval);
    if (this.#isOnline !== false) return interval;
    return Math.max(interval, Math.min(OFFLINE_FACTOR * interval, OFFLINE_INTERVAL));
  }

  async #round(signal: AbortSignal): Promise<void> {
    // Those that come during the look wait for the next one.
    const present = [...this.#listeners.keys()];
    const findings = await this.#look(new Set(present.flatMap((each) => [...resourcesOf(each)])), signal);
    await this.#tell(present, findings, signal);
  }

  /** Looks at every resource that an event needs. One that fails does not hide the others. */
  async #look(wanted: ReadonlySet<ResourceName>, signal: AbortSignal): Promise<Findings> {
    const answered = new Set<ResourceName>();
    let failure: LaMetricError | undefined;
    for (const name of wanted) {
      try {
        await this.#resources[name].look(this.#clock, signal);
        answered.add(name);
      } catch (thrown) {
        failure = toLaMetricError(thrown);
        if (failure.code === 'UNREACHABLE') break;
      }
    }
    const presence = signal.aborted ? undefined : this.#judge(failure, answered.size > 0);
    return { answered, presence };
  }

  /** Whether the clock is there. A problem is reported when it begins. */
  #judge(failure: LaMetricError | undefined, hasAnswered: boolean): Findings['presence'] {
    const message = failure === undefined ? '' : this.#reporter.explain(failure);
    if (failure !== undefined && failure.code !== this.#lastFailure) this.#reporter.warn(message);
    this.#lastFailure = failure?.code;
    const isOffline = failure?.code === 'UNREACHABLE';
    // A clock that refuses the key, or shows another certificate, is neither online again nor offline.
    if (!isOffline && !hasAnswered) return undefined;
    this.#isOnline = !isOffline;
    const event: ClockEvent = isOffline
      ? { topic: 'offline', payload: { message } }
      : { topic: 'online', payload: this.#facts };
    return { isOnline: !isOffline, event };
  }

  get #facts(): object {
    const { model = null, os_version = null } = this.#device.now ?? {};
    return { model, os_version };
  }

  /** Tells each listener what is new to it. One that leaves before that is told when it is back. */
  async #tell(
    present: readonly Subscription[],
    { answered, presence }: Findings,
    signal: AbortSignal,
  ): Promise<void> {
    const deliveries = present.flatMap((subscription) => {
      const listener = this.#listeners.get(subscription);
      if (listener === undefined) return [];
      const initial = listener.isNew && subscription.initial;
      const names = [...resourcesOf(subscription)].filter((name) => answered.has(name));
      const resources = names.map((name) => this.#resources[name]);
      const events = [
        ...presenceNews(listener, presence, initial),
        ...resources.flatMap((resource) => resource.newsFor(listener, initial)),
      ].filter(({ topic }) => subscription.events.has(topic));
      return [{ subscription, listener, resources, events }];
    });
    const hasNews = deliveries.some(({ events }) => events.length > 0);
    const serialNumber = hasNews ? await this.#serialNumber(signal) : null;
    for (const { subscription, listener, resources, events } of deliveries) {
      if (!this.#listeners.has(subscription)) continue;
      for (const resource of resources) resource.noteTold(listener);
      listener.isNew = false;
      listener.isOnline = presence?.isOnline ?? listener.isOnline;
      for (const event of events) {
        subscription.onEvent(structuredClone(event), { name: this.#clock.name, serialNumber });
      }
    }
  }

  /** Events of other resources alone do not need the device: then it has not been seen yet. */
  async #serialNumber(signal: AbortSignal): Promise<string | null> {
    if (this.#device.now === undefined && this.#isOnline === true) {
      await this.#device.look(this.#clock, signal).catch(() => undefined);
    }
    return this.#device.now?.serial_number ?? null;
  }
}

/** The clock has come or gone since the listener was told last. @param initial as in `Resource.newsFor` */
function presenceNews(
  { isOnline: before }: Listener,
  presence: Findings['presence'],
  initial: boolean,
): ClockEvent[] {
  if (presence === undefined || before === presence.isOnline) return [];
  return before === undefined && !initial ? [] : [presence.event];
}
