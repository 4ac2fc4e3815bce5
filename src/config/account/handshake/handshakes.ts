import { randomBytes } from 'node:crypto';
import type { Client, Grant, TokenSet } from '../../../lametric/cloud/oauth';
import { BoundedMap } from '../../../storage/bounded-map';
import { publicKeyOf, stateOf } from './sealing';

/** The lifetime of a handshake: milliseconds. */
export const LIFETIME = 10 * 60 * 1000;
const MAX_HANDSHAKES = 32;

/** The consent that the user is asked for at LaMetric. */
export interface Consent {
  readonly client: Client;
  readonly grant: Grant;
  readonly scopes: string[];
}

/** The fields of LaMetric's redirect (RFC 6749, sections 4.1.2 and 4.2.2). */
export type AuthorizationResponse =
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
  consent: Consent | undefined;
  /** Set once, by the first redirect or pasted address that carries the state; removed like `consent`. */
  response: AuthorizationResponse | undefined;
  /** Set once, by the first redemption; later ones share it. */
  outcome: Promise<Outcome> | undefined;
}

/** The handshakes under way, in memory. The 33rd replaces the oldest. */
export class Handshakes {
  readonly #byId = new BoundedMap<Handshake>(MAX_HANDSHAKES);

  /** Starts a handshake for a node. */
  start(nodeId: string, redirectUri: string, consent: Consent): Handshake {
    const id = randomBytes(32).toString('base64url');
    const expiresAt = Date.now() + LIFETIME;
    const unanswered = { consent, response: undefined, outcome: undefined };
    const handshake = { id, state: stateOf(publicKeyOf(id)), nodeId, redirectUri, expiresAt, ...unanswered };
    this.add(handshake);
    return handshake;
  }

  /** Adds a handshake, perhaps one that began at another Node-RED. */
  add(handshake: Handshake): void {
    this.#byId.set(handshake.id, handshake);
    setTimeout(() => forgetSecrets(handshake), handshake.expiresAt - Date.now()).unref();
  }

  /** The handshake with this id, if it belongs to the node. */
  find(id: string, nodeId: string): Handshake | undefined {
    const handshake = this.#byId.get(id);
    return handshake?.nodeId === nodeId ? handshake : undefined;
  }

  /** The handshake with this state. */
  findByState(state: string): Handshake | undefined {
    return this.#byId.values().find((handshake) => handshake.state === state);
  }
}

/** Removes the client secret and the response of a handshake. */
export function forgetSecrets(handshake: Handshake): void {
  handshake.consent = undefined;
  handshake.response = undefined;
}

/** Whether the ten minutes of a handshake are over. */
export function hasExpired(handshake: Handshake): boolean {
  return Date.now() >= handshake.expiresAt;
}
