/** A LaMetric cloud that runs on this computer: the server, its programmatic interface and the routing. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { CloudDevice, Scope } from '../src/lametric/cloud/types';
import { Clock } from './clock/clock';
import { DEMO_CLOCKS } from './clock/demo';
import { freeHost } from './clock/free-host';
import { consent } from './cloud/consent';
import { Gallery } from './cloud/gallery';
import { OAuth } from './cloud/oauth';
import { SCOPE_MEANINGS } from './cloud/pages';
import {
  demoDevices,
  demoUser,
  listDevices,
  oneDevice,
  renameDevice,
  type AccountUser,
} from './cloud/resources';
import type { Client, RefreshRefusal } from './cloud/settings';
import { ControlSurface, isControlPath, type Controlled } from './server/control';
import type { Fault } from './server/faults';
import {
  dispatch,
  json,
  type Answer,
  type Handler,
  type Request,
  type Route,
  type TokenResponse,
} from './server/http';
import type { RecordedRequest } from './server/request-log';
import { read, Service } from './server/service';

export type { Client, Fault, RecordedRequest, TokenResponse };

export const DEMO_CLIENT_ID = 'demo-client-id';
export const DEMO_CLIENT_SECRET = 'demo-client-secret-of-the-simulator';

const HOST = '127.0.0.1';

/** The redirect URI that users register, below the root of their Node-RED: written here anew, so that a change is found. */
export const CALLBACK_PATH = 'lametric-account/callback';

/** Those of a Node-RED on port 1880 of this computer. */
export const DEMO_REDIRECT_URIS = ['127.0.0.1', 'localhost'].map(
  (host) => `http://${host}:1880/${CALLBACK_PATH}`,
);

export interface SimulatorOptions {
  /** Default: 0, any free port; the clocks are at free addresses then, too. */
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
  /** The cloud lists these, and there are no clocks. Default: the three clocks. */
  devices?: CloudDevice[];
  /** How many icons the gallery has. Those after the ten that are drawn are made up. Default: 10. */
  icons?: number;
}

interface SimulatorEvents {
  refresh: [{ at: number }];
  renamed: [CloudDevice];
  'token-sent': [{ at: number }];
  disconnected: [];
}

/** Starts a simulator: the cloud on 127.0.0.1, the clocks on addresses of their own. */
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
export class Simulator extends Service<SimulatorEvents> implements Controlled {
  readonly client: Client;
  /** The registered applications: `client`, and those that a test adds. */
  readonly clients: Client[];
  accessTokenLifetime: number;
  refreshTokenLifetime: number;
  codeLifetime: number;
  refreshRefusal: RefreshRefusal;
  /** Live: a rename changes it, and changing it changes what is answered. */
  readonly devices: CloudDevice[];
  /** Each is the device of its id; a rename there reaches it, its address and its key reach the cloud. */
  readonly clocks: readonly Clock[];
  readonly user: AccountUser = demoUser();

  readonly #oauth = new OAuth(this, () => this.emit('refresh', { at: Date.now() }));
  readonly #control;
  readonly #gallery: Gallery;
  readonly #routes = this.#cloud();
  readonly #server = createServer((incoming, response) => {
    read(incoming).then(
      (request) =>
        isControlPath(request.path) ? this.#control.serve(request, response) : this.serve(request, response),
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
    this.#gallery = new Gallery(options.icons ?? 10);
    this.devices = structuredClone(options.devices ?? demoDevices());
    this.clocks = (options.devices ? [] : DEMO_CLOCKS).map(
      (identity) => new Clock(options.port ? identity : { ...identity, host: freeHost() }),
    );
    for (const clock of this.clocks) {
      clock.on('identity', () => this.#tell(clock));
      clock.on('changed', () => this.#control.changed());
    }
    this.#control = new ControlSurface(this);
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

  /** Resolves when no client is connected and every request has been read. */
  async disconnected(): Promise<void> {
    if (this.#connections > 0) await once(this, 'disconnected');
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

  /** Every client secret, API key, code and token ever issued. None of them may leak. */
  secrets(): string[] {
    const apiKeys = this.devices.flatMap((device) => device.api_key ?? []);
    const clockKeys = this.clocks.flatMap((clock) => clock.secrets());
    const clientSecrets = this.clients.map(({ secret }) => secret);
    return [...clientSecrets, ...apiKeys, ...clockKeys, ...this.#oauth.issued];
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
    for (const clock of this.clocks) await clock.plugIn();
  }

  /** Stops listening and ends open connections, answered or not; the clocks too. */
  async close(): Promise<void> {
    for (const clock of this.clocks) await clock.unplug();
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
          renameDevice(this.devices, id, request, (device) => {
            for (const clock of this.clocks) if (clock.id === device.id) clock.name = device.name;
            this.emit('renamed', device);
          }),
        ),
      },
      { path: /^\/api\/v2\/users\/me$/, GET: scoped('basic', () => json(200, this.user)) },
      { path: /^\/api\/v2\/oauth2\/token$/, POST: token },
      { path: /^\/api\/v2\/oauth2\/authorize\/?$/, GET: authorize, POST: authorize },
      { path: /^\/api\/v2\/icons$/, GET: ({ query }) => this.#gallery.page(query) },
      {
        path: /^\/content\/apps\/icon_thumbs\/(\d+)_icon_thumb\.(png|gif)$/,
        GET: (_request, id = '', ending = '') => this.#gallery.picture(Number(id), ending),
      },
    ];
  }

  /** Tells the account where its clock is, and its key. */
  #tell({ id, address, accountKey }: Clock): void {
    const device = this.devices.find((each) => each.id === id);
    if (device) Object.assign(device, { ipv4_internal: address, api_key: accountKey });
  }

  protected override answer(request: Request): Answer | Promise<Answer> {
    return dispatch(this.#routes, request);
  }

  protected override served(): void {
    this.#control.changed();
  }
}
