import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';

/** The bytes of one sound, and of all of them together. */
export const MAX_BYTES = 5 * 1024 * 1024;
const MAX_TOTAL = 32 * 1024 * 1024;
/** How long a sound is there at least, and how often somebody is asked whether it is still needed: milliseconds. */
const KEPT = 10 * 60 * 1000;
const AGAIN = 60 * 1000;

/** Tells whether a notification still needs its sound. A failure counts as no. */
export type IsNeeded = () => Promise<boolean>;

interface Entry {
  bytes: Buffer;
  users: Set<IsNeeded>;
  timer: NodeJS.Timeout | undefined;
}

/** Sounds in memory, each under a name that nobody can guess. The oldest gives way when there is no more room. */
export class MediaStore {
  /** The oldest first. */
  readonly #entries = new Map<string, Entry>();
  readonly #fetched = new EventEmitter().setMaxListeners(0);
  #total = 0;

  /** Takes a copy, for ten minutes. @returns the name: 32 hexadecimal digits */
  add(bytes: Buffer): string {
    const name = randomBytes(16).toString('hex');
    this.#entries.set(name, { bytes: Buffer.from(bytes), users: new Set(), timer: undefined });
    this.#total += bytes.length;
    for (const oldest of this.#entries.keys()) {
      if (this.#total <= MAX_TOTAL) break;
      this.#delete(oldest);
    }
    this.#lookAfter(name, KEPT);
    return name;
  }

  /** Keeps a sound for ten minutes from now, and then as long as it is needed. */
  keep(name: string, isNeeded: IsNeeded): void {
    this.#entries.get(name)?.users.add(isNeeded);
    this.#lookAfter(name, KEPT);
  }

  /** The bytes for whoever knows the name; `undefined` where there are none. */
  fetch(name: string): Buffer | undefined {
    this.#fetched.emit(name);
    return this.#entries.get(name)?.bytes;
  }

  /** Resolves when somebody fetches it. */
  async fetched(name: string, signal: AbortSignal): Promise<void> {
    await once(this.#fetched, name, { signal });
  }

  #lookAfter(name: string, milliseconds: number): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => void this.#look(name, entry), milliseconds).unref();
  }

  async #look(name: string, { users }: Entry): Promise<void> {
    for (const isNeeded of users) {
      const isStill = await isNeeded().catch(() => false);
      if (!isStill) users.delete(isNeeded);
    }
    if (users.size > 0) this.#lookAfter(name, AGAIN);
    else this.#delete(name);
  }

  #delete(name: string): void {
    const entry = this.#entries.get(name);
    clearTimeout(entry?.timer);
    this.#total -= entry?.bytes.length ?? 0;
    this.#entries.delete(name);
  }
}
