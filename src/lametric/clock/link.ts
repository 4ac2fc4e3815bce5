import { Agent } from 'node:http';
import type { ApiRequest } from '../connection/request';
import { Semaphore } from '../connection/semaphore';
import { send } from '../http/exchange';
import type { ExchangeOptions, HttpResponse } from '../http/message';
import { PATIENCE } from '../http/agents';
import type { Certificate } from './certificate';
import { PinningAgent } from './pinning-agent';

/** A clock's web server ends a connection that is idle for 5 s: it is not to do so while a request is on its way. */
const AGENT_OPTIONS = { ...PATIENCE, keepAlive: true, timeout: 4000 };

/** One exchange with a clock. */
export interface ClockExchange extends ExchangeOptions {
  method: ApiRequest<unknown>['method'];
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/** The connections to one clock: a clock is a small machine, so there is one for reads and one for writes. */
export class ClockLink {
  readonly #origin: string;
  readonly #reads: Agent;
  readonly #writes: Agent;
  #localAddress: string | undefined;

  /**
   * @param origin see `originOf`
   * @param certificate to compare the clock's with; without one, no connection uses TLS
   */
  constructor(origin: string, certificate: Certificate | undefined) {
    const agent = () =>
      certificate ? new PinningAgent(certificate, AGENT_OPTIONS) : new Agent(AGENT_OPTIONS);
    this.#origin = origin;
    this.#reads = agent();
    this.#writes = agent();
  }

  /**
   * Makes one exchange. The caller lets no two reads, and no two writes, be under way at once: see `clockQueues`.
   * @throws {LaMetricError} as `send` of `http`, and `CERTIFICATE_CHANGED`: then the clock got no request
   */
  send(
    { method, path, headers, body, onSent, ...options }: ClockExchange,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const agent = method === 'GET' ? this.#reads : this.#writes;
    return send({
      method,
      url: this.#origin + path,
      headers,
      data: body,
      signal,
      httpAgent: agent,
      httpsAgent: agent,
      insecureHTTPParser: true,
      exchange: {
        ...options,
        isAgentPatient: true,
        onSent: (connection) => {
          this.#localAddress = connection?.localAddress ?? this.#localAddress;
          onSent?.(connection);
        },
      },
    });
  }

  /** This computer's address on the connection that was used last; `undefined` before the first. */
  get localAddress(): string | undefined {
    return this.#localAddress;
  }

  /** Drops the connections; later requests open new ones. */
  close(): void {
    this.#reads.destroy();
    this.#writes.destroy();
  }
}

/** How many writes to a clock may wait. */
const MAX_WAITING = 100;

/** The part of a `Transport` that says how requests wait: one read and one write of a clock are under way at a time. */
export function clockQueues() {
  const reads = new Semaphore(1);
  return {
    orderOf: () => 'writes',
    maxWaiting: MAX_WAITING,
    semaphoreOf: ({ method }: ApiRequest<unknown>) => (method === 'GET' ? reads : undefined),
  };
}
