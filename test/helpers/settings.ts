import type { Settings } from '../../src/storage/settings-map';

/**
 * `RED.settings` over a memory that stands for the disk, for tests of what goes wrong with it. Like Node-RED's own it
 * keeps what it is given even if saving fails, and does not save a value that equals the one before.
 */
export class MemorySettings implements Settings {
  readOnly = false;
  /** Whether there is a storage for settings at all. */
  present = true;
  /** The errors of the next writes, one after the other. */
  readonly failures: Error[] = [];
  /** How often the disk was written. */
  writes = 0;
  readonly disk: Record<string, string> = {};
  readonly #values: Record<string, string> = {};

  available(): boolean {
    return this.present;
  }

  get(name: string): unknown {
    if (!this.present) throw new Error('Settings not available');
    const text = this.#values[name] ?? this.disk[name];
    return text === undefined ? undefined : JSON.parse(text);
  }

  set(name: string, value: unknown): Promise<void> {
    if (!this.present) throw new Error('Settings not available');
    const text = JSON.stringify(value);
    if (text === this.#values[name]) return Promise.resolve();
    this.#values[name] = text;
    const failure = this.failures.shift();
    if (failure !== undefined) return Promise.reject(failure);
    return new Promise((resolve) => {
      setImmediate(() => {
        this.disk[name] = text;
        this.writes++;
        resolve();
      });
    });
  }

  /** The settings that a Node-RED that starts now would find. */
  restarted(): MemorySettings {
    const next = new MemorySettings();
    Object.assign(next.disk, this.disk);
    return next;
  }
}
