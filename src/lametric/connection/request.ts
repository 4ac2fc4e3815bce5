/** A request as data. As HTTP says, GET, PUT and DELETE may be repeated, and POST may not. */
export interface ApiRequest<T> {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** With its query, relative to the base address of the other side: `/api/v2/users/me`. */
  readonly path: string;
  /** The scope that the request needs; the error names it when the other side refuses. */
  readonly scope?: string;
  /** The error if the other side does not know the path, where that means that it lacks a part. Default: `NOT_FOUND`. */
  readonly absent?: 'NOT_SUPPORTED';
  /** Sent as JSON. */
  readonly body?: object;
  /**
   * Checks an answer and returns the data in it.
   * @param answer the JSON value of a 2xx answer; `undefined` if its body is not JSON, which only a write may see
   * @throws {LaMetricError} `BAD_RESPONSE`
   */
  readonly parse: (answer: unknown) => T;
}
