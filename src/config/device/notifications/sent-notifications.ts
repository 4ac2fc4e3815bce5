import { createHash } from 'node:crypto';
import { keyOf } from '../../../lametric/clock/events';
import type { QueuedNotification } from '../../../lametric/clock/types';
import { isObject, isString } from '../../../lametric/guards';
import { BoundedMap } from '../../../storage/bounded-map';

/** The notifications that are remembered; the clock has forgotten those before them long ago. */
const LIMIT = 1000;

/** A notification that was sent. Clocks count from 1 again after a restart, so its id alone does not name it. */
export interface SentNotification {
  readonly id: string;
  /** See `contentsOf`. */
  readonly contents: string;
  /** As the clock has it; `undefined` until it has been seen. */
  created: string | undefined;
}

/** Tells a clock's notifications apart: those that were sent from here, those seen before, and new ones. */
export class SentNotifications {
  readonly #sent = new BoundedMap<SentNotification>(LIMIT);
  /** When each was first seen, on the clock of `performance`. */
  readonly #seen = new BoundedMap<number>(LIMIT);

  /** Remembers a notification by the id that the clock gave it. */
  add(id: string, contents: string): SentNotification {
    const sent = { id, contents, created: undefined };
    this.#sent.set(id, sent);
    return sent;
  }

  /** The last notification that was sent from here and had this id. */
  get(id: string): SentNotification | undefined {
    return this.#sent.get(id);
  }

  /** The place of a notification in the queue; -1 where it has gone. */
  indexIn(queue: readonly QueuedNotification[], sent: SentNotification): number {
    // The clock has restarted and given the id away again.
    if ((this.#sent.get(sent.id) ?? sent) !== sent) return -1;
    return queue.findIndex((queued) => isSame(sent, queued));
  }

  /** The notification with these contents that was neither sent from here before nor seen before this time. */
  findNew(
    queue: readonly QueuedNotification[],
    contents: string,
    since: number,
  ): QueuedNotification | undefined {
    return queue.find((queued) => {
      const sent = this.#sent.get(queued.id);
      if ((this.#seen.get(keyOf(queued)) ?? since) < since) return false;
      return !(sent !== undefined && isSame(sent, queued)) && contentsOf(queued.model) === contents;
    });
  }

  /** Remembers what a look at the queue has shown. */
  note(queue: readonly QueuedNotification[]): void {
    const now = performance.now();
    for (const queued of queue) {
      const key = keyOf(queued);
      if (this.#seen.get(key) === undefined) this.#seen.set(key, now);
      const sent = this.#sent.get(queued.id);
      if (sent !== undefined && isSame(sent, queued)) sent.created ??= queued.created ?? undefined;
    }
  }
}

/** The frames of a notification in few characters: in what a clock adds to them and in the form of an icon they may differ. */
export function contentsOf(model: unknown): string {
  const frames: unknown = isObject(model) ? model['frames'] : undefined;
  const parts = Array.isArray(frames) ? frames.map(partsOf) : [];
  const text = JSON.stringify(parts);
  return text.length <= 100 ? text : createHash('sha256').update(text).digest('base64');
}

function partsOf(frame: unknown): unknown[] {
  if (!isObject(frame)) return [];
  const { icon, text, goalData, chartData } = frame;
  const { start, current, end, unit } = isObject(goalData) ? goalData : {};
  const code = isString(icon) && /^[ai]?\d+$/.test(icon) ? Number(icon.replace(/^[ai]/, '')) : icon;
  return [code, text, start, current, end, unit, chartData];
}

function isSame({ id, contents, created }: SentNotification, queued: QueuedNotification): boolean {
  if (queued.id !== id || (created !== undefined && queued.created !== created)) return false;
  return contentsOf(queued.model) === contents;
}
