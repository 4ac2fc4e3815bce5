import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { Client, TokenSet } from '../../lametric/cloud/oauth';
import { isInteger, isObject, isString } from '../../lametric/guards';
import { type Settings, SettingsMap } from '../../runtime/settings-map';

const SETTING = 'lametricAccounts';
const VERSION = 1;
const ORPHAN_LIFETIME = 30 * 24 * 60 * 60 * 1000;

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
  readonly #map: SettingsMap;

  /** @param onSavedChange is told why records cannot be saved, or `undefined` once they all are. */
  constructor(settings: Settings, onSavedChange: (problem: string | undefined) => void) {
    this.#map = new SettingsMap(settings, SETTING, onSavedChange);
  }

  /** Whether everything that the store knows is saved. */
  get saved(): boolean {
    return this.#map.saved;
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

  /** Resolves when the record is saved, or cannot be: then `saved` is false, and the next write tries again. */
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
    return this.#map.save();
  }

  async remove(id: string): Promise<void> {
    if (this.#records.delete(id)) await this.#map.save();
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
    if (changed) await this.#map.save();
  }

  /** The records as they came: one that this version cannot read is kept for the version that can. */
  get #records(): Map<string, unknown> {
    return this.#map.entries;
  }
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
    const { accessToken, refreshToken, lifetime } = secrets;
    return {
      accessToken,
      refreshToken: isString(refreshToken) ? refreshToken : undefined,
      scopes: record.scopes,
      expiresAt: record.expiresAt === null ? undefined : Date.parse(record.expiresAt),
      lifetime: isInteger(lifetime) ? lifetime : undefined,
    };
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
