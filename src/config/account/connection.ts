/** An account as the flow nodes and the clocks see it. */
import type { NodeAPI, NodeStatus } from 'node-red';
import { isObject, isString } from '../../lametric/guards';
import { type Connection, findConnection, unusable } from '../../runtime/connection';
import { withEnvironment } from '../../runtime/environment';
import { explain } from '../../runtime/explain';
import { type Seal, isProven, prove, seal, unseal } from '../../storage/sealed';
import { typedCredentials } from './client';
import { registries } from './registry';
import type { SessionStatus } from './session/authorization';
import type { Session } from './session/session';

/** Keeps the secrets of clocks in the account's name, so that the account's own secret does not leave it. */
export interface Sealer {
  /** @param place the name of the record that the text is for. @returns `undefined` for an account without a client secret */
  seal(text: string, place: string): string | undefined;
  /** @returns `undefined` for a text that is damaged, or was sealed by another client secret or for another place */
  unseal(sealed: string, place: string): string | undefined;
  /** Adds the proof that the record is of this account; without a client secret there is none. */
  prove<T extends object>(record: T, place: string): T;
  /** Whether a record has that proof. */
  isProven(record: unknown, place: string): boolean;
}

/** An account as a clock sees it. */
export interface AccountConnection extends Connection, Sealer {}

const STATUS: Record<SessionStatus, NodeStatus> = {
  disconnected: { fill: 'grey', shape: 'ring' },
  connected: { fill: 'green', shape: 'dot' },
  refreshing: { fill: 'blue', shape: 'dot' },
  reconnect: { fill: 'red', shape: 'ring' },
  unsaved: { fill: 'yellow', shape: 'ring' },
  away: { fill: 'yellow', shape: 'ring' },
};

/**
 * The account that a node is set to use. It is looked up at each use, since any Deploy may make its node anew.
 * @param key of the clock, if it has one of its own: see `sealerBy`
 */
export function accountOf(RED: NodeAPI, id: string, key: string): AccountConnection {
  return accountBy(RED, id, key, () => findConnection(RED, id, 'lametric-account'));
}

/** The account that a form names: it need not be deployed, nor enabled. */
export function accountInForm(RED: NodeAPI, id: string, key = ''): AccountConnection {
  return accountBy(RED, id, key, () => {
    const registry = registries.get(RED.httpAdmin);
    const session = registry?.sessionOf(id);
    return registry === undefined || session === undefined
      ? unusable(RED, 'lametric-account', undefined, '')
      : connectionTo(registry.RED, session, '');
  });
}

/** The ids of the accounts that are known, deployed or not. */
export function knownAccounts(RED: NodeAPI): string[] {
  return registries.get(RED.httpAdmin)?.ids ?? [];
}

/** The connection of a session. @param name of the account; empty: the name of its user, once that is known */
export function connectionTo(RED: NodeAPI, session: Session, name: string): Connection {
  return {
    send: (request, signal) => session.send(request, signal),
    onStatus: (show) =>
      session.onStatus((status) => {
        const text = RED._(`account.status.${status}`);
        show({ ...STATUS[status], text }, status === 'unsaved' || status === 'away');
      }),
    explain: (thrown) => explain(RED, thrown, 'lametric-account', name || session.user),
  };
}

/**
 * @param secret returns the client secret, empty where there is none
 * @param key proves records where there is no client secret
 */
export function sealerBy(secret: () => string, key = ''): Sealer {
  const sealFor = (place: string): Seal => ({ secret: secret(), purpose: 'lametric-device', place });
  const proofFor = (place: string): Seal => ({ ...sealFor(place), secret: secret() || key });
  return {
    seal: (text, place) => (secret() === '' ? undefined : seal(text, sealFor(place))),
    unseal: (sealed, place) => unseal(sealed, sealFor(place)),
    prove: (record, place) => (proofFor(place).secret === '' ? record : prove(record, proofFor(place))),
    isProven: (record, place) => proofFor(place).secret !== '' && isProven(record, proofFor(place)),
  };
}

function accountBy(RED: NodeAPI, id: string, key: string, connection: () => Connection): AccountConnection {
  return {
    send: (request, signal) => connection().send(request, signal),
    onStatus: (show) => connection().onStatus(show),
    explain: (thrown) => connection().explain(thrown),
    ...sealerBy(() => secretOf(RED, id), key),
  };
}

function secretOf(RED: NodeAPI, id: string): string {
  const node: unknown = RED.nodes.getNode(id);
  // In a subflow, only the instance knows the values of the variables.
  const credentials = isObject(node) && isObject(node.credentials) ? node.credentials : undefined;
  const secret = credentials?.clientSecret ?? typedCredentials(RED, id).clientSecret;
  return isString(secret) ? withEnvironment(RED, id, secret) : '';
}
