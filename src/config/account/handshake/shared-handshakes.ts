import {
  type KeyObject,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
} from 'node:crypto';
import { isInteger, isObject, isString } from '../../../lametric/guards';
import { parseJson } from '../../../lametric/http/exchange';
import {
  type Asked,
  type Handshake,
  type Handshakes,
  type Outcome,
  LIFETIME,
  MAX_FIELD,
  stateOf,
} from './handshakes';
import type { Redis } from '../../../storage/redis';
import { type Seal, seal, unseal } from '../../../storage/sealed';

const START = `
redis.call('HSET', KEYS[1], 'asked', ARGV[1], 'key', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
`;
/** Keeps the first answer, of a handshake that is known. */
const PARK = `
if redis.call('HEXISTS', KEYS[1], 'asked') == 0 then return 0 end
return redis.call('HSETNX', KEYS[1], 'answer', ARGV[1])
`;
/** Gives the answer to the first that asks, and its outcome to all others. */
const TAKE = `
local outcome, answer = unpack(redis.call('HMGET', KEYS[1], 'outcome', 'answer'))
if outcome then return {'outcome', outcome} end
if not answer then return {'waiting', ''} end
local isFirst = redis.call('HSETNX', KEYS[1], 'taker', ARGV[1]) == 1
if not isFirst and redis.call('HGET', KEYS[1], 'taker') ~= ARGV[1] then return {'taken', ''} end
return {'answer', answer}
`;
const END = `
if redis.call('EXISTS', KEYS[1]) == 0 then return end
redis.call('HSET', KEYS[1], 'outcome', ARGV[1], 'asked', ARGV[2], 'answer', '')
`;
const READ = `return redis.call('HGET', KEYS[1], ARGV[1])`;

/** What precedes the 32 bytes of an X25519 key in its PKCS #8 form (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');

/**
 * Lets a handshake that began at one Node-RED come back to another. It is sealed by its id, which only the editor has and
 * which is not in Redis; its `state` follows from the id. Those who bring an answer know the `state` alone, so they seal
 * it by a public key. Tokens of the implicit grant are never told.
 */
export class SharedHandshakes {
  readonly #redis: Redis;
  readonly #handshakes: Handshakes;

  constructor(redis: Redis, handshakes: Handshakes) {
    this.#redis = redis;
    this.#handshakes = handshakes;
  }

  /** Tells the others of a handshake. Without Redis, it has to come back to this Node-RED. */
  async start(handshake: Handshake): Promise<void> {
    const { id, state, asked } = handshake;
    if (asked?.grant !== 'code') return;
    const key = createPublicKey(privateKeyOf(id));
    const values = [sealHandshake(handshake), textOf(key), String(LIFETIME)];
    await this.#redis.run(START, [keyOf(state)], values).catch(() => undefined);
  }

  /** A handshake that may have begun elsewhere, if it belongs to the node. From now on, it is known here as well. */
  async find(id: string, nodeId: string): Promise<Handshake | undefined> {
    const known = this.#handshakes.find(id, nodeId);
    if (known !== undefined) return known;
    const state = stateOf(id);
    const text = await this.#read(state, 'asked');
    const fields = text === undefined ? undefined : parseJson(unseal(text, sealOf(id, state)) ?? '');
    const handshake = readHandshake(fields, id, state);
    if (handshake?.nodeId !== nodeId) return undefined;
    this.#handshakes.keep(handshake);
    return handshake;
  }

  /**
   * Keeps the answer of a redirect for whichever Node-RED redeems it.
   * @param fields of the redirect's query, unchecked
   */
  async park(fields: unknown): Promise<boolean> {
    if (!isObject(fields) || !isString(fields.state)) return false;
    const { state, code, error, error_description } = fields;
    if (!isShort(code ?? error) || state.length > 100) return false;
    const key = await this.#read(state, 'key');
    if (key === undefined) return false;
    const text = JSON.stringify({ state, code, error, error_description });
    const parked = await this.#redis
      .run(PARK, [keyOf(state)], [sealFor(key, text, state)])
      .catch(() => undefined);
    return parked === 1;
  }

  /**
   * Fetches the answer of a handshake, wherever it was parked.
   * @returns the outcome where another Node-RED redeems it; `undefined` where this one is to
   */
  async fetch(handshake: Handshake): Promise<Outcome | undefined> {
    const { state, id } = handshake;
    const taken = await this.#redis.run(TAKE, [keyOf(state)], [this.#redis.self]).catch(() => undefined);
    const [kind, text]: unknown[] = Array.isArray(taken) ? taken : [];
    if (kind === 'taken') return { state: 'waiting' };
    if (!isString(text)) return undefined;
    if (kind === 'outcome') return handshake.outcome === undefined ? readOutcome(text) : undefined;
    if (kind === 'answer') this.#handshakes.park(parseJson(unsealBy(id, text, state) ?? ''), handshake);
    return undefined;
  }

  /** Tells the outcome to the others. The client secret went with the end of the handshake. */
  async end(handshake: Handshake, outcome: Outcome): Promise<void> {
    if (outcome.state === 'waiting') return;
    const values = [JSON.stringify(outcome), sealHandshake(handshake)];
    await this.#redis.run(END, [keyOf(handshake.state)], values).catch(() => undefined);
  }

  async #read(state: string, field: string): Promise<string | undefined> {
    const value = await this.#redis.run(READ, [keyOf(state)], [field]).catch(() => undefined);
    return isString(value) && value !== '' ? value : undefined;
  }
}

const keyOf = (state: string): string => `lametric:handshake:${state}`;

const sealOf = (secret: string, place: string): Seal => ({
  secret,
  purpose: 'lametric-account handshake',
  place,
});

const sealHandshake = ({ id, state, nodeId, redirectUri, expiresAt, asked }: Handshake): string =>
  seal(JSON.stringify({ nodeId, redirectUri, expiresAt, asked }), sealOf(id, state));

const isShort = (text: unknown): boolean => isString(text) && text !== '' && text.length <= MAX_FIELD;

function privateKeyOf(id: string): KeyObject {
  const seed = Buffer.from(hkdfSync('sha256', id, '', 'lametric-account handshake key', 32));
  return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
}

const textOf = (key: KeyObject): string => key.export({ format: 'der', type: 'spki' }).toString('base64');

const publicKeyFrom = (text: string): KeyObject =>
  createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });

function sealFor(key: string, text: string, state: string): string {
  const own = generateKeyPairSync('x25519');
  const secret = diffieHellman({ privateKey: own.privateKey, publicKey: publicKeyFrom(key) });
  return `${textOf(own.publicKey)} ${seal(text, sealOf(secret.toString('base64'), state))}`;
}

function unsealBy(id: string, text: string, state: string): string | undefined {
  const [key = '', sealed = ''] = text.split(' ');
  try {
    const secret = diffieHellman({ privateKey: privateKeyOf(id), publicKey: publicKeyFrom(key) });
    return unseal(sealed, sealOf(secret.toString('base64'), state));
  } catch {
    // Somebody damaged it.
    return undefined;
  }
}

function readHandshake(fields: unknown, id: string, state: string): Handshake | undefined {
  if (!isObject(fields)) return undefined;
  const { nodeId, redirectUri, expiresAt, asked } = fields;
  if (!isString(nodeId) || !isString(redirectUri) || !isInteger(expiresAt)) return undefined;
  return {
    id,
    state,
    nodeId,
    redirectUri,
    expiresAt,
    asked: readAsked(asked),
    answer: undefined,
    outcome: undefined,
  };
}

/** @returns `undefined` for a handshake that has ended */
function readAsked(asked: unknown): Asked | undefined {
  if (!isObject(asked) || !isObject(asked.client) || !Array.isArray(asked.scopes)) return undefined;
  const { cloudUrl, id, secret } = asked.client;
  if (!isString(cloudUrl) || !isString(id) || !isString(secret)) return undefined;
  return { client: { cloudUrl, id, secret }, grant: 'code', scopes: asked.scopes.filter(isString) };
}

const STATES = ['connected', 'denied', 'failed', 'expired'] as const;

function readOutcome(text: string): Outcome | undefined {
  const fields = parseJson(text);
  if (!isObject(fields)) return undefined;
  const state = STATES.find((each) => each === fields.state);
  if (state === undefined) return undefined;
  const outcome: Outcome = { state };
  if (isString(fields.message)) outcome.message = fields.message;
  if (typeof fields.persisted === 'boolean') outcome.persisted = fields.persisted;
  return outcome;
}
