import { type Deadline, pause } from './deadline';
import { LaMetricError } from '../errors';

const RETRIES = 3;
/** Milliseconds; each further delay is twice as long. */
const FIRST_DELAY = 500;

/**
 * Repeats an operation that fails, up to three times: at once where only a kept connection had ended, else with exponential
 * backoff and jitter, and never sooner than `Retry-After` asks for. If the next delay would outlast the deadline, it throws
 * the error at once.
 * @param mayRepeat whether the operation may be repeated after this error; errors of other kinds are thrown at once
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
      // The next try has a connection of its own.
      const backoff = error.stale ? 0 : FIRST_DELAY * 2 ** attempt * (0.5 + Math.random());
      const delay = Math.max(backoff, error.retryAfter ?? 0);
      if (delay >= deadline.left()) throw error;
      await pause(delay, deadline.signal);
    }
  }
}
