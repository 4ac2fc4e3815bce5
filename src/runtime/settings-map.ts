import { statfs } from 'node:fs/promises';
import { isObject } from '../lametric/guards';

/** What has to be free on the disk: a good deal more than Node-RED's settings take, which are some KB. */
const FREE_BYTES = 1024 * 1024;

/** The part of `RED.settings` that a map needs. */
export interface Settings {
  available(): boolean;
  get(name: string): unknown;
  set(name: string, value: unknown): Promise<void>;
  readonly readOnly?: boolean;
  /** Where Node-RED's own storage writes; a `storageModule` takes the place of that. */
  readonly userDir?: string | undefined;
  readonly storageModule?: unknown;
}

/**
 * A map that Node-RED keeps among its own settings, with whatever storage is configured. It says whether it is saved.
 * A value has to differ from the one before, or `settings.set` skips it, even if that had never been saved.
 */
export class SettingsMap {
  readonly #settings: Settings;
  readonly #name: string;
  readonly #onSavedChange: (problem: string | undefined) => void;
  #entries: Map<string, unknown> | undefined;
  #problem: string | undefined;
  #lastSave: Promise<void> = Promise.resolve();
  #nextSave: Promise<void> | undefined;

  /**
   * @param name of the setting
   * @param onSavedChange is told why the map cannot be saved, or `undefined` once it is
   */
  constructor(settings: Settings, name: string, onSavedChange: (problem: string | undefined) => void) {
    this.#settings = settings;
    this.#name = name;
    this.#onSavedChange = onSavedChange;
  }

  /** Whether all of it is saved. */
  get saved(): boolean {
    return this.#problem === undefined;
  }

  /** The values are as they came: unchecked. */
  get entries(): Map<string, unknown> {
    if (this.#entries === undefined) {
      const stored = this.#settings.available() ? this.#settings.get(this.#name) : undefined;
      this.#entries = new Map(isObject(stored) ? Object.entries(stored) : []);
    }
    return this.#entries;
  }

  /**
   * Saves what `entries` holds. One save at a time: what changes during one goes, all together, into the next.
   * @returns once it is saved, or cannot be: then `saved` is false
   */
  save(): Promise<void> {
    this.#nextSave ??= this.#lastSave.then(() => {
      this.#nextSave = undefined;
      return this.#saveNow();
    });
    this.#lastSave = this.#nextSave;
    return this.#lastSave;
  }

  async #saveNow(): Promise<void> {
    let problem: string | undefined;
    try {
      // A read-only Node-RED would take the value, drop it and say nothing.
      if (this.#settings.readOnly === true) throw new Error('readOnly is set in settings.js');
      if (await isDiskFull(this.#settings)) throw new Error('no space left on device');
      await this.#settings.set(this.#name, Object.fromEntries(this.entries));
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    const changed = (problem === undefined) !== (this.#problem === undefined);
    this.#problem = problem;
    if (changed) this.#onSavedChange(problem);
  }
}

/**
 * Node-RED's own storage (4.1, 5.0) overlooks a full disk: it ignores that the write failed, puts what little it wrote
 * in the place of `.config.runtime.json`, which also holds the key of all credentials, and reports success.
 */
async function isDiskFull({ userDir, storageModule }: Settings): Promise<boolean> {
  if (userDir === undefined || storageModule !== undefined) return false;
  const disk = await statfs(userDir).catch(() => undefined);
  // A file system that does not know its size has no blocks.
  return disk !== undefined && disk.blocks > 0 && disk.bavail * disk.bsize < FREE_BYTES;
}
