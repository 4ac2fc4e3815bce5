/** A server with a log of its requests and with faults on demand: the base of cloud and clocks. */
import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Faults, sendFault, type Fault, type FaultFor } from './faults';
import { failure, readRequest, send, type Answer, type Request } from './http';
import { RequestLog, type RecordedRequest } from './request-log';

const MAX_BODY_BYTES = 1024 * 1024;

export abstract class Service<Events extends Record<keyof Events, unknown[]>> extends EventEmitter<Events> {
  readonly #log = new RequestLog();
  readonly #faults = new Faults();

  protected abstract answer(request: Request): Answer | Promise<Answer>;
  /** Called after each request. */
  protected abstract served(): void;

  /** The latest requests, oldest first. */
  get requests(): readonly RecordedRequest[] {
    return this.#log.requests;
  }

  /** How many requests had this method and path. */
  countRequests(method: string, path: string): number {
    return this.#log.count(method, path);
  }

  /** All counts, by `METHOD path`. */
  get requestCounts(): ReadonlyMap<string, number> {
    return this.#log.counts;
  }

  /** Resolves when the nth request of this method and path since the last `clearRequests` has arrived. */
  requested(method: string, path: string, n = 1): Promise<void> {
    return this.#log.requested(method, path, n);
  }

  clearRequests(): void {
    this.#log.clear();
  }

  /**
   * Lets the next `times` requests fail whose path is `path`, or starts with it when it ends in `*`.
   * Faults of one path are used up in the order in which they were asked for. A function is asked at each request.
   */
  fail(path: string, fault: Fault | FaultFor, times = 1): void {
    this.#faults.add(path, fault, times);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  /** An unexpected error ends the process: a bug of ours must not pass for a failure of LaMetric. */
  protected async serve(request: Request, response: ServerResponse): Promise<void> {
    const record = this.#log.add(request);
    const fault = this.#faults.take(request);
    if (fault) {
      const real = fault.afterEffect ? await this.#effect(request, record) : undefined;
      record.status = await sendFault(response, fault, real);
    } else {
      const answer = await this.#effect(request, record);
      record.status = answer.status;
      send(response, answer);
    }
    this.served();
  }

  async #effect(request: Request, record: RecordedRequest): Promise<Answer> {
    if (request.body.length > MAX_BODY_BYTES) return failure(413);
    const answer = await this.answer(request);
    if (answer.tokens) record.tokens = answer.tokens;
    return answer;
  }
}

/** Reads a request whole; rejects if the client broke off. */
export function read(incoming: IncomingMessage): Promise<Request> {
  return readRequest(incoming, MAX_BODY_BYTES);
}
