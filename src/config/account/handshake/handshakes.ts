import { createHash, randomBytes } from 'node:crypto';
import {
  type Client,
  type Grant,
  type TokenSet,
  exchangeCode,
  parseTokenResponse,
} from '../../../lametric/cloud/oauth';
import { LaMetricError } from '../../../lametric/errors';
import { isObject, isString } from '../../../lametric/guards';
import type { Session } from '../session/session';

/** Milliseconds. */
export const LIFETIME = 10 * 60 * 1000;
const MAX_HANDSHAKES = 32;
/** The longest code or scope that a redirect may carry: characters. */
export const MAX_FIELD = 4096;

/** The answer that LaMetric's redirect carries. */
type Answer =
  | { kind: 'code'; code: string }
  | { kind: 'tokens'; tokens: TokenSet }
  | { kind: 'error'; error: string; description: string };

/** The result of a handshake, as the redeem endpoint answers it. */
export interface Outcome {
  state: 'waiting' | 'connected' | 'denied' | 'failed' | 'expired';
  /** LaMetric's words, or the error as the user reads it. */
  message?: string;
  /** For `connected`: whether the authorization would survive a restart. */
  persisted?: boolean;
}

/** The consent that the user is asked for at LaMetric. */
export interface Asked {
  readonly client: Client;
  readonly grant: Grant;
  readonly scopes: string[];
}

/** One way of the user to LaMetric and back. */
export interface Handshake {
  /** The editor redeems the handshake by it. It is never sent to LaMetric. */
  readonly id: string;
  /** OAuth 2.0's `state`, which the redirect must bring back. */
  readonly state: string;
  readonly nodeId: string;
  readonly redirectUri: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Removed, with the client secret in it, as soon as the handshake has ended. */
  asked: Asked | undefined;
  /** Set once, by the first redirect or pasted address that carries the state; removed like `asked`. */
  answer: Answer | undefined;
  /** Set once, by the first redemption; later ones share it. */
  outcome: Promise<Outcome> | undefined;
}

/** The `state` of a handshake. From it, nobody finds the id, so it cannot be redeemed by what the redirect shows. */
export const stateOf = (id: string): string => createHash('sha256').update(id).digest('base64url');

/** The handshakes under way, in memory. The 33rd replaces the oldest. */
export class Handshakes {
  readonly #byId = new Map<string, Handshake>();

  start(nodeId: string, redirectUri: string, asked: Asked): Handshake {
    const id = randomBytes(32).toString('base64url');
    const handshake: Handshake = {
      id,
      state: stateOf(id),
      nodeId,
      redirectUri,
      expiresAt: Date.now() + LIFETIME,
      asked,
      answer: undefined,
      outcome: undefined,
    };
    this.keep(handshake);
    return handshake;
  }

  /** Knows a handshake from now on, perhaps one that began at another Node-RED. */
  keep(handshake: Handshake): void {
    this.#byId.set(handshake.id, handshake);
    setTimeout(() => forgetSecrets(handshake), handshake.expiresAt - Date.now()).unref();
    for (const oldest of this.#byId.keys()) {
      if (this.#byId.size <= MAX_HANDSHAKES) break;
      this.#byId.delete(oldest);
    }
  }

  /** The handshake with this id, if it belongs to the node. */
  find(id: string, nodeId: string): Handshake | undefined {
    const handshake = this.#byId.get(id);
    return handshake?.nodeId === nodeId ? handshake : undefined;
  }

  /**
   * Keeps the answer of LaMetric's redirect for the handshake with its `state`. Nothing else happens until the editor
   * redeems it, so a forged redirect changes nothing.
   * @param fields of the redirect's query or fragment, unchecked
   * @param only if given, the answer must belong to this handshake
   * @returns false if the state is missing, unknown, used or expired, or the answer has the wrong shape
   */
  park(fields: unknown, only?: Handshake): boolean {
    if (!isObject(fields) || !isString(fields.state)) return false;
    const { state } = fields;
    const handshake = [...this.#byId.values()].find((candidate) => candidate.state === state);
    if (handshake === undefined || (only !== undefined && only !== handshake)) return false;
    const { asked, answer, outcome } = handshake;
    if (asked === undefined || answer !== undefined || outcome !== undefined || hasExpired(handshake)) {
      return false;
    }
    handshake.answer = readAnswer(fields, asked);
    return handshake.answer !== undefined;
  }
}

/**
 * Semaphore a parked answer into an authorization. The code is exchanged once; later calls get the same outcome.
 * @param open gives the session of a client; it is called only when there are tokens for it
 * @param explain gives the message of an error as the user reads it
 * @returns never rejects: an error is the outcome `failed`
 */
export async function redeem(
  handshake: Handshake,
  open: (client: Client) => Session,
  explain: (error: unknown) => string,
): Promise<Outcome> {
  const { asked, answer, redirectUri } = handshake;
  if (handshake.outcome === undefined) {
    if (hasExpired(handshake) || asked === undefined) return { state: 'expired' };
    if (answer === undefined) return { state: 'waiting' };
    handshake.outcome = outcomeOf(asked, answer, redirectUri, open)
      .catch((error: unknown): Outcome => ({ state: 'failed', message: explain(error) }))
      .finally(() => forgetSecrets(handshake));
  }
  return handshake.outcome;
}

async function outcomeOf(
  { client, scopes }: Asked,
  answer: Answer,
  redirectUri: string,
  open: (client: Client) => Session,
): Promise<Outcome> {
  if (answer.kind === 'error') {
    const said = answer.description || answer.error;
    if (answer.error === 'access_denied') return { state: 'denied', message: said };
    const isClient = /^(invalid|unauthorized)_client$/.test(answer.error);
    throw new LaMetricError('REJECTED', said, { reason: isClient ? 'client' : undefined });
  }
  const tokens =
    answer.kind === 'tokens' ? answer.tokens : await exchangeCode(client, answer.code, redirectUri, scopes);
  const session = open(client);
  await session.connect(client, tokens);
  return { state: 'connected', persisted: session.persisted };
}

function forgetSecrets(handshake: Handshake): void {
  handshake.asked = undefined;
  handshake.answer = undefined;
}

function hasExpired(handshake: Handshake): boolean {
  return Date.now() >= handshake.expiresAt;
}

function readAnswer(fields: Record<string, unknown>, { grant, scopes }: Asked): Answer | undefined {
  if (isString(fields.error) && fields.error !== '') {
    return { kind: 'error', error: shorten(fields.error), description: shorten(fields.error_description) };
  }
  if (grant === 'code') {
    const { code } = fields;
    return isString(code) && code !== '' && code.length <= MAX_FIELD ? { kind: 'code', code } : undefined;
  }
  const { access_token, expires_in, token_type, scope } = fields;
  if (isString(scope) && scope.length > MAX_FIELD) return undefined;
  // Without `refresh_token`: this flow has none (RFC 6749, section 4.2.2), so it could only be forged.
  const tokens = parseTokenResponse(
    { access_token, expires_in, token_type, scope },
    { refreshToken: undefined, scopes },
  );
  return tokens === undefined ? undefined : { kind: 'tokens', tokens };
}

/** One line of at most 200 characters, since anybody who knows the `state` could have sent it. */
function shorten(text: unknown): string {
  return isString(text)
    ? text
        .replace(/[\s\p{C}]+/gu, ' ')
        .trim()
        .slice(0, 200)
    : '';
}
