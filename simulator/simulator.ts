/** A LaMetric cloud that runs on this computer: the server, its programmatic interface and the routing. */
import { EventEmitter, once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { CloudDevice, Scope } from '../src/lametric/cloud/types';
import { consent } from './cloud/consent';
import { OAuth } from './cloud/oauth';
import { SCOPE_MEANINGS } from './cloud/pages';
import {
  demoDevices,
  demoUser,
  iconPage,
  listDevices,
  oneDevice,
  renameDevice,
  type AccountUser,
} from './cloud/resources';
import type { Client, RefreshRefusal } from './cloud/settings';
import { ControlSurface, isControlPath, type Controlled } from './server/control';
import { Faults, sendFault, type Fault, type FaultFor } from './server/faults';
import {
  dispatch,
  failure,
  json,
  readRequest,
  send,
  type Answer,
  type Handler,
  type Request,
  type Route,
  type TokenResponse,
} from './server/http';
import { RequestLog, type RecordedRequest } from './server/request-log';

export type { Client, Fault, RecordedRequest, TokenResponse };

export const DEMO_CLIENT_ID = 'demo-client-id';
export const DEMO_CLIENT_SECRET = 'demo-client-secret-of-the-simulator';

const HOST = '127.0.0.1';
const MAX_BODY_BYTES = 1024 * 1024;

/** Those of a Node-RED on port 1880 of this computer. */
export const DEMO_REDIRECT_URIS = [
  'http://127.0.0.1:1880/lametric-account/callback',
  'http://localhost:1880/lametric-account/callback',
];

export interface SimulatorOptions {
  /** Default: 0, any free port. */
  port?: number;
  clientId?: string;
  clientSecret?: string;
  /** The registered redirect addresses. Default: `DEMO_REDIRECT_URIS`. */
  redirectUris?: string[];
  /** Seconds. Default: 3600. */
  accessTokenLifetime?: number;
  /** Seconds. Default: Infinity, they never expire. */
  refreshTokenLifetime?: number;
  /** Seconds. Default: 30. */
  codeLifetime?: number;
  /** How a refused refresh is told. Default: `oauth`. */
  refreshRefusal?: RefreshRefusal;
  /** Default: three demo devices. */
  devices?: CloudDevice[];
}

interface SimulatorEvents {
  refresh: [{ at: number }];
  renamed: [CloudDevice];
  'token-sent': [{ at: number }];
  disconnected: [];
}

/** Starts a simulator on 127.0.0.1. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = new Simulator(options);
  await simulator.listen(options.port ?? 0);
  return simulator;
}

/**
 * A LaMetric cloud with one user and, at first, one registered application.
 *
 * Emits `refresh` when a refresh token was exchanged, `renamed` with the device, and `token-sent` once an answer
 * with new tokens has left completely; times are milliseconds since 1970.
 */
export class Simulator extends EventEmitter<SimulatorEvents> implements Controlled {
  readonly client: Client;
  /** The registered applications: `client`, and whichever a test adds. */
  readonly clients: Client[];
  accessTokenLifetime: number;
  refreshTokenLifetime: number;
  codeLifetime: number;
  refreshRefusal: RefreshRefusal;
  /** Live: a rename changes it, and changing it changes what is answered. */
  readonly devices: CloudDevice[];
  readonly user: AccountUser = demoUser();

  readonly #log = new RequestLog();
  readonly #faults = new Faults();
  readonly #oauth = new OAuth(this, () => this.emit('refresh', { at: Date.now() }));
  readonly #control = new ControlSurface(this);
  readonly #routes = this.#cloud();
  readonly #server = createServer((incoming, response) => {
    // What #serve throws is left to end the process: a mistake here must not pass for a failure of LaMetric.
    readRequest(incoming, MAX_BODY_BYTES).then(
      (request) => this.#serve(request, response),
      () => response.destroy(), // The client broke off.
    );
  });
  #connections = 0;
  #url = '';

  constructor(options: SimulatorOptions) {
    super();
    this.client = {
      id: options.clientId ?? DEMO_CLIENT_ID,
      secret: options.clientSecret ?? DEMO_CLIENT_SECRET,
      redirectUris: options.redirectUris ?? [...DEMO_REDIRECT_URIS],
    };
    this.clients = [this.client];
    this.accessTokenLifetime = options.accessTokenLifetime ?? 3600;
    this.refreshTokenLifetime = options.refreshTokenLifetime ?? Infinity;
    this.codeLifetime = options.codeLifetime ?? 30;
    this.refreshRefusal = options.refreshRefusal ?? 'oauth';
    this.devices = structuredClone(options.devices ?? demoDevices());
    // A client that comes back just when the server drops an idle connection would see a fault nobody asked for.
    this.#server.keepAliveTimeout = 60_000;
    this.#server.on('connection', (socket) => {
      this.#connections++;
      socket.on('close', () => --this.#connections === 0 && this.emit('disconnected'));
    });
  }

  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  get url(): string {
    return this.#url;
  }

  /** The latest requests to the cloud, oldest first; those to the simulator's own pages are not among them. */
  get requests(): readonly RecordedRequest[] {
    return this.#log.requests;
  }

  /** How many requests to the cloud had this method and path. */
  countRequests(method: string, path: string): number {
    return this.#log.count(method, path);
  }

  /** All counts, by `METHOD path`. */
  get requestCounts(): ReadonlyMap<string, number> {
    return this.#log.counts;
  }

  /** Resolves when the nth request of this method and path since the last `clearRequests` has arrived. */
  requested(method: string, path: string, n = 1): Promise<void> {
    return this.#log.requested(method, path, n);
  }

  /** Resolves when no client is connected, and all that they sent was read. */
  async disconnected(): Promise<void> {
    if (this.#connections > 0) await once(this, 'disconnected');
  }

  clearRequests(): void {
    this.#log.clear();
  }

  /**
   * Lets the next `times` requests fail whose path is `path`, or starts with it when it ends in `*`.
   * Faults of one path are used up in the order in which they were asked for. A function is asked at each request.
   */
  fail(path: string, fault: Fault | FaultFor, times = 1): void {
    this.#faults.add(path, fault, times);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  /** Lets every access token issued until now expire. */
  expireAccessTokens(): void {
    this.#oauth.endAccessTokens();
  }

  /** Revokes every access token issued until now. LaMetric answers it just like an expired one. */
  revokeAccessTokens(): void {
    this.#oauth.endAccessTokens();
  }

  /** Revokes every refresh token issued until now: the next refresh is refused as `refreshRefusal` says. */
  revokeRefreshTokens(): void {
    this.#oauth.revokeRefreshTokens();
  }

  /** A valid pair of tokens without a browser. */
  issueTokens(scopes: string[] = Object.keys(SCOPE_MEANINGS)): TokenResponse {
    return this.#oauth.issueTokens(this.client.id, scopes);
  }

  /** All that must not leak: every client secret, every API key, every code and token ever issued. */
  secrets(): string[] {
    const apiKeys = this.devices.flatMap((device) => device.api_key ?? []);
    return [...this.clients.map(({ secret }) => secret), ...apiKeys, ...this.#oauth.issued];
  }

  /**
   * Does over HTTP what a user does in the browser: opens the page, logs in and decides.
   * @returns the address that LaMetric redirects to, which is not followed
   * @throws if LaMetric shows a page with an error instead
   */
  authorize(authorizeUrl: string, decision: 'approve' | 'deny' = 'approve'): Promise<string> {
    return consent(authorizeUrl, this.user.email, decision);
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, HOST, resolve);
    });
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.#url = `http://${HOST}:${address.port}`;
  }

  /** Stops listening and ends open connections, answered or not. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #cloud(): Route[] {
    const authorize: Handler = (request) => this.#oauth.authorize(request);
    const token: Handler = async (request) => {
      const answer = await this.#oauth.token(request);
      return answer.tokens
        ? { ...answer, onSent: () => this.emit('token-sent', { at: Date.now() }) }
        : answer;
    };
    const scoped =
      (scope: Scope, handler: Handler): Handler =>
      (request, ...captured) =>
        this.#oauth.refuse(request, scope) ?? handler(request, ...captured);

    return [
      {
        path: /^\/api\/v2\/users\/me\/devices$/,
        GET: scoped('devices_read', () => listDevices(this.devices)),
      },
      {
        path: /^\/api\/v2\/users\/me\/devices\/([^/]+)$/,
        GET: scoped('devices_read', (_request, id = '') => oneDevice(this.devices, id)),
        PUT: scoped('devices_write', (request, id = '') =>
          renameDevice(this.devices, id, request, (device) => this.emit('renamed', device)),
        ),
      },
      { path: /^\/api\/v2\/users\/me$/, GET: scoped('basic', () => json(200, this.user)) },
      { path: /^\/api\/v2\/oauth2\/token$/, POST: token },
      { path: /^\/api\/v2\/oauth2\/authorize\/?$/, GET: authorize, POST: authorize },
      { path: /^\/api\/v2\/icons$/, GET: ({ query }) => iconPage(query) },
    ];
  }

  async #serve(request: Request, response: ServerResponse): Promise<void> {
    if (isControlPath(request.path)) {
      await this.#control.serve(request, response);
      return;
    }
    const record = this.#log.add(request);
    const fault = this.#faults.take(request);
    if (fault) {
      const real = fault.afterEffect ? await this.#answer(request, record) : undefined;
      record.status = await sendFault(response, fault, real);
    } else {
      const answer = await this.#answer(request, record);
      record.status = answer.status;
      send(response, answer);
    }
    this.#control.changed();
  }

  async #answer(request: Request, record: RecordedRequest): Promise<Answer> {
    if (request.body.length > MAX_BODY_BYTES) return failure(413);
    const answer = await dispatch(this.#routes, request);
    if (answer.tokens) record.tokens = answer.tokens;
    return answer;
  }
}
