import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { withDeadline } from '../lametric/connection/deadline';
import { saidBy } from '../lametric/errors';
import { isObject } from '../lametric/guards';
import { parseJson } from '../lametric/http/json';
import { oneAtATime } from './one-at-a-time';
import { type Change, type Check, type Records, isNewer } from './records';

/** Milliseconds to wait for the storage before a save counts as failed. */
const PATIENCE = 5_000;
/** Milliseconds before a failed save is tried again; each failure doubles them, up to the last. */
const FIRST_PAUSE = 1_000;
const LAST_PAUSE = 30_000;
/** How many writes may hang at a time before no more are begun. */
const MAX_HANGING = 100;
/** A key that makes a value differ from one that could not be saved (see `#writeAll`). */
const UNSAVED = 'unsaved';
/** Less space on the disk counts as full. Node-RED's settings take a few KB. */
const FREE_BYTES = 1024 * 1024;

/** The part of `RED.settings` that the map uses. */
export interface Settings {
  available(): boolean;
  get(name: string): unknown;
  set(name: string, value: unknown): Promise<void>;
  readonly readOnly?: boolean;
  /** The directory of Node-RED's own storage, which is not used if there is a `storageModule`. */
  readonly userDir?: string | undefined;
  readonly storageModule?: unknown;
}

/**
 * Records in one of Node-RED's own settings, whatever storage is configured for these. Records that cannot be saved stay
 * usable; the map says so and keeps trying.
 */
export class SettingsMap implements Records {
  readonly isShared = false;
  readonly isAway = false;
  readonly #settings: Settings;
  readonly #name: string;
  readonly #onSavedChange: (problem: string | undefined) => void;
  #entries: Map<string, unknown> | undefined;
  /** The names that were last read or written. One that is no entry any more was deleted here. */
  #known = new Set<string>();
  #problem: string | undefined;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  /** How many writes ran out of time and may still end. */
  #hanging = 0;
  #lastSave: Promise<void> = Promise.resolve();

  /**
   * @param name of the setting
   * @param onSavedChange called with the reason when the map cannot be saved, and with `undefined` once it is
   */
  constructor(settings: Settings, name: string, onSavedChange: (problem: string | undefined) => void) {
    this.#settings = settings;
    this.#name = name;
    this.#onSavedChange = onSavedChange;
  }

  get saved(): boolean {
    return this.#problem === undefined;
  }

  get entries(): Map<string, unknown> {
    if (this.#entries === undefined) {
      const stored = this.#settings.available() ? this.#settings.get(this.#name) : undefined;
      this.#entries = new Map(isObject(stored) ? Object.entries(stored) : []);
      this.#entries.delete(UNSAVED);
      this.#known = new Set(this.#entries.keys());
    }
    return this.#entries;
  }

  read(name: string): unknown {
    return this.entries.get(name);
  }

  look(name: string): unknown {
    return this.entries.get(name);
  }

  peek(name: string): unknown {
    return this.entries.get(name);
  }

  async change(name: string, _check: Check, change: Change): Promise<void> {
    const next = change(this.entries.get(name));
    if (next === undefined) return;
    this.entries.set(name, next);
    await this.save();
  }

  release(): void {}

  async delete(name: string): Promise<void> {
    this.entries.delete(name);
    await this.save();
  }

  save(): Promise<void> {
    this.#lastSave = this.#saveNext();
    return this.#lastSave;
  }

  async flush(): Promise<void> {
    await this.#lastSave;
    if (!this.saved) await this.save();
  }

  ready(): Promise<void> {
    return this.reload();
  }

  /**
   * Takes over the newer records of another Node-RED on the same directory: Node-RED itself never reads its settings
   * again, and each save writes all of its memory. A thousand clocks at first contact share a few looks at the file.
   */
  readonly reload = oneAtATime(async () => {
    const { userDir, storageModule } = this.#settings;
    if (userDir === undefined || storageModule !== undefined) return;
    const text = await readFile(join(userDir, '.config.runtime.json'), 'utf8').catch(() => '');
    // The file has the settings of all other nodes, too, as deep as they are.
    const all = parseJson(text, Infinity);
    const records = isObject(all) ? all[this.#name] : undefined;
    for (const [name, record] of Object.entries(isObject(records) ? records : {})) {
      const isDeleted = this.#known.has(name) && !this.entries.has(name);
      if (!isDeleted && isNewer(record, this.entries.get(name))) this.entries.set(name, record);
    }
  });

  async exclusively(_name: string, work: () => Promise<void>): Promise<void> {
    await work();
  }

  readonly #saveNext = oneAtATime(async () => {
    clearTimeout(this.#retry);
    let problem: string | undefined;
    try {
      await this.#write();
      this.#failures = 0;
    } catch (error) {
      problem = saidBy(error);
      const pause = Math.min(FIRST_PAUSE * 2 ** this.#failures++, LAST_PAUSE);
      this.#retry = setTimeout(() => void this.save(), pause).unref();
    }
    const changed = (problem === undefined) !== (this.#problem === undefined);
    this.#problem = problem;
    if (changed) this.#onSavedChange(problem);
  });

  /** Writes all entries, within a time. While too many writes hang, no other is begun. */
  async #write(): Promise<void> {
    if (this.#hanging >= MAX_HANGING) throw new Error('earlier saves have not ended');
    const writing = this.#writeAll();
    try {
      await withDeadline(PATIENCE, undefined, () => writing);
    } catch (error) {
      this.#hanging++;
      // A write that ends late may have replaced newer values with older ones.
      const saveAgain = () => this.save();
      writing.then(saveAgain, () => undefined).finally(() => this.#hanging--);
      throw error;
    }
  }

  async #writeAll(): Promise<void> {
    // A read-only Node-RED drops the value and says nothing.
    if (this.#settings.readOnly === true) throw new Error('readOnly is set in settings.js');
    if (await isDiskFull(this.#settings)) throw new Error('no space left on device');
    await this.reload();
    const value = Object.fromEntries(this.entries);
    // Node-RED does not save a value that equals the one before, even if saving that one failed.
    if (!this.saved) await this.#settings.set(this.#name, { ...value, [UNSAVED]: this.#failures });
    await this.#settings.set(this.#name, value);
    this.#known = new Set(Object.keys(value));
  }
}

/**
 * Node-RED's own storage (4.1, 5.0) overlooks a full disk: it reports success, and leaves the truncated text as
 * `.config.runtime.json`, which also holds the key of all credentials.
 */
async function isDiskFull({ userDir, storageModule }: Settings): Promise<boolean> {
  if (userDir === undefined || storageModule !== undefined) return false;
  const disk = await statfs(userDir).catch(() => undefined);
  // A file system that does not know its size has no blocks.
  return disk !== undefined && disk.blocks > 0 && disk.bavail * disk.bsize < FREE_BYTES;
}
