/** The simulator's own pages: the live view for people, and the control surface for other processes. */
import type { ServerResponse } from 'node:http';
import type { CloudDevice } from '../../src/lametric/cloud/types';
import type { Clock } from '../clock/clock';
import { clockRoutes } from '../clock/control';
import { KINDS } from '../clock/kinds';
import { latest, view } from '../clock/view';
import type { OAuthSettings } from '../cloud/oauth';
import { REFRESH_REFUSALS, type Client, type CloudSettings, type RefreshRefusal } from '../cloud/settings';
import type { Fault, FaultFor } from './faults';
import { dispatch, failure, isForeign, json, send, type Answer, type Request, type Route } from './http';
import { InvalidInput, isWholeNumber, readFaultRequest, readObject } from './input';
import { livePage, liveScript, styleSheet } from './pages';
import type { RecordedRequest } from './request-log';

/** How long changes are gathered before they are pushed to the live page, in milliseconds. */
const PUSH_INTERVAL = 50;
/** How often the live page is told without a change, in milliseconds. */
const TICK = 1000;

const DONE: Answer = { status: 204, headers: {}, body: '' };
const EVENTS_PATH = '/simulator/events';

export function isControlPath(path: string): boolean {
  return path === '/' || path.startsWith('/simulator/') || path === '/favicon.ico';
}

/** The parts of the simulator that the control surface shows and changes. */
export interface Controlled extends OAuthSettings {
  readonly client: Client;
  readonly devices: readonly CloudDevice[];
  readonly clocks: readonly Clock[];
  readonly requests: readonly RecordedRequest[];
  readonly requestCounts: ReadonlyMap<string, number>;
  fail(path: string, fault: Fault | FaultFor, times?: number): void;
  expireAccessTokens(): void;
  revokeRefreshTokens(): void;
}

/** The settings in JSON, where no lifetime is `null`. */
interface Settings extends Omit<CloudSettings, 'refreshTokenLifetime'> {
  refreshTokenLifetime: number | null;
  redirectUris: string[];
}

export class ControlSurface {
  readonly #simulator: Controlled;
  readonly #viewers = new Set<ServerResponse>();
  readonly #routes: Route[];
  #pushing = false;

  constructor(simulator: Controlled) {
    this.#simulator = simulator;
    this.#routes = [
      { path: /^\/$/, GET: livePage },
      { path: /^\/favicon\.ico$/, GET: () => DONE },
      { path: /^\/simulator\/live\.js$/, GET: liveScript },
      { path: /^\/simulator\/style\.css$/, GET: styleSheet },
      { path: /^\/simulator\/state$/, GET: () => json(200, this.#state()) },
      ...clockRoutes(simulator.clocks),
      { path: /^\/simulator\/faults$/, POST: (request) => this.#addFault(request) },
      { path: /^\/simulator\/settings$/, POST: (request) => this.#changeSettings(request) },
      {
        path: /^\/simulator\/expire$/,
        POST: () => {
          simulator.expireAccessTokens();
          return DONE;
        },
      },
      {
        path: /^\/simulator\/revoke$/,
        POST: () => {
          simulator.revokeRefreshTokens();
          return DONE;
        },
      },
    ];
  }

  async serve(request: Request, response: ServerResponse): Promise<void> {
    // The live page itself shows nothing of the simulator and may be opened from anywhere, as by a link.
    if (request.path !== '/' && isForeign(request)) {
      send(response, failure(403, 'Only the pages of the simulator itself may do this'));
    } else if (request.path === EVENTS_PATH) {
      this.#watch(response);
    } else {
      send(response, await this.#answer(request));
      this.changed();
    }
  }

  /** Has the live page updated soon. Costs nothing while nobody looks at it. */
  changed(): void {
    if (this.#viewers.size === 0 || this.#pushing) return;
    this.#pushing = true;
    setTimeout(() => {
      this.#pushing = false;
      const event = this.#event();
      for (const viewer of this.#viewers) viewer.write(event);
    }, PUSH_INTERVAL);
  }

  async #answer(request: Request): Promise<Answer> {
    try {
      return await dispatch(this.#routes, request);
    } catch (error) {
      if (error instanceof InvalidInput) return failure(400, error.message);
      throw error;
    }
  }

  /** Server-sent events: the whole state now and after every change. */
  #watch(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(this.#event());
    this.#viewers.add(response);
    // Clocks go by themselves.
    const ticks = setInterval(() => response.write(this.#event()), TICK);
    response.once('close', () => {
      clearInterval(ticks);
      this.#viewers.delete(response);
    });
  }

  #event(): string {
    return `data: ${JSON.stringify(this.#state())}\n\n`;
  }

  /** All that can be seen from outside. There is no secret in it, hence neither query nor body of a request. */
  #state(): unknown {
    const { devices, clocks, requests, requestCounts } = this.#simulator;
    return {
      devices: devices.map(withoutApiKey),
      clocks: clocks.map(view),
      kinds: Object.keys(KINDS),
      requests: Object.fromEntries(requestCounts),
      log: latest(requests),
      settings: this.#settings(),
    };
  }

  #addFault(request: Request): Answer {
    const { path, fault, times } = readFaultRequest(request);
    this.#simulator.fail(path, fault, times);
    return DONE;
  }

  #settings(): Settings {
    const { accessTokenLifetime, refreshTokenLifetime, codeLifetime, refreshRefusal, client } =
      this.#simulator;
    return {
      accessTokenLifetime,
      refreshTokenLifetime: Number.isFinite(refreshTokenLifetime) ? refreshTokenLifetime : null,
      codeLifetime,
      refreshRefusal,
      redirectUris: client.redirectUris,
    };
  }

  #changeSettings(request: Request): Answer {
    const current = this.#settings();
    const changes = readObject(request, Object.keys(current));
    const wanted: Record<keyof Settings, unknown> = { ...current, ...changes };
    const { accessTokenLifetime, refreshTokenLifetime, codeLifetime, refreshRefusal, redirectUris } = wanted;
    if (
      !isLifetime(accessTokenLifetime) ||
      !isLifetime(codeLifetime) ||
      !(isLifetime(refreshTokenLifetime) || refreshTokenLifetime === null)
    ) {
      throw new InvalidInput('A lifetime must be a whole number of seconds from 1');
    }
    if (!isRefreshRefusal(refreshRefusal)) {
      throw new InvalidInput(`refreshRefusal must be one of ${REFRESH_REFUSALS.join(', ')}`);
    }
    if (!Array.isArray(redirectUris) || !redirectUris.every(isRedirectUri)) {
      throw new InvalidInput('redirectUris must be a list of http or https addresses without a fragment');
    }
    this.#simulator.accessTokenLifetime = accessTokenLifetime;
    this.#simulator.refreshTokenLifetime = refreshTokenLifetime ?? Infinity;
    this.#simulator.codeLifetime = codeLifetime;
    this.#simulator.refreshRefusal = refreshRefusal;
    this.#simulator.client.redirectUris = redirectUris;
    return DONE;
  }
}

const isLifetime = (value: unknown): value is number => isWholeNumber(value, 1);

const isRefreshRefusal = (value: unknown): value is RefreshRefusal =>
  REFRESH_REFUSALS.some((each) => each === value);

function isRedirectUri(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\/[^#]+$/.test(value) && URL.canParse(value);
}

function withoutApiKey({ api_key: _secret, ...device }: CloudDevice): Omit<CloudDevice, 'api_key'> {
  return device;
}
