import assert from 'node:assert/strict';
import sinon from 'sinon';
import { SettingsMap } from '../../src/storage/settings-map';

const HOUR = 60 * 60 * 1000;

describe('A map in a storage that does not end a save', () => {
  let clock: sinon.SinonFakeTimers;
  /** The settings that Node-RED was given to save, and the function that ends the save. */
  let saves: { value: unknown; end: () => void }[];
  let map: SettingsMap;

  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });
    saves = [];
    const set = (_name: string, value: unknown) =>
      new Promise<void>((end) => {
        saves.push({ value, end });
      });
    map = new SettingsMap({ available: () => true, get: () => undefined, set }, 'test', () => undefined);
  });

  afterEach(() => clock.restore());

  const saveOf = async (milliseconds: number) => {
    const save = map.save();
    await clock.tickAsync(milliseconds);
    await save;
  };

  it('is waited for 5 s, and then counts as not saved', async () => {
    map.entries.set('a', 1);
    await saveOf(5001);
    assert.equal(map.saved, false);
  });

  it('is asked again and again, but not without end', async () => {
    map.entries.set('a', 1);
    await saveOf(5001);
    await clock.tickAsync(24 * HOUR);
    assert.equal(saves.length, 100);
  });

  it('is asked again once earlier saves have ended', async () => {
    map.entries.set('a', 1);
    await saveOf(5001);
    await clock.tickAsync(HOUR);
    const { length } = saves;
    for (const save of saves) save.end();
    for (let round = 0; round < 4; round++) {
      await clock.tickAsync(1);
      saves.at(-1)?.end();
    }
    assert.ok(saves.length > length);
    assert.equal(map.saved, true);
  });

  it('is given at once what is new when it ends after all', async () => {
    map.entries.set('a', 1);
    await saveOf(5001);
    map.entries.set('a', 2);
    for (let round = 0; round < 4; round++) {
      for (const save of saves) save.end();
      await clock.tickAsync(1);
    }
    assert.deepEqual(saves.at(-1)?.value, { a: 2 });
    assert.equal(map.saved, true);
  });
});
