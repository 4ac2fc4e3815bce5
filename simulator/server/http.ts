/** Requests, answers and routes, for cloud and clocks. A request is read whole before it is answered. */
import { TLSSocket } from 'node:tls';
import { STATUS_CODES, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';

export interface Request {
  method: string;
  /** The path without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer<ArrayBuffer>;
  /** Whether it came by TLS. */
  isSecure: boolean;
}

/** The answer of the token endpoint. */
export interface TokenResponse {
  access_token: string;
  /** Seconds. */
  expires_in: number;
  token_type: 'Bearer';
  /** Space-separated. */
  scope: string;
  refresh_token: string;
}

export interface Answer {
  status: number;
  /** The names are lower-case, so that a fault can replace a header by writing over it. */
  headers: Record<string, string>;
  body: string | Buffer;
  /** Whether it is sent in chunks, and not with its length. */
  isChunked?: boolean;
  /** The tokens that were granted, whether or not the answer arrives. */
  tokens?: TokenResponse;
  /** Called once the last byte has left; never when the connection ended before. */
  onSent?: () => void;
}

export type Handler = (request: Request, ...captured: string[]) => Answer | Promise<Answer>;

/** The methods of a path. Handlers get the groups that `path` captures. */
export interface Route {
  path: RegExp;
  GET?: Handler;
  PUT?: Handler;
  POST?: Handler;
  DELETE?: Handler;
}

/** The messages for an unknown path, and for a method that a path lacks. */
interface Refusals {
  notFound: string;
  notAllowed: string;
}

const STANDARD_REFUSALS: Refusals = { notFound: 'Not Found', notAllowed: 'Method Not Allowed' };

/** Finds the route of a request and lets it answer: 404 for an unknown path, 405 for a method it lacks. */
export function dispatch(
  routes: readonly Route[],
  request: Request,
  { notFound, notAllowed } = STANDARD_REFUSALS,
): Answer | Promise<Answer> {
  for (const route of routes) {
    const match = route.path.exec(request.path);
    if (match) {
      const { method } = request;
      const handler = isRouted(method) ? route[method] : undefined;
      return handler ? handler(request, ...match.slice(1)) : failure(405, notAllowed);
    }
  }
  return failure(404, notFound);
}

function isRouted(method: string): method is 'GET' | 'PUT' | 'POST' | 'DELETE' {
  return method === 'GET' || method === 'PUT' || method === 'POST' || method === 'DELETE';
}

export function json(status: number, value: unknown, headers?: Record<string, string>): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** The error body of LaMetric's resources. */
export function failure(
  status: number,
  message = STATUS_CODES[status] ?? 'Error',
  headers?: Record<string, string>,
): Answer {
  return json(status, { errors: [{ message }] }, headers);
}

/** 303 and not 302, so that no browser ever sends the login form on to the redirect address. */
export function redirect(location: string): Answer {
  return { status: 303, headers: { location, 'cache-control': 'no-store' }, body: '' };
}

/** The JSON of a body, or `undefined` if it is none. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/**
 * Whether a page of another site sends this. The host has to be this computer by name as well: else any site could
 * point a name of its own to 127.0.0.1 and would count as the same origin.
 */
export function isForeign({ headers }: Request): boolean {
  const { host = '', origin } = headers;
  const site = headers['sec-fetch-site'];
  return (
    !/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host) ||
    (origin !== undefined && origin !== `http://${host}`) ||
    (site !== undefined && site !== 'same-origin' && site !== 'none')
  );
}

/** Reads a request whole. A body over `maxBodyBytes` is let run to its end, but cut to just over the limit. */
export async function readRequest(incoming: IncomingMessage, maxBodyBytes: number): Promise<Request> {
  const { method = '', url = '', headers } = incoming;
  const queryAt = url.indexOf('?');
  return {
    method,
    path: queryAt < 0 ? url : url.slice(0, queryAt),
    query: new URLSearchParams(queryAt < 0 ? '' : url.slice(queryAt)),
    headers,
    body: await readBody(incoming, maxBodyBytes + 1),
    isSecure: incoming.socket instanceof TLSSocket,
  };
}

function readBody(incoming: IncomingMessage, atMost: number): Promise<Buffer<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      if (size < atMost) chunks.push(chunk.subarray(0, atMost - size));
      size += chunk.length;
    });
    incoming.on('end', () => resolve(Buffer.concat(chunks)));
    incoming.on('error', reject);
  });
}

/** Sends an answer; with `cutAfter`, only that many bytes of its body before the connection is destroyed. */
export function send(
  response: ServerResponse,
  { status, headers, body, isChunked = false, onSent }: Answer,
  cutAfter?: number,
): void {
  if (onSent) response.once('finish', onSent);
  const length =
    isChunked || 'transfer-encoding' in headers ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...length, ...headers });
  if (cutAfter === undefined) response.end(body);
  else response.write(Buffer.from(body).subarray(0, cutAfter), () => response.destroy());
}

/** Agrees to another protocol that nobody asked for, and then says nothing. Node cannot send that as an answer. */
export function switchProtocols({ socket }: ServerResponse): void {
  socket?.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
}
