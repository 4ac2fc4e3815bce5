/** The queue of notifications: the one on the display and those that wait. */
import { isInteger, isObject } from '../../src/lametric/guards';
import { layOut, type Screen, type ScreenFrame } from '../../src/lametric/display/screen';
import { Refusal } from './refusal';

const PRIORITIES = ['critical', 'warning', 'info'] as const;
type Priority = (typeof PRIORITIES)[number];

const DEFAULT_LIFETIME = 120_000;
/** The longest that a timer of Node waits. */
const MAX_TIMER = 2 ** 31 - 1;

/** A notification as the API lists it. */
export interface Queued {
  id: string;
  type: 'external';
  priority: Priority;
  created: string;
  updated: string;
  expiration_date: string;
  model: { cycles: number; frames: ScreenFrame[]; [field: string]: unknown };
}

interface Entry {
  queued: Queued;
  iconType: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** The notification on the display, and since when, in milliseconds since 1970. */
export interface OnDisplay extends Entry {
  since: number;
}

export class NotificationQueue {
  /** In the order in which they are shown. */
  #entries: Entry[] = [];
  #onDisplay: OnDisplay | undefined;
  #lastId = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #screen: () => Screen;
  readonly #changed: () => void;

  constructor(screen: () => Screen, changed: () => void) {
    this.#screen = screen;
    this.#changed = changed;
  }

  get all(): Queued[] {
    return this.#entries.map(({ queued }) => queued);
  }

  get onDisplay(): OnDisplay | undefined {
    return this.#onDisplay;
  }

  find(id: string): Queued | undefined {
    return this.all.find((queued) => queued.id === id);
  }

  add({ priority, iconType, lifetime, model }: Incoming): Queued {
    const now = Date.now();
    const expiresAt = now + lifetime;
    this.#lastId += 1;
    const queued: Queued = {
      created: timestamp(now),
      expiration_date: timestamp(expiresAt),
      id: String(this.#lastId),
      model,
      priority,
      type: 'external',
      updated: timestamp(now),
    };
    this.#entries.push({ queued, iconType, expiresAt });
    this.#entries.sort((a, b) => rank(a) - rank(b) || Number(a.queued.id) - Number(b.queued.id));
    this.#update();
    return queued;
  }

  /** @returns whether it was there */
  dismiss(id: string): boolean {
    const before = this.#entries.length;
    this.#entries = this.#entries.filter(({ queued }) => queued.id !== id);
    this.#update();
    return this.#entries.length < before;
  }

  /** As a power cut does: ids begin again at 1. */
  restart(): void {
    this.#lastId = 0;
    this.clear();
  }

  clear(): void {
    this.#entries = [];
    this.#update();
  }

  /** Drops expired entries, shows the first of the rest, and sets the timer for the next change. */
  #update(): void {
    const now = Date.now();
    this.#entries = this.#entries.filter(
      (entry) => entry.expiresAt > now || entry.queued === this.#onDisplay?.queued,
    );
    const [first] = this.#entries;
    if (first?.queued !== this.#onDisplay?.queued) this.#onDisplay = first && { ...first, since: now };

    clearTimeout(this.#timer);
    const expiries = this.#entries.slice(1).map(({ expiresAt }) => expiresAt);
    const next = Math.min(this.#endOfShow(), ...expiries);
    if (next !== Infinity) this.#timer = setTimeout(() => this.#due(), Math.min(next - now, MAX_TIMER));
    this.#changed();
  }

  #due(): void {
    if (this.#endOfShow() <= Date.now()) this.#entries.shift();
    this.#update();
  }

  #endOfShow(): number {
    if (!this.#onDisplay) return Infinity;
    const { since, queued, iconType } = this.#onDisplay;
    return since + layOut({ icon_type: iconType, model: queued.model }, this.#screen()).duration;
  }
}

interface Incoming {
  priority: Priority;
  iconType: string;
  /** Milliseconds. */
  lifetime: number;
  model: Queued['model'];
}

/** Checks a notification as far as clocks do. @throws {Refusal} */
export function readNotification(
  body: unknown,
  can: { sound: boolean; emptySound: boolean; nulls: boolean },
): Incoming {
  if (!isObject(body) || !isObject(body['model'])) throw new Refusal(400, 'Invalid notification');
  const { priority = 'info', icon_type: iconType = 'none', lifetime, model } = body;
  if (!can.nulls && hasNull(body)) throw new Refusal(400, 'Invalid notification');
  if (!isPriority(priority)) throw new Refusal(400, 'Invalid priority');
  const { sound } = model;
  const isEmpty = isObject(sound) && Object.keys(sound).length === 0;
  if (isEmpty && !can.emptySound) throw new Refusal(400, 'Invalid notification');
  if (sound != null && !can.sound) throw new Refusal(400, 'Sound is not supported');
  return {
    priority,
    iconType: String(iconType),
    lifetime: typeof lifetime === 'number' ? lifetime : DEFAULT_LIFETIME,
    model: readModel(model),
  };
}

function readModel(model: Record<string, unknown>): Queued['model'] {
  const { frames, cycles } = model;
  if (!Array.isArray(frames) || frames.length === 0 || !frames.every(isFrame)) {
    throw new Refusal(400, 'Invalid frames');
  }
  return { ...model, cycles: isInteger(cycles) && cycles >= 0 ? cycles : 1, frames };
}

/** Whether the display can show it. It may be empty. */
export function isFrame(value: unknown): value is ScreenFrame & Record<string, unknown> {
  if (!isObject(value)) return false;
  const { text, goalData, chartData, duration } = value;
  return (
    (text == null || typeof text === 'string') &&
    (goalData == null || isGoal(goalData)) &&
    (chartData == null || (Array.isArray(chartData) && chartData.every(Number.isFinite))) &&
    (duration == null || Number.isFinite(duration))
  );
}

function isGoal(value: unknown): boolean {
  return isObject(value) && [value['start'], value['current'], value['end']].every(Number.isFinite);
}

function isPriority(value: unknown): value is Priority {
  return PRIORITIES.some((priority) => priority === value);
}

function hasNull(value: unknown): boolean {
  if (value === null) return true;
  return typeof value === 'object' && Object.values(value).some(hasNull);
}

function rank({ queued }: Entry): number {
  return PRIORITIES.indexOf(queued.priority);
}

function timestamp(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
