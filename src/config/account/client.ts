import type { NodeAPI } from 'node-red';
import type { Client, Grant } from '../../lametric/cloud/oauth';
import { isObject, isString } from '../../lametric/guards';
import { deployedNode } from '../../runtime/deployment';

export interface AccountCredentials {
  clientId?: string;
  clientSecret?: string;
}

/** @returns `undefined` where something is missing that the grant needs */
export function clientOf(
  { clientId = '', clientSecret: secret = '' }: AccountCredentials,
  grant: Grant,
  cloudUrl: string,
): Client | undefined {
  if (clientId === '' || (secret === '' && grant === 'code')) return undefined;
  return { cloudUrl, id: clientId, secret };
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

/** Puts the environment's values in the place of `${NAME}`, as Node-RED does it for a node that runs. */
export function withEnvironment(text: string): string {
  return text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => process.env[name] ?? '');
}
