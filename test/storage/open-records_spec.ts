import assert from 'node:assert/strict';
import { openRecords, redisOf } from '../../src/storage/open-records';
import { TestRedis, needsRedis } from '../helpers/redis';
import { MemorySettings } from '../helpers/settings';

const CLOCKS = { setting: 'lametricDevices', hash: 'lametric:devices' };
const ACCOUNTS = { setting: 'lametricAccounts', hash: 'lametric:accounts' };

describe('The records of a config node', () => {
  let redis: TestRedis;

  before(needsRedis);
  before(async () => {
    redis = await TestRedis.start();
  });
  after(() => redis?.close());

  /** A Node-RED, as far as its records go. */
  const host = (address?: string) => ({
    settings: Object.assign(new MemorySettings(), { lametricAccountRedis: address }),
    httpAdmin: {},
  });
  const open = (at: ReturnType<typeof host>, place = CLOCKS) =>
    openRecords(
      at,
      place,
      () => undefined,
      () => undefined,
    );

  it("lie in Node-RED's settings where there is no Redis", async () => {
    const nodeRed = host();
    const records = open(nodeRed);
    records.entries.set('a', { generation: 1 });
    await records.save();
    assert.equal(records.isShared, false);
    assert.equal(nodeRed.settings.disk['lametricDevices'], '{"a":{"generation":1}}');
  });

  it('lie in Redis, with a copy in the settings, though no other node has opened any', async () => {
    const nodeRed = host(redis.url);
    const records = open(nodeRed);
    records.entries.set('a', { generation: 1 });
    await records.save();
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

  it('are not opened for an address that is none of a Redis', () => {
    assert.throws(() => open(host('http://host')), /lametricAccountRedis must be/);
  });
});
