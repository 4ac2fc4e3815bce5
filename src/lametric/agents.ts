import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { type Proxy, TunnelAgent, proxyFor } from './proxy';

/** The limits of every agent. Each counts for a host. */
export const AGENT_OPTIONS = {
  keepAlive: true,
  /** Further requests wait in the agent's queue. */
  maxSockets: 32,
  /** Milliseconds that a connection is kept without a request, or less where the server says so (`Keep-Alive: timeout`). */
  timeout: 30_000,
  /**
   * Milliseconds that each address of a host has to connect before the next one is tried. Node's 250 are too short for
   * a slow link; in 2 s even a lost SYN has been repeated.
   */
  autoSelectFamily: true,
  autoSelectFamilyAttemptTimeout: 2000,
};

/** How a request goes out: by which agent, where to, and what a proxy has to read besides. */
export interface Route {
  agent: HttpAgent;
  address: RequestOptions;
  headers: Record<string, string>;
}

const direct = { 'http:': new HttpAgent(AGENT_OPTIONS), 'https:': new HttpsAgent(AGENT_OPTIONS) };

/** By the address of the proxy with its user and password; there are as many as the environment names. */
const tunnels = new Map<string, TunnelAgent>();

/** Straight to the host. */
export function routeBy(agent: HttpAgent, url: URL): Route {
  return { agent, address: urlToHttpOptions(url), headers: {} };
}

/**
 * As the environment wants it: through a proxy, or straight.
 * @throws {LaMetricError} when the environment names a proxy by what is no address
 */
export function routeTo(url: URL): Route {
  const proxy = proxyFor(url);
  if (url.protocol === 'https:') {
    return routeBy(proxy === undefined ? direct['https:'] : tunnelThrough(proxy), url);
  }
  if (proxy === undefined) return routeBy(direct['http:'], url);
  // A proxy that gets the whole address fetches it by itself: it need not allow tunnels to any port.
  return {
    agent: direct[proxy.address.protocol],
    address: { ...proxy.address, path: `${url.origin}${url.pathname}${url.search}` },
    headers: { ...proxy.headers, Host: url.host },
  };
}

function tunnelThrough(proxy: Proxy): TunnelAgent {
  let agent = tunnels.get(proxy.key);
  if (agent === undefined) {
    agent = new TunnelAgent(proxy, AGENT_OPTIONS);
    tunnels.set(proxy.key, agent);
  }
  return agent;
}

/** Closes the connections that wait for a request: where one of them is dead, the others are too. */
export function dropIdle(agent: HttpAgent): void {
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) socket.destroy();
  }
}
