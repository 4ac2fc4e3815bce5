import assert from 'node:assert/strict';
import { sealerBy } from '../../../src/config/account/connection';
import { DEVICES_SETTING, ClockRecords } from '../../../src/config/device/clock-record';
import { type ClockSettings, settingsOf } from '../../../src/config/device/settings';
import { SettingsMap } from '../../../src/storage/settings-map';
import { MemorySettings } from '../../helpers/settings';

const account = sealerBy(() => 'client-secret');
const DAY = 24 * 60 * 60 * 1000;

describe('The record of a clock', () => {
  const remembered = {
    found: { name: 'Kitchen', address: '10.0.0.7', apiKey: 'secret-key' },
    fingerprint: 'AA:BB',
  };
  const nothing = { found: undefined, fingerprint: undefined };
  let settings: MemorySettings;
  let store: ClockRecords;

  beforeEach(() => {
    settings = new MemorySettings();
    store = new ClockRecords(new SettingsMap(settings, DEVICES_SETTING, () => undefined));
  });

  const clock = (changes: Partial<ClockSettings> = {}): ClockSettings => ({
    ...settingsOf({ account: 'a', device: '18' }, {}),
    ...changes,
  });

  const restart = async () => {
    await store.flush();
    settings = settings.restarted();
    store = new ClockRecords(new SettingsMap(settings, DEVICES_SETTING, () => undefined));
  };

  it('is there after a restart', async () => {
    assert.deepEqual(store.read('n', clock(), account), nothing);
    store.write('n', clock(), remembered, account);
    await restart();
    assert.deepEqual(store.read('n', clock(), account), remembered);
  });

  it('lies on the disk without a readable key', async () => {
    store.write('n', clock(), remembered, account);
    await store.flush();
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
      store.write('n', clock(), remembered, written);
      await restart();
      assert.deepEqual(store.read('n', clock(), read), {
        ...remembered,
        found: { ...remembered.found, apiKey: '' },
      });
    });
  }

  it('cannot be used in the place of another clock', async () => {
    store.write('n', clock(), remembered, account);
    await store.flush();
    const moved: unknown = JSON.parse((settings.disk['lametricDevices'] ?? '').replace('"n"', '"m"'));
    await settings.set('lametricDevices', moved);
    const { found } = new ClockRecords(new SettingsMap(settings, DEVICES_SETTING, () => undefined)).read(
      'm',
      clock(),
      account,
    );
    assert.equal(found?.apiKey, '');
  });

  it('does not count for another clock of the account', () => {
    store.write('n', clock(), remembered, account);
    assert.deepEqual(store.read('n', clock({ device: '19' }), account), nothing);
  });

  it('is only the certificate where the same node finds its clock in another way', () => {
    store.write('n', clock(), remembered, account);
    const { fingerprint } = remembered;
    for (const changes of [{ account: 'b' }, { account: '', device: '', address: '10.0.0.9' }]) {
      assert.deepEqual(store.read('n', clock(changes), account), { found: undefined, fingerprint });
    }
  });

  it('does not count where it is damaged or of a later version', async () => {
    for (const record of [null, 1, {}, { version: 2 }, { version: 1, account: 'a', device: '18' }]) {
      await settings.set('lametricDevices', { n: record });
      const other = new ClockRecords(new SettingsMap(settings, DEVICES_SETTING, () => undefined));
      assert.deepEqual(other.read('n', clock(), account), nothing);
    }
  });

  it('comes back with a clock whose removal is undone, and goes thirty days after it', () => {
    const removed = new Set(['n']);
    const none = new Set<string>();
    const isKept = () => store.read('n', clock(), account).fingerprint !== undefined;
    store.write('n', clock(), remembered, account);
    store.noteRemovals(removed, none, 0);
    store.noteRemovals(none, removed, DAY);
    store.noteRemovals(none, none, 100 * DAY);
    assert.ok(isKept());
    store.noteRemovals(removed, none, 100 * DAY);
    store.noteRemovals(none, none, 130 * DAY);
    assert.ok(isKept());
    store.noteRemovals(none, none, 131 * DAY);
    assert.ok(!isKept());
  });
});
