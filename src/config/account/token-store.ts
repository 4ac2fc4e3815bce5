import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { isInteger, isObject, isString } from '../../lametric/guards';
import type { Client, TokenSet } from '../../lametric/oauth';

const SETTING = 'lametricAccounts';
const VERSION = 1;
const ORPHAN_LIFETIME = 30 * 24 * 60 * 60 * 1000;
/** What has to be free on the disk: a good deal more than Node-RED's settings take, which are some KB. */
const FREE_BYTES = 1024 * 1024;

/** The part of `RED.settings` that the store needs. */
export interface Settings {
  available(): boolean;
  get(name: string): unknown;
  set(name: string, value: unknown): Promise<void>;
  readonly readOnly?: boolean;
  /** Where Node-RED's own storage writes; a `storageModule` takes the place of that. */
  readonly userDir?: string | undefined;
  readonly storageModule?: unknown;
}

/** What is kept of one account. */
export interface Authorization {
  tokens: TokenSet;
  /** LaMetric answered `invalid_grant`: no token request any more, until the user connects again. */
  latched: boolean;
}

/** How an authorization lies in Node-RED's settings. Nothing in it can be used without the client secret. */
interface StoredRecord {
  version: typeof VERSION;
  /** Rises with every write: `settings.set` skips a value that equals the last one, even if that write had failed. */
  generation: number;
  /** Hash of client id and cloud address: tells a changed client without decrypting. */
  client: string;
  scopes: string[];
  /** ISO 8601, or null where LaMetric did not say. */
  expiresAt: string | null;
  /** Salt, nonce, tag and AES-256-GCM ciphertext, base64. */
  tokens: string;
  latched?: true;
  /** ISO 8601: since when no deployed node has this id. */
  orphanedAt?: string;
}

/**
 * Keeps the authorizations of all accounts, node id -> record, in Node-RED's own settings: credentials would be
 * saved only at Deploy, and a refresh token that was rotated since then would be lost (node-red/node-red#1055).
 */
export class TokenStore {
  readonly #settings: Settings;
  readonly #onPersistedChange: (problem: string | undefined) => void;
  #map: Map<string, unknown> | undefined;
  #problem: string | undefined;
  #lastWrite: Promise<void> = Promise.resolve();
  #nextWrite: Promise<void> | undefined;

  /** @param onPersistedChange is told why records cannot be saved, or `undefined` once they all are. */
  constructor(settings: Settings, onPersistedChange: (problem: string | undefined) => void) {
    this.#settings = settings;
    this.#onPersistedChange = onPersistedChange;
  }

  /** Whether everything that the store knows is saved. */
  get persisted(): boolean {
    return this.#problem === undefined;
  }

  /**
   * @returns `undefined` without a record, `unreadable` for one that is damaged, from a later version, or of another
   * client id, client secret or cloud.
   */
  read(id: string, client: Client): Authorization | 'unreadable' | undefined {
    const record = this.#records.get(id);
    if (record === undefined) return undefined;
    if (!isStoredRecord(record) || record.client !== clientHash(client)) return 'unreadable';
    const tokens = decrypt(record, id, client);
    return tokens === undefined ? 'unreadable' : { tokens, latched: record.latched === true };
  }

  /** Resolves when the record is saved, or cannot be: then `persisted` is false, and the next write tries again. */
  write(id: string, client: Client, { tokens, latched }: Authorization): Promise<void> {
    const previous = this.#records.get(id);
    const record: StoredRecord = {
      version: VERSION,
      generation: isStoredRecord(previous) ? previous.generation + 1 : 1,
      client: clientHash(client),
      scopes: tokens.scopes,
      expiresAt: tokens.expiresAt === undefined ? null : new Date(tokens.expiresAt).toISOString(),
      tokens: encrypt(tokens, id, client),
    };
    if (latched) record.latched = true;
    this.#records.set(id, record);
    return this.#save();
  }

  async remove(id: string): Promise<void> {
    if (this.#records.delete(id)) await this.#save();
  }

  /**
   * Marks the records that belong to no deployed node, so that they can go 30 days later, and takes the mark from
   * those that are back (an undone removal).
   */
  async markOrphans(deployedIds: ReadonlySet<string>, now = Date.now()): Promise<void> {
    let changed = false;
    for (const [id, record] of this.#records) {
      if (!isStoredRecord(record)) continue;
      const { orphanedAt, ...rest } = record;
      const orphaned = !deployedIds.has(id);
      if (orphaned && orphanedAt !== undefined && now - Date.parse(orphanedAt) >= ORPHAN_LIFETIME) {
        this.#records.delete(id);
      } else if (orphaned === (orphanedAt !== undefined)) {
        continue;
      } else {
        rest.generation++;
        this.#records.set(id, orphaned ? { ...rest, orphanedAt: new Date(now).toISOString() } : rest);
      }
      changed = true;
    }
    if (changed) await this.#save();
  }

  /** The records as they came: one that this version cannot read is kept for the version that can. */
  get #records(): Map<string, unknown> {
    if (this.#map === undefined) {
      const saved = this.#settings.available() ? this.#settings.get(SETTING) : undefined;
      this.#map = new Map(isObject(saved) ? Object.entries(saved) : []);
    }
    return this.#map;
  }

  /** One write at a time: what changes while it is under way goes, all together, into the next. */
  #save(): Promise<void> {
    this.#nextWrite ??= this.#lastWrite.then(() => {
      this.#nextWrite = undefined;
      return this.#writeAll();
    });
    this.#lastWrite = this.#nextWrite;
    return this.#lastWrite;
  }

  async #writeAll(): Promise<void> {
    let problem: string | undefined;
    try {
      // A read-only Node-RED would take the value, drop it and say nothing.
      if (this.#settings.readOnly === true) throw new Error('readOnly is set in settings.js');
      if (await isDiskFull(this.#settings)) throw new Error('no space left on device');
      await this.#settings.set(SETTING, Object.fromEntries(this.#records));
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    const changed = (problem === undefined) !== (this.#problem === undefined);
    this.#problem = problem;
    if (changed) this.#onPersistedChange(problem);
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

function clientHash({ cloudUrl, id }: Client): string {
  return createHash('sha256').update(`${cloudUrl}\n${id}`).digest('base64');
}

/** The secret rests among Node-RED's encrypted credentials: neither file is enough without the other. */
function deriveKey(secret: string, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, 'lametric-account tokens', 32));
}

/** A ciphertext is bound to its node id, so that no record can be put in another's place. */
function encrypt(tokens: TokenSet, id: string, client: Client): string {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(client.secret, salt), nonce);
  cipher.setAAD(Buffer.from(id));
  const { accessToken, refreshToken, lifetime } = tokens;
  const ciphertext = Buffer.concat([
    cipher.update(JSON.stringify({ accessToken, refreshToken, lifetime })),
    cipher.final(),
  ]);
  return Buffer.concat([salt, nonce, cipher.getAuthTag(), ciphertext]).toString('base64');
}

function decrypt(record: StoredRecord, id: string, client: Client): TokenSet | undefined {
  try {
    const bytes = Buffer.from(record.tokens, 'base64');
    const key = deriveKey(client.secret, bytes.subarray(0, 16));
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(16, 28), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(id));
    decipher.setAuthTag(bytes.subarray(28, 44));
    const text = Buffer.concat([decipher.update(bytes.subarray(44)), decipher.final()]).toString();
    const secrets: unknown = JSON.parse(text);
    if (!isObject(secrets) || !isString(secrets.accessToken)) return undefined;
    const tokens: TokenSet = { accessToken: secrets.accessToken, scopes: record.scopes };
    if (isString(secrets.refreshToken)) tokens.refreshToken = secrets.refreshToken;
    if (record.expiresAt !== null) tokens.expiresAt = Date.parse(record.expiresAt);
    if (isInteger(secrets.lifetime)) tokens.lifetime = secrets.lifetime;
    return tokens;
  } catch {
    return undefined;
  }
}

function isStoredRecord(value: unknown): value is StoredRecord {
  return (
    isObject(value) &&
    value.version === VERSION &&
    isInteger(value.generation) &&
    isString(value.client) &&
    Array.isArray(value.scopes) &&
    value.scopes.every(isString) &&
    (value.expiresAt === null || (isString(value.expiresAt) && !Number.isNaN(Date.parse(value.expiresAt)))) &&
    isString(value.tokens)
  );
}
