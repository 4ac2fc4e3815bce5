import assert from 'node:assert/strict';
import sinon from 'sinon';
import { contextStore } from '../../../../src/config/device/my-data/state-store';

type Done = (error?: unknown, value?: unknown) => void;

describe('A store in the context of a node', () => {
  let failures: unknown[];
  beforeEach(() => (failures = []));
  afterEach(() => sinon.restore());

  const nothing = (_name: string, done: Done) => done();
  const storeIn = ({
    get = nothing,
    set = (_name: string, _value: unknown, done: Done) => done(),
  }: Partial<Parameters<typeof contextStore>[0]>) =>
    contextStore({ get, set }, (error) => failures.push(error));

  it('loads what was saved, however long that takes', async () => {
    let saved: unknown;
    const store = storeIn({
      get: (_name, done) => setImmediate(() => done(undefined, saved)),
      set: (_name, value, done) => {
        saved = value;
        setImmediate(done);
      },
    });
    assert.equal(await store.load(), undefined);
    store.save({ a: 1 });
    await new Promise(setImmediate);
    assert.deepEqual(await store.load(), { a: 1 });
    store.save({ a: 2 });
    await new Promise(setImmediate);
    assert.deepEqual(await store.load(), { a: 2 });
    assert.deepEqual(failures, []);
  });

  it('gives a slow context the newest value alone', async () => {
    const calls: { value: unknown; done: Done }[] = [];
    const store = storeIn({ set: (_name, value, done) => calls.push({ value, done }) });
    for (const value of [1, 2, 3]) store.save({ value });
    calls[0]?.done();
    await new Promise(setImmediate);
    assert.deepEqual(
      calls.map(({ value }) => value),
      [{ value: 1 }, { value: 3 }],
    );
  });

  it('reports the first failure alone, once there is something to be saved, and goes on', async () => {
    const store = storeIn({
      get: (_name, done) => done(new Error('no store')),
      set: () => {
        throw new Error('broken');
      },
    });
    assert.equal(await store.load(), undefined);
    assert.deepEqual(failures, []);
    for (const value of [1, 2]) {
      store.save({ value });
      await new Promise(setImmediate);
    }
    assert.deepEqual(failures.map(String), ['Error: no store']);
  });

  it('waits no longer than five seconds', async () => {
    const time = sinon.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'],
    });
    const store = storeIn({ get: () => undefined });
    const loading = store.load();
    await time.tickAsync(5001);
    assert.equal(await loading, undefined);
    store.save({});
    await time.tickAsync(0);
    assert.equal(failures.length, 1);
  });
});
