import type { NodeAPI } from 'node-red';
import type { Client, Grant } from '../../lametric/cloud/oauth';
import { isObject, isString } from '../../lametric/guards';
import { deployedNode } from '../../runtime/deployment';

export interface AccountCredentials {
  clientId?: string;
  clientSecret?: string;
}

/** What Node-RED puts the value of an environment variable in the place of: a text that is nothing but its name. */
const VARIABLE = /^\$(?:\{\S+\}|\(\S+\))$/;

export const isVariable = (text: string): boolean => VARIABLE.test(text);

/** @returns `undefined` where something is missing that the grant needs */
export function clientOf(
  { clientId = '', clientSecret = '' }: AccountCredentials,
  grant: Grant,
  cloudUrl: string,
): Client | undefined {
  // Node-RED leaves the name of a variable that is not set.
  const id = isVariable(clientId) ? '' : clientId;
  const secret = isVariable(clientSecret) ? '' : clientSecret;
  if (id === '' || (secret === '' && grant === 'code')) return undefined;
  return { cloudUrl, id, secret };
}

/** Which grant the deployed node uses, whether or not it runs. */
export function deployedGrant(RED: NodeAPI, id: string): Grant {
  return deployedNode(RED, id)?.flow === 'implicit' ? 'implicit' : 'code';
}

/** The client id and secret as they were typed and deployed, with `${ENV}` as it stands. */
export function typedCredentials(RED: NodeAPI, id: string): AccountCredentials {
  const credentials: unknown = RED.nodes.getCredentials(id);
  const { clientId, clientSecret } = isObject(credentials) ? credentials : {};
  return {
    ...(isString(clientId) && { clientId }),
    ...(isString(clientSecret) && { clientSecret }),
  };
}

/** The client of the deployed node, whether or not it runs. */
export function savedClient(RED: NodeAPI, id: string, cloudUrl: string): Client | undefined {
  const { clientId = '', clientSecret = '' } = typedCredentials(RED, id);
  const credentials = { clientId: withEnvironment(clientId), clientSecret: withEnvironment(clientSecret) };
  return clientOf(credentials, deployedGrant(RED, id), cloudUrl);
}

/** The client secret of an account, as it is deployed; empty where there is none. */
export function secretOf(RED: NodeAPI, id: string): string {
  const node: unknown = RED.nodes.getNode(id);
  // In a subflow, only the instance knows what the variables stand for.
  const credentials = isObject(node) && isObject(node.credentials) ? node.credentials : undefined;
  const secret = credentials?.clientSecret ?? typedCredentials(RED, id).clientSecret ?? '';
  return isString(secret) ? withEnvironment(secret) : '';
}

/** Puts the environment's value in the place of `${NAME}`, or nothing where it is not set. */
export function withEnvironment(text: string): string {
  return isVariable(text) ? (process.env[text.slice(2, -1)] ?? '') : text;
}
