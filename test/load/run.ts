/** Puts a load on a Node-RED by its load node, and says what became of it. */
import type { NodeRed } from '../../harness/node-red';
import { isObject } from '../../src/lametric/guards';

/** The longest that a message may take, with the time that it takes when thousands end at once: milliseconds. */
const DEADLINE = 33_000;
interface Second {
  /** In all, until then. */
  requests: number;
  underWay: number;
  /** Bytes. */
  heapUsed: number;
  sockets: number;
}

export interface Figures {
  /** How many messages ended just once. */
  once: number;
  results: number;
  /** Milliseconds. */
  longest: number;
  longestBlock: number;
  /** By how much the event loop was late. */
  loopDelay: { p99: number; max: number };
  /** Milliseconds. */
  cpu: number;
  requests: number;
  errors: Record<string, number>;
  seconds: Second[];
}

interface Load {
  messages: number;
  /** All at once where there is none. */
  perSecond?: number;
  /** Milliseconds to look on, where there are no messages. */
  duration?: number;
}

/** All that did not hold. */
export const problems: string[] = [];

/** All that it prints comes at the end, with the title: another may run at the same time. */
export async function run(nodeRed: NodeRed, title: string, load: Load): Promise<Figures> {
  const { status, body } = await nodeRed.admin('POST', 'load/load', load);
  if (status !== 200 || !isFigures(body)) throw new Error(`The load node answers ${status}`);
  const { once, results, longest, longestBlock, loopDelay, requests, errors, seconds } = body;
  console.log(`\n${title}`);
  console.log(
    `  ${load.messages} messages: ${results} results, ${requests} requests, the longest took ` +
      `${(longest / 1000).toFixed(1)} s, Node-RED was blocked for ${Math.round(longestBlock)} ms at most`,
  );
  console.log(`  loop delay: ${Math.round(loopDelay.p99)} ms (p99), ${Math.round(loopDelay.max)} ms (max)`);
  for (const [message, times] of Object.entries(errors).slice(0, 5)) console.log(`  ${times} × ${message}`);
  if (seconds.length > 5) {
    const tenth = Math.ceil(seconds.length / 10);
    for (const [second, { requests: made, underWay, heapUsed }] of seconds.entries()) {
      if (second % tenth !== 0 && second !== seconds.length - 1) continue;
      console.log(
        `  ${String(second).padStart(4)} s: ${made} requests, ${underWay} under way, ${megabytes(heapUsed)}`,
      );
    }
  }
  check(once === load.messages, `${load.messages - once} messages did not end once`);
  check(longest <= DEADLINE, `a message took ${longest} ms`);
  return body;
}

export function check(holds: boolean, problem: string): void {
  if (!holds) problems.push(problem);
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function isFigures(value: unknown): value is Figures {
  return isObject(value) && Array.isArray(value['seconds']) && isObject(value['errors']);
}
