import assert from 'node:assert/strict';
import { isObject } from '../../src/lametric/guards';
import { openRecords, redisOf } from '../../src/storage/open-records';
import { TestRedis, needsRedis } from '../helpers/redis';
import { errorOf } from '../helpers/lametric';
import { MemorySettings } from '../helpers/settings';

const CLOCKS = { setting: 'lametricDevices', hash: 'lametric:devices' };
const ACCOUNTS = { setting: 'lametricAccounts', hash: 'lametric:accounts' };

const genuine = isObject;

describe('The records of a config node', () => {
  let redis: TestRedis;

  before(needsRedis);
  before(async () => {
    redis = await TestRedis.start();
  });
  beforeEach(() => logged.splice(0));
  after(() => redis?.close());

  const logged: string[] = [];
  const note = (message: string) => void logged.push(message);

  /** A Node-RED, as far as its records go. */
  const host = (address?: string) => ({
    settings: Object.assign(new MemorySettings(), { lametricAccountRedis: address }),
    httpAdmin: {},
    log: { info: note, warn: note, error: note },
    _: (key: string) => key,
  });
  const open = (at: ReturnType<typeof host>, place = CLOCKS) =>
    openRecords(
      at,
      place,
      () => undefined,
      () => undefined,
    );

  for (const none of [undefined, '']) {
    it(`lie in Node-RED's settings where the address of Redis is ${JSON.stringify(none)}`, async () => {
      const nodeRed = host(none);
      const records = open(nodeRed);
      await records.change('a', genuine, () => ({ generation: 1 }));
      assert.equal(records.isShared, false);
      assert.equal(nodeRed.settings.disk['lametricDevices'], '{"a":{"generation":1}}');
    });
  }

  it('lie in Redis, with a copy in the settings, though no other node has opened any', async () => {
    const nodeRed = host(redis.url);
    const records = open(nodeRed);
    await records.change('a', genuine, () => ({ generation: 1 }));
    await records.flush();
    assert.equal(records.isShared, true);
    assert.equal(await redis.command('HGET', 'lametric:devices', 'a'), '{"generation":1}');
    assert.equal(nodeRed.settings.disk['lametricDevices'], '{"a":{"generation":1}}');
    redisOf(nodeRed)?.close();
  });

  it('share one connection to Redis in each Node-RED', async () => {
    const [one, other] = [host(redis.url), host(redis.url)];
    const all = [open(one, CLOCKS), open(one, ACCOUNTS), open(other, CLOCKS)];
    await Promise.all(all.map((records) => records.ready()));
    assert.equal(redisOf(one), redisOf(one));
    const listed = String(await redis.command('CLIENT', 'LIST', 'TYPE', 'normal'));
    // The third is the one that asks.
    assert.equal(listed.match(/^id=/gm)?.length, 3);
    for (const each of [one, other]) redisOf(each)?.close();
  });

  it('log that Redis is away, and that it is back, once for all nodes', async () => {
    const nodeRed = host(redis.url);
    const all = [open(nodeRed, CLOCKS), open(nodeRed, ACCOUNTS)];
    await Promise.all(all.map((records) => records.ready()));
    await redis.kill();
    await Promise.all(all.map((records) => records.reload().catch(() => undefined)));
    await redis.resume();
    const back = new Promise<void>((resolve) =>
      redisOf(nodeRed)?.onAway((problem) => problem === undefined && resolve()),
    );
    await back;
    assert.deepEqual(logged, ['common.redis.away', 'common.redis.back']);
    redisOf(nodeRed)?.close();
  });

  it('are neither shared nor in the settings alone where the address is none of a Redis', async () => {
    const nodeRed = host('http://:a-password@host');
    const records = open(nodeRed);
    const { code, reason, message } = await errorOf(records.ready());
    assert.deepEqual(
      [code, reason, records.isAway, records.isShared],
      ['NOT_CONFIGURED', 'redis-url', true, true],
    );
    assert.ok(!message.includes('password'));
    assert.deepEqual(logged, ['common.error.redis-url']);
  });
});
