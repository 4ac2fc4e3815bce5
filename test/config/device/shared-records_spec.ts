import assert from 'node:assert/strict';
import { sealerBy } from '../../../src/config/account/connection';
import { ClockMemory, type ClockRecord } from '../../../src/config/device/clock-record';
import { settingsOf } from '../../../src/config/device/settings';
import { ageOrphans, noteRemovals } from '../../../src/storage/orphans';
import { errorOf } from '../../helpers/lametric';
import { TestRedis, needsRedis } from '../../helpers/redis';
import { HASH, Member } from '../../helpers/shared-record';
import { MemorySettings } from '../../helpers/settings';

const DAY = 24 * 60 * 60 * 1000;
const account = sealerBy(() => 'client-secret');

describe('The record of a clock that several Node-REDs share', () => {
  const found = { name: 'Kitchen', address: '10.0.0.7', apiKey: 'secret-key', serialNumber: 'SA01' };
  const remembered: ClockRecord = { found, said: undefined, fingerprint: 'AA:BB' };
  const trusted = { ...remembered, fingerprint: 'CC:DD' };
  let redis: TestRedis;
  let members: Member[];

  before(needsRedis);
  before(async () => {
    redis = await TestRedis.start();
  });
  beforeEach(() => {
    members = [];
  });
  afterEach(async () => {
    for (const member of members) member.redis.close();
    await redis.command('FLUSHALL');
  });
  after(() => redis?.close());

  const join = (sealer = account, settings?: MemorySettings) => {
    const member = new Member(redis.url, sealer, settings);
    members.push(member);
    return member;
  };
  const stored = async () => String(await redis.command('HGET', HASH, 'n'));
  const put = (record: object) => redis.command('HSET', HASH, 'n', JSON.stringify(record));

  const remembering = async () => {
    const [one, other] = [join(), join()];
    await Promise.all([one, other].map(({ memory }) => memory.ready()));
    await one.memory.change(() => remembered);
    await other.records.reload();
    assert.deepEqual(other.memory.read(), remembered);
    return [one, other] as const;
  };

  const forgeries: [string, object][] = [
    ['address', { address: '10.6.6.6' }],
    ['port', { address: '10.0.0.7:6666' }],
    ['certificate', { fingerprint: 'EE:EE' }],
    ['missing certificate', { fingerprint: null }],
    ['account', { account: 'b' }],
    ['device', { device: '19' }],
    ['generation', { generation: 2 ** 53 - 1 }],
  ];
  for (const [what, forged] of forgeries) {
    it(`is not believed with a forged ${what}, which is overwritten`, async () => {
      const [one, other] = await remembering();
      const genuine = await stored();
      await put({ ...JSON.parse(genuine), generation: 99, ...forged });
      await Promise.all([one, other].map(({ records }) => records.reload()));
      assert.deepEqual([one.memory.read(), other.memory.read()], [remembered, remembered]);
      assert.equal(await stored(), genuine);
      assert.equal(join().fingerprint(), undefined);
    });
  }

  it('is heard of by whoever uses it, though a form with another key has looked at it', async () => {
    const [one, other] = await remembering();
    const settings = settingsOf({ account: 'a', device: '18' }, {});
    const inForm = new ClockMemory(
      one.records,
      'n',
      settings,
      sealerBy(() => 'another secret'),
    );
    inForm.look();
    one.changed.length = 0;
    await other.trust('CC:DD');
    await one.records.reload();
    assert.deepEqual([...new Set(one.changed)], ['n']);
  });

  it('is not believed in the earlier form', async () => {
    const [one] = await remembering();
    const { proof: _proof, ...earlier } = JSON.parse(await stored());
    one.redis.close();
    await redis.command('FLUSHALL');
    await put({ ...earlier, generation: 99 });
    const late = join();
    await late.memory.ready();
    assert.equal(late.fingerprint(), undefined);
  });

  it('has the certificate that was trusted last, wherever that was', async () => {
    const [one, other] = await remembering();
    await one.trust('CC:DD');
    await other.records.reload();
    assert.deepEqual([other.fingerprint(), other.changed.includes('n')], ['CC:DD', true]);
    await one.records.reload();
    assert.equal(one.fingerprint(), 'CC:DD');
  });

  it('keeps a certificate that was trusted while another Node-RED learns an address', async () => {
    const [one, other] = await remembering();
    await one.trust('CC:DD');
    // The other has not heard of it, and writes twice: its record would be of the higher generation.
    await Promise.all(
      ['10.0.0.8', '10.0.0.9'].map((address) =>
        other.memory.change((record) => ({ ...record, found: { ...found, address } })),
      ),
    );
    const expected = { ...trusted, found: { ...found, address: '10.0.0.9' } };
    assert.deepEqual(other.memory.read(), expected);
    await one.records.reload();
    assert.deepEqual(one.memory.read(), expected);
  });

  it('keeps a change that is made while an earlier one is being saved, whoever comes between', async () => {
    const [one, other] = await remembering();
    const learn = (changes: Partial<typeof found>) =>
      one.memory.change((record) => ({ ...record, found: { ...found, ...record.found, ...changes } }));
    const [firstSave, secondSave] = [one.redis.hold(), one.redis.hold()];
    const first = learn({ name: 'Study' });
    const saveFirst = await firstSave;
    const second = learn({ address: '10.0.0.9' });
    saveFirst();
    await first;
    const saveSecond = await secondSave;
    await other.records.reload();
    await other.trust('CC:DD');
    saveSecond();
    await second;
    const expected = { ...trusted, found: { ...found, name: 'Study', address: '10.0.0.9' } };
    assert.deepEqual(one.memory.read(), expected);
    await other.records.reload();
    assert.deepEqual(other.memory.read(), expected);
  });

  it('keeps a certificate that was trusted while Redis was away from the other, which writes later', async () => {
    const settings = new MemorySettings();
    const [one, other] = [join(), join(account, settings)];
    await Promise.all([one, other].map(({ memory }) => memory.ready()));
    await one.memory.change(() => remembered);
    await other.records.reload();
    await redis.kill();
    await Promise.all([one, other].map((member) => member.notices(true)));
    const address = '10.0.0.9';
    for (const _ of [1, 2, 3])
      await other.memory.change((record) => ({ ...record, found: { ...found, address } }));
    await redis.resume();
    await Promise.all([one, other].map((member) => member.notices(false)));
    await one.records.reload();
    await one.trust('CC:DD');
    await other.records.reload();
    assert.deepEqual(other.memory.read(), { ...trusted, found: { ...found, address } });
  });

  it('is not changed by what another clock of the same node had not saved when that was retired', async () => {
    const [one, other] = await remembering();
    const held = one.redis.hold();
    const trusting = one.trust('CC:DD');
    const letGo = await held;
    await other.memory.change((record) => ({ ...record, found: { ...found, name: 'Study' } }));
    one.memory.retire();
    letGo();
    await trusting;
    await other.records.reload();
    assert.equal(other.fingerprint(), 'AA:BB');
  });

  it('is not brought back by one that was away', async () => {
    const [one, other] = await remembering();
    await other.records.flush();
    other.redis.close();
    await one.trust('CC:DD');
    const late = join(account);
    await late.memory.ready();
    assert.equal(late.fingerprint(), 'CC:DD');
    await one.records.reload();
    assert.equal(one.fingerprint(), 'CC:DD');
  });

  it('is not told anew where it only comes back, lest two with different secrets never end it', async () => {
    const [one, other] = await remembering();
    const heard: (string | undefined)[] = [];
    const end = new Promise<void>((resolve) =>
      other.redis.listen((message) => (message === 'end' ? resolve() : heard.push(message))),
    );
    await put({ foreign: true });
    await one.records.reload();
    assert.equal(JSON.parse(await stored()).fingerprint, 'AA:BB');
    await redis.command('PUBLISH', 'lametric:changed', 'end');
    await end;
    assert.deepEqual(heard, []);
  });

  it('does not lie in Redis where nothing proves it', async () => {
    const member = join(sealerBy(() => ''));
    await member.memory.ready();
    await member.memory.change(() => remembered);
    assert.equal(await redis.command('HLEN', HASH), 0);
    assert.equal(member.fingerprint(), 'AA:BB');
    const typed = join(sealerBy(() => '', 'typed-key'));
    await typed.memory.ready();
    await typed.memory.change(() => remembered);
    assert.equal(await redis.command('HLEN', HASH), 1);
  });

  it('keeps its certificate in the settings though another secret is deployed, and is proved by that', async () => {
    const settings = new MemorySettings();
    const one = join(account, settings);
    await one.memory.ready();
    await one.memory.change(() => remembered);
    await one.records.flush();
    one.redis.close();
    const changed = join(
      sealerBy(() => 'another secret'),
      settings.restarted(),
    );
    await changed.memory.ready();
    assert.equal(changed.fingerprint(), 'AA:BB');
    await changed.memory.renew();
    const third = join(sealerBy(() => 'another secret'));
    await third.memory.ready();
    assert.equal(third.fingerprint(), 'AA:BB');
  });

  it('is unknown, and not missing, while Redis answers nothing at the start', async () => {
    await remembering();
    redis.pause();
    const late = join();
    const { code, reason } = await errorOf(late.memory.ready());
    assert.deepEqual([code, reason], ['UNREACHABLE', 'redis']);
    redis.goOn();
    await late.notices(false);
    await late.memory.ready();
    await redis.kill();
    await late.memory.ready();
    await redis.resume();
  });

  it('goes from Redis thirty days after its node was removed everywhere', async () => {
    const [one, other] = await remembering();
    const removed = { isRemoved: () => true, isPresent: () => false };
    await Promise.all([one, other].map(({ records }) => noteRemovals(records, removed, 0)));
    assert.equal(JSON.parse(await stored()).orphanedAt, undefined, 'the mark is not shared');
    for (let day = 1; day < 30; day++) await ageOrphans(one.records, day * DAY);
    assert.equal(await redis.command('HLEN', HASH), 1);
    await ageOrphans(one.records, 30 * DAY);
    await Promise.all([one, other].map(({ records }) => records.reload()));
    assert.equal(await redis.command('HLEN', HASH), 0);
  });

  it('goes from Redis once nobody has its node, and comes back while somebody has', async () => {
    const [one, other] = await remembering();
    await one.records.delete('n');
    await other.records.reload();
    assert.equal(JSON.parse(await stored()).fingerprint, 'AA:BB');
    other.records.release('n');
    await other.records.delete('n');
    await Promise.all([one, other].map(({ records }) => records.reload()));
    assert.equal(await redis.command('HLEN', HASH), 0);
    for (const { records } of [one, other]) assert.equal(records.peek('n'), undefined);
  });

  it('has gone here as well where it was read just before it was deleted', async () => {
    const one = join();
    await one.memory.ready();
    await one.memory.change(() => remembered);
    const read = one.redis.hold(one.redis.answers);
    const reloading = one.records.reload();
    const letGo = await read;
    const deleting = one.records.delete('n');
    while ((await redis.command('HLEN', HASH)) !== 0);
    letGo();
    await Promise.all([reloading, deleting]);
    assert.equal(one.records.peek('n'), undefined);
  });
});
