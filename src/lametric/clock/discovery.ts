import { Agent } from 'node:http';
import { connect } from 'node:net';
import { send } from '../http/exchange';
import { DEFAULT_PORTS, type Security, originOf } from './address';
import { Certificate } from './certificate';
import { PinningAgent } from './pinning-agent';
import { askForClocks, fetchDescription } from './ssdp';

/** The descriptions that are fetched at most: a flood of answers is cut there. */
const MAX_DESCRIPTIONS = 256;
/** The addresses of a range that are looked at together. */
const ADDRESSES_AT_ONCE = 128;
/** Milliseconds: for a connection, enough for a Wi-Fi chip that sleeps; for an answer; for all of a range. */
const TIMEOUTS = { connection: 2000, answer: 5000, range: 45_000 };

/** A clock that a search has found; null for anything unknown. */
export interface FoundClock {
  name: string | null;
  /** As the clock calls it: `sa8`. */
  model: string | null;
  serialNumber: string | null;
  /** The cloud's id of it. */
  cloudId: string | null;
  /** IPv4. */
  address: string;
  security: Security;
}

/** The result of a search. */
export interface Discovery {
  clocks: FoundClock[];
  /** Whether all was searched: each network, and the whole range within the time. */
  complete: boolean;
}

/**
 * Searches for clocks: by SSDP for 3 s, and by a look at each address of a range. No clock is sent a key.
 * @param from the own addresses from which the networks are asked
 * @param range the addresses to look at
 */
export async function findClocks(from: readonly string[], range: readonly string[]): Promise<Discovery> {
  const [announced, seen] = await Promise.all([askNetworks(from), lookAt(range)]);
  // Who has announced itself has told more.
  const clocks = new Map([...seen.clocks, ...announced.clocks].map((clock) => [clock.address, clock]));
  return { clocks: [...clocks.values()], complete: announced.complete && seen.complete };
}

async function askNetworks(from: readonly string[]): Promise<Discovery> {
  const descriptions = new Map<string, Promise<FoundClock | undefined>>();
  const take = (location: URL) => {
    if (descriptions.has(location.href) || descriptions.size >= MAX_DESCRIPTIONS) return;
    descriptions.set(location.href, describe(location));
  };
  const asked = await Promise.allSettled(from.map((address) => askForClocks(address, take)));
  const clocks = await Promise.all(descriptions.values());
  return {
    clocks: clocks.filter((clock) => clock !== undefined),
    complete: asked.every(({ status }) => status === 'fulfilled'),
  };
}

async function describe(location: URL): Promise<FoundClock | undefined> {
  const description = await fetchDescription(location);
  return description && { ...description, address: location.hostname, security: 'pinned' };
}

async function lookAt(range: readonly string[]): Promise<Discovery> {
  const end = performance.now() + TIMEOUTS.range;
  const clocks: FoundClock[] = [];
  const rest = range.values();
  let complete = true;
  const lookOn = async () => {
    for (const address of rest) {
      if (performance.now() > end) complete = false;
      else clocks.push(...(await lookFor(address)));
    }
  };
  await Promise.all(Array.from({ length: ADDRESSES_AT_ONCE }, lookOn));
  return { clocks, complete };
}

/** @returns the clock at an address, if there is one */
async function lookFor(address: string): Promise<FoundClock[]> {
  const [isPinned, isHttp] = await Promise.all([isClock(address, 'pinned'), isClock(address, 'http')]);
  if (!isPinned && !isHttp) return [];
  const security = isPinned ? 'pinned' : 'http';
  return [{ name: null, model: null, serialNumber: null, cloudId: null, address, security }];
}

/** Whether a clock answers there: it asks for a login in a way of its own. */
async function isClock(host: string, security: Security): Promise<boolean> {
  if (!(await listens(host, DEFAULT_PORTS[security]))) return false;
  const agent = security === 'pinned' ? new PinningAgent(new Certificate(), {}) : new Agent();
  const url = `${originOf({ host, port: undefined }, security)}/api/v2`;
  try {
    const { status, headers } = await send({
      url,
      httpAgent: agent,
      httpsAgent: agent,
      insecureHTTPParser: true,
      timeout: TIMEOUTS.answer,
      maxContentLength: 64 * 1024,
      validateStatus: null,
      exchange: { isAgentPatient: true },
    });
    return status === 401 && /^\s*Basic realm="global"\s*$/i.test(String(headers['www-authenticate']));
  } catch {
    return false;
  }
}

/** Whether anything listens there: most addresses of a range are nobody's, and cost no more than this. */
function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: TIMEOUTS.connection });
    const end = (isListening: boolean) => {
      socket.destroy();
      resolve(isListening);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.on('error', () => end(false));
  });
}
