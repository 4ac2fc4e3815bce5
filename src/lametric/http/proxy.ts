import { type ClientRequest, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions, request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { getProxyForUrl } from 'proxy-from-env';
import { LaMetricError } from '../errors';

/** A proxy, as the environment names it. */
export interface Proxy {
  address: { protocol: 'http:' | 'https:'; host: string; port: number };
  /** `Proxy-Authorization`, if the address has a user or password. */
  headers: Record<string, string>;
  /** Tells one proxy and user from another. Secret: it holds the password. */
  key: string;
}

const HTTPS_NAMES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];
const HTTP_NAMES = ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'];

/**
 * The proxy that the environment names for an address: `HTTPS_PROXY` or `HTTP_PROXY`, else `ALL_PROXY`, unless `NO_PROXY`
 * lists the host. Each name may be in small letters. As for curl, a proxy without a scheme is an http proxy.
 * @throws {LaMetricError} `NOT_CONFIGURED` if the value is not the address of a proxy
 */
export function proxyFor(url: URL): Proxy | undefined {
  const names = url.protocol === 'https:' ? HTTPS_NAMES : HTTP_NAMES;
  const name = names.find((each) => process.env[each]);
  if (name === undefined || getProxyForUrl(url.href) === '') return undefined;
  const proxy = parseProxy(process.env[name] ?? '');
  // The message leaves the value out: there may be a password in it.
  if (proxy === undefined) {
    const message = `${name} is not the address of an http or https proxy`;
    throw new LaMetricError('NOT_CONFIGURED', message, { sent: false });
  }
  return proxy;
}

function parseProxy(text: string): Proxy | undefined {
  try {
    const { protocol, hostname, port, username, password, href } = new URL(
      text.includes('://') ? text : `http://${text}`,
    );
    if (protocol !== 'http:' && protocol !== 'https:') return undefined;
    const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return {
      address: {
        protocol,
        host: hostname.replace(/^\[|\]$/g, ''),
        port: Number(port) || (protocol === 'https:' ? 443 : 80),
      },
      headers:
        login === ':' ? {} : { 'Proxy-Authorization': `Basic ${Buffer.from(login).toString('base64')}` },
      key: href,
    };
  } catch {
    return undefined;
  }
}

/** The error for a proxy that answers a request itself instead of passing it on. */
export function refusedByProxy(statusCode: number): LaMetricError {
  const message = `the proxy refused the connection: it answered ${statusCode}`;
  return new LaMetricError('UNREACHABLE', message, { sent: false });
}

/** Speaks TLS with a host through a tunnel that a proxy provides (`CONNECT`). */
export class TunnelAgent extends HttpsAgent {
  readonly #proxy: Proxy;

  constructor(proxy: Proxy, options: AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(...[options, callback]: Parameters<HttpsAgent['createConnection']>) {
    const host = options.host?.includes(':') ? `[${options.host}]` : options.host;
    const tunnel = new Tunnel(this.#proxy, `${host}:${options.port}`, this.options);
    const tunnelled = { ...options, socket: tunnel };
    return super.createConnection(tunnelled, callback);
  }
}

/**
 * A connection through a proxy. It can be used before the proxy has answered: data written by then waits. So the agent
 * counts it among its sockets from the beginning, and closing it also ends a `CONNECT` that is under way.
 */
class Tunnel extends Duplex {
  readonly #request: ClientRequest;
  #socket: Socket | undefined;

  constructor({ address, headers }: Proxy, target: string, options: AgentOptions) {
    super();
    const connect = { ...options, ...address, method: 'CONNECT', path: target, agent: false };
    this.#request = (address.protocol === 'https:' ? requestHttps : requestHttp)(connect);
    for (const [name, value] of Object.entries({ ...headers, Host: target })) {
      this.#request.setHeader(name, value);
    }
    // Nothing follows the answer yet: in TLS, the client speaks first.
    this.#request.on('connect', ({ statusCode = 0 }, socket: Socket) => {
      if (statusCode >= 200 && statusCode <= 299) {
        this.#open(socket);
      } else {
        socket.destroy();
        this.destroy(refusedByProxy(statusCode));
      }
    });
    this.#request.on('error', (error) => this.destroy(error));
    this.#request.end();
  }

  #open(socket: Socket): void {
    this.#socket = socket;
    // An idle connection must not keep the process running. During a request, its timer does.
    socket.unref();
    socket.setKeepAlive(true);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.push(chunk));
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    this.emit('open', socket);
  }

  /** Nothing to do: data is passed on as it arrives, without waiting to be asked for. */
  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (this.#socket) this.#socket.write(chunk, callback);
    else this.once('open', (socket: Socket) => socket.write(chunk, callback));
  }

  override _final(callback: () => void): void {
    this.#socket?.end();
    callback();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#request.destroy();
    this.#socket?.destroy();
    callback(error);
  }
}
