import { type Deadline, withDeadline } from './deadline';
import { LaMetricError } from './errors';
import { type HttpResponse, parseJson } from './http';
import type { ApiRequest } from './request';
import { withRetries } from './retry';
import { SharedReads } from './shared-reads';

/** The longest that one message may take in all: retries, waits and replay included. */
const DEADLINE = 30_000;

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
    signal: AbortSignal,
  ): Promise<HttpResponse>;
}

/**
 * What all connections have in common: one deadline for all of a request, retries, and concurrent GETs of one path that
 * share an exchange. A read never joins one that began before a write.
 */
export class Requester<Credentials> {
  readonly #transport: Transport<Credentials>;
  readonly #reads = new SharedReads<HttpResponse>();

  constructor(transport: Transport<Credentials>) {
    this.#transport = transport;
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
    return request.parse(readAnswer(request, response));
  }

  /** Later reads share nothing with those that are under way, as after a change of the credentials. */
  separateReads(): void {
    this.#reads.closeAll();
  }

  #read(request: ApiRequest<unknown>, controller: AbortController): Promise<HttpResponse> {
    return withDeadline(DEADLINE, undefined, (deadline) => this.#perform(request, deadline), controller);
  }

  async #write(request: ApiRequest<unknown>, signal: AbortSignal): Promise<HttpResponse> {
    try {
      return await withDeadline(DEADLINE, signal, (deadline) => this.#perform(request, deadline));
    } finally {
      this.separateReads();
    }
  }

  #perform(request: ApiRequest<unknown>, deadline: Deadline): Promise<HttpResponse> {
    const { signal } = deadline;
    const attempt = (credentials: Credentials) =>
      withRetries(
        () => {
          // Whatever comes of it, a write may take effect as soon as it is sent.
          if (request.method !== 'GET') this.separateReads();
          return this.#transport.exchange(request, credentials, signal);
        },
        (error) => error.retryable && (request.method !== 'POST' || !error.sent),
        deadline,
      );
    return this.#transport.authorize(attempt, signal);
  }
}

/** The JSON value of an answer. Without one, a GET got nothing; another request succeeded all the same. */
function readAnswer(
  { method }: ApiRequest<unknown>,
  { text, contentType, statusCode }: HttpResponse,
): unknown {
  const value = parseJson(text);
  if (value !== undefined || method !== 'GET') return value;
  const said = `${contentType || 'no content type'} instead of JSON`;
  throw new LaMetricError('BAD_RESPONSE', said, { said, statusCode });
}
