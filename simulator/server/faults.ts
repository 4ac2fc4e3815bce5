/** Faults on demand: what the next requests of a path get instead of, or on top of, their real answer. */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { isString } from '../../src/lametric/guards';
import { failure, send, switchProtocols, type Answer, type Request } from './http';

export interface Fault {
  /** Default: 200 with a `body`, else 500. 101 is sent alone: a client sees neither a response nor an error. */
  status?: number;
  /** Added to the answer, or written over its own. */
  headers?: Record<string, string>;
  /** Sent as it is, however malformed. Default: LaMetric's error body for the status. */
  body?: string | Buffer;
  /** Compresses the body, the real one too, and says so in `content-encoding`. */
  encoding?: Encoding;
  /** Milliseconds that pass before the answer. */
  delay?: number;
  /**
   * Bytes of the body after which the connection is destroyed; negative, they are counted from its end. 0 is before
   * any byte of the response.
   */
  cutAfter?: number;
  /**
   * Whether the request still takes effect (a token *is* rotated, a device *is* renamed) before its answer is
   * delayed, cut or, by a `status` or `body`, replaced. Default: the request has no effect.
   */
  afterEffect?: boolean;
}

const COMPRESS = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };
export type Encoding = keyof typeof COMPRESS;

export function isEncoding(value: unknown): value is Encoding {
  return isString(value) && Object.hasOwn(COMPRESS, value);
}

/** A fault that depends on the request, such as one that echoes it. */
export type FaultFor = (request: Request) => Fault;

interface Plan {
  path: string;
  fault: Fault | FaultFor;
  left: number;
}

export class Faults {
  #plans: Plan[] = [];

  add(path: string, fault: Fault | FaultFor, times = 1): void {
    this.#plans.push({ path, fault, left: times });
  }

  /** The fault that is due for this request, which uses it up once. The oldest comes first. */
  take(request: Request): Fault | undefined {
    const plan = this.#plans.find((each) => covers(each.path, request.path));
    if (!plan) return undefined;
    plan.left -= 1;
    if (plan.left <= 0) this.#plans = this.#plans.filter((each) => each !== plan);
    return typeof plan.fault === 'function' ? plan.fault(request) : plan.fault;
  }

  clear(): void {
    this.#plans = [];
  }
}

function covers(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

/**
 * Answers as the fault wants it. `real` is the answer of the request that took effect, if it did.
 * @returns the status that was sent; undefined if nothing was
 */
export async function sendFault(
  response: ServerResponse,
  fault: Fault,
  real: Answer | undefined,
): Promise<number | undefined> {
  if (fault.delay !== undefined && !(await stillThereAfter(fault.delay, response))) return undefined;
  if (fault.cutAfter === 0) {
    response.destroy();
    return undefined;
  }
  if (fault.status === 101) {
    switchProtocols(response);
    return 101;
  }
  const answer = faultyAnswer(fault, real);
  send(response, answer, fault.cutAfter);
  return answer.status;
}

/** Waits; `false` if the client has gone meanwhile. */
async function stillThereAfter(delay: number, response: ServerResponse): Promise<boolean> {
  if (response.closed) return false;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return sleep(delay, true, { signal: gone.signal }).catch(() => false);
}

function faultyAnswer(fault: Fault, real: Answer | undefined): Answer {
  const answer = plainAnswer(fault, real);
  if (fault.encoding === undefined) return answer;
  return {
    ...answer,
    headers: { ...answer.headers, 'content-encoding': fault.encoding },
    body: COMPRESS[fault.encoding](answer.body),
  };
}

function plainAnswer(fault: Fault, real: Answer | undefined): Answer {
  const headers = Object.fromEntries(
    Object.entries(fault.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  if (real && fault.status === undefined && fault.body === undefined) {
    return { ...real, headers: { ...real.headers, ...headers } };
  }
  const answer = failure(fault.status ?? (fault.body === undefined ? 500 : 200), undefined, headers);
  return fault.body === undefined ? answer : { ...answer, body: fault.body };
}
