import type { NodeAPI } from 'node-red';
import type { Client, Grant } from '../../lametric/cloud/oauth';
import { isObject, isString } from '../../lametric/guards';
import { deployedNode } from '../../runtime/deployment';
import type { AccountCredentials } from './properties';

/** A text that is nothing but the name of an environment variable: Node-RED replaces it by the value. */
const VARIABLE = /^\$(?:\{\S+\}|\(\S+\))$/;

export const isVariable = (text: string): boolean => VARIABLE.test(text);

/** @returns `undefined` if something that the grant needs is missing */
export function clientOf(
  { clientId = '', clientSecret = '' }: AccountCredentials,
  grant: Grant,
  cloudUrl: string,
): Client | undefined {
  // For a variable that is not set, Node-RED leaves the name.
  const id = isVariable(clientId) ? '' : clientId;
  const secret = isVariable(clientSecret) ? '' : clientSecret;
  if (id === '' || (secret === '' && grant === 'code')) return undefined;
  return { cloudUrl, id, secret };
}

/** The grant that the deployed node is set to, whether or not it runs. */
export function deployedGrant(RED: NodeAPI, id: string): Grant {
  return deployedNode(RED, id)?.flow === 'implicit' ? 'implicit' : 'code';
}

/** The client id and secret as they were typed and deployed: a variable still stands there as `${NAME}`. */
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

/** Replaces `${NAME}` by the environment's value, or by an empty text if there is none. */
export function withEnvironment(text: string): string {
  return isVariable(text) ? (process.env[text.slice(2, -1)] ?? '') : text;
}
