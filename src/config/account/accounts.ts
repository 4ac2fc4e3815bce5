import type { NodeAPI } from 'node-red';
import { LaMetricError } from '../../lametric/errors';
import { isString } from '../../lametric/guards';
import { Handshakes } from './handshakes';
import { registerRoutes } from './routes';
import { Session } from './session';
import { TokenStore } from './token-store';

/** The setting that names the cloud, and its default. */
export const CLOUD_URL_SETTING = 'lametricAccountCloudUrl';
export const DEFAULT_CLOUD_URL = 'https://developer.lametric.com';

/** What outlives the config nodes, which every Deploy may make anew: sessions, saved tokens, handshakes, routes. */
export class Accounts {
  readonly cloudUrl: string;
  readonly #RED: NodeAPI;
  readonly #store: TokenStore;
  readonly #sessions = new Map<string, Session>();

  constructor(RED: NodeAPI) {
    this.#RED = RED;
    this.cloudUrl = readCloudUrl(Reflect.get(RED.settings, CLOUD_URL_SETTING));
    this.#store = new TokenStore(RED.settings, (problem) => {
      if (problem !== undefined) RED.log.warn(RED._('account.not-saved', { problem }));
      for (const session of this.#sessions.values()) session.publish();
    });
    registerRoutes(RED, {
      cloudUrl: this.cloudUrl,
      handshakes: new Handshakes(),
      findSession: (id) => this.#sessions.get(id),
      createSession: (id) => this.session(id),
      describe: (error) => this.describe(error),
    });
    RED.events.on('flows:started', () => this.#markOrphans());
  }

  /** The session of a node id, made at the first call. */
  session(id: string): Session {
    let session = this.#sessions.get(id);
    if (session === undefined) {
      session = new Session(id, this.#store);
      this.#sessions.set(id, session);
    }
    return session;
  }

  /** The error as the user reads it: what to do, then what LaMetric or the network said. */
  describe(error: unknown): LaMetricError {
    if (!(error instanceof LaMetricError)) {
      return new LaMetricError('BAD_RESPONSE', error instanceof Error ? error.message : String(error));
    }
    // An input, or a request, is found wrong by code that says so in the user's words.
    if (error.code === 'INVALID_INPUT' || (error.code === 'NOT_FOUND' && error.statusCode === undefined))
      return error;
    const hint = this.#RED._(`common.error.${error.code}`, { scope: error.scope ?? '' });
    return new LaMetricError(error.code, error.message === '' ? hint : `${hint} (${error.message})`, error);
  }

  /** Disabled nodes, and flows that wait for missing types, are still there; only a removed node is an orphan. */
  #markOrphans(): void {
    const deployed = new Set<string>();
    this.#RED.nodes.eachNode(({ id, type }) => {
      if (type === 'lametric-account') deployed.add(id);
    });
    void this.#store.markOrphans(deployed);
  }
}

/**
 * @returns the address without a slash at its end
 * @throws for an address that could leak tokens: they go over https, or to this very machine
 */
export function readCloudUrl(setting: unknown = DEFAULT_CLOUD_URL): string {
  const url = isString(setting) && URL.canParse(setting) ? new URL(setting) : undefined;
  const loopback = url !== undefined && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback)) {
    return url.origin + url.pathname.replace(/\/+$/, '');
  }
  throw new Error(`settings.js: ${CLOUD_URL_SETTING} must be an https: address`);
}
