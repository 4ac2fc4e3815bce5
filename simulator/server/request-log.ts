/** The requests to the cloud: to look at, to count and to wait for. */
import { EventEmitter, once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import type { Request, TokenResponse } from './http';

/** How many requests are kept to be looked at. The counts stay exact beyond it. */
const MAX_KEPT = 20_000;

export interface RecordedRequest {
  method: string;
  /** Without the query. */
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: string;
  /** Milliseconds since 1970. */
  at: number;
  /** The status of the answer; undefined before it, or when a fault cut the connection first. */
  status: number | undefined;
  /** The tokens that were granted, whether or not the answer arrived: the old refresh token is dead either way. */
  tokens: TokenResponse | undefined;
}

export class RequestLog {
  /** The latest, oldest first. */
  readonly requests: RecordedRequest[] = [];
  readonly #counts = new Map<string, number>();
  /** Emits `METHOD path` at each request. */
  readonly #arrivals = new EventEmitter().setMaxListeners(0);

  /** By `METHOD path`. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  count(method: string, path: string): number {
    return this.#counts.get(`${method} ${path}`) ?? 0;
  }

  async requested(method: string, path: string, n: number): Promise<void> {
    while (this.count(method, path) < n) await once(this.#arrivals, `${method} ${path}`);
  }

  add({ method, path, query, headers, body }: Request): RecordedRequest {
    const record: RecordedRequest = {
      method,
      path,
      query: Object.fromEntries(query),
      headers,
      body: body.toString(),
      at: Date.now(),
      status: undefined,
      tokens: undefined,
    };
    this.requests.push(record);
    // Dropping half at a time keeps the cost of one request constant.
    if (this.requests.length > MAX_KEPT) this.requests.splice(0, MAX_KEPT / 2);
    this.#counts.set(`${method} ${path}`, this.count(method, path) + 1);
    this.#arrivals.emit(`${method} ${path}`);
    return record;
  }

  clear(): void {
    this.requests.length = 0;
    this.#counts.clear();
  }
}
