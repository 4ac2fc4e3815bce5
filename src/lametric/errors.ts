import { isObject, isString } from './guards';

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
  | 'SEVERAL'
  | 'CERTIFICATE_CHANGED'
  | 'INTERNAL';

/** The side that an error comes from. */
export type ErrorOrigin = 'account' | 'clock';

/** The cause of an error, where that is known more precisely than the code says. */
export type ErrorReason =
  /** No config node is chosen, the chosen one is disabled, or there is no clock at all. */
  | 'none-chosen'
  | 'disabled'
  | 'no-clocks'
  /** The node was closed. */
  | 'closed'
  /** The answer is missing: it may have been done, or a notification may have been shown. */
  | 'maybe-done'
  | 'maybe-shown'
  /** The wait for a turn, or too many waiting already; the circuit breaker; an answer 5xx. */
  | 'no-turn'
  | 'no-place'
  | 'silent'
  | 'out-of-order'
  /** Something answers, but in no TLS or HTTP that can be read. */
  | 'protocol'
  /** The account was never connected, or the user has disconnected it. */
  | 'not-connected'
  /** LaMetric refuses the authorization code, the client, a refresh without a reason, or a new access token. */
  | 'code'
  | 'client'
  | 'token-endpoint'
  | 'fresh-token'
  /** Redis does not answer, or its package is not installed. */
  | 'redis'
  | 'no-redis-client'
  /** An address in settings.js that cannot be used: of Redis, or of LaMetric's cloud. */
  | 'redis-url'
  | 'cloud-url'
  /** The clock may have moved; the account does not tell its address or key; the address cannot be parsed. */
  | 'moved'
  | 'no-address'
  | 'no-key'
  | 'address'
  /** A clock's app My Data DIY is missing, or there are several; more frames than it shows. */
  | 'my-data'
  | 'which-widget'
  | 'too-many-frames'
  /** Quiet hours let only critical notifications through; they never end. */
  | 'quiet'
  | 'always-quiet'
  /** The clock has no loudspeaker, its screensaver has no times, or a notification covers its apps. */
  | 'no-sound'
  | 'no-times'
  | 'notification'
  /**
   * No clock can fetch a sound from here: Node-RED serves nothing, asks for a login, speaks https, or does not listen where
   * the clock comes from; the address in settings.js cannot be used, or nothing listens at the port there.
   */
  | 'media-root'
  | 'media-login'
  | 'media-https'
  | 'media-host'
  | 'media-url'
  | 'media-port';

/** All that an error says besides its message; each has a default. */
export type ErrorDetails = Omit<
  LaMetricError,
  'name' | 'message' | 'stack' | 'with' | 'retryable' | 'toString'
>;

/** The one error that this package throws on purpose. Its message never holds a secret. */
export class LaMetricError extends Error {
  override readonly name = 'LaMetricError';
  /** The original error. */
  override readonly cause: unknown = undefined;
  /** Without one, the error comes from the side that the connection is to. */
  readonly origin: ErrorOrigin | undefined = undefined;
  readonly reason: ErrorReason | undefined = undefined;
  /** The HTTP status, where there was a response. */
  readonly statusCode: number | undefined = undefined;
  /** `error` of an OAuth 2.0 error response (RFC 6749, section 5.2), such as `invalid_grant`. */
  readonly oauthError: string | undefined = undefined;
  /** The scope that a refused request needs. */
  readonly scope: string | undefined = undefined;
  /** The local time at which the quiet hours end that refuse a notification; empty for never. */
  readonly until: string = '';
  /** Milliseconds that LaMetric asks to wait before the next try. */
  readonly retryAfter: number | undefined = undefined;
  /** The time of the next try, if none is allowed sooner. Such an error must not be retried. */
  readonly retryAt: Date | undefined = undefined;
  /** False only if the request certainly never reached the other side. */
  readonly sent: boolean = true;
  /** Whether a kept connection had ended, and nobody knew: that happens every day, and says nothing about the other side. */
  readonly stale: boolean = false;
  /** Whether our own side gave up: a deadline, or a node that closed. This says nothing about the other side. */
  readonly aborted: boolean = false;
  /** The words of LaMetric or the network, redacted. They default to the message; empty where the message is only ours. */
  readonly said: string;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: Partial<ErrorDetails> = {},
  ) {
    super(message);
    this.said = message;
    Object.assign(this, details);
  }

  /** A copy with other details, or another code. */
  with(details: Partial<ErrorDetails>): LaMetricError {
    return Object.assign(new LaMetricError(this.code, this.message), this, details);
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

/** Turns anything thrown into a `LaMetricError`. An unexpected error is a fault of this package: `INTERNAL`. */
export function toLaMetricError(thrown: unknown): LaMetricError {
  if (thrown instanceof LaMetricError) return thrown;
  return new LaMetricError('INTERNAL', saidBy(thrown), { cause: thrown });
}

/** The words in anything thrown: an error of another realm, as function nodes make them, or what is no text at all. */
export function saidBy(thrown: unknown): string {
  try {
    return isObject(thrown) && isString(thrown.message) ? thrown.message : String(thrown);
  } catch {
    return typeof thrown;
  }
}

/** A name from a message or from a clock, short enough for an error to repeat. */
export function shortName(name: string, length = 30): string {
  return name.length > length ? `${name.slice(0, length - 1)}…` : name;
}

/** The most names that `listNames` repeats, and the characters of each: more than real clocks have. */
const MAX_NAMES = 20;
const MAX_NAME = 60;

/** Names in an error, however many there are, and however long. */
export function listNames(names: readonly string[]): string {
  const some = names.slice(0, MAX_NAMES).map((name) => shortName(name, MAX_NAME));
  return [...some, ...(names.length > MAX_NAMES ? ['…'] : [])].join(', ');
}
