import type { NodeAPI } from 'node-red';
import type { Client, Grant } from '../../lametric/cloud/oauth';
import { isObject, isString } from '../../lametric/guards';
import { deployedNode } from '../../runtime/deployment';
import { isVariable, withEnvironment } from '../../runtime/environment';
import type { AccountCredentials } from './properties';

/** The client of these credentials. @returns `undefined` if the grant needs more than they hold */
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
export function typedCredentials(RED: NodeAPI, id: string): Required<AccountCredentials> {
  const credentials: unknown = RED.nodes.getCredentials(id);
  const { clientId, clientSecret } = isObject(credentials) ? credentials : {};
  return {
    clientId: isString(clientId) ? clientId : '',
    clientSecret: isString(clientSecret) ? clientSecret : '',
  };
}

/** The client of the deployed node, whether or not it runs. */
export function savedClient(RED: NodeAPI, id: string, cloudUrl: string): Client | undefined {
  const { clientId, clientSecret } = typedCredentials(RED, id);
  const credentials = {
    clientId: withEnvironment(RED, id, clientId),
    clientSecret: withEnvironment(RED, id, clientSecret),
  };
  return clientOf(credentials, deployedGrant(RED, id), cloudUrl);
}
