/** A request as data. As HTTP says, GET, PUT and DELETE may be repeated, and POST may not: see `isOnce`. */
export interface ApiRequest<T> {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** With its query, relative to the base address of the other side: `/api/v2/users/me`. */
  readonly path: string;
  /** The scope that the request needs; the error names it when the other side refuses. */
  readonly scope?: string;
  /** The error if the other side does not know the path, where that means that it lacks a part. Default: `NOT_FOUND`. */
  readonly absent?: 'NOT_SUPPORTED';
  /** Set for a PUT that must not be repeated either, since twice done is not once done; false for a POST that may be. */
  readonly once?: boolean;
  /** The milliseconds that a write may take in all, where those are fewer than 30 s. */
  readonly within?: number;
  /** Finds out whether the request was done where its answer is missing. */
  readonly search?: Search<T>;
  /** Sent as JSON. */
  readonly body?: object;
  /**
   * Checks an answer and returns the data in it.
   * @param answer the JSON value of a 2xx answer; `undefined` if its body is not JSON, which only a write may see
   * @throws {LaMetricError} `BAD_RESPONSE`
   */
  readonly parse: (answer: unknown) => T;
}

/** The way to find the result of a request whose answer is missing. */
export interface Search<T> {
  /**
   * @param since when the request was first sent, on the clock of `performance`
   * @returns the result; `undefined` if there is none yet
   */
  readonly find: (since: number, signal: AbortSignal) => Promise<T | undefined>;
  /** The milliseconds for which a result can be found at least. */
  readonly lasts: number;
}

/** Whether a request must not be sent again once it may have arrived. */
export function isOnce({ method, once = method === 'POST' }: ApiRequest<unknown>): boolean {
  return once;
}
