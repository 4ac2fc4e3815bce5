import type { Agent } from 'node:http';

/** One request, as `exchange` sends it. */
export interface HttpRequest {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string | undefined;
  /** The secrets in this request; an error message never repeats them. */
  secrets?: string[];
  /** The scope that the resource needs; the error of a 403 names it. */
  scope?: string | undefined;
  /** Milliseconds for the request and its whole answer, including the wait for a connection. Default: 10 s. */
  timeout?: number | undefined;
  /** Milliseconds for the whole answer of a request that has been sent within `timeout`, if they are more. */
  answerTimeout?: number | undefined;
  /** Called when the request may have reached the other side. */
  onSent?: (() => void) | undefined;
  /** Sends the request straight to the host. Default: an agent for the internet, with the environment's proxy. */
  agent?: Agent | undefined;
  /** Uses no kept connection, since it may be dead: for a request that cannot be repeated. */
  freshConnection?: boolean;
  /** The agent limits the time for a connection itself, so `timeout` counts from there on. */
  isAgentPatient?: boolean;
  /** Reads answers that bend the rules of HTTP, too. */
  isLenient?: boolean;
  signal?: AbortSignal | undefined;
}

/** A whole answer, of any status. */
export interface HttpResponse {
  statusCode: number;
  /** The header as it came; empty without one. */
  contentType: string;
  /** The header as it came; `parseRetryAfter` reads it. */
  retryAfter: string | undefined;
  /** The body, unpacked. */
  body: Buffer;
  /** The body as text. */
  text: string;
}
