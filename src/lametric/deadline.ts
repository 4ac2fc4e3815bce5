import { LaMetricError } from './errors';

/**
 * Runs `work` with a signal that aborts after `milliseconds`, or as soon as `outer` does.
 * The reason of the abort is always the error to report, so whoever notices it just throws it.
 * @param controller the one that the signal belongs to, for a caller who wants to abort by itself
 */
export async function withDeadline<T>(
  milliseconds: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
  controller = new AbortController(),
): Promise<T> {
  outer?.throwIfAborted();
  const abort = () => controller.abort(outer?.reason);
  const timer = setTimeout(() => {
    controller.abort(new LaMetricError('UNREACHABLE', `no answer within ${milliseconds / 1000} s`));
  }, milliseconds);
  outer?.addEventListener('abort', abort, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', abort);
  }
}

/** Waits for `promise`, but no longer than until `signal` aborts; what `promise` stands for goes on. */
export function waitFor<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Pauses for a time; rejects with the signal's reason as soon as it aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  return waitFor(elapsed, signal).finally(() => clearTimeout(timer));
}
