/** What went wrong, as the caller acts on it. The public contract of the package. */
export type ErrorCode =
  | 'NOT_CONFIGURED'
  | 'NOT_AUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'INVALID_INPUT'
  | 'RATE_LIMITED'
  | 'UNREACHABLE'
  | 'BAD_RESPONSE'
  | 'REJECTED';

export interface ErrorDetails {
  /** The HTTP status, where there was a response. */
  statusCode?: number | undefined;
  /** `error` of an OAuth 2.0 error response (RFC 6749, section 5.2), such as `invalid_grant`. */
  oauthError?: string | undefined;
  /** The scope that a refused request needs. */
  scope?: string | undefined;
  /** How long LaMetric asks to wait before the next try, in milliseconds. */
  retryAfter?: number | undefined;
  /** `false` when the request never reached the other side. */
  sent?: boolean | undefined;
}

/** The one error that this package throws on purpose. Its message never holds a secret. */
export class LaMetricError extends Error {
  override readonly name = 'LaMetricError';
  readonly statusCode?: number;
  readonly oauthError?: string;
  readonly scope?: string;
  readonly retryAfter?: number;
  /** Whether the request may have had an effect. If not, it can be repeated whatever it does. */
  readonly sent: boolean;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message);
    const { statusCode, oauthError, scope, retryAfter, sent = true } = details;
    this.sent = sent;
    if (statusCode !== undefined) this.statusCode = statusCode;
    if (oauthError !== undefined) this.oauthError = oauthError;
    if (scope !== undefined) this.scope = scope;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
  }

  /** Whether the same request may succeed a moment later. */
  get retryable(): boolean {
    return this.code === 'UNREACHABLE' || this.code === 'RATE_LIMITED';
  }
  /** Node-RED shows an error by this: just what happened, without the name of a class. */
  override toString(): string {
    return this.message;
  }
}
