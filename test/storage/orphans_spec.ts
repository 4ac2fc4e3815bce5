import assert from 'node:assert/strict';
import sinon from 'sinon';
import { ageOrphans, noteRemovals } from '../../src/storage/orphans';
import { SettingsMap } from '../../src/storage/settings-map';
import { MemorySettings } from '../helpers/settings';

const DAY = 24 * 60 * 60 * 1000;

describe('The record of a removed node', () => {
  let settings: MemorySettings;
  let records: SettingsMap;

  const recordOf = (name: string): Record<string, unknown> | undefined =>
    JSON.parse(settings.disk['records'] ?? '{}')[name];
  const note = (removed: string[], present: string[], now: number) =>
    noteRemovals(
      records,
      { isRemoved: (name) => removed.includes(name), isPresent: (name) => present.includes(name) },
      now,
    );
  const age = (now: number) => ageOrphans(records, now);
  const open = (stored: object) => {
    settings = new MemorySettings();
    settings.disk['records'] = JSON.stringify(stored);
    records = new SettingsMap(settings, 'records', () => undefined);
  };

  beforeEach(() => open({ a: { version: 1, proof: 'p' }, b: { version: 1 } }));

  it('is marked once, and otherwise as it was', async () => {
    await note(['a'], ['b'], DAY);
    await note(['a'], ['b'], 2 * DAY);
    const orphanedAt = new Date(DAY).toISOString();
    assert.deepEqual(recordOf('a'), { version: 1, proof: 'p', orphanedAt, orphanedDays: 0 });
    assert.deepEqual(recordOf('b'), { version: 1 });
  });

  it('loses the mark when the node is back', async () => {
    await note(['a'], ['b'], DAY);
    await note([], ['a', 'b'], 40 * DAY);
    assert.deepEqual(recordOf('a'), { version: 1, proof: 'p' });
  });

  it('is not marked for absence alone', async () => {
    await note([], ['b'], DAY);
    assert.deepEqual(recordOf('a'), { version: 1, proof: 'p' });
  });

  it('goes after 30 days', async () => {
    await note(['a'], ['b'], 0);
    for (let day = 1; day < 30; day++) {
      await age(day * DAY);
      await age(day * DAY + 1);
    }
    assert.notEqual(recordOf('a'), undefined);
    await age(30 * DAY);
    assert.equal(recordOf('a'), undefined);
    assert.notEqual(recordOf('b'), undefined);
  });

  it('does not go because the clock jumps', async () => {
    await note(['a'], ['b'], 0);
    for (const now of [20_000 * DAY, 0, 20_000 * DAY]) await age(now);
    assert.notEqual(recordOf('a'), undefined);
  });

  it('goes in time although its node was removed while the clock was years ahead', async () => {
    await note(['a'], ['b'], 20_000 * DAY);
    for (let day = 0; day <= 30; day++) await age(day * DAY);
    assert.equal(recordOf('a'), undefined);
  });

  it('does not go because the clock is set back again and again', async () => {
    await note(['a'], ['b'], 100 * DAY);
    for (let day = 99; day > 0; day--) await age(day * DAY);
    assert.notEqual(recordOf('a'), undefined);
  });

  it('is tried again the next day where it cannot be deleted, and is left to others at once', async () => {
    const release = sinon.spy(records, 'release');
    await note(['a'], ['b'], 0);
    assert.deepEqual(release.args, [['a']]);
    const failing = sinon.stub(records, 'delete').rejects(new Error('away'));
    for (let day = 1; day <= 30; day++) await age(day * DAY);
    assert.notEqual(recordOf('a'), undefined);
    failing.restore();
    await age(31 * DAY);
    assert.equal(recordOf('a'), undefined);
  });

  it('costs no write when nothing has changed', async () => {
    await note([], ['a', 'b'], DAY);
    await age(DAY);
    assert.equal(settings.writes, 0);
  });

  it('is left to a later version if it is of that', async () => {
    open({ a: { version: 2 }, b: null, c: 'damaged' });
    await note(['a', 'b', 'c'], [], 0);
    await age(60 * DAY);
    assert.equal(settings.writes, 0);
  });

  it('that has the mark of the time before is counted from now on, and loses it when the node is back', async () => {
    open({ a: { version: 1, removedAt: 1 }, b: { version: 1, removedAt: 1 } });
    await note([], ['b'], 100 * DAY);
    assert.deepEqual(recordOf('a'), {
      version: 1,
      orphanedAt: new Date(100 * DAY).toISOString(),
      orphanedDays: 0,
    });
    assert.deepEqual(recordOf('b'), { version: 1 });
  });
});
