import type { Agent } from 'node:http';

export interface HttpRequest {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string | undefined;
  /** What this request carries that must not come back in an error message. */
  secrets?: string[];
  /** The scope that the resource needs; named by the error when LaMetric refuses. */
  scope?: string | undefined;
  /** Milliseconds for the request and all of its answer, with the time in a queue. Default: 10 s. */
  timeout?: number | undefined;
  /** What it goes out by, straight. Default: what the environment says of proxies, for an address in the internet. */
  agent?: Agent | undefined;
  /** For what cannot be repeated: no connection that is kept from another request, since it may be dead. */
  freshConnection?: boolean;
  signal?: AbortSignal | undefined;
}

export interface HttpResponse {
  statusCode: number;
  contentType: string;
  retryAfter: string | undefined;
  text: string;
}
