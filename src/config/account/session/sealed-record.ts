import { createHash } from 'node:crypto';
import type { Client, TokenSet } from '../../../lametric/cloud/oauth';
import { isInteger, isObject, isString } from '../../../lametric/guards';
import { parseJson } from '../../../lametric/http/json';
import { isGeneration } from '../../../storage/records';
import { type Seal, isProven, prove, seal, unseal } from '../../../storage/sealed';
import type { StoredAuthorization } from './authorization';

const VERSION = 1;

/** An authorization as it lies in Node-RED's settings or in Redis. Without the client secret, its tokens are of no use. */
export interface SealedRecord {
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
  /** The authorization is revoked. */
  latched?: true;
  /** ISO 8601. When the account was removed; each day that passes moves it on and is counted in `orphanedDays`. */
  orphanedAt?: string;
  orphanedDays?: number;
  /** Missing in records of the earlier form, which count in Node-RED's own settings only. */
  proof?: string;
}

/** Makes the record of an authorization. @param key the name of the record */
export function sealRecord(
  key: string,
  client: Client,
  { tokens, refreshedAt, revoked, generation }: StoredAuthorization,
): SealedRecord {
  const { accessToken, refreshToken, lifetime, scopes, expiresAt } = tokens;
  const record: SealedRecord = {
    version: VERSION,
    generation,
    client: clientHash(client),
    scopes,
    expiresAt: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
    tokens: seal(JSON.stringify({ accessToken, refreshToken, lifetime }), sealOf(key, client)),
  };
  if (refreshedAt !== undefined) record.refreshedAt = new Date(refreshedAt).toISOString();
  if (revoked) record.latched = true;
  return prove(record, sealOf(key, client));
}

/** Whether a record of this client, or the removal of one, was written by somebody who knows the client secret. */
export const isGenuine = (key: string, client: Client, record: unknown): boolean =>
  isObject(record) &&
  (isRemoval(record) || isSealedRecord(record)) &&
  record.client === clientHash(client) &&
  isGeneration(record.generation) &&
  isProven(record, sealOf(key, client));

/** Whether a record is another client's, or the removal of one that it does not name, as earlier versions wrote it. */
export const isOfAnother = (client: Client, record: unknown): boolean =>
  isObject(record) && (isRemoval(record) || isSealedRecord(record)) && record.client !== clientHash(client);

/** @returns `undefined` for a record that is damaged, of a later version, or sealed by another client secret */
export function unsealRecord(key: string, client: Client, record: unknown): StoredAuthorization | undefined {
  if (!isSealedRecord(record)) return undefined;
  const secrets = parseJson(unseal(record.tokens, sealOf(key, client)) ?? '');
  if (!isObject(secrets) || !isString(secrets.accessToken)) return undefined;
  const { accessToken, refreshToken, lifetime } = secrets;
  const tokens: TokenSet = {
    accessToken,
    refreshToken: isString(refreshToken) ? refreshToken : undefined,
    scopes: record.scopes,
    expiresAt: record.expiresAt === null ? undefined : Date.parse(record.expiresAt),
    lifetime: isInteger(lifetime) ? lifetime : undefined,
  };
  const { generation, latched } = record;
  return { tokens, refreshedAt: refreshTime(record, tokens), revoked: latched === true, generation };
}

/** The record of an account that was disconnected: missing, it would count as lost by Redis and be brought back. */
export const removalRecord = (key: string, client: Client, generation: number) =>
  prove({ version: VERSION, generation, client: clientHash(client), removed: true }, sealOf(key, client));

/** Whether a record only says that its account was disconnected. */
export const isRemoval = (record: unknown): boolean => isObject(record) && record.removed === true;

/** Whether a record has the form of this version. */
function isSealedRecord(value: unknown): value is SealedRecord {
  return (
    isObject(value) &&
    value.version === VERSION &&
    isGeneration(value.generation) &&
    isString(value.client) &&
    Array.isArray(value.scopes) &&
    value.scopes.every(isString) &&
    (value.expiresAt === null || isDate(value.expiresAt)) &&
    isString(value.tokens) &&
    [value.refreshedAt, value.orphanedAt].every((date) => date === undefined || isDate(date)) &&
    (value.orphanedDays === undefined || isInteger(value.orphanedDays))
  );
}

/** Tells clients apart: with another secret, it is still the same client. */
export function clientHash({ cloudUrl, id }: Client): string {
  return createHash('sha256').update(`${cloudUrl}\n${id}`).digest('base64');
}

/** When the tokens were granted: milliseconds since the epoch. In a record of version 0.1, it follows from their end. */
function refreshTime({ refreshedAt }: SealedRecord, { expiresAt, lifetime }: TokenSet): number | undefined {
  if (refreshedAt !== undefined) return Date.parse(refreshedAt);
  return expiresAt === undefined || lifetime === undefined ? undefined : expiresAt - lifetime;
}

const sealOf = (place: string, { secret }: Client): Seal => ({
  secret,
  purpose: 'lametric-account tokens',
  place,
});

const isDate = (value: unknown): value is string => isString(value) && !Number.isNaN(Date.parse(value));
