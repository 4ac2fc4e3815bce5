import assert from 'node:assert/strict';
import { once, setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import sinon from 'sinon';
import { Certificate } from '../../../src/lametric/clock/certificate';
import {
  getApps,
  getAudio,
  getDisplay,
  getNotifications,
  sendNotification,
  setAudio,
} from '../../../src/lametric/clock/requests';
import { ClockLink } from '../../../src/lametric/clock/link';
import { LaMetricError } from '../../../src/lametric/errors';
import { CERTIFICATE, type Clock, reply, senderTo, startClock } from '../../helpers/clock';
import { errorOf } from '../../helpers/lametric';
import { settleSockets } from '../../helpers/time';

const notification = (text: string) => sendNotification({ model: { frames: [{ text }] } });

const WAYS = { pinned: CERTIFICATE, http: 'http' } as const;
const trusting = () => new Certificate();
const never = () => new AbortController().signal;

for (const way of ['pinned', 'http'] as const) {
  describe(`The connections to a clock (${way})`, () => {
    let clock: Clock;
    let link: ClockLink;
    let send: ReturnType<typeof senderTo>;
    /** The answers that the clock withholds. */
    let withheld: ServerResponse[];

    const created = (response: ServerResponse) => reply(response, 201, { success: { id: '1' } });

    beforeEach(async () => {
      clock = await startClock(WAYS[way]);
      clock.answer = created;
      link = new ClockLink(clock.origin, way === 'pinned' ? trusting() : undefined);
      send = senderTo(link);
      withheld = [];
    });

    afterEach(async () => {
      link.close();
      await clock.close();
    });

    /** Resolves when the clock has this many requests, of which it answers none. */
    const silence = (count: number) =>
      new Promise<void>((resolve) => {
        clock.answer = (response) => {
          if (withheld.push(response) === count) resolve();
        };
      });

    it('are two, one for reads and one for writes, however many requests there are', async () => {
      const underWay = { GET: 0, other: 0 };
      let most = 0;
      clock.answer = (response, { method, path }) => {
        const kind = method === 'GET' ? 'GET' : 'other';
        most = Math.max(most, ++underWay[kind]);
        setImmediate(() => {
          underWay[kind]--;
          reply(
            response,
            200,
            path.endsWith('/notifications') && method === 'GET' ? [] : { success: { id: '1' } },
          );
        });
      };
      const reads = [getDisplay, getAudio, getNotifications];
      const writes = Array.from({ length: 30 }, (_, volume) => setAudio({ volume }));
      const posts = Array.from({ length: 30 }, (_, index) => notification(`${index}`));
      await Promise.all([...reads, ...writes, ...posts].map((request) => send<unknown>(request)));
      assert.deepEqual([clock.asked.length, clock.connections, most], [63, 2, 1]);
    });

    it('are opened side by side: neither ends the handshake of the other', async () => {
      const methods = ['GET', 'PUT'] as const;
      const answers = methods.map((method) =>
        link.send({ method, path: '/', headers: {}, body: undefined, secrets: [] }, never()),
      );
      assert.equal((await Promise.all(answers)).length, 2);
    });

    it('are kept for later requests', async () => {
      await send(notification('a'));
      await send(notification('b'));
      assert.equal(clock.connections, 1);
    });

    it('carry writes in their order', async () => {
      const texts = Array.from({ length: 20 }, (_, index) => `${index}`);
      await Promise.all(texts.map((text) => send(notification(text))));
      assert.deepEqual(
        clock.asked.map(({ body }) => body),
        texts.map((text) => ({ model: { frames: [{ text }] } })),
      );
    });

    it('let reads pass while a write waits', async () => {
      const asked = silence(1);
      const slow = send(notification('slow'));
      await asked;
      clock.answer = (response) => reply(response, 200, {});
      assert.deepEqual(await send(getAudio), {});
      for (const response of withheld) created(response);
      assert.equal(await slow, '1');
    });

    it('never carry a request that was given up while it waited', async () => {
      const asked = silence(1);
      const first = send(notification('first'));
      await asked;
      const controller = new AbortController();
      const second = errorOf(send(notification('second'), controller.signal));
      const stopped = new LaMetricError('UNREACHABLE', 'stopped', { sent: false });
      controller.abort(stopped);
      assert.equal(await second, stopped);
      clock.answer = created;
      for (const response of withheld) created(response);
      await first;
      await send(notification('third'));
      assert.deepEqual(
        clock.asked.map(({ body }) => JSON.stringify(body).match(/first|second|third/)?.[0]),
        ['first', 'third'],
      );
    });

    it('are taken from a request after 10 s, which is repeated', async () => {
      const time = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        const asked = silence(1);
        const sent = send(setAudio({ volume: 1 }));
        await asked;
        clock.answer = created;
        const again = once(clock.server, 'request');
        time.tick(10_000);
        await settleSockets();
        time.tick(1000);
        await again;
        await sent;
        assert.deepEqual([clock.asked.length, clock.connections], [2, 2]);
      } finally {
        time.restore();
      }
    });

    it('are left to a request that is not repeated, for 30 s', async () => {
      const time = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        const asked = silence(1);
        const first = send(notification('first'));
        await asked;
        time.tick(12_000);
        await settleSockets();
        for (const response of withheld) created(response);
        assert.equal(await first, '1');
        const silent = silence(2);
        const second = errorOf(send(notification('second')));
        await silent;
        time.tick(30_000);
        const { code, reason, said, sent } = await second;
        assert.deepEqual(
          [code, reason, said, sent],
          ['UNREACHABLE', 'maybe-done', 'no answer within 30 s', true],
        );
      } finally {
        time.restore();
      }
    });

    it('have a hundred requests wait at most: one more fails at once', async () => {
      const asked = silence(1);
      const controller = new AbortController();
      setMaxListeners(0, controller.signal);
      const change = () => errorOf(send(setAudio({ volume: 1 }), controller.signal));
      const ends = Array.from({ length: 101 }, change);
      await asked;
      const { code, reason, sent } = await change();
      assert.deepEqual([code, reason, sent], ['RATE_LIMITED', 'no-place', false]);
      controller.abort(new LaMetricError('UNREACHABLE', 'stopped', { sent: false }));
      const told = (await Promise.all(ends)).map((error) => error.sent);
      assert.deepEqual(told, [true, ...Array.from({ length: 100 }, () => false)]);
      assert.deepEqual([clock.asked.length, clock.connections], [1, 1]);
    });

    it('begin no request whose time is over: it had no turn', async () => {
      const time = sinon.useFakeTimers({
        toFake: ['setTimeout', 'clearTimeout', 'performance'],
      });
      try {
        const asked = silence(1);
        const change = (_: unknown, index: number) => errorOf(send(notification(`${index}`)));
        const ends = Array.from({ length: 50 }, change);
        await asked;
        // For these, a moment is left when the first one ends.
        time.tick(900);
        ends.push(...Array.from({ length: 51 }, change));
        time.tick(29_100);
        await settleSockets();
        time.tick(900);
        const [first, ...others] = await Promise.all(ends);
        assert.deepEqual([first?.code, first?.reason], ['UNREACHABLE', 'maybe-done']);
        for (const { code, reason } of others) assert.deepEqual([code, reason], ['RATE_LIMITED', 'no-turn']);
        assert.deepEqual([clock.asked.length, clock.connections], [1, 1]);
      } finally {
        time.restore();
      }
    });

    it('are opened again after the clock has closed them', async () => {
      clock.answer = (response) => reply(response, 200, {});
      await send(getApps);
      clock.server.closeAllConnections();
      await send(getApps);
      assert.equal(clock.connections, 2);
    });

    it('are closed when idle, before the clock closes them', async () => {
      clock.server.keepAliveTimeout = 60_000;
      const opened = once(clock.server, way === 'pinned' ? 'secureConnection' : 'connection');
      const ended = opened.then(([socket]) => once(socket, 'close'));
      await send(notification('a'));
      await ended;
    }).timeout(10_000);

    it('carry a notification once, as soon as the clock listens again', async () => {
      await clock.close();
      const shown = send(notification('a'));
      clock = await startClock(WAYS[way], clock.port);
      clock.answer = created;
      assert.equal(await shown, '1');
      assert.equal(clock.asked.length, 1);
    });
  });
}
