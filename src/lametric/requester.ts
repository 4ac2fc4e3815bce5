import { Brake } from './brake';
import { type Deadline, waitFor, withDeadline } from './deadline';
import { LaMetricError } from './errors';
import { parseJson, readJson } from './http';
import type { HttpResponse } from './http-message';
import { Pause } from './pause';
import type { ApiRequest } from './request';
import { withRetries } from './retry';
import { SharedReads } from './shared-reads';
import { Turns } from './turns';

/** The longest that one message may take in all: queue, retries, waits and replay included. */
const DEADLINE = 30_000;
/** The shortest pause after a 429, whatever `Retry-After` says. */
const SHORTEST_PAUSE = 500;

/** What differs from one connection to another. */
export interface Transport<Credentials> {
  /** Tries a request once. It throws `LaMetricError` for whatever is not a 2xx answer. */
  exchange(
    request: ApiRequest<unknown>,
    credentials: Credentials,
    signal: AbortSignal,
  ): Promise<HttpResponse>;
  /**
   * Gets credentials and makes the attempt with them; with new ones it may be made once more.
   * @param attempt retries transient failures by itself
   */
  authorize(
    attempt: (credentials: Credentials) => Promise<HttpResponse>,
    deadline: Deadline,
  ): Promise<HttpResponse>;
  /** Writes of the same order are sent one after another. */
  orderOf(request: ApiRequest<unknown>): string;
}

/**
 * What all connections have in common: one deadline for all of a request, retries, a pause when the other side asks for
 * one, and a brake when it does not answer. Concurrent GETs of one path share an exchange, but a read never joins one
 * that began before a write; writes keep their order.
 */
export class Requester<Credentials> {
  readonly #transport: Transport<Credentials>;
  readonly #brake: Brake;
  readonly #pause = new Pause();
  readonly #turns = new Turns();
  readonly #reads = new SharedReads<HttpResponse>();
  /** The last write of each order that has not ended. */
  readonly #writes = new Map<string, Promise<void>>();

  constructor(transport: Transport<Credentials>, brake = new Brake()) {
    this.#transport = transport;
    this.#brake = brake;
  }

  /**
   * Sends a request and returns what its answer holds, within 30 s. A GET may share an exchange that is under way; what
   * it returns is the caller's own.
   * @throws {LaMetricError}
   */
  async send<T>(request: ApiRequest<T>, signal: AbortSignal): Promise<T> {
    const response = await (request.method === 'GET'
      ? this.#reads.read(request.path, (controller) => this.#read(request, controller), signal)
      : this.#write(request, signal));
    // A write that succeeded has done so whatever the answer looks like.
    return request.parse(request.method === 'GET' ? readJson(response) : parseJson(response.text));
  }

  /** Begins afresh with other credentials: no read joins one that is under way, and neither pause nor brake is left. */
  reset(): void {
    this.#separateReads();
    this.#pause.end();
    this.#brake.release();
  }

  /** Later reads share nothing with those that are under way. */
  #separateReads(): void {
    this.#reads.closeAll();
  }

  #read(request: ApiRequest<unknown>, controller: AbortController): Promise<HttpResponse> {
    return withDeadline(DEADLINE, undefined, (deadline) => this.#perform(request, deadline), controller);
  }

  async #write(request: ApiRequest<unknown>, signal: AbortSignal): Promise<HttpResponse> {
    try {
      return await withDeadline(DEADLINE, signal, (deadline) =>
        this.#inOrder(this.#transport.orderOf(request), deadline, () => this.#perform(request, deadline)),
      );
    } finally {
      this.#separateReads();
    }
  }

  /** Begins once all earlier writes of this order have ended. One that is given up has ended, too. */
  async #inOrder<T>(order: string, { signal }: Deadline, write: () => Promise<T>): Promise<T> {
    const earlier = this.#writes.get(order);
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const all = earlier === undefined ? ended : earlier.then(() => ended);
    this.#writes.set(order, all);
    try {
      if (earlier !== undefined) await waitFor(earlier, signal);
      return await waitFor(write(), signal);
    } finally {
      end();
      void all.then(() => this.#writes.get(order) === all && this.#writes.delete(order));
    }
  }

  #perform(request: ApiRequest<unknown>, deadline: Deadline): Promise<HttpResponse> {
    return this.#transport.authorize(async (credentials) => {
      for (;;) {
        await this.#pause.over(deadline);
        try {
          return await withRetries(
            () => this.#turns.take(() => this.#try(request, credentials, deadline.signal), deadline),
            (error) => error.retryable && !asksForPause(error) && mayRepeat(request, error),
            deadline,
          );
        } catch (error) {
          if (!(error instanceof LaMetricError) || !asksForPause(error)) throw error;
          this.#pause.begin(Math.max(error.retryAfter ?? 0, SHORTEST_PAUSE), error);
          if (!mayRepeat(request, error)) throw error;
        }
      }
    }, deadline);
  }

  #try(request: ApiRequest<unknown>, credentials: Credentials, signal: AbortSignal): Promise<HttpResponse> {
    return this.#brake.run(() => {
      // Whatever comes of it, a write may take effect as soon as it is sent.
      if (request.method !== 'GET') this.#separateReads();
      return this.#transport.exchange(request, credentials, signal);
    });
  }
}

/** A `Retry-After` of a 503 is about the moment, and left to the retries. */
function asksForPause({ code, retryAfter }: LaMetricError): boolean {
  return code === 'RATE_LIMITED' && retryAfter !== undefined;
}

/** Whether it does no harm to send a request again after this error. */
export function mayRepeat({ method }: ApiRequest<unknown>, { sent }: LaMetricError): boolean {
  return method !== 'POST' || !sent;
}
