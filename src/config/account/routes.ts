import type { Express, NextFunction, Request, RequestHandler, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { LaMetricError } from '../../lametric/errors';
import { isObject, isString } from '../../lametric/guards';
import { type Flow, authorizeUrl, parseScopes } from '../../lametric/oauth';
import { createCallbackPage } from './callback-page';
import { type Handshakes, redeem } from './handshakes';
import type { AccountClient, CloudRequest, Session } from './session';

const CALLBACK_PATH = '/lametric-account/callback';
/** What Node-RED's editor sends for a password that it does not know. */
const UNCHANGED_PASSWORD = '__PWRD__';
const MAX_TEXT = 4096;

export interface RouteDependencies {
  cloudUrl: string;
  handshakes: Handshakes;
  /** The session of a node id, if a node or a handshake has made one. */
  findSession: (id: string) => Session | undefined;
  createSession: (id: string) => Session;
  /** The error as the user reads it. */
  describe: (error: unknown) => LaMetricError;
}

/** A request about the account with this node id. */
type AccountRequest = Request<{ id: string }>;

/** Registers the admin endpoints; the public contract names them. */
export function registerRoutes(RED: NodeAPI, dependencies: RouteDependencies): void {
  // Node-RED without an admin API has no editor to serve, and nowhere to put the routes.
  if (RED.settings.httpAdminRoot === false) return;

  const { cloudUrl, handshakes, findSession, createSession, describe } = dependencies;
  const { httpAdmin } = RED;
  const refuseCrossSite = crossSiteGuard(RED._('account.request.cross-site'));
  const canRead = [refuseCrossSite, RED.auth.needsPermission('lametric-account.read')];
  const canWrite = [refuseCrossSite, RED.auth.needsPermission('lametric-account.write')];
  const page = createCallbackPage((key) => RED._(key));
  const invalid = (key: string) => new LaMetricError('INVALID_INPUT', RED._(`account.request.${key}`));

  /** Answers with what `handle` resolves to, as JSON; with 204 for nothing. */
  const answer =
    (handle: (request: AccountRequest) => Promise<unknown>) => (req: AccountRequest, res: Response) => {
      res.set('Cache-Control', 'no-store');
      handle(req).then(
        (body) => (body === undefined ? res.status(204).end() : res.json(body)),
        (error: unknown) => sendError(res, describe(error)),
      );
    };

  const call = <T>({ params }: AccountRequest, request: CloudRequest<T>): Promise<T> => {
    const session = findSession(params.id);
    if (session === undefined) throw new LaMetricError('NOT_CONFIGURED', '');
    return session.call(request);
  };

  /** The node's client, if the form's client id means it: an environment variable shows there as its name, `${ID}`. */
  const deployedClient = (id: string, clientId: string): AccountClient | undefined => {
    const client = findSession(id)?.deployedClient;
    const typed: unknown = RED.nodes.getCredentials(id);
    const isSame = client?.id === clientId || (isObject(typed) && typed.clientId === clientId);
    return isSame ? client : undefined;
  };

  httpAdmin.get(CALLBACK_PATH, (req: Request, res: Response) => {
    // The parsed query lacks what its parser takes out, such as `__proto__`.
    const hasQuery = /\?./.test(req.url);
    const accepted = !hasQuery || handshakes.park(req.query);
    res
      .status(accepted ? 200 : 400)
      .set(page.headers)
      .send(page.html);
  });

  httpAdmin.post(
    CALLBACK_PATH,
    refuseCrossSite,
    answer(async (req) => {
      if (!handshakes.park(jsonBody(req))) throw invalid('state');
    }),
  );

  httpAdmin.post(
    '/lametric-account/:id/authorize',
    canWrite,
    answer(async (req) => {
      const body = readAuthorizeBody(jsonBody(req));
      if (body === undefined) throw invalid('body');
      const { scopes, flow, redirectUri } = body;
      if (!isRedirectUri(redirectUri)) throw invalid('redirect-uri');
      const deployed = deployedClient(req.params.id, body.clientId);
      const clientId = deployed?.id ?? body.clientId;
      // The stored secret must never go to LaMetric in another client's name.
      const secret = body.clientSecret ?? deployed?.secret;
      if (flow === 'code' && secret === undefined) throw invalid('client-secret');
      const client: AccountClient = { cloudUrl, id: clientId, ...(secret === undefined ? {} : { secret }) };
      const { id, state } = handshakes.start({ nodeId: req.params.id, client, flow, scopes, redirectUri });
      return {
        handshake: id,
        authorizeUrl: authorizeUrl({ cloudUrl, clientId, redirectUri, scopes, state, flow }),
      };
    }),
  );

  httpAdmin.post(
    '/lametric-account/:id/redeem',
    canWrite,
    answer(async (req) => {
      const body = jsonBody(req);
      if (!isObject(body) || !isString(body.handshake)) throw invalid('body');
      const handshake = handshakes.find(body.handshake, req.params.id);
      if (handshake === undefined) throw new LaMetricError('NOT_FOUND', RED._('account.request.handshake'));
      const outcome = () =>
        redeem(
          handshake,
          () => createSession(req.params.id),
          (error) => describe(error).message,
        );
      const reached = await outcome();
      // An address is of use to a handshake that still waits; any other has come to its end without it.
      if (body.address === undefined || reached.state !== 'waiting') return reached;
      const fields = readPastedAddress(body.address, handshake.redirectUri);
      if (!handshakes.park(fields, handshake)) throw invalid('address');
      return outcome();
    }),
  );

  httpAdmin.get(
    '/lametric-account/:id',
    canRead,
    answer(async (req) => {
      const session = findSession(req.params.id);
      if (session === undefined)
        return { state: 'unconfigured', scopes: [], expiresAt: null, persisted: true };
      const { state, scopes, expiresAt, persisted, reconnectReason } = session;
      return {
        state,
        scopes,
        expiresAt: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
        persisted,
        ...(reconnectReason === undefined ? {} : { message: RED._(`account.reconnect.${reconnectReason}`) }),
      };
    }),
  );

  httpAdmin.get(
    '/lametric-account/:id/user',
    canRead,
    answer(async (req) => {
      const { id, name, email } = await call(req, (cloud, token, signal) => cloud.getUser(token, signal));
      return { id, name, email };
    }),
  );

  httpAdmin.get(
    '/lametric-account/:id/devices',
    canRead,
    answer(async (req) => {
      const devices = await call(req, (cloud, token, signal) => cloud.getDevices(token, signal));
      return devices.map(({ api_key: _apiKey, ...device }) => device);
    }),
  );

  httpAdmin.post(
    '/lametric-account/:id/disconnect',
    canWrite,
    answer(async (req) => findSession(req.params.id)?.disconnect()),
  );

  // Express tells an error handler by its four parameters. What comes here is a body that cannot be parsed.
  appAround(httpAdmin).use(
    '/lametric-account',
    (_error: unknown, _req: Request, res: Response, _next: NextFunction) => sendError(res, invalid('body')),
  );
}

/**
 * The app that `httpAdmin` is mounted in, if there is one. There Node-RED parses bodies, and there alone an error of
 * that can be handled; else Express answers it with a page that shows the stack.
 */
function appAround(httpAdmin: Express): Express {
  const parent: unknown = Reflect.get(httpAdmin, 'parent');
  return isApp(parent) ? parent : httpAdmin;
}

function isApp(value: unknown): value is Express {
  return typeof value === 'function' && 'use' in value;
}

/**
 * Refuses what another site's page makes a browser send. Node-RED answers CORS with `*`, and many installations have
 * no login. Browsers say where a request comes from; on plain http from another host only `Origin` does.
 */
function crossSiteGuard(message: string): RequestHandler {
  return (req, res, next) => {
    const site = req.get('Sec-Fetch-Site');
    const origin = req.get('Origin');
    const own =
      site === undefined
        ? origin === undefined || parseUrl(origin)?.host === req.get('Host')
        : site === 'same-origin' || site === 'none';
    if (own) next();
    else res.status(403).json({ error: { code: 'FORBIDDEN', message } });
  };
}

function sendError(res: Response, { code, message, statusCode }: LaMetricError): void {
  res.status(httpStatus(code, statusCode)).json({ error: { code, message } });
}

function httpStatus(code: LaMetricError['code'], statusCode: number | undefined): number {
  if (code === 'INVALID_INPUT') return 400;
  if (code === 'NOT_CONFIGURED' || code === 'NOT_AUTHORIZED') return 409;
  // A 404 of our own came with no answer of LaMetric.
  return code === 'NOT_FOUND' && statusCode === undefined ? 404 : 502;
}

/** Only a body that says it is JSON counts: a form of another site could post the other types. */
function jsonBody(req: Request): unknown {
  const body: unknown = req.body;
  return req.is('application/json') === false ? undefined : body;
}

interface AuthorizeBody {
  clientId: string;
  clientSecret?: string;
  scopes: string[];
  flow: Flow;
  redirectUri: string;
}

function readAuthorizeBody(body: unknown): AuthorizeBody | undefined {
  if (!isObject(body)) return undefined;
  const { clientId, clientSecret = '', scopes, flow, redirectUri } = body;
  if (!isText(clientId) || clientId.trim() === '' || !isText(clientSecret) || !isText(redirectUri))
    return undefined;
  if (flow !== 'code' && flow !== 'implicit') return undefined;
  const asked = isText(scopes) ? parseScopes(scopes) : [];
  if (asked.length === 0) return undefined;
  const known = clientSecret.trim() !== '' && clientSecret !== UNCHANGED_PASSWORD;
  return { clientId, scopes: asked, flow, redirectUri, ...(known ? { clientSecret } : {}) };
}

const isText = (value: unknown): value is string => isString(value) && value.length <= MAX_TEXT;

function isRedirectUri(text: string): boolean {
  const url = parseUrl(text);
  return (
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.pathname.endsWith(CALLBACK_PATH) &&
    url.username + url.password === '' &&
    !text.includes('#')
  );
}

/** The query and the fragment of the address that the browser ended at, if it is the handshake's own. */
function readPastedAddress(address: unknown, redirectUri: string): Record<string, string> | undefined {
  const url = isString(address) ? parseUrl(address.trim()) : undefined;
  const expected = parseUrl(redirectUri);
  if (url === undefined || url.host !== expected?.host || url.pathname !== expected.pathname)
    return undefined;
  return Object.fromEntries([...url.searchParams, ...new URLSearchParams(url.hash.slice(1))]);
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
