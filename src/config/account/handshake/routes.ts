import type { NodeAPI } from 'node-red';
import { type Client, authorizeUrl } from '../../../lametric/cloud/oauth';
import { type AdminEndpoints, RefusedRequest, malformed } from '../../../runtime/admin';
import { isVariable, withEnvironment } from '../../../runtime/environment';
import { explain } from '../../../runtime/explain';
import { redisOf } from '../../../storage/open-records';
import { typedCredentials } from '../client';
import type { AccountRegistry } from '../registry';
import { createCallbackPage } from './callback-page';
import { type Handshake, Handshakes } from './handshakes';
import {
  type AuthorizeRequest,
  isRedirectUri,
  readAuthorizeRequest,
  readPastedAddress,
  readRedeemRequest,
} from './requests';
import { redeem, storeResponse } from './response';
import { SharedHandshakes } from './shared-handshakes';

/**
 * Registers the endpoints of the way to LaMetric and back: authorize, callback and redeem.
 * @param invalid makes the refusal of a request, by a key of `account.request`
 */
export function registerHandshakeRoutes(
  RED: NodeAPI,
  endpoints: AdminEndpoints,
  registry: AccountRegistry,
  invalid: (key: string) => RefusedRequest,
): void {
  const handshakes = new Handshakes();
  const redis = redisOf(RED);
  const shared = redis && new SharedHandshakes(redis, handshakes);
  const page = createCallbackPage((key) => RED._(key));

  /** The stored secret for a client id. It must never go to LaMetric with another client's id, so that has none. */
  const storedClient = (id: string, clientId: string): Pick<Client, 'id' | 'secret'> => {
    const deployed = registry.deployedClient(id);
    const typed = typedCredentials(RED, id);
    if (clientId === deployed?.id) return deployed;
    if (clientId !== typed.clientId) return { id: clientId, secret: '' };
    return deployed ?? { id: clientId, secret: typed.clientSecret };
  };

  /** The client in the form, where a variable stands as `${NAME}`. */
  const clientOfForm = (id: string, { clientId, clientSecret, grant, z }: AuthorizeRequest): Client => {
    if (isVariable(clientId) && registry.deployedClients(id).length > 1) throw invalid('several-clients');
    const stored = storedClient(id, clientId);
    const typedSecret = clientSecret ?? stored.secret;
    const client = {
      cloudUrl: registry.cloudUrl,
      id: withEnvironment(RED, id, stored.id, z),
      secret: withEnvironment(RED, id, typedSecret, z),
    };
    const isUnset = client.id === '' || (client.secret === '' && isVariable(typedSecret));
    if (isUnset) throw invalid('environment');
    if (grant === 'code' && client.secret === '') throw invalid('client-secret');
    return client;
  };

  /** Stores a response here and, where there is one, in Redis, since each of the Node-REDs may be asked to redeem it. */
  const store = async (fields: unknown, only?: Handshake): Promise<boolean> => {
    const isStored = storeResponse(handshakes, fields, only);
    const isShared = (only === undefined || isStored) && (await shared?.storeResponse(fields));
    return isStored || isShared === true;
  };

  const outcomeOf = async (handshake: Handshake, id: string) => {
    const ofOther = await shared?.fetch(handshake);
    if (ofOther !== undefined) return ofOther;
    const own = await redeem(
      handshake,
      (client) => registry.open(id, client),
      (error) => explain(RED, error, 'lametric-account', '').error.message,
    );
    await shared?.end(handshake, own);
    return own;
  };

  endpoints.page('callback', async (req, res) => {
    // Not by the parsed query: its parser drops some fields, such as `__proto__`.
    const hasQuery = /\?./.test(req.url);
    const answer = (accepted: boolean) =>
      res
        .status(accepted ? 200 : 400)
        .set(page.headers)
        .send(page.html);
    answer(!hasQuery || (await store(req.query)));
  });

  endpoints.post('callback', async ({ body }) => {
    if (!storeResponse(handshakes, body)) throw invalid('state');
  });

  endpoints.write(':id/authorize', async ({ params: { id = '' }, body }) => {
    const request = readAuthorizeRequest(body);
    if (request === undefined) throw malformed(RED);
    const { scopes, grant, redirectUri } = request;
    if (!isRedirectUri(redirectUri)) throw invalid('redirect-uri');
    if (registry.problem !== undefined) {
      throw new RefusedRequest(409, 'NOT_CONFIGURED', RED._(`common.error.${registry.problem}`));
    }
    const client = clientOfForm(id, request);
    const started = handshakes.start(id, redirectUri, { client, grant, scopes });
    await shared?.start(started);
    const { id: handshake, state } = started;
    const { cloudUrl } = client;
    const parameters = { cloudUrl, clientId: client.id, redirectUri, scopes, state, grant };
    return { handshake, authorizeUrl: authorizeUrl(parameters) };
  });

  endpoints.write(':id/redeem', async ({ params: { id = '' }, body }) => {
    const request = readRedeemRequest(body);
    if (request === undefined) throw malformed(RED);
    const handshake = await (shared ?? handshakes).find(request.handshake, id);
    if (handshake === undefined) {
      throw new RefusedRequest(404, 'NOT_FOUND', RED._('account.request.handshake'));
    }
    const outcome = await outcomeOf(handshake, id);
    // Only a handshake that still waits needs the pasted address.
    if (request.address === undefined || outcome.state !== 'waiting') return outcome;
    const fields = readPastedAddress(request.address, handshake.redirectUri);
    if (!(await store(fields, handshake))) throw invalid('address');
    return outcomeOf(handshake, id);
  });
}
