import assert from 'node:assert/strict';
import sinon, { type SinonFakeTimers } from 'sinon';
import { MAX_BYTES, MediaStore } from '../../../../src/config/device/media/store';

const MINUTE = 60_000;

describe('The sounds in memory', () => {
  let time: SinonFakeTimers;
  let store: MediaStore;

  beforeEach(() => {
    time = sinon.useFakeTimers();
    store = new MediaStore();
  });
  afterEach(() => time.restore());

  it('have names that nobody can guess', () => {
    const names = Array.from({ length: 1000 }, () => store.add(Buffer.from('a')));
    for (const name of names) assert.match(name, /^[0-9a-f]{32}$/);
    assert.equal(new Set(names).size, names.length);
  });

  it('are copies', () => {
    const bytes = Buffer.from('mp3');
    const name = store.add(bytes);
    bytes.fill(0);
    assert.equal(store.fetch(name)?.toString(), 'mp3');
  });

  it('are there for ten minutes, and no longer', async () => {
    const name = store.add(Buffer.from('a'));
    await time.tickAsync(10 * MINUTE - 1);
    assert.ok(store.fetch(name));
    await time.tickAsync(1);
    assert.equal(store.fetch(name), undefined);
  });

  it('are there as long as somebody needs them, who is asked once a minute', async () => {
    const name = store.add(Buffer.from('a'));
    const isNeeded = sinon.stub<[], Promise<boolean>>().resolves(true);
    store.keep(name, () => Promise.resolve(false));
    store.keep(name, isNeeded);
    await time.tickAsync(15 * MINUTE);
    assert.equal(isNeeded.callCount, 6);
    assert.ok(store.fetch(name));
    isNeeded.rejects(new Error('the clock is off'));
    await time.tickAsync(MINUTE);
    assert.equal(store.fetch(name), undefined);
    await time.tickAsync(60 * MINUTE);
    assert.equal(isNeeded.callCount, 7);
  });

  it('are 32 MB at most: the oldest gives way', () => {
    const names = Array.from({ length: 1000 }, (_, index) => store.add(Buffer.alloc(1024 * 1024, index)));
    const left = names.filter((name) => store.fetch(name));
    assert.deepEqual(left, names.slice(-32));
    const large = store.add(Buffer.alloc(MAX_BYTES));
    assert.ok(store.fetch(large));
    assert.equal(names.filter((name) => store.fetch(name)).length, 27);
  });

  it('make room for others once they are gone', async () => {
    const add = () => store.add(Buffer.alloc(MAX_BYTES));
    for (let count = 0; count < 6; count++) add();
    await time.tickAsync(10 * MINUTE);
    const names = Array.from({ length: 6 }, add);
    assert.equal(names.filter((name) => store.fetch(name)).length, 6);
  });
});
