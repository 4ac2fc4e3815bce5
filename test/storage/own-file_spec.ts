import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SettingsMap } from '../../src/storage/settings-map';
import { OwnSettings } from '../helpers/own-settings';
import { MemorySettings } from '../helpers/settings';

const NAME = 'records';

describe("Records in the file of Node-RED's own settings", () => {
  let directory: string;
  let settings: OwnSettings;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'user-dir-'));
    settings = await OwnSettings.open(directory);
  });
  afterEach(() => rm(directory, { recursive: true }));

  /** As a process on this directory has them that starts now. */
  const start = async () => new SettingsMap(await OwnSettings.open(directory), NAME, () => undefined);
  const onDisk = async () => Object.fromEntries((await start()).entries);
  const write = (map: SettingsMap, name: string, generation = 1) =>
    map.change(
      name,
      () => true,
      () => ({ generation }),
    );

  it('are taken over from another process before each save', async () => {
    const [one, other] = [await start(), await start()];
    await write(other, 'a');
    await write(one, 'b');
    assert.deepEqual(await onDisk(), { a: { generation: 1 }, b: { generation: 1 } });
    await write(other, 'a', 2);
    await write(one, 'b', 2);
    assert.deepEqual(await onDisk(), { a: { generation: 2 }, b: { generation: 2 } });
  });

  for (const from of ['from before', 'of its own']) {
    it(`stay deleted ${from}`, async () => {
      const map = await start();
      await write(map, 'a');
      const deleting = from === 'of its own' ? map : await start();
      await deleting.delete('a');
      assert.deepEqual(await onDisk(), {});
      await deleting.reload();
      assert.deepEqual([...deleting.entries], []);
    });
  }

  it('are found beside the settings of others, however deep these are', async () => {
    const map = await start();
    await settings.set('another', JSON.parse('['.repeat(500) + ']'.repeat(500)));
    await settings.set(NAME, { a: { generation: 1 } });
    await map.reload();
    assert.deepEqual([...map.entries], [['a', { generation: 1 }]]);
  });

  it('do not count where another storage is configured', async () => {
    settings.storageModule = {};
    const map = new SettingsMap(settings, NAME, () => undefined);
    assert.equal(map.entries.size, 0);
    await write(await start(), 'a');
    await map.reload();
    assert.equal(map.entries.size, 0);
  });

  it('can be saved in a file system that does not tell its size', async () => {
    const map = new SettingsMap(
      Object.assign(new MemorySettings(), { userDir: '/proc' }),
      NAME,
      () => undefined,
    );
    await write(map, 'a');
    assert.equal(map.saved, true);
  });
});
