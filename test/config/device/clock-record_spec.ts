import assert from 'node:assert/strict';
import { DEVICES_SETTING, ClockRecords } from '../../../src/config/device/clock-record';
import { type ClockSettings, settingsOf } from '../../../src/config/device/settings';
import { SettingsMap } from '../../../src/storage/settings-map';
import { MemorySettings } from '../../helpers/settings';

const SECRET = 'client-secret';
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
    assert.deepEqual(store.read('n', clock(), SECRET), nothing);
    store.write('n', clock(), remembered, SECRET);
    await restart();
    assert.deepEqual(store.read('n', clock(), SECRET), remembered);
  });

  it('lies on the disk without a readable key', async () => {
    store.write('n', clock(), remembered, SECRET);
    await store.flush();
    const disk = JSON.stringify(settings.disk);
    assert.ok(disk.includes('10.0.0.7'));
    for (const encoding of ['utf8', 'base64', 'hex'] as const) {
      assert.ok(!disk.includes(Buffer.from('secret-key').toString(encoding)));
    }
  });

  for (const [what, written, read] of [
    ['of another client secret', SECRET, 'other'],
    ['without a client secret', '', ''],
  ] as const) {
    it(`lacks the key where the account is one ${what}`, async () => {
      store.write('n', clock(), remembered, written);
      await restart();
      assert.deepEqual(store.read('n', clock(), read), {
        ...remembered,
        found: { ...remembered.found, apiKey: '' },
      });
    });
  }

  it('cannot be used in the place of another clock', async () => {
    store.write('n', clock(), remembered, SECRET);
    await store.flush();
    const moved: unknown = JSON.parse((settings.disk['lametricDevices'] ?? '').replace('"n"', '"m"'));
    await settings.set('lametricDevices', moved);
    const { found } = new ClockRecords(new SettingsMap(settings, DEVICES_SETTING, () => undefined)).read(
      'm',
      clock(),
      SECRET,
    );
    assert.equal(found?.apiKey, '');
  });

  it('does not count for another clock of the account', () => {
    store.write('n', clock(), remembered, SECRET);
    assert.deepEqual(store.read('n', clock({ device: '19' }), SECRET), nothing);
  });

  it('is only the certificate where the same node finds its clock in another way', () => {
    store.write('n', clock(), remembered, SECRET);
    const { fingerprint } = remembered;
    for (const changes of [{ account: 'b' }, { account: '', device: '', address: '10.0.0.9' }]) {
      assert.deepEqual(store.read('n', clock(changes), SECRET), { found: undefined, fingerprint });
    }
  });

  it('does not count where it is damaged or of a later version', async () => {
    for (const record of [null, 1, {}, { version: 2 }, { version: 1, account: 'a', device: '18' }]) {
      await settings.set('lametricDevices', { n: record });
      const other = new ClockRecords(new SettingsMap(settings, DEVICES_SETTING, () => undefined));
      assert.deepEqual(other.read('n', clock(), SECRET), nothing);
    }
  });

  it('comes back with a clock whose removal is undone, and goes thirty days after it', () => {
    const removed = new Set(['n']);
    const none = new Set<string>();
    const isKept = () => store.read('n', clock(), SECRET).fingerprint !== undefined;
    store.write('n', clock(), remembered, SECRET);
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
