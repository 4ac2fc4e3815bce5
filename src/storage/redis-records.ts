import { LaMetricError, saidBy } from '../lametric/errors';
import { isString } from '../lametric/guards';
import { parseJson } from '../lametric/http/json';
import { oneAtATime } from './one-at-a-time';
import { type Change, type Check, type Records, isNewer } from './records';
import { CHANNEL, READ_FIELD, type Redis } from './redis';

/** How often everything is read again, in case a message about a change was lost: milliseconds. */
const RELOAD_EVERY = 5_000;
/** How often a record is written again that somebody else keeps changing. */
const MAX_TRIES = 10;
/** Others' records are read only where there are no more than these, and under no longer names: characters. */
const MAX_RECORDS = 10_000;
const MAX_NAME = 200;
/** The most that is read of all records: bytes. A thousand clocks take a tenth of it. */
const MAX_TOTAL = 16 * 1024 * 1024;

/**
 * Saves a record if the one in Redis is the one that was seen there, and tells the others.
 * It understands none of them: only who has the key can tell what is true.
 * @returns the record that is there now; empty for none
 */
const SAVE = `
${READ_FIELD}
local stored = read(ARGV[1]) or ''
if stored ~= ARGV[2] then return stored end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
if ARGV[4] ~= '' then redis.call('PUBLISH', ARGV[4], KEYS[1]) end
return ARGV[3]
`;

/**
 * Reads all records, first those that the caller names, as far as the limits go: somebody may have filled Redis up. It
 * writes as well: a Redis that takes no writes, as a replica or a full one, counts as away.
 */
const READ = `
${READ_FIELD}
redis.call('SET', KEYS[2], '1', 'PX', '60000')
local records, isKnown, left = {}, {}, ${MAX_TOTAL}
local function add(name)
  if isKnown[name] then return end
  isKnown[name] = true
  local record = read(name)
  if not record or #name + #record > left then return end
  left = left - #name - #record
  records[#records + 1] = name
  records[#records + 1] = record
end
for _, name in ipairs(ARGV) do add(name) end
if redis.call('HLEN', KEYS[1]) <= ${MAX_RECORDS} then
  for _, name in ipairs(redis.call('HKEYS', KEYS[1])) do
    if #name <= ${MAX_NAME} then add(name) end
  end
end
return records
`;
const ALIVE = 'lametric:alive';

/** Deletes a record if it is the one that was seen. */
const DELETE = `if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end`;

/** The changes of a record that are not in Redis yet. */
interface Unsaved {
  /** The record that they were made to, and the text that was in Redis then. */
  before: unknown;
  seen: string | undefined;
  changes: Change[];
}

/**
 * Keeps records in a hash of Redis, for any number of Node-REDs. Node-RED's settings hold a copy, so that a start without
 * Redis knows them, a Redis that lost its data gets them back, and a Node-RED that leaves Redis goes on with them. A record
 * in Redis counts only if its owner's check says that it is genuine; any other one is overwritten.
 */
export class RedisRecords implements Records {
  readonly isShared = true;
  readonly #redis: Redis;
  readonly #hash: string;
  readonly #copy: Records;
  readonly #onChange: (names: string[]) => void;
  readonly #onSavedChange: (problem: string | undefined) => void;
  /** Of the records that are used here. */
  readonly #checks = new Map<string, Check>();
  readonly #unsaved = new Map<string, Unsaved>();
  /** The records in Redis as they were last read or written. */
  #stored = new Map<string, string>();
  #hasRead = false;
  /** Whether something else lies in Redis under the name of the hash. */
  #isForeign = false;
  /** Whether the next push is to be told. One that only restores is not: Node-REDs that differ would never end it. */
  #isNews = false;
  #problem: string | undefined;

  /**
   * @param hash its name in Redis
   * @param copy Node-RED's settings
   * @param onChange called with the names of the records that others have changed, so that `read` returns something else
   * @param onSavedChange called with the reason when records cannot be saved, and with `undefined` once they all are
   */
  constructor(
    redis: Redis,
    hash: string,
    copy: Records,
    onChange: (names: string[]) => void,
    onSavedChange: (problem: string | undefined) => void,
  ) {
    this.#redis = redis;
    this.#hash = hash;
    this.#copy = copy;
    this.#onChange = onChange;
    this.#onSavedChange = onSavedChange;
    const reload = () => void this.reload().catch(() => undefined);
    redis.listen((message) => {
      if (message === undefined || message === hash) reload();
    });
    setInterval(reload, RELOAD_EVERY).unref();
  }

  get entries(): Map<string, unknown> {
    return this.#copy.entries;
  }

  get isAway(): boolean {
    return this.#redis.isAway || this.#isForeign;
  }

  get saved(): boolean {
    return this.#problem === undefined;
  }

  read(name: string, check: Check): unknown {
    this.#checks.set(name, check);
    if (this.#merge(name, check)) void this.#copy.save();
    return this.entries.get(name) ?? (this.#stored.has(name) ? null : undefined);
  }

  look(name: string, check: Check): unknown {
    const own = this.entries.get(name);
    if (own !== undefined || !this.#stored.has(name)) return own;
    const theirs = this.peek(name);
    return check(theirs) ? theirs : null;
  }

  peek(name: string): unknown {
    return this.entries.get(name) ?? parseJson(this.#stored.get(name) ?? '');
  }

  async change(name: string, check: Check, change: Change): Promise<void> {
    const before = this.read(name, check) ?? undefined;
    const next = change(before);
    if (next === undefined) return;
    const unsaved = this.#unsaved.get(name) ?? { before, seen: this.#stored.get(name), changes: [] };
    unsaved.changes.push(change);
    this.#unsaved.set(name, unsaved);
    this.entries.set(name, next);
    await this.save();
  }

  release(name: string): void {
    this.#checks.delete(name);
    this.#unsaved.delete(name);
  }

  async delete(name: string): Promise<void> {
    await this.#redis.run(DELETE, [this.#hash], [name, this.#stored.get(name) ?? '']);
    this.release(name);
    await this.#copy.delete(name);
    // A reload that is under way may have read it before.
    await this.reload();
  }

  async save(): Promise<void> {
    void this.#copy.save();
    this.#isNews = true;
    await this.#push();
  }

  async flush(): Promise<void> {
    if (!this.saved) await this.save();
    await this.#copy.flush();
  }

  ready(): Promise<void> {
    return this.#hasRead ? Promise.resolve() : this.reload();
  }

  /** Missing, damaged and older records are written again. */
  readonly reload = oneAtATime(async () => {
    const before = this.#stored;
    try {
      this.#stored = await this.#all();
    } catch (error) {
      // Where Redis is away, that is told for all hashes at once.
      this.#isForeign = !this.#redis.isAway;
      if (this.#isForeign) this.#note(saidBy(error));
      throw error;
    }
    this.#isForeign = false;
    this.#hasRead = true;
    await this.#push();
    // Where there is none here, one that does not count is news as well: `read` returns null.
    const odd = [...this.#checks.keys()].filter(
      (name) => !this.entries.has(name) && before.has(name) !== this.#stored.has(name),
    );
    if (odd.length > 0) this.#onChange(odd);
  });

  exclusively(name: string, work: () => Promise<void>, isNeeded: () => boolean): Promise<void> {
    return this.#redis.exclusively(`lametric:lock:${name}`, work, isNeeded);
  }

  async #all(): Promise<Map<string, string>> {
    const own = new Set([...this.#checks.keys(), ...this.entries.keys()]);
    const answer = await this.#redis.run(READ, [this.#hash, ALIVE], [...own]);
    if (!Array.isArray(answer) || !answer.every(isString)) {
      throw new LaMetricError('UNREACHABLE', 'Redis sent something odd', { reason: 'redis' });
    }
    const records = new Map<string, string>();
    for (let index = 0; index + 1 < answer.length; index += 2) {
      records.set(String(answer[index]), String(answer[index + 1]));
    }
    return records;
  }

  readonly #push = oneAtATime(async () => {
    const channel = this.#isNews ? CHANNEL : '';
    this.#isNews = false;
    const changed: string[] = [];
    const results = await Promise.allSettled(
      [...this.#checks].map(async ([name, check]) => {
        if (await this.#settle(name, check, channel)) changed.push(name);
      }),
    );
    const failure = results.find((result) => result.status === 'rejected');
    this.#note(failure && saidBy(failure.reason));
    if (changed.length === 0) return;
    void this.#copy.save();
    this.#onChange(changed);
  });

  /** Brings a record here and in Redis to the same. @returns whether it is another one here */
  async #settle(name: string, check: Check, channel: string): Promise<boolean> {
    let isChanged = false;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      isChanged = this.#merge(name, check) || isChanged;
      const record = this.entries.get(name);
      const text = JSON.stringify(record);
      const seen = this.#stored.get(name);
      if (record === undefined || text === seen || !check(record)) {
        this.#unsaved.delete(name);
        return isChanged;
      }
      const count = this.#unsaved.get(name)?.changes.length ?? 0;
      const stored = String(await this.#redis.run(SAVE, [this.#hash], [name, seen ?? '', text, channel]));
      if (stored === '') this.#stored.delete(name);
      else this.#stored.set(name, stored);
      if (stored === text) {
        this.#noteSaved(name, record, text, count);
        return isChanged;
      }
    }
    throw new LaMetricError('UNREACHABLE', 'somebody else keeps changing the record', { reason: 'redis' });
  }

  /** Changes that were made meanwhile are still to be saved. */
  #noteSaved(name: string, before: unknown, seen: string, count: number): void {
    const changes = this.#unsaved.get(name)?.changes.slice(count) ?? [];
    if (changes.length === 0) this.#unsaved.delete(name);
    else this.#unsaved.set(name, { before, seen, changes });
  }

  /**
   * Takes a genuine record from Redis unless the one here is newer, as it is after Redis has lost data, and makes the
   * unsaved changes to it.
   * @returns whether it is another one here
   */
  #merge(name: string, check: Check): boolean {
    const text = this.#stored.get(name);
    const mine = this.entries.get(name);
    const unsaved = this.#unsaved.get(name);
    const known = unsaved === undefined ? JSON.stringify(mine) : unsaved.seen;
    if (text === undefined || text === known) return false;
    const theirs = parseJson(text);
    if (!check(theirs) || isNewer(unsaved === undefined ? mine : unsaved.before, theirs)) return false;
    if (unsaved !== undefined) this.#unsaved.set(name, { ...unsaved, before: theirs, seen: text });
    const merged = unsaved?.changes.reduce((record, change) => change(record) ?? record, theirs) ?? theirs;
    this.entries.set(name, merged);
    return true;
  }

  #note(problem: string | undefined): void {
    const isChange = (problem === undefined) !== (this.#problem === undefined);
    this.#problem = problem;
    if (isChange) this.#onSavedChange(problem);
  }
}
