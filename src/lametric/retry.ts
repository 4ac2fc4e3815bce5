import { type Deadline, pause } from './deadline';
import { LaMetricError } from './errors';

const RETRIES = 3;
const FIRST_DELAY = 500;

/**
 * Repeats an operation while it fails for a transient reason: the network, a timeout, a 5xx or a 429.
 * At most three more times, with exponential backoff and jitter, never sooner than `Retry-After` asks for.
 * A pause that would outlast the deadline is not begun: the error comes at once.
 * @param mayRepeat whether the operation may be repeated after this error
 */
export async function withRetries<T>(
  operation: () => Promise<T>,
  mayRepeat: (error: LaMetricError) => boolean,
  deadline: Deadline,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await operation();
    } catch (error) {
      if (deadline.signal.aborted || attempt === RETRIES) throw error;
      if (!(error instanceof LaMetricError && mayRepeat(error))) throw error;
      const backoff = FIRST_DELAY * 2 ** attempt * (0.5 + Math.random());
      const delay = Math.max(backoff, error.retryAfter ?? 0);
      if (delay >= deadline.left()) throw error;
      await pause(delay, deadline.signal);
    }
  }
}
