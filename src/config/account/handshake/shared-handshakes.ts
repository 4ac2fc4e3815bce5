import { isInteger, isObject, isString } from '../../../lametric/guards';
import { parseJson } from '../../../lametric/http/json';
import { READ_FIELD, type Redis } from '../../../storage/redis';
import { type Consent, type Handshake, type Handshakes, LIFETIME, type Outcome } from './handshakes';
import {
  publicKeyOf,
  sealHandshake,
  sealResponse,
  stateOf,
  unsealHandshake,
  unsealResponse,
} from './sealing';
import { MAX_FIELD, storeResponse } from './response';

const START = `
redis.call('HSET', KEYS[1], 'asked', ARGV[1], 'key', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
`;
/** Stores the first response of a handshake that is known. */
const STORE = `
if redis.call('HEXISTS', KEYS[1], 'asked') == 0 then return 0 end
return redis.call('HSETNX', KEYS[1], 'answer', ARGV[1])
`;
/** Returns the response to the first Node-RED that asks, and the outcome to all others. */
const TAKE = `
${READ_FIELD}
local outcome, answer = read('outcome'), read('answer')
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
const READ = `${READ_FIELD} return read(ARGV[1])`;

/**
 * Lets a handshake that began at one Node-RED come back to another. In Redis it is sealed by its id, which only the editor
 * knows; its `state` follows from the id. A response comes with the `state` alone, so it is sealed by a public key. Tokens
 * of the implicit grant are never shared.
 */
export class SharedHandshakes {
  readonly #redis: Redis;
  readonly #handshakes: Handshakes;

  constructor(redis: Redis, handshakes: Handshakes) {
    this.#redis = redis;
    this.#handshakes = handshakes;
  }

  /** Shares a handshake. Without Redis, it has to come back to this Node-RED. */
  async start(handshake: Handshake): Promise<void> {
    const { id, state, consent } = handshake;
    if (consent?.grant !== 'code') return;
    await this.#run(START, state, sealed(handshake), publicKeyOf(id), String(LIFETIME));
  }

  /** A handshake that may have begun elsewhere, if it belongs to the node. From now on, it is known here as well. */
  async find(id: string, nodeId: string): Promise<Handshake | undefined> {
    const known = this.#handshakes.find(id, nodeId);
    if (known !== undefined) return known;
    const state = stateOf(publicKeyOf(id));
    const fields = unsealHandshake(id, await this.#read(state, 'asked'));
    const handshake = readHandshake(fields, id, state);
    if (handshake?.nodeId !== nodeId) return undefined;
    this.#handshakes.add(handshake);
    return handshake;
  }

  /**
   * Stores the response of a redirect for the Node-RED that will redeem it.
   * @param fields of the redirect's query, unchecked
   * @returns false if the state is missing, unknown or used, the key is another one, or the response has the wrong shape
   */
  async storeResponse(fields: unknown): Promise<boolean> {
    if (!isObject(fields) || !isString(fields.state)) return false;
    const { state, code, error, error_description } = fields;
    if (!isShort(code ?? error) || state.length > 100) return false;
    const key = await this.#read(state, 'key');
    if (key === undefined || stateOf(key) !== state) return false;
    const response = sealResponse(key, JSON.stringify({ state, code, error, error_description }));
    return response !== undefined && (await this.#run(STORE, state, response)) === 1;
  }

  /**
   * Fetches the response of a handshake, wherever it was stored.
   * @returns the outcome where another Node-RED redeems the handshake; `undefined` where this one is to
   */
  async fetch(handshake: Handshake): Promise<Outcome | undefined> {
    const { state, id } = handshake;
    const taken = await this.#run(TAKE, state, this.#redis.self);
    const [kind, text]: unknown[] = Array.isArray(taken) ? taken : [];
    if (kind === 'taken') return { state: 'waiting' };
    if (!isString(text)) return undefined;
    if (kind === 'outcome') return handshake.outcome === undefined ? readOutcome(text) : undefined;
    if (kind === 'answer') storeResponse(this.#handshakes, unsealResponse(id, text), handshake);
    return undefined;
  }

  /** Tells the other Node-REDs the outcome. By now, the handshake has lost its client secret. */
  async end(handshake: Handshake, outcome: Outcome): Promise<void> {
    if (outcome.state === 'waiting') return;
    await this.#run(END, handshake.state, JSON.stringify(outcome), sealed(handshake));
  }

  async #read(state: string, field: string): Promise<string | undefined> {
    const value = await this.#run(READ, state, field);
    return isString(value) && value !== '' ? value : undefined;
  }

  /** Runs a script on a handshake in Redis. @returns `undefined` while Redis is away */
  #run(script: string, state: string, ...values: string[]): Promise<unknown> {
    return this.#redis.run(script, [`lametric:handshake:${state}`], values).catch(() => undefined);
  }
}

const isShort = (text: unknown): boolean => isString(text) && text !== '' && text.length <= MAX_FIELD;

const sealed = ({ id, nodeId, redirectUri, expiresAt, consent }: Handshake): string =>
  sealHandshake(id, { nodeId, redirectUri, expiresAt, asked: consent });

function readHandshake(fields: unknown, id: string, state: string): Handshake | undefined {
  if (!isObject(fields)) return undefined;
  const { nodeId, redirectUri, expiresAt, asked } = fields;
  if (!isString(nodeId) || !isString(redirectUri) || !isInteger(expiresAt)) return undefined;
  const consent = readConsent(asked);
  return { id, state, nodeId, redirectUri, expiresAt, consent, response: undefined, outcome: undefined };
}

/** @returns `undefined` for a handshake that has ended */
function readConsent(asked: unknown): Consent | undefined {
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
