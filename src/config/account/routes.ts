import type { NodeAPI } from 'node-red';
import { getDevices, getUser } from '../../lametric/cloud/cloud';
import { type Client, type Grant, authorizeUrl } from '../../lametric/cloud/oauth';
import { LaMetricError } from '../../lametric/errors';
import type { ApiRequest } from '../../lametric/connection/request';
import { AdminEndpoints, AdminFile, RefusedRequest } from '../../runtime/admin';
import { whyAbsent } from '../../runtime/deployment';
import { explain } from '../../runtime/explain';
import { isIconCode } from '../../lametric/cloud/icons';
import { createCallbackPage } from './handshake/callback-page';
import { deployedGrant, isVariable, typedCredentials, withEnvironment } from './client';
import { type Handshake, type Handshakes, redeem } from './handshake/handshakes';
import { Gallery } from '../../icons/gallery';
import type { AccountRegistry } from './registry';
import {
  type AuthorizeRequest,
  isRedirectUri,
  readAuthorizeRequest,
  readIconSearch,
  readPastedAddress,
  readRedeemRequest,
} from './handshake/requests';
import type { SessionState } from './session/authorization';
import { SharedHandshakes } from './handshake/shared-handshakes';

/** How long a browser keeps the picture of an icon, which never changes: seconds. */
const PICTURE_MAX_AGE = 7 * 24 * 60 * 60;

/** Registers the account's admin endpoints, which are part of the public contract. */
export function registerRoutes(RED: NodeAPI, registry: AccountRegistry, handshakes: Handshakes): void {
  // Node-RED without an admin API has no editor to serve, and nowhere to put the routes.
  if (RED.settings.httpAdminRoot === false) return;

  const { cloudUrl, redis } = registry;
  const shared = redis && new SharedHandshakes(redis, handshakes);
  const endpoints = new AdminEndpoints(RED, 'lametric-account');
  const page = createCallbackPage((key) => RED._(key));
  const invalid = (key: string) => new RefusedRequest(400, 'INVALID_INPUT', RED._(`account.request.${key}`));

  const send = <T>(id: string, request: ApiRequest<T>): Promise<T> => {
    const session = registry.sessionOf(id);
    if (session === undefined) {
      throw new LaMetricError('NOT_CONFIGURED', 'the account has no client', { said: '' });
    }
    return session.send(request, new AbortController().signal);
  };

  /** The stored secret for a client id. It must never go to LaMetric with another client's id, so that has none. */
  const storedClient = (id: string, clientId: string): Pick<Client, 'id' | 'secret'> => {
    const deployed = registry.deployedClient(id);
    const typed = typedCredentials(RED, id);
    if (clientId === deployed?.id) return deployed;
    if (clientId !== typed.clientId) return { id: clientId, secret: '' };
    return deployed ?? { id: clientId, secret: typed.clientSecret ?? '' };
  };

  /** The client that the form is filled in with; a variable stands there as `${NAME}`. */
  const clientOfForm = (id: string, { clientId, clientSecret, grant }: AuthorizeRequest): Client => {
    if (isVariable(clientId) && registry.deployedClients(id).length > 1) throw invalid('several-clients');
    const stored = storedClient(id, clientId);
    const typedSecret = clientSecret ?? stored.secret;
    const client = { cloudUrl, id: withEnvironment(stored.id), secret: withEnvironment(typedSecret) };
    const isUnset = client.id === '' || (client.secret === '' && isVariable(typedSecret));
    if (isUnset) throw invalid('environment');
    if (grant === 'code' && client.secret === '') throw invalid('client-secret');
    return client;
  };

  /** Remarks for the user: the account does not run, or stands for several clients. */
  const hintsFor = (id: string): string[] => {
    const hints: string[] = [];
    const absence = whyAbsent(RED, id);
    if (absence !== undefined) hints.push(RED._(`account.absence.${absence}`));
    if (registry.deployedClients(id).length > 1) hints.push(RED._('account.absence.several'));
    if (registry.isAway) hints.push(RED._('account.redis.state'));
    return hints;
  };

  /** Where there is a Redis, the answer is kept there too, since each Node-RED may be asked to redeem it. */
  const park = async (fields: unknown, only?: Handshake): Promise<boolean> => {
    const isKept = handshakes.park(fields, only);
    const isShared = (only === undefined || isKept) && (await shared?.park(fields));
    return isKept || isShared === true;
  };

  endpoints.page('callback', (req, res) => {
    // Not by the parsed query: its parser drops some fields, such as `__proto__`.
    const hasQuery = /\?./.test(req.url);
    const answer = (accepted: boolean) =>
      res
        .status(accepted ? 200 : 400)
        .set(page.headers)
        .send(page.html);
    if (hasQuery) void park(req.query).then(answer);
    else answer(true);
  });

  endpoints.post('callback', async ({ body }) => {
    if (!handshakes.park(body)) throw invalid('state');
  });

  const gallery = new Gallery(cloudUrl, RED.settings.userDir);

  endpoints.read('icons', ({ query }) => {
    const search = readIconSearch(query);
    if (search === undefined) throw invalid('body');
    return gallery.find(search.typed, search.page);
  });

  endpoints.read('icons/:code', async ({ params: { code } }) => {
    const noIcon = () => new RefusedRequest(404, 'NOT_FOUND', RED._('account.request.icon'));
    if (!isIconCode(code)) throw noIcon();
    const { type, content } = await gallery.picture(code).catch((error: unknown) => {
      throw error instanceof LaMetricError && error.code === 'NOT_FOUND' ? noIcon() : error;
    });
    return new AdminFile(type, content, PICTURE_MAX_AGE);
  });

  endpoints.write(':id/authorize', async ({ params: { id = '' }, body }) => {
    const request = readAuthorizeRequest(body);
    if (request === undefined) throw invalid('body');
    const { scopes, grant, redirectUri } = request;
    if (!isRedirectUri(redirectUri)) throw invalid('redirect-uri');
    const client = clientOfForm(id, request);
    const started = handshakes.start(id, redirectUri, { client, grant, scopes });
    await shared?.start(started);
    const { id: handshake, state } = started;
    const parameters = { cloudUrl, clientId: client.id, redirectUri, scopes, state, grant };
    return { handshake, authorizeUrl: authorizeUrl(parameters) };
  });

  endpoints.write(':id/redeem', async ({ params: { id = '' }, body }) => {
    const request = readRedeemRequest(body);
    if (request === undefined) throw invalid('body');
    const handshake = await (shared ?? handshakes).find(request.handshake, id);
    if (handshake === undefined) {
      throw new RefusedRequest(404, 'NOT_FOUND', RED._('account.request.handshake'));
    }
    const outcome = async () => {
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
    const reached = await outcome();
    // Only a handshake that still waits needs the pasted address.
    if (request.address === undefined || reached.state !== 'waiting') return reached;
    const fields = readPastedAddress(request.address, handshake.redirectUri);
    if (!(await park(fields, handshake))) throw invalid('address');
    return outcome();
  });

  endpoints.read(':id', async ({ params: { id = '' } }) => {
    await registry.ready();
    const session = registry.sessionOf(id);
    const hints = hintsFor(id);
    if (session === undefined) {
      const flow = deployedGrant(RED, id);
      return stateAnswer({ state: 'unconfigured', flow, scopes: [], persisted: true }, hints);
    }
    const { state, scopes, persisted, expiresAt, refreshedAt, reconnectReason } = session;
    if (reconnectReason !== undefined) hints.push(RED._(`account.reconnect.${reconnectReason}`));
    const flow = session.grant ?? deployedGrant(RED, id);
    return stateAnswer({ state, flow, scopes, persisted }, hints, expiresAt, refreshedAt);
  });

  endpoints.read(':id/user', async ({ params: { id = '' } }) => {
    const { id: userId, name, email } = await send(id, getUser);
    const session = registry.find(id);
    if (session !== undefined) session.user = name || email;
    return { id: userId, name, email };
  });

  endpoints.read(':id/devices', async ({ params: { id = '' } }) => {
    const devices = await send(id, getDevices);
    return devices.map(({ api_key: _apiKey, ...device }) => device);
  });

  endpoints.write(':id/disconnect', async ({ params: { id = '' } }) => {
    // Opens one, since an account that was not used since the start may have a record but no session.
    registry.sessionOf(id);
    if (await registry.disconnect(id)) return;
    throw new RefusedRequest(500, 'UNREACHABLE', RED._('account.request.not-forgotten'));
  });

  endpoints.refuseBrokenBodies(RED._('account.request.body'));
}

interface AccountAnswer {
  state: SessionState | 'unconfigured';
  flow: Grant;
  scopes: string[];
  persisted: boolean;
}

/** The state of an account, in the form of the public contract. */
function stateAnswer(answer: AccountAnswer, hints: string[], expiresAt?: number, renewedAt?: number) {
  const isoOrNull = (time: number | undefined) => (time === undefined ? null : new Date(time).toISOString());
  return {
    ...answer,
    expiresAt: isoOrNull(expiresAt),
    renewedAt: isoOrNull(renewedAt),
    message: hints.length === 0 ? undefined : hints.join(' '),
  };
}
