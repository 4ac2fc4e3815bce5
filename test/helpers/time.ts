/** Time that a test moves, while sockets work as ever. */
import sinon, { type SinonFakeTimers } from 'sinon';

/** Stops the time. `performance` is another clock than `Date`: nobody can set it. */
export function stopTime(): SinonFakeTimers {
  return sinon.useFakeTimers({
    now: Date.now(),
    toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'],
    // Those that were begun before go on as they are.
    shouldClearNativeTimers: true,
  });
}

/** Lets what comes by a socket arrive. */
export async function settleSockets(turns = 50): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
}

/** Lets time pass until a promise settles. */
export async function passTimeUntil<T>(promise: Promise<T>, clock: SinonFakeTimers, step = 10): Promise<T> {
  let isOver = false;
  const end = () => (isOver = true);
  promise.then(end, end);
  for (;;) {
    await settleSockets(2);
    if (isOver) return promise;
    clock.tick(step);
  }
}
