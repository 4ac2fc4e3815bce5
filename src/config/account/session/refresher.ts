import type { CircuitBreaker } from '../../../lametric/connection/circuit-breaker';
import { type Client, type TokenSet, refreshTokens } from '../../../lametric/cloud/oauth';
import { type Deadline, withDeadline } from '../../../lametric/connection/deadline';
import { LaMetricError } from '../../../lametric/errors';
import { Cooldown } from '../../../lametric/connection/cooldown';
import { withRetries } from '../../../lametric/connection/retry';
import { nodeClosed } from '../../../runtime/on-input';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How long failed requests are repeated. The last one still has its own time for an answer. */
const REPEAT_TIME = 30 * SECOND;
/** The time of one refresh in all: milliseconds. */
export const REFRESH_DEADLINE = REPEAT_TIME + 65 * SECOND;
/** The pause after the first refusal; each further one doubles it, up to the last. */
const FIRST_PAUSE = MINUTE;
const LAST_PAUSE = 60 * MINUTE;
/** An authorization that was not refreshed for so long is refreshed, before it ends for being idle: milliseconds. */
const IDLE_LIMIT = 7 * 24 * 60 * MINUTE;

/** Asks the token endpoint for new tokens, and pauses after LaMetric has refused or asked to wait. */
export class Refresher {
  readonly #breaker: CircuitBreaker;
  readonly #cooldown = new Cooldown();
  /** How often in a row LaMetric refused for another reason than the refresh token. */
  #refusals = 0;
  /** Aborts when no further request is to be sent, for as long as so many callers want that. */
  #stop = new AbortController();
  #stops = 0;

  /** @param breaker shared with the account's other requests, which go to the same cloud */
  constructor(breaker: CircuitBreaker) {
    this.#breaker = breaker;
  }

  /** Whether the last refresh was refused for another reason than the refresh token, such as a wrong client secret. */
  get isRefused(): boolean {
    return this.#refusals > 0;
  }

  /** Whether no request is sent at the moment. */
  get isStopped(): boolean {
    return this.#stops > 0;
  }

  /** Lets no request be sent during some work. One that is sent already is received, but not repeated. */
  async stopFor(work: () => Promise<void>): Promise<void> {
    this.#stops++;
    this.#stop.abort(nodeClosed());
    try {
      await work();
    } finally {
      if (--this.#stops === 0) this.#stop = new AbortController();
    }
  }

  /**
   * Waits until a refresh may be made.
   * @throws {LaMetricError} at once, if the wait would outlast the deadline, or after a refusal, which waiting would not cure
   */
  async ready(deadline: Deadline): Promise<void> {
    if (this.isRefused) this.#cooldown.check();
    await this.#cooldown.over(deadline);
  }

  /**
   * Gets the tokens that replace the old ones. Transient failures are retried.
   * @throws {LaMetricError} `NOT_AUTHORIZED` if LaMetric does not accept the refresh token any more; after any other
   * error it is as good as before
   */
  async refresh(client: Client, old: TokenSet): Promise<TokenSet> {
    const { refreshToken, scopes } = old;
    const { signal: stop } = this.#stop;
    stop.throwIfAborted();
    if (refreshToken === undefined) throw new LaMetricError('NOT_AUTHORIZED', 'there is no refresh token');
    const repeatUntil = performance.now() + REPEAT_TIME;
    try {
      const tokens = await withDeadline(REFRESH_DEADLINE, undefined, (deadline) =>
        withRetries(
          () => this.#breaker.run(() => refreshTokens(client, { refreshToken, scopes }, stop)),
          mayRepeat,
          {
            ...deadline,
            // The pauses between tries end long before the deadline.
            signal: stop,
            left: () => repeatUntil - performance.now(),
          },
        ),
      );
      this.#refusals = 0;
      return tokens;
    } catch (error) {
      throw error instanceof LaMetricError ? this.#pauseAfter(error) : error;
    }
  }

  /** Makes a refresh token worthless, if LaMetric answers: it accepts each only once. */
  async useUp(client: Client, { refreshToken, scopes }: TokenSet): Promise<void> {
    if (refreshToken === undefined) return;
    await refreshTokens(client, { refreshToken, scopes }).catch(() => undefined);
  }

  /** Begins a pause after LaMetric refused a token that it had just granted: it would refuse the next one, too. */
  noteFreshRefusal(error: LaMetricError): LaMetricError {
    const refused = error.with({ reason: 'fresh-token' });
    this.#cooldown.begin(MINUTE, refused);
    return refused;
  }

  /** Starts afresh for another client or authorization, which has not been refused yet. */
  reset(): void {
    this.#refusals = 0;
    this.#cooldown.end();
  }

  #pauseAfter(error: LaMetricError): LaMetricError {
    if (error.code === 'RATE_LIMITED' && error.retryAfter !== undefined) {
      return this.#begin(error.retryAfter, error);
    }
    if (error.code !== 'REJECTED') return error;
    return this.#begin(Math.min(FIRST_PAUSE * 2 ** this.#refusals++, LAST_PAUSE), error);
  }

  #begin(milliseconds: number, error: LaMetricError): LaMetricError {
    this.#cooldown.begin(milliseconds, error);
    return error.with({ retryAt: new Date(Date.now() + milliseconds) });
  }
}

/** Not after a request that was sent but not answered: the lost answer may have held the only copy of a rotated token. */
function mayRepeat({ retryable, sent, statusCode }: LaMetricError): boolean {
  return retryable && (!sent || statusCode !== undefined);
}

/** Whether LaMetric does not accept the access token. */
export const isTokenRefused = (error: unknown): error is LaMetricError =>
  error instanceof LaMetricError && error.statusCode === 401;

/** @param refreshedAt milliseconds since the epoch, where it is known */
export const isIdle = (refreshedAt: number | undefined): boolean =>
  refreshedAt === undefined || Date.now() - refreshedAt >= IDLE_LIMIT;
