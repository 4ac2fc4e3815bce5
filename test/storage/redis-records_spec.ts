import assert from 'node:assert/strict';
import { isObject } from '../../src/lametric/guards';
import { generationOf } from '../../src/storage/records';
import { Redis } from '../../src/storage/redis';
import { RedisRecords } from '../../src/storage/redis-records';
import { SettingsMap } from '../../src/storage/settings-map';
import { errorOf } from '../helpers/lametric';
import { TestRedis, needsRedis } from '../helpers/redis';
import { MemorySettings } from '../helpers/settings';

const HASH = 'lametric:accounts';
const OTHER_HASH = 'lametric:devices';

/** A connection whose saves a test can let fail. It hears of no change, so that records are read only when a test says. */
class FailingRedis extends Redis {
  isFailing = false;

  override listen(): void {}

  override run(script: string, keys: string[], values: string[]): Promise<unknown> {
    // Alone among the scripts, the one that saves is told what is there and what is to be.
    if (values.length === 4 && this.isFailing) return Promise.reject(new Error('not saved'));
    return super.run(script, keys, values);
  }
}

describe('Records in Redis', () => {
  let server: TestRedis;
  let redis: FailingRedis;
  let settings: MemorySettings;
  let records: RedisRecords;
  /** Why records could not be saved, and `undefined` when they could again. */
  let told: (string | undefined)[];

  before(needsRedis);
  before(async () => {
    server = await TestRedis.start();
  });
  beforeEach(() => {
    redis = new FailingRedis(server.url);
    settings = new MemorySettings();
    told = [];
    records = recordsIn(HASH, settings);
  });
  afterEach(async () => {
    redis.close();
    await server.command('CONFIG', 'SET', 'maxmemory', '0');
    await server.command('FLUSHALL');
  });
  after(() => server?.close());

  const recordsIn = (hash: string, own: MemorySettings) =>
    new RedisRecords(
      redis,
      hash,
      new SettingsMap(own, hash, () => undefined),
      () => undefined,
      (problem) => told.push(problem),
    );
  const isGenuine = (record: unknown) => isObject(record) && record['genuine'] === true;
  const set = (name: string, generation: number) =>
    records.change(name, isGenuine, () => ({ genuine: true, generation }));
  const stored = async (name: string) => JSON.parse(String(await server.command('HGET', HASH, name)));
  /** The copy in the settings, as the next start finds it. */
  const copied = (name: string) => new SettingsMap(settings.restarted(), HASH, () => undefined).read(name);

  it('are away while Redis takes no writes, though nothing is to be written', async () => {
    await server.command('CONFIG', 'SET', 'maxmemory', '1');
    assert.match((await errorOf(records.reload())).message, /OOM/);
    assert.equal(records.isAway, true);
  });

  it('are away alone where something else lies under their name, and tell that once', async () => {
    const others = recordsIn(OTHER_HASH, new MemorySettings());
    const changes: boolean[] = [];
    await others.reload();
    redis.onAway((problem) => changes.push(problem !== undefined));
    await server.command('SET', HASH, 'foreign');
    for (let times = 0; times < 3; times++) {
      const { code, reason } = await errorOf(records.reload());
      await others.reload();
      assert.deepEqual([code, reason], ['UNREACHABLE', 'redis']);
      assert.deepEqual([records.isAway, others.isAway], [true, false]);
    }
    await server.command('DEL', HASH);
    await records.reload();
    assert.equal(records.isAway, false);
    assert.deepEqual(changes, []);
    assert.match(String(told[0]), /WRONGTYPE/);
    assert.deepEqual(told.slice(1), [undefined]);
  });

  it('are deleted only as they were seen', async () => {
    await set('a', 1);
    await server.command('HSET', HASH, 'a', '{"genuine":true,"generation":2}');
    await records.delete('a');
    assert.equal((await stored('a')).generation, 2);
  });

  it('are unknown once they are deleted', async () => {
    await set('a', 1);
    await records.delete('a');
    assert.deepEqual([records.peek('a'), records.read('a', isGenuine)], [undefined, undefined]);
  });

  it('are left to the others once they are deleted', async () => {
    await set('a', 1);
    await records.delete('a');
    await server.command('HSET', HASH, 'a', '{"genuine":true,"generation":2}');
    await records.reload();
    assert.equal(records.entries.has('a'), false);
  });

  for (const [what, script, names, least, most] of [
    [
      '20 MB of others, of which 16 MB are',
      `local text = '"' .. string.rep('x', 65000) .. '"'
       for n = 1, 320 do redis.call('HSET', KEYS[1], 'n' .. n, text) end`,
      Array.from({ length: 320 }, (_, index) => `n${index + 1}`),
      250,
      258,
    ],
    [
      '10,000 others, of which none is',
      `for n = 1, 10000 do redis.call('HSET', KEYS[1], 'n' .. n, '1') end`,
      ['n1'],
      0,
      0,
    ],
    [
      'others, of which one with a long name is not',
      `redis.call('HSET', KEYS[1], string.rep('n', 201), '1')`,
      ['n'.repeat(201)],
      0,
      0,
    ],
  ] as const) {
    it(`are read though there are ${what}`, async () => {
      await server.command('EVAL', script, '1', HASH);
      await server.command('HSET', HASH, 'own', '{"genuine":true,"generation":2}');
      records.read('own', isGenuine);
      await records.reload();
      assert.deepEqual(records.read('own', isGenuine), { genuine: true, generation: 2 });
      const read = names.filter((name) => records.peek(name) !== undefined).length;
      assert.ok(read >= least && read <= most, `${read} of them`);
    });
  }

  it('are copied to the settings where others have changed them', async () => {
    await set('a', 1);
    await server.command('HSET', HASH, 'a', '{"genuine":true,"generation":2}');
    await records.reload();
    await records.flush();
    assert.deepEqual(copied('a'), { genuine: true, generation: 2 });
  });

  it('are copied to the settings where they are read for the first time', async () => {
    await server.command('HSET', HASH, 'a', '{"genuine":true,"generation":2}');
    await records.reload();
    records.read('a', isGenuine);
    await records.flush();
    assert.deepEqual(copied('a'), { genuine: true, generation: 2 });
  });

  it('get changes that are not saved yet made to what others have saved meanwhile', async () => {
    await set('a', 1);
    redis.isFailing = true;
    const count = () =>
      records.change('a', isGenuine, (record) => ({
        ...Object(record),
        generation: generationOf(record) + 1,
      }));
    for (let times = 0; times < 3; times++) await count();
    assert.equal(records.saved, false);
    await server.command('HSET', HASH, 'a', '{"genuine":true,"generation":2,"theirs":true}');
    redis.isFailing = false;
    await records.reload();
    assert.deepEqual(await stored('a'), { genuine: true, generation: 5, theirs: true });
  });

  it('are saved by a flush where they were not', async () => {
    redis.isFailing = true;
    await set('a', 1);
    assert.deepEqual([records.saved, told], [false, ['not saved']]);
    redis.isFailing = false;
    await records.flush();
    assert.deepEqual([records.saved, told], [true, ['not saved', undefined]]);
    assert.equal((await stored('a')).generation, 1);
  });

  it('are copied by a flush where that had failed', async () => {
    settings.failures.push(new Error('no space'));
    await set('a', 1);
    assert.equal(copied('a'), undefined);
    await records.flush();
    assert.deepEqual(copied('a'), { genuine: true, generation: 1 });
  });
});
