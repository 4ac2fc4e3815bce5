import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../../src/lametric/http/json';
import { isObject } from '../../src/lametric/guards';
import type { Settings } from '../../src/storage/settings-map';

/** Like Node-RED's own: it reads the file at its start, and writes all that it remembers. */
export class OwnSettings implements Settings {
  #all: Record<string, unknown>;
  readOnly = false;
  /** Set where another storage than the directory is configured. */
  storageModule: unknown;

  private constructor(
    readonly userDir: string,
    all: Record<string, unknown>,
  ) {
    this.#all = all;
  }

  static async open(userDir: string): Promise<OwnSettings> {
    const all = parseJson(await readFile(fileIn(userDir), 'utf8').catch(() => ''), Infinity);
    return new OwnSettings(userDir, isObject(all) ? all : {});
  }

  available = () => true;
  get = (name: string): unknown => structuredClone(this.#all[name]);
  async set(name: string, value: unknown): Promise<void> {
    this.#all = { ...this.#all, [name]: structuredClone(value) };
    await writeFile(fileIn(this.userDir), JSON.stringify(this.#all));
  }
}

const fileIn = (userDir: string) => join(userDir, '.config.runtime.json');
