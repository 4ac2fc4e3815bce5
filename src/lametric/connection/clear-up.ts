import { type Deadline, pause } from './deadline';
import { LaMetricError } from '../errors';
import type { Search } from './request';

/** The milliseconds between two looks for the result while the answer is missing. */
const INTERVAL = 2000;

/**
 * Sends a request that must not be done twice, and clears up whether it was done where the answer does not come: the
 * result is looked for every two seconds, and at once when the connection ends. A request that was certainly not done is
 * sent once more.
 * @throws {LaMetricError} as `send`; with the reason `maybe-shown` if nobody can tell whether it was done
 */
export async function clearUp<T>(
  send: (signal: AbortSignal) => Promise<T>,
  search: Search<T>,
  deadline: Deadline,
): Promise<T> {
  const since = performance.now();
  for (let isLast = false; ; isLast = true) {
    let lastLook = performance.now();
    let mayHaveGone = false;
    const look = async (signal: AbortSignal) => {
      const began = performance.now();
      const found = await search.find(since, signal);
      mayHaveGone ||= performance.now() - lastLook >= search.lasts;
      lastLook = began;
      return found;
    };
    // Ends the request and the looks once one of them has the result.
    const over = new AbortController();
    const end = () => over.abort(deadline.signal.reason);
    deadline.signal.addEventListener('abort', end);
    try {
      return await Promise.race([send(over.signal), lookAgain(look, () => deadline.sent, over.signal)]);
    } catch (error) {
      if (!isUnclear(error) || deadline.signal.aborted) throw error;
      const unclear = error.with({ reason: 'maybe-shown' });
      const found = await look(deadline.signal).catch(() => {
        deadline.signal.throwIfAborted();
        throw unclear;
      });
      if (found !== undefined) return found;
      if (isLast || mayHaveGone) throw unclear;
    } finally {
      deadline.signal.removeEventListener('abort', end);
      over.abort(new LaMetricError('UNREACHABLE', 'nobody needs the answer', { aborted: true }));
    }
  }
}

/**
 * Looks until there is something; a look that fails is followed by the next one. A request that still waits for its
 * connection needs no look, which would wait for one as well.
 */
async function lookAgain<T>(
  look: (signal: AbortSignal) => Promise<T | undefined>,
  isSent: () => boolean,
  signal: AbortSignal,
): Promise<T> {
  for (;;) {
    await pause(INTERVAL, signal);
    const found = isSent() ? await look(signal).catch(() => undefined) : undefined;
    if (found !== undefined) return found;
  }
}

/** Whether the request may have arrived, and no answer says what became of it. */
export function isUnclear(error: unknown): error is LaMetricError {
  if (!(error instanceof LaMetricError)) return false;
  const { code, sent, statusCode, reason, origin } = error;
  return code === 'UNREACHABLE' && sent && statusCode === undefined && (reason ?? origin) === undefined;
}
