import assert from 'node:assert/strict';
import sinon, { type SinonFakeTimers } from 'sinon';
import { Redis } from '../../src/storage/redis';
import { TestRedis, needsRedis } from '../helpers/redis';

const LOCK = 'lametric:lock:test';

describe('The lock of some work', () => {
  let server: TestRedis;
  let one: Redis;
  let other: Redis;

  before(needsRedis);
  before(async () => {
    server = await TestRedis.start();
    [one, other] = [new Redis(server.url), new Redis(server.url)];
  });
  afterEach(() => server.command('FLUSHALL'));
  after(async () => {
    for (const redis of [one, other]) redis?.close();
    await server?.close();
  });

  const holder = () => server.command('GET', LOCK);
  const never = () => assert.fail('nobody is asked');
  /** Resolves once all that was sent before has been done. */
  const isDone = (redis: Redis) => redis.run('return 1', [], []);

  it('is held during the work, for ten seconds at a time, and then given back', async () => {
    await one.exclusively(
      LOCK,
      async () => {
        assert.equal(await holder(), one.self);
        const left = Number(await server.command('PTTL', LOCK));
        assert.ok(left > 5_000 && left <= 10_000, String(left));
      },
      never,
    );
    await isDone(one);
    assert.equal(await holder(), null);
  });

  it('is given back where the work fails', async () => {
    await assert.rejects(
      one.exclusively(LOCK, () => Promise.reject(new Error('failed')), never),
      /failed/,
    );
    await isDone(one);
    assert.equal(await holder(), null);
  });

  it('is taken again by the one that holds it: its answer may have come too late', async () => {
    await server.command('SET', LOCK, one.self, 'PX', '500');
    await one.exclusively(
      LOCK,
      async () => assert.ok(Number(await server.command('PTTL', LOCK)) > 5_000),
      never,
    );
  });

  it('is waited for while another one holds it', async () => {
    const order: string[] = [];
    let waiting = Promise.resolve();
    const work = () =>
      new Promise<void>((end) => {
        const isNeeded = () => {
          order.push('one');
          end();
          return true;
        };
        waiting = other.exclusively(LOCK, async () => void order.push('other'), isNeeded);
      });
    await one.exclusively(LOCK, work, never);
    await waiting;
    assert.deepEqual([order[0], order.at(-1)], ['one', 'other']);
  });

  it('is not waited for once the work is not needed', async () => {
    await server.command('SET', LOCK, other.self);
    await one.exclusively(LOCK, never, () => false);
    assert.equal(await holder(), other.self);
  });

  describe('that is renewed every three seconds', () => {
    let clock: SinonFakeTimers;

    beforeEach(() => {
      clock = sinon.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    });
    afterEach(() => clock.restore());

    /** The milliseconds that it lives after it was left so many, and three seconds have passed. */
    const livesAfter = async (left: string) => {
      await server.command('PEXPIRE', LOCK, left);
      clock.tick(3_000);
      await isDone(one);
      return Number(await server.command('PTTL', LOCK));
    };

    it('is kept as long as the work takes, and no longer', async () => {
      await one.exclusively(LOCK, async () => assert.ok((await livesAfter('7000')) > 8_000), never);
      assert.equal(clock.countTimers(), 0);
    });

    it('is neither kept nor given back by one that has lost it', async () => {
      const work = async () => {
        await server.command('SET', LOCK, other.self);
        assert.ok((await livesAfter('60000')) > 20_000);
      };
      await one.exclusively(LOCK, work, never);
      await isDone(one);
      assert.equal(await holder(), other.self);
    });
  });
});
