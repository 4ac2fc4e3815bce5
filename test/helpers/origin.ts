/** A server that answers as a test wants it to, and a way by which requests reach it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent as HttpAgent, type RequestListener, type Server, createServer as createHttp } from 'node:http';
import { Agent as HttpsAgent, createServer as createHttps } from 'node:https';
import { AGENT_OPTIONS } from '../../src/lametric/http/agents';
import { type ErrorCode, LaMetricError } from '../../src/lametric/errors';
import { send } from '../../src/lametric/http/exchange';
import type { HttpRequest } from '../../src/lametric/http/message';
import { TunnelAgent, proxyFor } from '../../src/lametric/http/proxy';
import { certificate, key } from './certificate';
import { type ForwardProxy, startForwardProxy } from './forward-proxy';

/** `plain`: http; `proxy`: http by a proxy that is asked for the whole address; `tunnel`: https through a proxy. */
export const WAYS = ['plain', 'TLS', 'proxy', 'tunnel'] as const;
export type Way = (typeof WAYS)[number];

export interface Origin {
  readonly url: string;
  readonly server: Server;
  answer: RequestListener;
  /** The connections that the server has seen. */
  connections: number;
  /** Of its own, so that no other test finds its connections. */
  readonly agent: HttpAgent | undefined;
  readonly proxy: ForwardProxy | undefined;
  exchange(request?: HttpRequest): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  statusCode: number;
  text: string;
}

/** Sends a request by the client, and takes any status for an answer. */
export async function exchange(request: HttpRequest): Promise<Answer> {
  const { status: statusCode, data: text } = await send({ validateStatus: null, ...request });
  return { statusCode, text };
}

/** The part of a request that says which agent it takes. */
export const by = (agent: HttpAgent | undefined): HttpRequest => ({ httpAgent: agent, httpsAgent: agent });

export async function startOrigin(way: Way): Promise<Origin> {
  const isSecure = way === 'TLS' || way === 'tunnel';
  const listener: RequestListener = (request, response) => origin.answer(request, response);
  const server = isSecure ? createHttps({ cert: certificate, key }, listener) : createHttp(listener);
  server.on(isSecure ? 'secureConnection' : 'connection', () => origin.connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const url = `${isSecure ? 'https' : 'http'}://127.0.0.1:${address.port}`;
  const proxy = way === 'proxy' || way === 'tunnel' ? await startForwardProxy() : undefined;
  const agent = agentFor(way, url, proxy?.url);
  const restore = way === 'proxy' && proxy ? setProxy({ http_proxy: proxy.url }) : () => undefined;
  const origin: Origin = {
    url,
    server,
    proxy,
    agent,
    answer: (_request, response) => response.end('{}'),
    connections: 0,
    exchange: (request = {}) => exchange({ url: `${url}/`, ...by(agent), ...request }),
    close: async () => {
      restore();
      agent?.destroy();
      await proxy?.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return origin;
}

/** Plain http through a proxy has no agent: there it is the environment that decides. */
export function agentFor(way: Way, url: string, proxy: string | undefined): HttpAgent | undefined {
  const options = { ...AGENT_OPTIONS, ca: certificate };
  if (way === 'plain') return new HttpAgent(AGENT_OPTIONS);
  if (way === 'TLS') return new HttpsAgent(options);
  if (way === 'proxy') return undefined;
  const restore = setProxy({ https_proxy: proxy ?? '' });
  const found = proxyFor(new URL(url));
  restore();
  assert.ok(found);
  return new TunnelAgent(found, options);
}

const VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
  name,
  name.toUpperCase(),
]);

/** Sets the variables of the environment for proxies to just these; returns what restores them. */
export function setProxy(variables: Record<string, string>): () => void {
  const before = VARIABLES.map((name) => [name, process.env[name]] as const);
  for (const name of VARIABLES) delete process.env[name];
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}

/** The error of a call, which has to be one of this package's. */
export async function errorOf(call: Promise<unknown>, code?: ErrorCode): Promise<LaMetricError> {
  const error: unknown = await call.then(
    () => assert.fail('The call succeeded.'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof LaMetricError, String(error));
  if (code !== undefined) assert.equal(error.code, code, error.message);
  return error;
}
