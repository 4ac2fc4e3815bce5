/** The kinds of error that a caller can tell apart. Part of the package's public contract. */
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
  /** Milliseconds that LaMetric asks to wait before the next try. */
  retryAfter: number | undefined;
  /** When the next try will be made, if none is allowed sooner. Such an error must not be retried. */
  retryAt: Date | undefined;
  /** False only if the request certainly never reached the other side. */
  sent: boolean;
  /** Whether our own side gave up: a deadline, or a node that closed. This says nothing about the other side. */
  aborted: boolean;
  /** The key of a text (`common.error.…`) that explains the error better than its code's own. */
  hint: string | undefined;
  /** The words of LaMetric or the network, redacted. They default to the message; empty where the message is only ours. */
  said: string;
  /** The original error. */
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

  /** Node-RED shows an error by this. The name of the class would mean nothing to the user. */
  override toString(): string {
    return this.message;
  }
}

/** Semaphore anything thrown into a `LaMetricError`. An unexpected error is a fault of this package: `INTERNAL`. */
export function toLaMetricError(thrown: unknown): LaMetricError {
  if (thrown instanceof LaMetricError) return thrown;
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  return new LaMetricError('INTERNAL', said, { cause: thrown });
}
