import type { Socket } from 'node:net';

/** How many turns of the event loop may still deliver what had arrived in time. Each turn reads 64 KB or more. */
const LATE_READS = 100;

/**
 * Calls `onLate` after so many milliseconds. Timers run before sockets are read: if the event loop was busy, an answer may
 * have arrived unread, so the socket is read first.
 * @returns how to end this
 */
export function limitReading(
  milliseconds: number,
  socketOf: () => Socket | null | undefined,
  onLate: () => void,
): () => void {
  let isOver = false;
  const expire = (readsLeft: number) => {
    const before = socketOf()?.bytesRead;
    setImmediate(() => {
      if (isOver) return;
      if (readsLeft > 0 && socketOf()?.bytesRead !== before) expire(readsLeft - 1);
      else onLate();
    });
  };
  const timer = setTimeout(expire, milliseconds, LATE_READS);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
