import { LaMetricError } from './errors';

/** What may be missing when the time is over, in words and as the hint of the error. */
const LACKS = {
  answer: { words: 'no answer', hint: undefined },
  turn: { words: 'no turn', hint: 'no-turn' },
};

/** Until when something may take. */
export interface Deadline {
  /** Aborts when the time is over, or the caller gives up. Its reason is the error to report. */
  readonly signal: AbortSignal;
  /** What is not there when the time is over. */
  lacks: keyof typeof LACKS;
  /** The milliseconds that are left. */
  left(): number;
}

/**
 * Waits for `work`, but no longer than `milliseconds`, and no longer than until `outer` aborts: whether or not `work`
 * takes notice of its deadline.
 * @param controller the one that the signal belongs to, for a caller who wants to abort by itself
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
  const deadline: Deadline = { signal, lacks: 'answer', left: () => end - performance.now() };
  const abort = () => controller.abort(outer?.reason);
  outer?.addEventListener('abort', abort, { once: true });
  let overdue: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    // When the process was busy or asleep, the answer may lie there unread: it is read before this.
    overdue = setImmediate(() => {
      const { words, hint } = LACKS[deadline.lacks];
      const message = `${words} within ${milliseconds / 1000} s`;
      controller.abort(new LaMetricError('UNREACHABLE', message, { aborted: true, hint }));
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
