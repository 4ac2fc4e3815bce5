import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cloudQueues, sendToCloud } from '../lametric/cloud/cloud';
import { type Picture, getIcons, getPicture, isIconCode } from '../lametric/cloud/icons';
import type { Icon } from '../lametric/cloud/types';
import { isInteger, isObject, isString } from '../lametric/guards';
import { parseJson } from '../lametric/http/json';
import { withDeadline } from '../lametric/connection/deadline';
import { Requester } from '../lametric/connection/requester';
import { Semaphore } from '../lametric/connection/semaphore';
import { BoundedMap } from '../storage/bounded-map';

const FILE = 'lametric-icons.json';
const VERSION = 1;
/** How long the list of icons is kept: milliseconds. */
const KEPT = 7 * 24 * 60 * 60 * 1000;
/** How many icons LaMetric is asked for at a time. */
const PAGE_SIZE = 2000;
/** The pictures of the first icons, which somebody waits for, go before the rest of the list: milliseconds. */
const HEAD_START = 500;
/** More than the gallery has ever had: the rest, which is the least popular, is left out. */
const MAX_ICONS = 200_000;
/** How many icons are found at a time. */
const FOUND_AT_A_TIME = 96;
/** Characters: no title is as long. */
const MAX_TYPED = 200;
/** How many pictures are asked for at a time, and how many wait for that. They share their connections with the accounts. */
const PICTURES_AT_ONCE = 8;
const MAX_WAITING = 200;
/** The time for a picture in all: milliseconds. */
const PICTURE_DEADLINE = 30_000;
/** How many pictures stay in memory; each is 64 KB at most, and usually less than 1 KB. */
const MAX_PICTURES = 400;

/** Icons that were found. */
export interface FoundIcons {
  icons: readonly Icon[];
  /** How many were found in all. */
  total: number;
  /** Counts from 0. */
  page: number;
  /** Whether all of the gallery was searched; if not, the rest is being loaded. */
  complete: boolean;
}

/**
 * LaMetric's gallery of icons, to be searched. LaMetric has no search, so the list is loaded page by page when it is first
 * asked for, and kept in a file for a week.
 */
export class Gallery {
  readonly #cloudUrl: string;
  readonly #file: string | undefined;
  readonly #requester: Requester<undefined>;
  /** The most popular first. */
  #icons: readonly Icon[] = [];
  #complete = false;
  /** When all of `#icons` was there: milliseconds since the epoch. */
  #loadedAt = 0;
  #reading: Promise<void> | undefined;
  #loading: Promise<void> | undefined;
  /** Settles with the first page of the load that is under way. */
  #firstPage: Promise<void> = Promise.resolve();
  /** By code. */
  readonly #pictures = new BoundedMap<Promise<Picture>>(MAX_PICTURES);
  readonly #turns = new Semaphore(PICTURES_AT_ONCE, MAX_WAITING);

  /**
   * @param cloudUrl base address of the LaMetric cloud, without a slash at its end
   * @param userDir where the list is kept; without one, it is kept in memory alone
   */
  constructor(cloudUrl: string, userDir: string | undefined) {
    this.#cloudUrl = cloudUrl;
    this.#file = userDir === undefined ? undefined : join(userDir, FILE);
    this.#requester = new Requester({
      exchange: (request, _none, signal) => sendToCloud(cloudUrl, request, '', signal),
      authorize: (attempt) => attempt(undefined),
      ...cloudQueues(),
    });
  }

  /**
   * Searches in what is there, and loads what is not. It waits only if there is nothing yet: for the first icons.
   * @param typed words of a title, or a code; all icons are found by an empty text
   * @param page of what is found; counts from 0
   * @throws {LaMetricError} if there is nothing yet, and LaMetric does not answer
   */
  async find(typed: string, page: number): Promise<FoundIcons> {
    this.#reading ??= this.#read();
    await this.#reading;
    const age = Date.now() - this.#loadedAt;
    if (!this.#complete || age < 0 || age > KEPT) this.#load();
    if (this.#icons.length === 0) await this.#firstPage;
    const found = search(this.#icons, typed);
    const icons = found.slice(page * FOUND_AT_A_TIME, (page + 1) * FOUND_AT_A_TIME);
    return { icons, total: found.length, page, complete: this.#complete };
  }

  /** @throws {LaMetricError} `NOT_FOUND` where LaMetric has no such icon; `RATE_LIMITED` where too many are waited for */
  picture(code: string): Promise<Picture> {
    const picture = this.#pictures.get(code) ?? this.#loadPicture(code);
    this.#pictures.set(code, picture);
    picture.catch(() => this.#pictures.delete(code));
    return picture;
  }

  /** Resolves when no load is under way. */
  async settle(): Promise<void> {
    await this.#loading;
  }

  #loadPicture(code: string): Promise<Picture> {
    return withDeadline(PICTURE_DEADLINE, undefined, (deadline) =>
      this.#turns.run(() => getPicture(this.#cloudUrl, code, deadline.signal), deadline),
    );
  }

  /** Begins to load the list, unless that is under way. */
  #load(): void {
    if (this.#loading !== undefined) return;
    const pages = this.#loadPages();
    this.#firstPage = pages.next().then(() => undefined);
    this.#loading = this.#firstPage
      .then(async () => {
        await pause(HEAD_START);
        while (!(await pages.next()).done);
        await this.#save();
      })
      // The first page's error has been thrown to whoever waits for it; the next search tries again.
      .catch(() => undefined)
      .finally(() => {
        this.#loading = undefined;
      });
  }

  /** Loads a page at each step. An old list serves until the new one is whole. */
  async *#loadPages(): AsyncGenerator<undefined> {
    const icons = new Map<string, Icon>();
    let isLast = false;
    // The first icons are asked for by themselves, since somebody waits for them; the first page has them once more.
    for (let page = -1; !isLast; page++) {
      const request = page < 0 ? getIcons(0, FOUND_AT_A_TIME) : getIcons(page, PAGE_SIZE);
      const loaded = await this.#requester.send(request, new AbortController().signal);
      const before = icons.size;
      // An icon whose popularity changes meanwhile may come again.
      for (const icon of loaded.icons) if (!icons.has(icon.code)) icons.set(icon.code, icon);
      // A page with nothing new is the last one, too, whatever the count of pages says.
      isLast = Math.max(page, 0) + 1 >= loaded.pageCount || icons.size === before || icons.size >= MAX_ICONS;
      if (!this.#complete && icons.size > this.#icons.length) this.#icons = [...icons.values()];
      yield;
    }
    this.#take([...icons.values()], Date.now());
  }

  #take(icons: readonly Icon[], loadedAt: number): void {
    this.#icons = icons;
    this.#complete = true;
    this.#loadedAt = loadedAt;
  }

  /** A file that cannot be read is like none: the list is loaded anew. */
  async #read(): Promise<void> {
    if (this.#file === undefined) return;
    const stored = parseJson(await readFile(this.#file, 'utf8').catch(() => ''));
    if (!isObject(stored) || stored.version !== VERSION || stored.cloud !== this.#cloudUrl) return;
    const { loadedAt, icons } = stored;
    if (!isInteger(loadedAt) || !Array.isArray(icons) || !icons.every(isStoredIcon)) return;
    this.#take(
      icons.map(([code, title]) => ({ code, title })),
      loadedAt,
    );
  }

  /** Where it cannot be saved, it is loaded again after the next restart. */
  async #save(): Promise<void> {
    if (this.#file === undefined) return;
    const icons = this.#icons.map(({ code, title }): StoredIcon => [code, title]);
    const stored = { version: VERSION, cloud: this.#cloudUrl, loadedAt: this.#loadedAt, icons };
    // A file that is written only in part never gets the name.
    await writeFile(`${this.#file}.new`, JSON.stringify(stored));
    await rename(`${this.#file}.new`, this.#file);
  }
}

type StoredIcon = [code: string, title: string];

function isStoredIcon(value: unknown): value is StoredIcon {
  return Array.isArray(value) && value.length === 2 && isIconCode(value[0]) && isString(value[1]);
}

/**
 * The icons whose title has all typed words, or whose code was typed: that one first, then those with a word that begins
 * with the typed text, then the others. In each group, the order stays.
 */
export function search(icons: readonly Icon[], typed: string): readonly Icon[] {
  const text = typed.trim().toLowerCase();
  if (text === '') return icons;
  if (text.length > MAX_TYPED) return [];
  const words = [...new Set(text.split(/\s+/))];
  const [exact, begins, others]: [Icon[], Icon[], Icon[]] = [[], [], []];
  for (const icon of icons) {
    const title = icon.title.toLowerCase();
    if (icon.code === text || icon.code.slice(1) === text) exact.push(icon);
    else if (!words.every((word) => title.includes(word))) continue;
    else if (` ${title}`.includes(` ${text}`)) begins.push(icon);
    else others.push(icon);
  }
  return [...exact, ...begins, ...others];
}
