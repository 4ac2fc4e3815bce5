import assert from 'node:assert/strict';
import { once, setMaxListeners } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';
import tls from 'node:tls';
import sinon from 'sinon';
import { Certificate } from '../../../src/lametric/clock/certificate';
import { ClockLink } from '../../../src/lametric/clock/link';
import { getWifi, sendToClock } from '../../../src/lametric/clock/requests';
import { LaMetricError } from '../../../src/lametric/errors';
import { API_KEY, listenAt, startClock } from '../../helpers/clock';
import { errorOf } from '../../helpers/lametric';
import { startPaused } from '../../helpers/paused-clock';

const never = () => new AbortController().signal;
const ask = (link: ClockLink, signal = never()) => sendToClock(link, getWifi, API_KEY, signal);
const linkTo = (port: number) => new ClockLink(`https://127.0.0.1:${port}`, new Certificate());

describe('Many clocks', () => {
  it('shake hands 16 at a time', async () => {
    const greeted: Socket[] = [];
    const mute = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        greeted.push(socket);
        mute.emit('greeting');
      });
    });
    const port = await listenAt(mute);
    const greetings = async (count: number) => {
      while (greeted.length < count) await once(mute, 'greeting');
    };
    const errors = Array.from({ length: 20 }, () => errorOf(ask(linkTo(port))));
    await greetings(16);
    // A whole exchange without TLS takes longer than any greeting that nothing holds up.
    const plain = await startClock('http');
    await ask(new ClockLink(plain.origin, undefined));
    await plain.close();
    assert.equal(greeted.length, 16);
    greeted[0]?.destroy();
    await greetings(17);
    for (const socket of greeted) socket.destroy();
    await greetings(20);
    for (const socket of greeted) socket.destroy();
    await Promise.all(errors);
    mute.close();
  });

  it('share what takes long to make', async () => {
    const made = sinon.spy(tls, 'createSecureContext');
    const clock = await startClock();
    made.resetHistory();
    for (const link of [linkTo(clock.port), linkTo(clock.port)]) {
      await ask(link);
      link.close();
    }
    assert.ok(made.callCount <= 1, String(made.callCount));
    made.restore();
    await clock.close();
  });

  it('are held up by none that cannot be reached', async () => {
    const dead = await startPaused();
    const healthy = await startClock();
    const giveUp = new AbortController();
    setMaxListeners(0, giveUp.signal);
    let ended = 0;
    const errors = Array.from({ length: 20 }, async () => {
      await errorOf(ask(linkTo(dead.port), giveUp.signal));
      ended++;
    });
    const link = linkTo(healthy.port);
    await ask(link);
    assert.equal(ended, 0);
    giveUp.abort(new LaMetricError('UNREACHABLE', 'the test is over'));
    await Promise.all(errors);
    link.close();
    dead.close();
    await healthy.close();
  });

  it('are read before they count as late', async () => {
    const clock = await startClock();
    const relay = await startHolding(clock.port);
    const { setTimeout: later } = globalThis;
    const time = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const link = linkTo(relay.port);
      const asked = ask(link);
      await relay.held;
      // Timers run before sockets are read.
      later(() => {
        relay.letGo();
        time.tick(5000);
      });
      await asked;
      link.close();
    } finally {
      time.restore();
    }
    relay.close();
    await clock.close();
  });
});

/** Passes a connection on, but holds what comes from the other side. */
async function startHolding(target: number) {
  const waiting: (() => void)[] = [];
  let isHolding = true;
  let noteHeld = () => {};
  const held = new Promise<void>((resolve) => (noteHeld = resolve));
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.pipe(upstream);
    upstream.on('data', (chunk) => {
      const pass = () => client.write(chunk);
      if (!isHolding) return pass();
      noteHeld();
      return waiting.push(pass);
    });
    upstream.on('close', () => client.destroy());
  });
  const letGo = () => {
    isHolding = false;
    for (const pass of waiting) pass();
  };
  return { port: await listenAt(server), held, letGo, close: () => server.close() };
}
