import type { NodeAPI } from 'node-red';
import { getDevices, getUser } from '../../lametric/cloud/cloud';
import { type Client, authorizeUrl } from '../../lametric/cloud/oauth';
import { LaMetricError } from '../../lametric/errors';
import { isObject } from '../../lametric/guards';
import type { ApiRequest } from '../../lametric/request';
import { AdminEndpoints, RefusedRequest } from '../../runtime/admin';
import { explain, titleOf } from '../../runtime/explain';
import { createCallbackPage } from './callback-page';
import { type Handshakes, redeem } from './handshakes';
import type { AccountRegistry } from './registry';
import { isRedirectUri, readAuthorizeRequest, readPastedAddress, readRedeemRequest } from './requests';

/** Registers the account's admin endpoints; the public contract names them. */
export function registerRoutes(RED: NodeAPI, registry: AccountRegistry, handshakes: Handshakes): void {
  // Node-RED without an admin API has no editor to serve, and nowhere to put the routes.
  if (RED.settings.httpAdminRoot === false) return;

  const { cloudUrl } = registry;
  const endpoints = new AdminEndpoints(RED, 'lametric-account');
  const page = createCallbackPage((key) => RED._(key));
  const invalid = (key: string) => new RefusedRequest(400, 'INVALID_INPUT', RED._(`account.request.${key}`));

  const send = <T>(id: string, request: ApiRequest<T>): Promise<T> => {
    const session = registry.find(id);
    if (session === undefined) throw new LaMetricError('NOT_CONFIGURED', 'there is no such account');
    return session.send(request, new AbortController().signal);
  };

  /** The node's client, if the form's client id means it: an environment variable shows there as its name, `${ID}`. */
  const deployedClient = (id: string, clientId: string): Client | undefined => {
    const client = registry.find(id)?.deployedClient;
    const typed: unknown = RED.nodes.getCredentials(id);
    const isSame = client?.id === clientId || (isObject(typed) && typed.clientId === clientId);
    return isSame ? client : undefined;
  };

  endpoints.page('callback', (req, res) => {
    // The parsed query lacks what its parser takes out, such as `__proto__`.
    const hasQuery = /\?./.test(req.url);
    const accepted = !hasQuery || handshakes.park(req.query);
    res
      .status(accepted ? 200 : 400)
      .set(page.headers)
      .send(page.html);
  });

  endpoints.post('callback', async ({ body }) => {
    if (!handshakes.park(body)) throw invalid('state');
  });

  endpoints.write(':id/authorize', async ({ params: { id = '' }, body }) => {
    const request = readAuthorizeRequest(body);
    if (request === undefined) throw invalid('body');
    const { scopes, grant, redirectUri } = request;
    if (!isRedirectUri(redirectUri)) throw invalid('redirect-uri');
    const deployed = deployedClient(id, request.clientId);
    const clientId = deployed?.id ?? request.clientId;
    // The stored secret must never go to LaMetric in another client's name.
    const secret = request.clientSecret ?? deployed?.secret ?? '';
    if (grant === 'code' && secret === '') throw invalid('client-secret');
    const client = { cloudUrl, id: clientId, secret };
    const handshake = handshakes.start({ nodeId: id, client, grant, scopes, redirectUri });
    const { state } = handshake;
    return {
      handshake: handshake.id,
      authorizeUrl: authorizeUrl({ cloudUrl, clientId, redirectUri, scopes, state, grant }),
    };
  });

  endpoints.write(':id/redeem', async ({ params: { id = '' }, body }) => {
    const request = readRedeemRequest(body);
    if (request === undefined) throw invalid('body');
    const handshake = handshakes.find(request.handshake, id);
    if (handshake === undefined) {
      throw new RefusedRequest(404, 'NOT_FOUND', RED._('account.request.handshake'));
    }
    const outcome = () =>
      redeem(
        handshake,
        () => registry.session(id),
        (error) => explain(RED, error, titleOf(RED, 'lametric-account', '')).error.message,
      );
    const reached = await outcome();
    // An address is of use to a handshake that still waits; any other has come to its end without it.
    if (request.address === undefined || reached.state !== 'waiting') return reached;
    const fields = readPastedAddress(request.address, handshake.redirectUri);
    if (!handshakes.park(fields, handshake)) throw invalid('address');
    return outcome();
  });

  endpoints.read(':id', async ({ params: { id = '' } }) => {
    const session = registry.find(id);
    if (session === undefined) return { state: 'unconfigured', scopes: [], expiresAt: null, persisted: true };
    const { state, scopes, expiresAt, persisted, reconnectReason } = session;
    const expires = expiresAt === undefined ? null : new Date(expiresAt).toISOString();
    const message = reconnectReason && RED._(`account.reconnect.${reconnectReason}`);
    return { state, scopes, expiresAt: expires, persisted, message };
  });

  endpoints.read(':id/user', async ({ params: { id = '' } }) => {
    const { id: userId, name, email } = await send(id, getUser);
    registry.session(id).user = name || email;
    return { id: userId, name, email };
  });

  endpoints.read(':id/devices', async ({ params: { id = '' } }) => {
    const devices = await send(id, getDevices);
    return devices.map(({ api_key: _apiKey, ...device }) => device);
  });

  endpoints.write(':id/disconnect', async ({ params: { id = '' } }) => registry.find(id)?.disconnect());

  endpoints.refuseBrokenBodies(RED._('account.request.body'));
}
