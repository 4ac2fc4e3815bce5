import { createHash } from 'node:crypto';
import type { Client, TokenSet } from '../../../lametric/cloud/oauth';
import { isInteger, isObject, isString } from '../../../lametric/guards';
import { parseJson } from '../../../lametric/http/exchange';
import { type Records, generationOf } from '../../../storage/records';
import { type Authorization, areSame } from './authorization';
import { type Seal, seal, unseal } from '../../../storage/sealed';

/** The setting that the records lie in. */
export const ACCOUNTS_SETTING = 'lametricAccounts';
const VERSION = 1;
/** How many days the record of a removed account is kept. */
const ORPHAN_DAYS = 30;
const DAY = 24 * 60 * 60 * 1000;

/** An authorization in Node-RED's settings. Without the client secret, nothing in it can be used. */
interface StoredRecord {
  version: typeof VERSION;
  /** Rises with every write. */
  generation: number;
  /** Hash of client id and cloud address: tells clients apart without decrypting. */
  client: string;
  scopes: string[];
  /** ISO 8601, or null where LaMetric did not say. */
  expiresAt: string | null;
  /** Sealed. */
  tokens: string;
  /** ISO 8601. Records of version 0.1 have none. */
  refreshedAt?: string;
  latched?: true;
  /** ISO 8601. When the account was removed; each day that passes moves it on and is counted in `orphanedDays`. */
  orphanedAt?: string;
  orphanedDays?: number;
}

/**
 * Keeps the authorizations of all accounts, in Node-RED's own settings or in Redis. Credentials are saved only at Deploy,
 * so a refresh token that was rotated since then would be lost (node-red/node-red#1055). The key of a record is the account's node id.
 * If an account has several clients, as in a subflow, the keys of the others are `id:hash of the client`.
 */
export class TokenStore {
  constructor(readonly records: Records) {}

  /**
   * @returns `undefined` without a record of this client, `unreadable` if it is damaged, from a later version, or
   * encrypted with another client secret
   */
  read(id: string, client: Client): Authorization | 'unreadable' | undefined {
    const key = this.#keyOf(id, client);
    const record = this.#entries.get(key);
    if (record === undefined || isRemoval(record)) return undefined;
    const tokens = isStoredRecord(record) ? decrypt(record, key, client) : undefined;
    if (!isStoredRecord(record) || tokens === undefined) return 'unreadable';
    return { tokens, refreshedAt: refreshTime(record, tokens), latched: record.latched === true };
  }

  /** Sees what others have saved, if it can. Without it, the next record could count as older than theirs. */
  async catchUp(): Promise<void> {
    await this.records.reload().catch(() => undefined);
  }

  /** Whether the record still has these tokens, latched or not: then those that LaMetric gave for them may replace them. */
  holds(id: string, client: Client, tokens: TokenSet): boolean {
    const record = this.read(id, client);
    return typeof record === 'object' && areSame(record.tokens, tokens);
  }

  /** Resolves when the record is saved, or cannot be: then `saved` is false, and the store goes on trying. */
  write(id: string, client: Client, { tokens, refreshedAt, latched }: Authorization): Promise<void> {
    const key = this.#keyOf(id, client);
    const record: StoredRecord = {
      version: VERSION,
      generation: generationOf(this.#entries.get(key)) + 1,
      client: clientHash(client),
      scopes: tokens.scopes,
      expiresAt: tokens.expiresAt === undefined ? null : new Date(tokens.expiresAt).toISOString(),
      tokens: encrypt(tokens, key, client),
    };
    if (refreshedAt !== undefined) record.refreshedAt = new Date(refreshedAt).toISOString();
    if (latched) record.latched = true;
    this.#entries.set(key, record);
    return this.records.save();
  }

  /**
   * Forgets the authorizations of an account, for one client or for all. It resolves as `write` does. If earlier changes
   * are not saved yet, it tries that once more.
   */
  async remove(id: string, client?: Client): Promise<void> {
    const keys =
      client === undefined ? this.#keys().filter((key) => nodeIdOf(key) === id) : [this.#keyOf(id, client)];
    const removed = keys.filter((key) => this.#remove(key));
    if (removed.length > 0 || !this.records.saved) await this.records.save();
  }

  /**
   * Gets and saves a successor of tokens while no other Node-RED does so for the same account and client.
   * @param isNeeded becomes false once another Node-RED has done it
   */
  exclusively(id: string, client: Client, work: () => Promise<void>, isNeeded: () => boolean): Promise<void> {
    return this.records.exclusively(this.#keyOf(id, client), work, isNeeded);
  }

  /**
   * Marks the records of removed accounts as orphans, which are deleted later, and takes the mark from accounts that are
   * back after an undone removal. Other records keep their mark: an account may also be absent in another project or in
   * safe mode.
   * @param removed ids of the nodes that the Deploy removed
   * @param present ids of the accounts in the flows
   * @param now milliseconds since the epoch
   */
  async markOrphans(
    removed: ReadonlySet<string>,
    present: ReadonlySet<string>,
    now = Date.now(),
  ): Promise<void> {
    // Others may still have the account that was removed here.
    if (this.records.isShared) return;
    const changed = this.#changeRecords((record, id) => {
      const { orphanedAt, orphanedDays: _days, ...rest } = record;
      if (present.has(id)) return orphanedAt === undefined ? record : rest;
      if (!removed.has(id) || orphanedAt !== undefined) return record;
      return { ...rest, orphanedAt: new Date(now).toISOString(), orphanedDays: 0 };
    });
    if (changed) await this.records.save();
  }

  /**
   * Deletes the records that have been orphans on thirty days. The days are counted, since a clock may jump.
   * @param now milliseconds since the epoch; to be called at least daily
   */
  async ageOrphans(now = Date.now()): Promise<void> {
    if (this.records.isShared) return;
    const changed = this.#changeRecords((record) => {
      const { orphanedAt, orphanedDays = 0 } = record;
      if (orphanedAt === undefined) return record;
      const passed = now - Date.parse(orphanedAt);
      if (passed >= 0 && passed < DAY) return record;
      const days = orphanedDays + (passed < 0 ? 0 : 1);
      if (days >= ORPHAN_DAYS) return undefined;
      return { ...record, orphanedAt: new Date(now).toISOString(), orphanedDays: days };
    });
    if (changed) await this.records.save();
  }

  /** The records, unchecked: one that this version cannot read is kept for a version that can. */
  get #entries(): Map<string, unknown> {
    return this.records.entries;
  }

  #keys(): string[] {
    return [...this.#entries.keys()];
  }

  /** The key of this client's record, whether or not there is one. */
  #keyOf(id: string, client: Client): string {
    const hash = clientHash(client);
    const key = `${id}:${hash}`;
    const record = this.#entries.get(id);
    return this.#entries.has(key) || (isStoredRecord(record) && record.client !== hash) ? key : id;
  }

  /** The others would take a record that is merely missing for one that Redis has lost, and bring it back. */
  #remove(key: string): boolean {
    if (!this.records.isShared) return this.#entries.delete(key);
    const record = this.#entries.get(key);
    if (record === undefined || isRemoval(record)) return false;
    this.#entries.set(key, { version: VERSION, generation: generationOf(record) + 1, removed: true });
    return true;
  }

  /** @param change returns the same record where nothing changes, and `undefined` to delete it */
  #changeRecords(change: (record: StoredRecord, id: string) => StoredRecord | undefined): boolean {
    let changed = false;
    for (const [key, record] of this.#entries) {
      if (!isStoredRecord(record)) continue;
      const next = change(record, nodeIdOf(key));
      if (next === record) continue;
      if (next === undefined) this.#entries.delete(key);
      else this.#entries.set(key, { ...next, generation: record.generation + 1 });
      changed = true;
    }
    return changed;
  }
}

/** A node id may contain a colon, too, but not a colon and such a hash at its end. */
export const nodeIdOf = (key: string) => key.replace(/:[A-Za-z0-9+/]{43}=$/, '');

/** When the tokens were granted: milliseconds since the epoch. In a record of version 0.1, it follows from their end. */
function refreshTime({ refreshedAt }: StoredRecord, { expiresAt, lifetime }: TokenSet): number | undefined {
  if (refreshedAt !== undefined) return Date.parse(refreshedAt);
  return expiresAt === undefined || lifetime === undefined ? undefined : expiresAt - lifetime;
}

/** Tells clients apart: with another secret, it is still the same client. */
export function clientHash({ cloudUrl, id }: Client): string {
  return createHash('sha256').update(`${cloudUrl}\n${id}`).digest('base64');
}

const sealOf = (place: string, { secret }: Client): Seal => ({
  secret,
  purpose: 'lametric-account tokens',
  place,
});

function encrypt({ accessToken, refreshToken, lifetime }: TokenSet, place: string, client: Client): string {
  return seal(JSON.stringify({ accessToken, refreshToken, lifetime }), sealOf(place, client));
}

function decrypt(record: StoredRecord, place: string, client: Client): TokenSet | undefined {
  const secrets = parseJson(unseal(record.tokens, sealOf(place, client)) ?? '');
  if (!isObject(secrets) || !isString(secrets.accessToken)) return undefined;
  const { accessToken, refreshToken, lifetime } = secrets;
  return {
    accessToken,
    refreshToken: isString(refreshToken) ? refreshToken : undefined,
    scopes: record.scopes,
    expiresAt: record.expiresAt === null ? undefined : Date.parse(record.expiresAt),
    lifetime: isInteger(lifetime) ? lifetime : undefined,
  };
}

function isStoredRecord(value: unknown): value is StoredRecord {
  return (
    isObject(value) &&
    value.version === VERSION &&
    isInteger(value.generation) &&
    isString(value.client) &&
    Array.isArray(value.scopes) &&
    value.scopes.every(isString) &&
    (value.expiresAt === null || isDate(value.expiresAt)) &&
    isString(value.tokens) &&
    [value.refreshedAt, value.orphanedAt].every((date) => date === undefined || isDate(date)) &&
    (value.orphanedDays === undefined || isInteger(value.orphanedDays))
  );
}

/** What is left of a record in Redis after its account was disconnected. */
const isRemoval = (record: unknown): boolean => isObject(record) && record.removed === true;

const isDate = (value: unknown): value is string => isString(value) && !Number.isNaN(Date.parse(value));
