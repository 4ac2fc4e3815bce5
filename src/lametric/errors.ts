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
  | 'WRONG_MODE'
  | 'NOT_SUPPORTED'
  | 'CERTIFICATE_CHANGED'
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
  /** When the next try is made, where none is made before; such an error is not to be retried. */
  retryAt: Date | undefined;
  /** False where the request certainly never reached the other side. */
  sent: boolean;
  /** Whether the caller gave up; this says nothing about the other side. */
  aborted: boolean;
  /** Which text explains the error, where that of its code would say too little. */
  hint: string | undefined;
  /** What LaMetric or the network said, redacted: the message, unless that is our own; then it is empty. */
  said: string;
  /** What the error comes from. */
  cause: unknown;
}

const NO_DETAILS: Omit<ErrorDetails, 'said'> = {
  statusCode: undefined,
  oauthError: undefined,
  scope: undefined,
  retryAfter: undefined,
  retryAt: undefined,
  sent: true,
  aborted: false,
  hint: undefined,
  cause: undefined,
};

/** The one error that this package throws on purpose. Its message never holds a secret. */
export class LaMetricError extends Error implements ErrorDetails {
  override readonly name = 'LaMetricError';
  override readonly cause: unknown;
  readonly statusCode: number | undefined;
  readonly oauthError: string | undefined;
  readonly scope: string | undefined;
  readonly retryAfter: number | undefined;
  readonly retryAt: Date | undefined;
  readonly sent: boolean;
  readonly aborted: boolean;
  readonly hint: string | undefined;
  readonly said: string;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: Partial<ErrorDetails> = {},
  ) {
    super(message);
    const all = { ...NO_DETAILS, said: message, ...details };
    this.cause = all.cause;
    this.statusCode = all.statusCode;
    this.oauthError = all.oauthError;
    this.scope = all.scope;
    this.retryAfter = all.retryAfter;
    this.retryAt = all.retryAt;
    this.sent = all.sent;
    this.aborted = all.aborted;
    this.hint = all.hint;
    this.said = all.said;
  }

  /** The same error with other details, or another code. */
  with({ code = this.code, ...details }: Partial<ErrorDetails> & { code?: ErrorCode }): LaMetricError {
    const { statusCode, oauthError, scope, retryAfter, retryAt, sent, aborted, hint, said, cause } = this;
    const same = { statusCode, oauthError, scope, retryAfter, retryAt, sent, aborted, hint, said, cause };
    return new LaMetricError(code, this.message, { ...same, ...details });
  }

  /** Whether the same request may succeed a moment later. */
  get retryable(): boolean {
    return (this.code === 'UNREACHABLE' || this.code === 'RATE_LIMITED') && this.retryAt === undefined;
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
  return new LaMetricError('INTERNAL', said, { cause: thrown });
}
