import { LaMetricError } from '../errors';

/** The things that may be missing when the time is over, in words and as the reason of the error. */
const LACKS = {
  answer: { code: 'UNREACHABLE', words: 'no answer', reason: undefined },
  turn: { code: 'RATE_LIMITED', words: 'no turn', reason: 'no-turn' },
} as const;

/** The time limit of some work. */
export interface Deadline {
  /** Aborts when the time is over, or the caller gives up. Its reason is the error to report. */
  readonly signal: AbortSignal;
  /** The thing to report as missing when the time is over. */
  lacks: keyof typeof LACKS;
  /** Whether the other side may have got the request, and did not refuse it. The errors of the signal say so. */
  sent: boolean;
  /** The milliseconds that are left; negative once the time is over. */
  left(): number;
}

/**
 * Waits for `work`, but no longer than `milliseconds`, and only until `outer` aborts. It stops waiting even if `work`
 * ignores its deadline.
 * @param controller aborts the deadline's signal; for a caller that wants to abort it as well
 * @throws {LaMetricError} `UNREACHABLE` when the time is over, or `RATE_LIMITED` if there was no turn by then; the reason
 * of `outer` when that aborts
 */
export async function withDeadline<T>(
  milliseconds: number,
  outer: AbortSignal | undefined,
  work: (deadline: Deadline) => Promise<T>,
  controller = new AbortController(),
): Promise<T> {
  outer?.throwIfAborted();
  const { signal } = controller;
  const end = performance.now() + milliseconds;
  const deadline: Deadline = { signal, lacks: 'answer', sent: false, left: () => end - performance.now() };
  const abort = () => controller.abort(withSent(outer?.reason, deadline.sent));
  outer?.addEventListener('abort', abort, { once: true });
  let overdue: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    // If the process was busy or asleep, the answer may have arrived unread. It is read before an immediate runs.
    overdue = setImmediate(() => {
      const { code, words, reason } = LACKS[deadline.lacks];
      const message = `${words} within ${Math.round(milliseconds / 1000)} s`;
      controller.abort(new LaMetricError(code, message, { aborted: true, reason, sent: deadline.sent }));
    });
  }, milliseconds);
  try {
    return await waitFor(work(deadline), signal);
  } finally {
    clearTimeout(timer);
    clearImmediate(overdue);
    outer?.removeEventListener('abort', abort);
  }
}

function withSent(reason: unknown, sent: boolean): unknown {
  return reason instanceof LaMetricError && reason.sent !== sent ? reason.with({ sent }) : reason;
}

/** Waits for `promise`, but only until `signal` aborts: then it rejects with the signal's reason, and the work goes on. */
export function waitFor<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    const end = () => signal.removeEventListener('abort', abort);
    promise.then(
      (value) => (end(), resolve(value)),
      (error: unknown) => (end(), reject(error)),
    );
  });
}

/** Resolves after a time; rejects with the signal's reason as soon as it aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  return waitFor(elapsed, signal).finally(() => clearTimeout(timer));
}
