/** What a request is. HTTP's own rule holds for the method: GET, PUT and DELETE may be repeated, POST may not. */
export interface ApiRequest<T> {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Below the base address of the other side, with its query: `/api/v2/users/me`. */
  readonly path: string;
  /** The scope that the request needs; the error names it when the other side refuses. */
  readonly scope?: string;
  /** What it means that the other side does not know the path: that it lacks a part. Default: `NOT_FOUND`. */
  readonly absent?: 'NOT_SUPPORTED';
  /** Sent as JSON. */
  readonly body?: object;
  /**
   * Checks an answer and returns what it holds.
   * @param answer the JSON value of a 2xx answer; `undefined` where it holds none, which a GET never does
   * @throws {LaMetricError} `BAD_RESPONSE`
   */
  readonly parse: (answer: unknown) => T;
}
