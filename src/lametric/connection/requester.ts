import { CircuitBreaker } from './circuit-breaker';
import { clearUp, isUnclear } from './clear-up';
import { type Deadline, withDeadline } from './deadline';
import { LaMetricError } from '../errors';
import { parseJson, readJson } from '../http/json';
import type { HttpResponse } from '../http/message';
import { Cooldown } from './cooldown';
import { type ApiRequest, isOnce } from './request';
import { withRetries } from './retry';
import { SingleFlight } from './single-flight';
import type { Semaphore } from './semaphore';
import { WriteQueue } from './write-queue';

/** Milliseconds that one request may take in all: waiting for its turn, retries, cooldowns and replay included. */
const DEADLINE = 30_000;
/** The shortest cooldown after a 429, even if `Retry-After` asks for less: milliseconds. */
const SHORTEST_COOLDOWN = 500;

/** The part of a connection that depends on the other side. */
export interface Transport<Credentials> {
  /**
   * Tries a request once.
   * @param onSent called when the request may have reached the other side
   * @throws {LaMetricError} for anything but a 2xx answer
   */
  exchange(
    request: ApiRequest<unknown>,
    credentials: Credentials,
    signal: AbortSignal,
    onSent: () => void,
  ): Promise<HttpResponse>;
  /**
   * Gets credentials and makes the attempt with them. If they are refused, it may get new ones and repeat the attempt once.
   * @param attempt already retries transient failures
   */
  authorize(
    attempt: (credentials: Credentials) => Promise<HttpResponse>,
    deadline: Deadline,
  ): Promise<HttpResponse>;
  /** Writes of the same order are sent one after another. */
  orderOf(write: ApiRequest<unknown>): string;
  /** How many writes of one order may wait for their turn. */
  readonly maxWaiting: number;
  /** Limits how many tries are under way at once; `undefined` where the order of writes does. */
  semaphoreOf(request: ApiRequest<unknown>): Semaphore | undefined;
}

/**
 * Sends requests in the way that all connections share: with one deadline for the whole request, retries, a cooldown when
 * the other side asks for one, and a circuit breaker when it does not answer. Concurrent GETs of one path share an exchange,
 * but a GET never joins one that began before a write. A write waits in the queue of its order; one that must not be done
 * twice is sent again only if it was certainly not done.
 */
export class Requester<Credentials> {
  readonly #transport: Transport<Credentials>;
  readonly #breaker: CircuitBreaker;
  readonly #cooldown = new Cooldown();
  readonly #reads = new SingleFlight<HttpResponse>();
  readonly #writes: WriteQueue;

  constructor(transport: Transport<Credentials>, breaker = new CircuitBreaker()) {
    this.#transport = transport;
    this.#breaker = breaker;
    this.#writes = new WriteQueue(transport.maxWaiting);
  }

  /**
   * Sends a request and returns the parsed answer, within 30 s. A GET may share an exchange that is under way, but each
   * caller parses the answer for itself and may change the result.
   * @throws {LaMetricError} as the transport does; `RATE_LIMITED` during a cooldown that is longer than the request may
   * take, or without a turn or a place to wait for it; `UNREACHABLE` while the breaker is open, or when the 30 s are over,
   * with the reason `maybe-done` or `maybe-shown` if a request that is not repeated may have been done; `BAD_RESPONSE` for an
   * answer that cannot be read; or the reason that `signal` is aborted with
   */
  async send<T>(request: ApiRequest<T>, signal: AbortSignal): Promise<T> {
    if (request.method !== 'GET') return this.#write(request, signal);
    const read = (controller: AbortController) => this.#read(request, controller);
    return request.parse(readJson(await this.#reads.read(request.path, read, signal)));
  }

  /** Starts afresh for other credentials: later reads join none that is under way, cooldown and breaker end. */
  reset(): void {
    this.#reads.closeAll();
    this.#cooldown.end();
    this.#breaker.close();
  }

  #read(request: ApiRequest<unknown>, controller: AbortController): Promise<HttpResponse> {
    const work = (deadline: Deadline) => this.#perform(request, deadline, deadline.signal);
    return withDeadline(DEADLINE, undefined, work, controller);
  }

  async #write<T>(request: ApiRequest<T>, signal: AbortSignal): Promise<T> {
    const { search, within = DEADLINE } = request;
    const write = (deadline: Deadline) => {
      const send = async (each: AbortSignal) => {
        const { data } = await this.#perform(request, deadline, each);
        // A write that succeeded stays done even if the answer is not JSON.
        return request.parse(parseJson(data));
      };
      return search === undefined ? send(deadline.signal) : clearUp(send, search, deadline);
    };
    try {
      return await withDeadline(Math.min(within, DEADLINE), signal, (deadline) =>
        this.#writes.run(this.#transport.orderOf(request), () => write(deadline), deadline),
      );
    } catch (error) {
      if (!isUnclear(error) || !isOnce(request)) throw error;
      throw error.with({ reason: search === undefined ? 'maybe-done' : 'maybe-shown' });
    } finally {
      this.#reads.closeAll();
    }
  }

  /** @param signal ends the exchange alone; the deadline's does that, too */
  #perform(request: ApiRequest<unknown>, deadline: Deadline, signal: AbortSignal): Promise<HttpResponse> {
    const semaphore = this.#transport.semaphoreOf(request);
    return this.#transport.authorize(async (credentials) => {
      const attempt = () => this.#try(request, credentials, deadline, signal);
      for (;;) {
        await this.#cooldown.over(deadline);
        try {
          return await withRetries(
            () => (semaphore === undefined ? attempt() : semaphore.run(attempt, deadline)),
            (error) => error.retryable && !asksForCooldown(error) && mayRepeat(request, error),
            deadline,
          );
        } catch (error) {
          if (!(error instanceof LaMetricError) || !asksForCooldown(error)) throw error;
          // It was refused, so it may be sent again, whatever it is.
          this.#cooldown.begin(Math.max(error.retryAfter ?? 0, SHORTEST_COOLDOWN), error);
        }
      }
    }, deadline);
  }

  async #try(
    request: ApiRequest<unknown>,
    credentials: Credentials,
    deadline: Deadline,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const noteSent = () => {
      deadline.sent = true;
    };
    try {
      return await this.#breaker.run(() => {
        // Even a write that fails may have taken effect: a read that began before it could be out of date.
        if (request.method !== 'GET') this.#reads.closeAll();
        return this.#transport.exchange(request, credentials, signal, noteSent);
      });
    } catch (error) {
      if (isRefusal(error)) deadline.sent = false;
      throw error;
    }
  }
}

/** Whether every request has to wait. The `Retry-After` of a 503 concerns one request only: the retries respect it. */
function asksForCooldown({ code, retryAfter }: LaMetricError): boolean {
  return code === 'RATE_LIMITED' && retryAfter !== undefined;
}

/** Whether it does no harm to send a request again after this error. */
function mayRepeat(request: ApiRequest<unknown>, error: LaMetricError): boolean {
  return !isOnce(request) || !error.sent || isRefusal(error);
}

/** Whether an answer says that the request was not done. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof LaMetricError &&
    error.statusCode !== undefined &&
    error.statusCode >= 400 &&
    error.statusCode < 500
  );
}
