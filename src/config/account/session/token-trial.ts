import { isExpiring } from '../../../lametric/cloud/oauth';
import type { HttpResponse } from '../../../lametric/http/message';
import type { StoredAuthorization } from './authorization';
import { type Refresher, isTokenRefused } from './refresher';

/** How long tokens count as new: milliseconds. */
const NEW_FOR = 60_000;

/** Remembers which tokens LaMetric refused, and notices if it refuses those that it has just granted. */
export class TokenTrial {
  readonly #refresher: Refresher;
  /** The generation of the last refresh, until a request used its tokens or, by the monotonic clock, `until` is over. */
  #untried: { generation: number; until: number } | undefined;
  /** The generation whose tokens LaMetric refused last. They are not used again, even while no others can be had. */
  #refused: number | undefined;

  constructor(refresher: Refresher) {
    this.#refresher = refresher;
  }

  /** Notes that these tokens are new. */
  begin({ generation }: StoredAuthorization): void {
    this.#untried = { generation, until: performance.now() + NEW_FOR };
  }

  /** Whether LaMetric refused these tokens the last time that it refused any. */
  isRefused({ generation }: StoredAuthorization): boolean {
    return generation === this.#refused;
  }

  /** Makes an attempt with these tokens. */
  async run(
    attempt: (authorization: StoredAuthorization) => Promise<HttpResponse>,
    authorization: StoredAuthorization,
  ): Promise<HttpResponse> {
    const { tokens, generation } = authorization;
    const { generation: untried, until = 0 } = this.#untried ?? {};
    const isNew = generation === untried && performance.now() < until && !isExpiring(tokens);
    try {
      return await attempt(authorization);
    } catch (error) {
      if (!isTokenRefused(error)) throw error;
      // Tokens that ended on the way were not refused for being new.
      if (isNew && !isExpiring(tokens)) throw this.#refresher.noteFreshRefusal(error);
      if (tokens.refreshToken !== undefined) this.#refused = generation;
      throw error;
    } finally {
      if (generation === untried) this.#untried = undefined;
    }
  }
}
