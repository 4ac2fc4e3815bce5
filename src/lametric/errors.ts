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
  | 'REJECTED'
  | 'INTERNAL';

export interface ErrorDetails {
  /** The HTTP status, where there was a response. */
  statusCode: number | undefined;
  /** `error` of an OAuth 2.0 error response (RFC 6749, section 5.2), such as `invalid_grant`. */
  oauthError: string | undefined;
  /** The scope that a refused request needs. */
  scope: string | undefined;
  /** How long LaMetric asks to wait before the next try, in milliseconds. */
  retryAfter: number | undefined;
  /** False where the request certainly never reached the other side. */
  sent: boolean;
  /** What LaMetric, the network or a look at the list said, redacted; empty where nothing was said. */
  said: string;
  /** What the error comes from. */
  cause: unknown;
}

/** The one error that this package throws on purpose. Its message never holds a secret. */
export class LaMetricError extends Error {
  override readonly name = 'LaMetricError';
  readonly statusCode: number | undefined;
  readonly oauthError: string | undefined;
  readonly scope: string | undefined;
  readonly retryAfter: number | undefined;
  readonly sent: boolean;
  readonly said: string;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: Partial<ErrorDetails> = {},
  ) {
    super(message, { cause: details.cause });
    this.statusCode = details.statusCode;
    this.oauthError = details.oauthError;
    this.scope = details.scope;
    this.retryAfter = details.retryAfter;
    this.sent = details.sent ?? true;
    this.said = details.said ?? '';
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

/** Whatever was thrown, as the one kind of error. What nobody expected is a fault of this package: `INTERNAL`. */
export function toLaMetricError(thrown: unknown): LaMetricError {
  if (thrown instanceof LaMetricError) return thrown;
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  return new LaMetricError('INTERNAL', said, { said, cause: thrown });
}
