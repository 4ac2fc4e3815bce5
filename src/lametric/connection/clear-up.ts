import type { Deadline } from './deadline';
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
    // Ends the request once a look has its result.
    const request = new AbortController();
    const end = () => request.abort(deadline.signal.reason);
    deadline.signal.addEventListener('abort', end);
    let isOver = false;
    let timer: NodeJS.Timeout | undefined;
    const found = new Promise<T>((resolve) => {
      const lookLater = () => {
        if (!isOver) timer = setTimeout(() => void lookNow(), INTERVAL);
      };
      const lookNow = async () => {
        // A request that still waits for its connection needs no look, which would wait for one as well.
        const result = deadline.sent ? await look(deadline.signal).catch(() => undefined) : undefined;
        if (result === undefined) return lookLater();
        resolve(result);
        request.abort(new LaMetricError('UNREACHABLE', 'nobody needs the answer', { aborted: true }));
      };
      lookLater();
    });
    try {
      return await Promise.race([send(request.signal), found]);
    } catch (error) {
      if (!isUnclear(error) || deadline.signal.aborted) throw error;
      const unclear = error.with({ reason: 'maybe-shown' });
      const result = await look(deadline.signal).catch(() => {
        deadline.signal.throwIfAborted();
        throw unclear;
      });
      if (result !== undefined) return result;
      if (isLast || mayHaveGone) throw unclear;
    } finally {
      isOver = true;
      clearTimeout(timer);
      deadline.signal.removeEventListener('abort', end);
    }
  }
}

/** Whether the request may have arrived, and no answer says what became of it. */
export function isUnclear(error: unknown): error is LaMetricError {
  if (!(error instanceof LaMetricError)) return false;
  const { code, sent, statusCode, reason, origin } = error;
  return code === 'UNREACHABLE' && sent && statusCode === undefined && (reason ?? origin) === undefined;
}
