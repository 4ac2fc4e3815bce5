/** Time that stands still while anything happens in this process, and jumps to the next timer when nothing does. */
import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import zlib from 'node:zlib';
import { useFakeTimers } from 'sinon';
import { isObject } from '../../src/lametric/guards';

/** Both ends of every connection: whatever is on its way in this process is on its way between two of these. */
const ends = new Set<Socket>();
for (const channel of ['net.client.socket', 'net.server.socket']) {
  subscribe(channel, (message) => {
    if (!isObject(message) || !(message['socket'] instanceof Socket)) return;
    const { socket } = message;
    ends.add(socket);
    socket.once('close', () => ends.delete(socket));
  });
}

type Unpacked = (error: Error | null, unpacked: Buffer) => void;

/** How many bodies are being unpacked, which happens in other threads. The package takes these functions when it is loaded. */
let unpacking = 0;
for (const name of ['gunzip', 'brotliDecompress', 'inflate', 'inflateRaw'] as const) {
  const original: (...args: [Buffer, object, Unpacked]) => void = zlib[name];
  const counted = (body: Buffer, options: object, callback: Unpacked) => {
    unpacking++;
    original(body, options, (error, unpacked) => {
      unpacking--;
      callback(error, unpacked);
    });
  };
  Reflect.set(zlib, name, counted);
}

/** Whether an end has not yet noticed what the other one did: sent, connected or closed. */
function somethingMoves(): boolean {
  let underWay = 0;
  for (const { bytesWritten, bytesRead } of ends) underWay += bytesWritten - bytesRead;
  return unpacking > 0 || underWay !== 0 || ends.size % 2 !== 0;
}

/** How many turns of the event loop it takes a message, at most, to pass from node to node without any input. */
const TURNS = 6;
/** Waits until nothing happens any more unless time goes on. */
async function standStill(): Promise<void> {
  for (let still = 0; still < TURNS; still++) {
    await turn();
    if (somethingMoves()) still = -1;
  }
}

/** More timers than this, and something goes on for ever. */
const MOST_TIMERS = 20_000;

export interface FakeTime {
  /** Lets time go by until no timer is left. */
  elapse(): Promise<void>;
  /** Lets the process sleep so long: all timers that are over by then fire at once, before anything is read. */
  pause(milliseconds: number): void;
}

/**
 * Runs `work` in a time that stands still while anything happens, and else jumps to the next timer. So 30 s of retries
 * take a moment, and the order of events is the same in every run: a timer fires only when every byte sent has been
 * read and all that follows from it is done, and then it alone.
 */
export async function inFakeTime(work: (time: FakeTime) => Promise<void>): Promise<void> {
  const clock = useFakeTimers({
    now: Date.now(),
    toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'],
  });
  const pauses: number[] = [];
  let timers = 0;
  const elapse = async () => {
    for (await standStill(); clock.countTimers() > 0; await standStill()) {
      if (timers++ > MOST_TIMERS) throw new Error('The case does not come to an end');
      const milliseconds = pauses.shift();
      if (milliseconds === undefined) clock.next();
      else clock.jump(milliseconds);
    }
  };
  try {
    await work({ elapse, pause: (milliseconds) => pauses.push(milliseconds) });
  } finally {
    // After a failure, too: what never ended would hold up the next case.
    await elapse().finally(() => clock.restore());
  }
}
