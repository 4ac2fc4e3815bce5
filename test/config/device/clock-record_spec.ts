import assert from 'node:assert/strict';
import { type Sealer, sealerBy } from '../../../src/config/account/connection';
import { ClockMemory, type ClockRecord, DEVICES_SETTING } from '../../../src/config/device/clock-record';
import { type ClockSettings, settingsOf } from '../../../src/config/device/settings';
import { SettingsMap } from '../../../src/storage/settings-map';
import { MemorySettings } from '../../helpers/settings';

const account = sealerBy(() => 'client-secret');

describe('The record of a clock', () => {
  const remembered = {
    found: { name: 'Kitchen', address: '10.0.0.7', apiKey: 'secret-key', serialNumber: 'SA01' },
    said: { name: 'Pantry', serialNumber: 'SA01' },
    fingerprint: 'AA:BB',
  };
  const nothing = { found: undefined, said: undefined, fingerprint: undefined };
  let settings: MemorySettings;
  let records: SettingsMap;

  const open = () => {
    records = new SettingsMap(settings, DEVICES_SETTING, () => undefined);
  };

  beforeEach(() => {
    settings = new MemorySettings();
    open();
  });

  const clock = (changes: Partial<ClockSettings> = {}): ClockSettings => ({
    ...settingsOf({ account: 'a', device: '18' }, {}),
    ...changes,
  });
  const memory = (changes: Partial<ClockSettings> = {}, sealer: Sealer = account, id = 'n') =>
    new ClockMemory(records, id, clock(changes), sealer);
  const write = (record: ClockRecord, sealer?: Sealer) => memory({}, sealer).change(() => record);
  const onDisk = () => JSON.parse(settings.disk[DEVICES_SETTING] ?? '{}')['n'];

  const restart = async () => {
    await records.flush();
    settings = settings.restarted();
    open();
  };

  it('is there after a restart', async () => {
    assert.deepEqual(memory().read(), nothing);
    await write(remembered);
    await restart();
    assert.deepEqual(memory().read(), remembered);
  });

  it('lies on the disk without a readable key', async () => {
    await write(remembered);
    const disk = JSON.stringify(settings.disk);
    assert.ok(disk.includes('10.0.0.7'));
    for (const encoding of ['utf8', 'base64', 'hex'] as const) {
      assert.ok(!disk.includes(Buffer.from('secret-key').toString(encoding)));
    }
  });

  for (const [which, written, read] of [
    ['of another client secret', account, sealerBy(() => 'other')],
    ['without a client secret', sealerBy(() => ''), sealerBy(() => '')],
  ] as const) {
    it(`lacks the key where the account is one ${which}`, async () => {
      await write(remembered, written);
      await restart();
      assert.deepEqual(memory({}, read).read(), {
        ...remembered,
        found: { ...remembered.found, apiKey: '' },
      });
    });
  }

  it('cannot be used in the place of another clock', async () => {
    await write(remembered);
    const moved: unknown = JSON.parse((settings.disk['lametricDevices'] ?? '').replace('"n"', '"m"'));
    await settings.set('lametricDevices', moved);
    open();
    assert.equal(memory({}, account, 'm').read().found?.apiKey, '');
  });

  it('does not count for another clock of the account', async () => {
    await write(remembered);
    assert.deepEqual(memory({ device: '19' }).read(), nothing);
  });

  it('is only the certificate where the same node finds its clock in another way', async () => {
    await write(remembered);
    const { fingerprint } = remembered;
    for (const changes of [{ account: 'b' }, { account: '', device: '', address: '10.0.0.9' }]) {
      assert.deepEqual(memory(changes).read(), { ...nothing, fingerprint });
    }
  });

  it('does not count where it is damaged or of a later version', async () => {
    await write(remembered);
    const whole = onDisk();
    for (const record of [
      null,
      1,
      {},
      { version: 1, account: 'a', device: '18' },
      { ...whole, version: 2 },
      { ...whole, generation: 2 ** 53 },
      { ...whole, generation: '1' },
      { ...whole, serialNumber: 1 },
      { ...whole, ownName: {} },
    ]) {
      await settings.set('lametricDevices', { n: record });
      open();
      assert.deepEqual(memory().read(), nothing);
    }
  });

  it('is changed as it stands, whoever has changed it before', async () => {
    const [one, other] = [memory(), memory()];
    await one.change((record) => ({ ...record, fingerprint: 'AA:BB' }));
    await other.change((record) => ({ ...record, found: remembered.found }));
    await one.change((record) => ({ ...record, said: remembered.said }));
    assert.deepEqual(other.read(), remembered);
  });

  it('of the earlier form counts, and is written anew in the same generation', async () => {
    await write(remembered);
    const { proof: _proof, serialNumber: _number, ownName: _name, ...earlier } = onDisk();
    await settings.set(DEVICES_SETTING, { n: earlier });
    open();
    const expected = { ...remembered, found: { ...remembered.found, serialNumber: null }, said: undefined };
    assert.deepEqual(memory().read(), expected);
    await memory().renew();
    assert.deepEqual(memory().read(), expected);
    assert.deepEqual([typeof onDisk().proof, onDisk().generation], ['string', 1]);
  });

  it('of another clock is not written anew', async () => {
    await write(remembered);
    const { proof: _proof, ...earlier } = onDisk();
    await settings.set(DEVICES_SETTING, { n: earlier });
    for (const changes of [{ device: '19' }, { account: 'b' }]) {
      open();
      await memory(changes).renew();
      assert.deepEqual(onDisk(), earlier);
    }
  });

  it('is proved in its own place', async () => {
    await memory({}, account, 'm').change(() => remembered);
    assert.ok(account.isProven(records.peek('m'), 'm'));
  });

  it('is proved by the key of the clock where the account has no secret, and by nothing where there is no key', async () => {
    await write(
      remembered,
      sealerBy(() => '', 'typed-key'),
    );
    assert.equal(typeof onDisk().proof, 'string');
    const unproven = sealerBy(() => '');
    await write(remembered, unproven);
    assert.equal(onDisk().proof, undefined);
    const { writes } = settings;
    await memory({}, unproven).renew();
    assert.equal(settings.writes, writes);
  });
});
