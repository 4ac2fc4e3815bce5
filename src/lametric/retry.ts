import { pause } from './deadline';
import { LaMetricError } from './errors';

const RETRIES = 3;
const FIRST_DELAY = 500;

/**
 * Repeats an idempotent operation while it fails for a transient reason: the network, a timeout, a 5xx or a 429.
 * At most three more times, with exponential backoff and jitter, never sooner than `Retry-After` asks for.
 * A wait that would outlast `deadline` (milliseconds since the epoch) is not begun: the error comes at once.
 */
export async function withRetries<T>(
  operation: () => Promise<T>,
  deadline: number,
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await operation();
    } catch (error) {
      if (signal.aborted || attempt === RETRIES) throw error;
      if (!(error instanceof LaMetricError && error.retryable)) throw error;
      const backoff = FIRST_DELAY * 2 ** attempt * (0.5 + Math.random());
      const delay = Math.max(backoff, error.retryAfter ?? 0);
      if (Date.now() + delay >= deadline) throw error;
      await pause(delay, signal);
    }
  }
}
