import { LaMetricError } from '../lametric/errors';
import { isString } from '../lametric/guards';
import { parseJson } from '../lametric/http/exchange';
import { type Records, generationOf, isNewer, isRevoked } from './records';
import { CHANNEL, type Redis } from './redis';

/** How often everything is read again, in case a message about a change was lost: milliseconds. */
const RELOAD_EVERY = 5_000;

/**
 * Saves a record and tells the others, if it is newer than the one in Redis as `isNewer` has it; otherwise returns that one.
 */
const SAVE = `
local stored = redis.call('HGET', KEYS[1], ARGV[1])
if stored then
  local readable, record = pcall(cjson.decode, stored)
  local known = readable and type(record) == 'table'
  local generation = known and type(record.generation) == 'number' and record.generation or 0
  local difference = tonumber(ARGV[2]) - generation
  local isNewer = difference > 0 or (difference == 0 and known and record.latched == true and ARGV[3] == 'false')
  if not isNewer then return stored end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
redis.call('PUBLISH', '${CHANNEL}', KEYS[1])
return false
`;

/** Reads all records. It writes as well: a Redis that takes no writes, as a replica or a full one, counts as away. */
const READ = `
redis.call('SET', KEYS[2], '1', 'PX', '60000')
return redis.call('HGETALL', KEYS[1])
`;
const ALIVE = 'lametric:alive';

/**
 * Keeps records in a hash of Redis, for any number of Node-REDs. Node-RED's settings hold a copy, so that a start without
 * Redis knows them, a Redis that lost its data gets them back, and a Node-RED that leaves Redis goes on with them. Of two
 * records of one name the newer counts, wherever it lies.
 */
export class RedisRecords implements Records {
  readonly isShared = true;
  readonly #redis: Redis;
  readonly #hash: string;
  readonly #copy: Records;
  readonly #onChange: (names: string[]) => void;
  readonly #onSavedChange: (problem: string | undefined) => void;
  /** The records in Redis as they were last read or written. */
  #stored = new Map<string, string>();
  #hasRead = false;
  #lastReading: Promise<void> = Promise.resolve();
  #nextReading: Promise<void> | undefined;
  #problem: string | undefined;

  /**
   * @param hash its name in Redis
   * @param copy Node-RED's settings
   * @param onChange called with the names of the records that others have changed
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
    return this.#redis.isAway;
  }

  get saved(): boolean {
    return this.#problem === undefined;
  }

  async save(): Promise<void> {
    void this.#copy.save();
    await this.#push();
  }

  async #push(): Promise<void> {
    try {
      await this.#saveChanged();
      this.#note(undefined);
    } catch (error) {
      this.#note(error instanceof Error ? error.message : String(error));
    }
  }

  async flush(): Promise<void> {
    if (!this.saved) await this.save();
    await this.#copy.flush();
  }

  ready(): Promise<void> {
    return this.#hasRead ? Promise.resolve() : this.reload();
  }

  /** One reading at a time: calls during one share the next, which sees all changes before it. */
  reload(): Promise<void> {
    this.#nextReading ??= this.#lastReading
      .catch(() => undefined)
      .then(() => {
        this.#nextReading = undefined;
        return this.#read();
      });
    this.#lastReading = this.#nextReading;
    return this.#lastReading;
  }

  exclusively(name: string, work: () => Promise<void>, isNeeded: () => boolean): Promise<void> {
    return this.#redis.exclusively(`lametric:lock:${name}`, work, isNeeded);
  }

  /** What is newer here, or was lost there, goes back. */
  async #read(): Promise<void> {
    this.#stored = await this.#all();
    const changed = [...this.#stored].filter(([name, text]) => this.#take(name, text)).map(([name]) => name);
    this.#hasRead = true;
    await this.#push();
    this.#tell(changed);
  }

  async #all(): Promise<Map<string, string>> {
    const answer = await this.#redis.run(READ, [this.#hash, ALIVE], []);
    if (!Array.isArray(answer) || !answer.every(isString)) {
      throw new LaMetricError('UNREACHABLE', 'Redis sent something odd', { reason: 'redis' });
    }
    const records = new Map<string, string>();
    for (let index = 0; index + 1 < answer.length; index += 2) {
      records.set(String(answer[index]), String(answer[index + 1]));
    }
    return records;
  }

  /** @returns whether the record was another one here */
  #take(name: string, text: string): boolean {
    const mine = this.entries.get(name);
    // Text that is not JSON stays as it is: a record that nobody can read.
    const theirs = parseJson(text) ?? text;
    if (JSON.stringify(mine) === text || isNewer(mine, theirs)) return false;
    this.entries.set(name, theirs);
    return JSON.stringify(mine) !== JSON.stringify(theirs);
  }

  async #saveChanged(): Promise<void> {
    const changed = [...this.entries].filter(
      ([name, record]) => this.#stored.get(name) !== JSON.stringify(record),
    );
    const outdated = await Promise.all(
      changed.map(async ([name, record]) => {
        // A damaged record has no generation to compare.
        if (isString(record)) return [];
        const text = JSON.stringify(record);
        const values = [name, String(generationOf(record)), String(isRevoked(record)), text];
        const stored = await this.#redis.run(SAVE, [this.#hash], values);
        this.#stored.set(name, isString(stored) ? stored : text);
        return isString(stored) && this.#take(name, stored) ? [name] : [];
      }),
    );
    this.#tell(outdated.flat());
  }

  #tell(changed: string[]): void {
    if (changed.length === 0) return;
    void this.#copy.save();
    this.#onChange(changed);
  }

  #note(problem: string | undefined): void {
    const isChange = (problem === undefined) !== (this.#problem === undefined);
    this.#problem = problem;
    if (isChange) this.#onSavedChange(problem);
  }
}
