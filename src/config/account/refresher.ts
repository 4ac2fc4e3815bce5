import type { Brake } from '../../lametric/brake';
import { type Client, type TokenSet, refreshTokens } from '../../lametric/cloud/oauth';
import { type Deadline, withDeadline } from '../../lametric/deadline';
import { LaMetricError } from '../../lametric/errors';
import { Pause } from '../../lametric/pause';
import { withRetries } from '../../lametric/retry';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How long a refresh is repeated; the answer to its last request is waited for all the same. */
const RETRIES = 30 * SECOND;
/** The longest that a refresh can take in all. */
export const REFRESH_DEADLINE = RETRIES + 65 * SECOND;
/** The pauses after refusals grow from the one to the other. */
const FIRST_PAUSE = MINUTE;
const LAST_PAUSE = 60 * MINUTE;
/** An authorization that was not refreshed for so long is refreshed, lest it ends for being idle. */
const IDLE_LIMIT = 7 * 24 * 60 * MINUTE;

/** Asks the token endpoint for new tokens, and does not while LaMetric wants to be left alone. */
export class Refresher {
  readonly #brake: Brake;
  readonly #pause = new Pause();
  /** How often in a row LaMetric refused, without a word on the refresh token. */
  #refusals = 0;

  /** @param brake the account's: all of its requests go to the same side */
  constructor(brake: Brake) {
    this.#brake = brake;
  }

  /** Whether the last refresh was refused for what is no fault of the refresh token, such as a wrong client secret. */
  get isRefused(): boolean {
    return this.#refusals > 0;
  }

  /**
   * Waits until a refresh may be made.
   * @throws {LaMetricError} at once, when that is too long, or when waiting would not help
   */
  async ready(deadline: Deadline): Promise<void> {
    if (this.isRefused) this.#pause.check();
    await this.#pause.over(deadline);
  }

  /**
   * Gets the tokens that take the place of the old ones. Transient failures are retried.
   * @throws {LaMetricError} `NOT_AUTHORIZED` when LaMetric does not take the refresh token any more
   */
  async refresh(client: Client, old: TokenSet): Promise<TokenSet> {
    const { refreshToken, scopes } = old;
    if (refreshToken === undefined) throw new LaMetricError('NOT_AUTHORIZED', 'there is no refresh token');
    const repeatUntil = performance.now() + RETRIES;
    try {
      const tokens = await withDeadline(REFRESH_DEADLINE, undefined, (deadline) =>
        withRetries(() => this.#brake.run(() => refreshTokens(client, { refreshToken, scopes })), mayRepeat, {
          ...deadline,
          left: () => repeatUntil - performance.now(),
        }),
      );
      this.#refusals = 0;
      return tokens;
    } catch (error) {
      throw error instanceof LaMetricError ? this.#pauseAfter(error) : error;
    }
  }

  /** Makes a refresh token worthless, where that is possible: LaMetric takes each only once. */
  async useUp(client: Client, { refreshToken, scopes }: TokenSet): Promise<void> {
    if (refreshToken === undefined) return;
    await refreshTokens(client, { refreshToken, scopes }).catch(() => undefined);
  }

  /** LaMetric refused what it had just granted, and would refuse the next one, too. */
  noteFreshRefusal(error: LaMetricError): LaMetricError {
    const refused = error.with({ hint: 'fresh-token' });
    this.#pause.begin(MINUTE, refused);
    return refused;
  }

  /** Another client, or another authorization, has not been refused yet. */
  reset(): void {
    this.#refusals = 0;
    this.#pause.end();
  }

  #pauseAfter(error: LaMetricError): LaMetricError {
    if (error.code === 'RATE_LIMITED' && error.retryAfter !== undefined) {
      return this.#begin(error.retryAfter, error);
    }
    if (error.code !== 'REJECTED') return error;
    return this.#begin(Math.min(FIRST_PAUSE * 2 ** this.#refusals++, LAST_PAUSE), error);
  }

  #begin(milliseconds: number, error: LaMetricError): LaMetricError {
    this.#pause.begin(milliseconds, error);
    return error.with({ retryAt: new Date(Date.now() + milliseconds) });
  }
}

/** The answer that did not come may have held the only copy of a rotated token. */
function mayRepeat({ retryable, sent, statusCode }: LaMetricError): boolean {
  return retryable && (!sent || statusCode !== undefined);
}

/** Whether LaMetric does not take the access token. */
export const isRefusal = (error: unknown): error is LaMetricError =>
  error instanceof LaMetricError && error.statusCode === 401;

/** @param refreshedAt milliseconds since the epoch, where it is known */
export const isIdle = (refreshedAt: number | undefined): boolean =>
  refreshedAt === undefined || Date.now() - refreshedAt >= IDLE_LIMIT;
