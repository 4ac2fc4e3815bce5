import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import { SettingsMap } from '../../src/storage/settings-map';
import { MemorySettings } from '../helpers/settings';
import { settleSockets, stopTime } from '../helpers/time';

const NAME = 'test';

/** Settings that note when they are written, and that may hang. */
class SlowSettings extends MemorySettings {
  /** When `set` was called. */
  readonly calls: number[] = [];
  /** Lets the writes go on that hang; `undefined` while none is to hang. */
  held: (() => void)[] | undefined;

  override async set(name: string, value: unknown): Promise<void> {
    this.calls.push(Date.now());
    const { held } = this;
    if (held !== undefined) await new Promise<void>((resolve) => held.push(resolve));
    await super.set(name, value);
  }
}

describe('A map in the settings', () => {
  let clock: SinonFakeTimers;
  let settings: SlowSettings;
  let map: SettingsMap;
  let problems: (string | undefined)[];

  const open = () => {
    problems = [];
    map = new SettingsMap(settings, NAME, (problem) => problems.push(problem));
  };

  beforeEach(() => {
    clock = stopTime();
    settings = new SlowSettings();
    open();
  });
  afterEach(() => clock.restore());

  const onDisk = (): unknown => JSON.parse(settings.disk[NAME] ?? 'null');

  const failing = (count: number) => {
    for (let failure = 0; failure < count; failure++) settings.failures.push(new Error('away'));
  };

  const save = (value: unknown) => {
    map.entries.set('key', value);
    return map.save();
  };

  const pass = async (milliseconds: number) => {
    await settleSockets();
    clock.tick(milliseconds);
    await settleSockets();
  };

  it('is found by the next start', async () => {
    await save({ a: 1 });
    open();
    assert.deepEqual([...map.entries], [['key', { a: 1 }]]);
    assert.deepEqual([map.saved, problems], [true, []]);
  });

  describe('that cannot be saved', () => {
    it('says so once, is used all the same, and says when it is saved', async () => {
      failing(2);
      await save(1);
      await save(2);
      assert.deepEqual([map.saved, map.entries.get('key'), problems], [false, 2, ['away']]);
      await save(3);
      assert.deepEqual([map.saved, problems], [true, ['away', undefined]]);
      assert.deepEqual(onDisk(), { key: 3 });
    });

    it('is tried again by itself, with a growing pause, until it is saved', async () => {
      failing(8);
      await save(1);
      const pauses = [1, 2, 4, 8, 16, 30, 30];
      for (const seconds of pauses) {
        await pass(seconds * 1000 - 1);
        const { length } = settings.calls;
        await pass(1);
        assert.equal(settings.calls.length, length + 1, `after ${seconds} s`);
        assert.equal(map.saved, false);
      }
      await pass(30_000);
      assert.equal(map.saved, true);
      assert.deepEqual(onDisk(), { key: 1 });
    });

    it('is tried again once more at a stop, without a pause', async () => {
      failing(1);
      await save(1);
      await map.flush();
      assert.deepEqual([map.saved, onDisk()], [true, { key: 1 }]);
      const { length } = settings.calls;
      await map.flush();
      await pass(60_000);
      assert.equal(settings.calls.length, length, 'what is saved is not saved again');
    });

    it('is waited for at a stop while it is being saved', async () => {
      void save(1);
      await map.flush();
      assert.deepEqual(onDisk(), { key: 1 });
    });

    it('begins with the first pause again once it was saved', async () => {
      failing(3);
      await save(1);
      await pass(1000);
      await pass(2000);
      await pass(4000);
      assert.equal(map.saved, true);
      failing(1);
      await save(2);
      await pass(1000);
      assert.deepEqual(onDisk(), { key: 2 });
    });

    it('is written though it equals what Node-RED was given last', async () => {
      failing(1);
      await save(1);
      await save(1);
      assert.deepEqual(onDisk(), { key: 1 });
    });

    it('is written when it is empty, too', async () => {
      await save(1);
      failing(1);
      map.entries.clear();
      await map.save();
      assert.deepEqual(onDisk(), { key: 1 });
      await map.save();
      assert.deepEqual(onDisk(), {});
    });

    it('says so of settings that are read-only, and asks for nothing', async () => {
      settings.readOnly = true;
      await save(1);
      assert.match(problems[0] ?? '', /readOnly/);
      assert.deepEqual(settings.calls, []);
    });

    it('says so of settings that throw', async () => {
      settings.present = false;
      await save(1);
      assert.deepEqual([map.saved, problems], [false, ['Settings not available']]);
    });
  });

  describe('in a storage that never settles', () => {
    it('is waited for five seconds, then goes on unsaved', async () => {
      settings.held = [];
      let isOver = false;
      const saving = save(1).then(() => (isOver = true));
      await pass(4999);
      assert.equal(isOver, false);
      await pass(1);
      await saving;
      assert.deepEqual([map.saved, map.entries.get('key')], [false, 1]);
    });

    it('is saved by itself once the storage is back', async () => {
      settings.held = [];
      const saving = save(1);
      await pass(5000);
      await saving;
      settings.held = undefined;
      await pass(1000);
      assert.deepEqual([map.saved, onDisk()], [true, { key: 1 }]);
    });

    it('is saved anew after an older write that came late', async () => {
      const held: (() => void)[] = [];
      settings.held = held;
      const saving = save('old');
      await pass(5000);
      await saving;
      settings.held = undefined;
      await save('new');
      assert.deepEqual(onDisk(), { key: 'new' });
      for (const goOn of held) goOn();
      await settleSockets();
      assert.deepEqual(onDisk(), { key: 'new' });
    });
  });

  it('keeps no process that wants to end, however long it is tried again', async () => {
    clock.restore();
    // Mocha's own timer begins a moment later.
    await settleSockets();
    const timers = () => process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length;
    const before = timers();
    failing(1);
    await save(1);
    assert.equal(timers(), before);
    await map.flush();
  });

  it('does not hold what a start in the middle of a save has left', () => {
    settings.disk[NAME] = JSON.stringify({ key: 1, unsaved: 3 });
    assert.deepEqual([...map.entries], [['key', 1]]);
  });
});
