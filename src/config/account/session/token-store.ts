import type { Client } from '../../../lametric/cloud/oauth';
import { type Change, type Records, generationOf, isRevoked } from '../../../storage/records';
import type { Authorization, Known } from './authorization';
import {
  clientHash,
  isGenuine,
  isOfAnother,
  isRemoval,
  removalRecord,
  sealRecord,
  unsealRecord,
} from './sealed-record';

/** The setting with the records. */
export const ACCOUNTS_SETTING = 'lametricAccounts';

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
    const record = this.records.read(key, (each) => isGenuine(key, client, each));
    if (record === undefined || isRemoval(record)) return undefined;
    return unsealRecord(key, client, record) ?? 'unreadable';
  }

  /** Writes a record of the earlier form, or one with a mark, in the present form. */
  async renew(id: string, client: Client): Promise<void> {
    const key = this.#keyOf(id, client);
    await this.#change(key, client, (current) => {
      const known = isGenuine(key, client, current) ? undefined : unsealRecord(key, client, current);
      return known && sealRecord(key, client, known);
    });
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
    return this.#write(id, client, authorization, () => true);
  }

  /**
   * Writes the result of a refresh, unless the record is no longer of the generation that was refreshed. If that was
   * revoked meanwhile, new tokens that LaMetric gave for it count all the same. It resolves as `write` does.
   */
  replace(id: string, client: Client, refreshed: number, result: Authorization): Promise<void> {
    return this.#write(id, client, result, (current) => {
      const wasRevoked = isRevoked(current) && generationOf(current) === refreshed + 1;
      return generationOf(current) === refreshed || (wasRevoked && !result.revoked);
    });
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
    const removed = keys.filter((key) => {
      const record = this.records.peek(key);
      return record !== undefined && !isRemoval(record);
    });
    await Promise.all(removed.map((key) => this.#remove(key, client)));
    if (removed.length === 0 && !this.records.saved) await this.records.save();
  }

  /**
   * Does some work while no other Node-RED refreshes the tokens of this account and client.
   * @param isNeeded becomes false once another Node-RED has refreshed them
   */
  exclusively(id: string, client: Client, work: () => Promise<void>, isNeeded: () => boolean): Promise<void> {
    return this.records.exclusively(this.#keyOf(id, client), work, isNeeded);
  }

  /** The records, unchecked: one that this version cannot read is kept for a version that can. */
  get #entries(): Map<string, unknown> {
    return this.records.entries;
  }

  /** The key of this client's record, whether or not there is one. Anybody who can write to Redis could put something there. */
  #keyOf(id: string, client: Client): string {
    const key = `${id}:${clientHash(client)}`;
    const isOthers = isOfAnother(client, this.records.peek(id));
    const isOwn = () => this.#entries.has(key) || isGenuine(key, client, this.records.peek(key));
    return isOthers || isOwn() ? key : id;
  }

  #change(key: string, client: Client, change: Change): Promise<void> {
    return this.records.change(key, (record) => isGenuine(key, client, record), change);
  }

  #write(
    id: string,
    client: Client,
    authorization: Authorization,
    isWanted: (current: unknown) => boolean,
  ): Promise<void> {
    const key = this.#keyOf(id, client);
    return this.#change(key, client, (current) => {
      if (!isWanted(current)) return undefined;
      const generation = Math.max(generationOf(current), this.#deleted) + 1;
      return sealRecord(key, client, { ...authorization, generation });
    });
  }

  /** Only its own client can tell the others that a record is removed. Without that, it is deleted. */
  async #remove(key: string, client: Client | undefined): Promise<void> {
    if (client !== undefined && this.records.isShared) {
      await this.#change(key, client, (current) => removalRecord(key, client, generationOf(current) + 1));
    } else {
      this.#deleted = Math.max(this.#deleted, generationOf(this.#entries.get(key)));
      await this.records.delete(key);
    }
  }
}

/** The node id in the key of a record. A node id may contain a colon, too, but not a colon and such a hash at its end. */
export const nodeIdOf = (key: string) => key.replace(/:[A-Za-z0-9+/]{43}=$/, '');
