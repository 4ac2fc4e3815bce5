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

/** How many times as fast the timers of a Node-RED with `FAST_TIMERS` run. */
export const SPEED = 10;

/** For `settingsSource`: a clock that is to be asked every five seconds is asked every half. */
export const FAST_TIMERS = `
  for (const name of ['setTimeout', 'setInterval']) {
    const original = globalThis[name];
    const faster = (callback, delay, ...values) => original(callback, delay / ${SPEED}, ...values);
    globalThis[name] = Object.defineProperties(faster, Object.getOwnPropertyDescriptors(original));
  }
  const now = performance.now.bind(performance);
  performance.now = () => now() * ${SPEED};`;

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
