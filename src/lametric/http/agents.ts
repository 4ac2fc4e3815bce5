import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { type Proxy, TunnelAgent, proxyFor } from './proxy';

/**
 * The milliseconds before the next address of a host is tried. Node's 250 are too few for a slow link, or for a Wi-Fi chip
 * that sleeps; within 2 s even a lost SYN has been repeated.
 */
export const PATIENCE = { autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 2000 };

/** The options of every agent. */
export const AGENT_OPTIONS = {
  ...PATIENCE,
  keepAlive: true,
  /** To one host; further requests wait in the agent's queue. */
  maxSockets: 32,
  /** Milliseconds that an idle connection is kept; fewer if the server asks for that (`Keep-Alive: timeout`). */
  timeout: 30_000,
};

/** The way of a request: its agent, the address to ask, and the headers that a proxy needs. */
export interface Route {
  agent: HttpAgent;
  address: RequestOptions;
  headers: Record<string, string>;
}

const direct = { 'http:': new HttpAgent(AGENT_OPTIONS), 'https:': new HttpsAgent(AGENT_OPTIONS) };

/** By `Proxy.key`. There are only as many as the environment names proxies. */
const tunnels = new Map<string, TunnelAgent>();

/** The way straight to the host. */
export function routeBy(agent: HttpAgent, url: URL): Route {
  return { agent, address: urlToHttpOptions(url), headers: {} };
}

/**
 * The way that the environment sets: through a proxy, or straight.
 * @throws {LaMetricError} `NOT_CONFIGURED` if the environment's address of a proxy is wrong
 */
export function routeTo(url: URL): Route {
  const proxy = proxyFor(url);
  if (url.protocol === 'https:') {
    return routeBy(proxy === undefined ? direct['https:'] : tunnelThrough(proxy), url);
  }
  if (proxy === undefined) return routeBy(direct['http:'], url);
  // Plain http needs no tunnel: a proxy that is given the whole address fetches it, and may refuse tunnels.
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

/** Closes all idle connections: if one of them is dead, the others probably are, too. */
export function dropIdle(agent: HttpAgent): void {
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) socket.destroy();
  }
}
