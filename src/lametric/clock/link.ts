import { Agent } from 'node:http';
import { waitFor } from '../connection/deadline';
import { send } from '../http/exchange';
import type { HttpRequest, HttpResponse } from '../http/message';
import { type Certificate, PinningAgent } from './certificate';

/** A clock's web server ends a connection that is idle for 5 s: it is not to do so while a request is on its way. */
const AGENT_OPTIONS = { keepAlive: true, timeout: 4000 };

/** What one exchange sends. */
export interface ClockExchange {
  method: HttpRequest['method'];
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
  /** What must not come back in an error message. */
  secrets: string[];
}

/**
 * The connections to one clock. A clock is a small machine, so there are two of them at most, one that reads and one that
 * writes, and each carries one request after another.
 */
export class ClockLink {
  readonly #origin: string;
  readonly #reading: Lane;
  readonly #writing: Lane;

  /**
   * @param origin see `originOf`
   * @param certificate what the clock is to show; without one, no connection uses TLS
   */
  constructor(origin: string, certificate: Certificate | undefined) {
    const lane = () =>
      new Lane(certificate ? new PinningAgent(certificate, AGENT_OPTIONS) : new Agent(AGENT_OPTIONS));
    this.#origin = origin;
    this.#reading = lane();
    this.#writing = lane();
  }

  /**
   * Makes one exchange when its turn comes.
   * @throws {LaMetricError} as `send` of `http`, and `CERTIFICATE_CHANGED`: then the clock got no request
   */
  send({ path, ...request }: ClockExchange, signal: AbortSignal): Promise<HttpResponse> {
    const lane = request.method === 'GET' ? this.#reading : this.#writing;
    return lane.send({ ...request, url: this.#origin + path, signal });
  }

  /** Drops the connections; what is sent after this opens new ones. */
  close(): void {
    this.#reading.close();
    this.#writing.close();
  }
}

/** One connection, and those who wait for it. */
class Lane {
  readonly #agent: Agent;
  #last: Promise<unknown> = Promise.resolve();

  constructor(agent: Agent) {
    this.#agent = agent;
  }

  send(request: HttpRequest & { signal: AbortSignal }): Promise<HttpResponse> {
    const { signal } = request;
    const response = this.#last.then(() => {
      signal.throwIfAborted();
      return send({ ...request, agent: this.#agent });
    });
    this.#last = response.catch(() => undefined);
    return waitFor(response, signal);
  }

  close(): void {
    this.#agent.destroy();
  }
}
