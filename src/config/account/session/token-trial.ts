import { type TokenSet, isExpiring } from '../../../lametric/cloud/oauth';
import type { HttpResponse } from '../../../lametric/http/message';
import { type Refresher, isTokenRefused } from './refresher';

/** How long tokens count as new: milliseconds. */
const NEW_FOR = 60_000;

/** Remembers which tokens LaMetric refused, and notices if it refuses those that it has just granted. */
export class TokenTrial {
  readonly #refresher: Refresher;
  /** The tokens of the last refresh, until a request was made with them or, by the monotonic clock, `until` is over. */
  #untried: { tokens: TokenSet; until: number } | undefined;
  /** The tokens that LaMetric refused last. They are not used again, even while no others can be had. */
  #refused: TokenSet | undefined;

  constructor(refresher: Refresher) {
    this.#refresher = refresher;
  }

  /** Notes that these tokens are new. */
  begin(tokens: TokenSet): void {
    this.#untried = { tokens, until: performance.now() + NEW_FOR };
  }

  isRefused(tokens: TokenSet): boolean {
    return tokens === this.#refused;
  }

  /** Makes an attempt with these tokens. */
  async run(attempt: (tokens: TokenSet) => Promise<HttpResponse>, tokens: TokenSet): Promise<HttpResponse> {
    const { tokens: untried, until = 0 } = this.#untried ?? {};
    const isNew = tokens === untried && performance.now() < until && !isExpiring(tokens);
    try {
      return await attempt(tokens);
    } catch (error) {
      if (!isTokenRefused(error)) throw error;
      // Tokens that ended on the way were not refused for being new.
      if (isNew && !isExpiring(tokens)) throw this.#refresher.noteFreshRefusal(error);
      if (tokens.refreshToken !== undefined) this.#refused = tokens;
      throw error;
    } finally {
      if (tokens === untried) this.#untried = undefined;
    }
  }
}
