import assert from 'node:assert/strict';
import sinon from 'sinon';
import { BoundedMap } from '../../src/storage/bounded-map';

describe('A bounded map', () => {
  let clock: sinon.SinonFakeTimers;

  beforeEach(() => (clock = sinon.useFakeTimers()));
  afterEach(() => clock.restore());

  it('lets the entry give way that was set longest ago', () => {
    const map = new BoundedMap<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.set('a', 3);
    map.set('c', 4);
    assert.deepEqual([map.get('a'), map.get('b'), map.get('c')], [3, undefined, 4]);
    assert.deepEqual(map.values(), [3, 4]);
  });

  it('says whether it had the entry that it deletes', () => {
    const map = new BoundedMap<number>(2);
    map.set('a', 1);
    assert.deepEqual([map.delete('a'), map.delete('a')], [true, false]);
  });

  it('keeps an entry for its lifetime, counted from when it was set last', () => {
    const map = new BoundedMap<number>(2, 1000);
    map.set('a', 1);
    clock.tick(600);
    map.set('a', 2);
    clock.tick(999);
    assert.equal(map.get('a'), 2);
    clock.tick(1);
    assert.equal(map.get('a'), undefined);
  });

  it('leaves no timer for an entry that was deleted or gave way', () => {
    const map = new BoundedMap<number>(1, 1000);
    for (const name of ['a', 'b', 'c']) map.set(name, 0);
    map.delete('c');
    assert.equal(clock.countTimers(), 0);
  });
});
