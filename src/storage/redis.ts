import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { withDeadline } from '../lametric/connection/deadline';
import { LaMetricError } from '../lametric/errors';
import { isString, parseUrl } from '../lametric/guards';

/** The setting in settings.js with the address of the Redis. */
export const REDIS_SETTING = 'lametricAccountRedis';

/** The channel on which changes are told: each message is the hash that changed. */
export const CHANNEL = 'lametric:changed';
/** Milliseconds to wait for an answer or a connection. */
const PATIENCE = 5_000;
/** Milliseconds before a lost connection is tried again; each failure doubles them, up to the last. */
const FIRST_PAUSE = 50;
const LAST_PAUSE = 1_000;
/** How long a lock outlives its holder, and how often it is renewed: milliseconds. */
const LOCK_TIME = 10_000;
const RENEW_EVERY = 3_000;

/** The lock may be ours: SET can succeed after its reply timed out. */
const LOCK = `
local isTaken = redis.call('SET', KEYS[1], ARGV[1], 'NX')
if isTaken or redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return false
`;
const RENEW = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end`;
const UNLOCK = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end`;

/** A longer text in a hash counts as missing: characters. Ours are shorter. */
const MAX_LENGTH = 65_536;
/** For scripts: reads a field of the hash that is their first key; false where there is none. */
export const READ_FIELD = `
local function read(name)
  return redis.call('HSTRLEN', KEYS[1], name) <= ${MAX_LENGTH} and redis.call('HGET', KEYS[1], name)
end
`;

type Client = ReturnType<typeof createConnection>;

/** The address of a Redis; `undefined` for anything else. */
export function readRedisUrl(setting: unknown): URL | undefined {
  const url = isString(setting) ? parseUrl(setting) : undefined;
  if (url === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === '') return undefined;
  // Each by itself, as the client does it.
  if (decode(url.username) === undefined || decode(url.password) === undefined) return undefined;
  return /^(?:\/\d*)?$/.test(url.pathname) ? url : undefined;
}

/** @returns `undefined` for a text that is not rightly encoded */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * A Redis: one connection for commands, one to hear of changes. Both come back by themselves; while Redis is away, every
 * command fails at once. Nothing of it keeps the process from ending.
 */
export class Redis {
  readonly #url: URL | undefined;
  /** Emits `turn` when the connection is there or has failed, `away` when that changes, and `message`. */
  readonly #events = new EventEmitter().setMaxListeners(0);
  /** Unique to this Node-RED: the value of the locks that it holds. */
  readonly self = randomUUID();
  #client: Client | undefined;
  #subscriber: Client | undefined;
  #problem: LaMetricError | undefined;
  /** The key of the text that explains why Redis is away. */
  #reason: 'redis' | 'no-redis-client' = 'redis';
  /** How often in a row the connections were lost. */
  #failures = 0;
  #isReply = (_error: unknown): boolean => false;
  #isClosed = false;

  /** @param address unchecked; a wrong one makes a Redis that stays away (`NOT_CONFIGURED`), without repeating it */
  constructor(address: unknown) {
    this.#url = readRedisUrl(address);
    if (this.#url !== undefined) this.#begin(this.#url);
    else this.#note(new LaMetricError('NOT_CONFIGURED', 'no address', { said: '', reason: 'redis-url' }));
  }

  /** Why the last command failed, or there is no connection. */
  get problem(): LaMetricError | undefined {
    return this.#problem;
  }

  get isAway(): boolean {
    return this.#problem !== undefined;
  }

  /** Calls `listener` with the reason when Redis can no longer be used, now too, and with `undefined` once it can again. */
  onAway(listener: (problem: LaMetricError | undefined) => void): void {
    this.#events.on('away', listener);
    if (this.isAway) listener(this.#problem);
  }

  /** Calls `listener` with every message of the channel, and with `undefined` when some may have been missed. */
  listen(listener: (message: string | undefined) => void): void {
    this.#events.on('message', listener);
  }

  /**
   * Runs a Lua script, which Redis does as a whole or not at all.
   * @throws {LaMetricError} `UNREACHABLE` with a reason
   */
  async run(script: string, keys: string[], values: string[]): Promise<unknown> {
    const client = await this.#ready();
    try {
      const answer: unknown = await withDeadline(PATIENCE, undefined, () =>
        client.eval(script, { keys, arguments: values }),
      );
      this.#failures = 0;
      this.#note(undefined);
      return answer;
    } catch (error) {
      const isReply = this.#isReply(error);
      if (!isReply) destroy(client);
      // Where Redis does not answer, or was made a replica, another one may have taken its address.
      const isLost = !isReply || String(error).includes('READONLY');
      if (isLost && this.#client === client && this.#url !== undefined) this.#reopenLater(this.#url);
      // Something foreign under one of our names says nothing about the others.
      throw String(error).includes('WRONGTYPE') ? this.#errorFor(error) : this.#fail(error);
    }
  }

  /**
   * Does some work while holding a lock. Call it for one work at a time under each lock.
   * @param isNeeded asked while another Node-RED holds the lock; once it says no, the work is left undone
   * @throws {LaMetricError} `UNREACHABLE` with a reason if the lock cannot be had
   */
  async exclusively(lock: string, work: () => Promise<void>, isNeeded: () => boolean): Promise<void> {
    while ((await this.run(LOCK, [lock], [this.self, String(LOCK_TIME)])) === null) {
      await this.#nextEvent('message', Math.round(50 + Math.random() * 50));
      if (!isNeeded()) return;
    }
    const renew = () => void this.run(RENEW, [lock], [this.self, String(LOCK_TIME)]).catch(() => undefined);
    const renewal = setInterval(renew, RENEW_EVERY);
    try {
      await work();
    } finally {
      clearInterval(renewal);
      void this.run(UNLOCK, [lock], [this.self]).catch(() => undefined);
    }
  }

  /** Closes both connections for good. */
  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  #begin(url: URL): void {
    this.#open(url).catch((error: unknown) => this.#fail(error));
  }

  async #open(url: URL): Promise<void> {
    const { createClient, ErrorReply } = await import('@redis/client').catch(() => {
      this.#reason = 'no-redis-client';
      throw new Error('@redis/client is not installed');
    });
    this.#isReply = (error) => error instanceof ErrorReply;
    if (this.#isClosed) return;
    const client = createConnection(createClient, url);
    const subscriber = createConnection(createClient, url);
    this.#client = client;
    this.#subscriber = subscriber;
    client.on('error', (error: unknown) => {
      if (this.#client !== client) return;
      this.#fail(error);
      this.#reopenLater(url);
    });
    client.on('ready', () => {
      if (this.#client !== client) return;
      // Only an answer ends that Redis is away: a replica accepts connections, too.
      this.#events.emit('turn');
      this.#events.emit('message', undefined);
    });
    subscriber.on('error', () => {
      if (this.#subscriber === subscriber) this.#reopenLater(url);
    });
    client.connect().catch(() => undefined);
    subscriber
      .connect()
      .then(() => subscriber.subscribe(CHANNEL, (message) => this.#events.emit('message', message)))
      .then(() => this.#events.emit('message', undefined))
      .catch(() => undefined);
  }

  /** Gives both connections up. Commands under way still get their answers. */
  #drop(): void {
    const clients = [this.#client, this.#subscriber];
    this.#client = undefined;
    this.#subscriber = undefined;
    for (const client of clients) if (client?.isOpen) void client.close();
  }

  #reopenLater(url: URL): void {
    this.#drop();
    const pause = Math.min(FIRST_PAUSE * 2 ** this.#failures++, LAST_PAUSE) * (0.5 + Math.random());
    setTimeout(() => this.#begin(url), pause).unref();
  }

  /** The client once it is connected. While Redis is known to be away, this fails at once. */
  async #ready(): Promise<Client> {
    if (this.#client?.isReady !== true && !this.isAway) {
      await this.#nextEvent('turn', PATIENCE);
    }
    const client = this.#client;
    if (client?.isReady === true) return client;
    throw this.#problem ?? this.#fail(new Error('no connection'));
  }

  /** Waits for an event, but not for longer than so many milliseconds. */
  async #nextEvent(name: 'turn' | 'message', within: number): Promise<void> {
    await once(this.#events, name, { signal: AbortSignal.timeout(within) }).catch(() => undefined);
  }

  #fail(error: unknown): LaMetricError {
    const problem = this.#errorFor(error);
    this.#note(problem);
    return problem;
  }

  #errorFor(error: unknown): LaMetricError {
    const words = this.#redact(error instanceof Error ? error.message || error.name : String(error));
    return new LaMetricError('UNREACHABLE', words, { reason: this.#reason, aborted: true });
  }

  #note(problem: LaMetricError | undefined): void {
    const isChange = (problem === undefined) !== (this.#problem === undefined);
    this.#problem = problem;
    this.#events.emit('turn');
    if (isChange) this.#events.emit('away', problem);
  }

  #redact(words: string): string {
    const password = this.#url?.password ?? '';
    if (password === '') return words;
    return words.replaceAll(password, '***').replaceAll(decode(password) ?? password, '***');
  }
}

/** Ends a connection at once. Before version 6.3, the client throws where that is no longer open. */
function destroy(client: Client): void {
  try {
    client.destroy();
  } catch {}
}

/** Without a reconnection of its own: that would wait by a timer that keeps the process. */
function createConnection(createClient: (typeof import('@redis/client'))['createClient'], { href }: URL) {
  const client = createClient({
    url: href,
    RESP: 2,
    socket: { connectTimeout: PATIENCE, reconnectStrategy: false },
  });
  client.unref();
  return client;
}
