import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { createClient } from '@redis/client';
import sinon from 'sinon';
import { Redis } from '../../src/storage/redis';
import { FakeRedis, ONE, READONLY } from '../helpers/fake-redis';
import { errorOf } from '../helpers/lametric';
import { settleSockets } from '../helpers/time';

/** The prototype that all clients have in common. */
function clientPrototype(): { destroy(): void } {
  let prototype: { destroy(): void } = createClient();
  while (!Object.hasOwn(prototype, 'destroy')) prototype = Object.getPrototypeOf(prototype);
  return prototype;
}

describe('A connection to Redis', () => {
  let server: FakeRedis;
  let redis: Redis;
  /** Whether Redis was away, each time that this changed. */
  let told: boolean[];

  beforeEach(async () => {
    server = await FakeRedis.start();
    connect();
  });
  afterEach(async () => {
    redis.close();
    await server.close();
  });

  const connect = (login = '') => {
    redis?.close();
    redis = new Redis(`redis://${login}${server.host}`);
    told = [];
    redis.onAway((problem) => told.push(problem !== undefined));
  };
  const run = () => redis.run('script', [], []);
  /** Reads all again whenever something may have been missed, as records do. */
  const readAlways = () =>
    redis.listen((message) => {
      if (message === undefined) void run().catch(() => undefined);
    });

  it('to what became a replica is given up, once all commands under way have their answers', async () => {
    const first = errorOf(run());
    const answers: (() => string | Promise<string>)[] = [() => READONLY, () => first.then(() => ONE)];
    server.answer = () => answers.shift()?.() ?? ONE;
    const second = run();
    assert.match((await first).message, /READONLY/);
    assert.equal(await second, 1);
  });

  it('is read from again once it is there, and once it hears of changes', async () => {
    let allow = () => {};
    server.maySubscribe = new Promise<void>((resolve) => (allow = resolve));
    const heard: unknown[] = [];
    const twice = new Promise<void>((resolve) =>
      redis.listen((message) => {
        if (heard.push(message) === 2) resolve();
      }),
    );
    await run();
    assert.deepEqual(heard, [undefined]);
    allow();
    await twice;
    assert.deepEqual(heard, [undefined, undefined]);
  });

  it('hears of changes again after it was lost', async () => {
    const hears = (expected: string | undefined) =>
      new Promise<void>((resolve) => redis.listen((message) => message === expected && resolve()));
    const first = hears('one');
    while (server.subscribers.length < 1) await hears(undefined);
    server.publish('one');
    await first;
    const second = hears('two');
    server.subscribers.pop()?.destroy();
    while (server.subscribers.length < 1) await hears(undefined);
    server.publish('two');
    await second;
  });

  it('fails at once while it is known to be lost', async () => {
    await run();
    await server.close();
    while (!redis.isAway) await settleSockets(1);
    let isOver = false;
    void run().catch(() => (isOver = true));
    await settleSockets(2);
    assert.equal(isOver, true);
    server = await FakeRedis.start();
  });

  it('that was given up does not disturb the next one', async () => {
    const answers = [READONLY, new Promise<string>(() => undefined)];
    server.answer = () => answers.shift() ?? ONE;
    const [first, second] = [errorOf(run()), errorOf(run())];
    await first;
    const [old] = server.sockets;
    const back = new Promise<void>((resolve) =>
      redis.onAway((problem) => problem === undefined && resolve()),
    );
    readAlways();
    await back;
    old?.resetAndDestroy();
    await second;
    const { accepted } = server;
    await settleSockets();
    assert.deepEqual([server.accepted, redis.isAway, await run()], [accepted, false, 1]);
  });

  it('that is lost ends a command in UNREACHABLE, though the client does not like to be ended twice', async () => {
    // As before version 6.3.
    const ending = sinon.stub(clientPrototype(), 'destroy').throws(new Error('The client is closed'));
    try {
      server.answer = () => new Promise<string>(() => server.cut());
      assert.equal((await errorOf(run())).code, 'UNREACHABLE');
      assert.equal(ending.called, true);
    } finally {
      ending.restore();
    }
  });

  it('shows its password to nobody, though Redis repeats it', async () => {
    server.greet = ([command, password]) =>
      command === 'AUTH'
        ? `-ERR unknown command 'AUTH', with args beginning with: '${password}'\r\n`
        : '+OK\r\n';
    connect(':a%2Fpassword@');
    const { message } = await errorOf(run());
    assert.match(message, /unknown command .*'\*\*\*'/);
    assert.doesNotMatch(message, /password/);
  });

  describe('that is lost', () => {
    /** The pauses before it was opened anew, none of which takes its time here. */
    let pauses: number[];
    const losses = new EventEmitter();

    beforeEach(() => {
      pauses = [];
      const { setTimeout } = globalThis;
      sinon.stub(globalThis, 'setTimeout').callsFake((callback, delay = 0, ...values) => {
        // What other tests of this process have left may set timers, too.
        const isOwn = new Error().stack?.includes('src/storage/redis.ts') === true;
        if (!isOwn || delay >= 5000) return setTimeout(callback, delay, ...values);
        pauses.push(delay);
        losses.emit('loss');
        return setTimeout(callback, 0, ...values);
      });
    });
    afterEach(() => sinon.restore());

    it('to a replica is opened anew more and more seldom, and tells that once', async () => {
      server.answer = () => READONLY;
      readAlways();
      while (pauses.length < 8) await once(losses, 'loss');
      for (const [index, longest] of [50, 100, 200, 400, 800, 1000, 1000, 1000].entries()) {
        const pause = pauses[index] ?? 0;
        assert.ok(pause >= longest / 2 && pause <= longest * 1.5, pauses.join());
      }
      assert.deepEqual(told, [true]);
      await settleSockets();
      assert.ok(server.accepted <= 40, `${server.accepted} connections in all`);
      assert.ok(server.sockets.size <= 6, `${server.sockets.size} at a time`);
    });

    it('is not opened anew once it is closed for good', async () => {
      await run();
      const { accepted } = server;
      const lost = once(losses, 'loss');
      server.cut();
      await lost;
      redis.close();
      await settleSockets();
      assert.equal(server.accepted, accepted);
    });

    it('is opened anew at once after one that has worked', async () => {
      for (let times = 1; times <= 5; times++) {
        await run();
        const lost = once(losses, 'loss');
        server.cut();
        await lost;
      }
      assert.ok(Math.max(...pauses) <= 75, pauses.join());
    });
  });
});
