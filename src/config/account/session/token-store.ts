import type { Client } from '../../../lametric/cloud/oauth';
import { type Records, generationOf, isRevoked } from '../../../storage/records';
import type { Authorization, Known } from './authorization';
import {
  type SealedRecord,
  clientHash,
  isRemoval,
  isSealedRecord,
  removalRecord,
  sealRecord,
  unsealRecord,
} from './sealed-record';

/** The setting with the records. */
export const ACCOUNTS_SETTING = 'lametricAccounts';
/** How many days the record of a removed account is kept. */
const ORPHAN_DAYS = 30;
const DAY = 24 * 60 * 60 * 1000;

/**
 * Keeps the authorizations of all accounts, in Node-RED's own settings or in Redis. Credentials are saved only at Deploy,
 * so a refresh token that was rotated since then would be lost (node-red/node-red#1055). The key of a record is the
 * account's node id. If an account has several clients, as in a subflow, the keys of the others are `id:hash of the client`.
 */
export class TokenStore {
  /** The highest generation that was deleted: a new record must not take the generation of an old one. */
  #deleted = 0;

  constructor(readonly records: Records) {}

  /**
   * @returns `undefined` without a record of this client, `unreadable` if it is damaged, from a later version, or
   * sealed by another client secret
   */
  read(id: string, client: Client): Known {
    const key = this.#keyOf(id, client);
    const record = this.#entries.get(key);
    if (record === undefined || isRemoval(record)) return undefined;
    return unsealRecord(key, client, record) ?? 'unreadable';
  }

  /** The generation of this client's record; 0 without one. */
  generation(id: string, client: Client): number {
    return generationOf(this.#entries.get(this.#keyOf(id, client)));
  }

  /** Reads the records of other Node-REDs, if it can. Without them, the next record could count as older than theirs. */
  async catchUp(): Promise<void> {
    await this.records.reload().catch(() => undefined);
  }

  /** Resolves when the record is saved, or cannot be: then `saved` is false, and the store keeps trying. */
  write(id: string, client: Client, authorization: Authorization): Promise<void> {
    const key = this.#keyOf(id, client);
    const generation = Math.max(generationOf(this.#entries.get(key)), this.#deleted) + 1;
    this.#entries.set(key, sealRecord(key, client, { ...authorization, generation }));
    return this.records.save();
  }

  /**
   * Writes the result of a refresh, unless the record is no longer of the generation that was refreshed. If that was
   * revoked meanwhile, new tokens that LaMetric gave for it count all the same. It resolves as `write` does.
   */
  async replace(id: string, client: Client, refreshed: number, result: Authorization): Promise<void> {
    const record = this.#entries.get(this.#keyOf(id, client));
    const wasRevoked = isRevoked(record) && generationOf(record) === refreshed + 1;
    const isCurrent = generationOf(record) === refreshed || (wasRevoked && !result.revoked);
    if (isCurrent) await this.write(id, client, result);
  }

  /**
   * Forgets the authorizations of an account, for one client or for all. It resolves as `write` does. If earlier changes
   * are not saved yet, it tries that once more.
   */
  async remove(id: string, client?: Client): Promise<void> {
    const keys =
      client === undefined
        ? [...this.#entries.keys()].filter((key) => nodeIdOf(key) === id)
        : [this.#keyOf(id, client)];
    const removed = keys.filter((key) => this.#remove(key));
    if (removed.length > 0 || !this.records.saved) await this.records.save();
  }

  /**
   * Does some work while no other Node-RED refreshes the tokens of this account and client.
   * @param isNeeded becomes false once another Node-RED has refreshed them
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
   * @returns whether any record has changed
   */
  async markOrphans(
    removed: ReadonlySet<string>,
    present: ReadonlySet<string>,
    now = Date.now(),
  ): Promise<boolean> {
    return this.#changeRecords((record, id) => {
      const { orphanedAt, orphanedDays: _days, ...rest } = record;
      if (present.has(id)) return orphanedAt === undefined ? record : rest;
      if (!removed.has(id) || orphanedAt !== undefined) return record;
      return { ...rest, orphanedAt: new Date(now).toISOString(), orphanedDays: 0 };
    });
  }

  /**
   * Deletes the records that have been orphans on thirty days. The days are counted, since a clock may jump.
   * @param now milliseconds since the epoch; to be called at least daily
   */
  async ageOrphans(now = Date.now()): Promise<void> {
    await this.#changeRecords((record) => {
      const { orphanedAt, orphanedDays = 0 } = record;
      if (orphanedAt === undefined) return record;
      const passed = now - Date.parse(orphanedAt);
      if (passed >= 0 && passed < DAY) return record;
      const days = orphanedDays + (passed < 0 ? 0 : 1);
      if (days >= ORPHAN_DAYS) return undefined;
      return { ...record, orphanedAt: new Date(now).toISOString(), orphanedDays: days };
    });
  }

  /** The records, unchecked: one that this version cannot read is kept for a version that can. */
  get #entries(): Map<string, unknown> {
    return this.records.entries;
  }

  /** The key of this client's record, whether or not there is one. */
  #keyOf(id: string, client: Client): string {
    const hash = clientHash(client);
    const key = `${id}:${hash}`;
    const record = this.#entries.get(id);
    return this.#entries.has(key) || (isSealedRecord(record) && record.client !== hash) ? key : id;
  }

  #remove(key: string): boolean {
    const record = this.#entries.get(key);
    if (record === undefined || isRemoval(record)) return false;
    if (this.records.isShared) this.#entries.set(key, removalRecord(generationOf(record) + 1));
    else this.#delete(key);
    return true;
  }

  #delete(key: string): void {
    this.#deleted = Math.max(this.#deleted, generationOf(this.#entries.get(key)));
    this.#entries.delete(key);
  }

  /**
   * Changes records that no other Node-RED uses: another one may still have the account that was removed here.
   * @param change returns the same record where nothing changes, and `undefined` to delete it
   * @returns whether any record has changed
   */
  async #changeRecords(
    change: (record: SealedRecord, id: string) => SealedRecord | undefined,
  ): Promise<boolean> {
    if (this.records.isShared) return false;
    let changed = false;
    for (const [key, record] of this.#entries) {
      if (!isSealedRecord(record)) continue;
      const next = change(record, nodeIdOf(key));
      if (next === record) continue;
      if (next === undefined) this.#delete(key);
      else this.#entries.set(key, { ...next, generation: record.generation + 1 });
      changed = true;
    }
    if (changed) await this.records.save();
    return changed;
  }
}

/** The node id in the key of a record. A node id may contain a colon, too, but not a colon and such a hash at its end. */
export const nodeIdOf = (key: string) => key.replace(/:[A-Za-z0-9+/]{43}=$/, '');
