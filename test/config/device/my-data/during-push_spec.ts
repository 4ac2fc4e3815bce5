import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { MyData } from '../../../../src/config/device/my-data/my-data';
import { MemoryStore, MyDataClock, openMyData, values } from '../../../helpers/my-data';
import { stopTime } from '../../../helpers/time';

const SECOND = 1000;

describe('A message for My Data that comes during a push', () => {
  let time: sinon.SinonFakeTimers;
  let clock: MyDataClock;
  let store: MemoryStore;
  let myData: MyData;
  /** After the first push. */
  let saved: unknown;

  beforeEach(async () => {
    time = stopTime();
    clock = new MyDataClock();
    store = new MemoryStore();
    myData = openMyData(clock, store);
    void show('a', '1');
    await time.tickAsync(5 * SECOND);
    saved = store.saved;
    clock.hold();
    void show('a', '2').catch(() => undefined);
    await time.tickAsync(0);
  });
  afterEach(() => {
    clock.release();
    myData.close();
    time.restore();
  });

  const show = (key: string, ...texts: string[]) =>
    myData.show('', key, values(...texts), new AbortController().signal);
  const shown = () => clock.shown.get('w1');
  const posts = () => clock.requests.filter((request) => request.startsWith('POST')).length;

  it('finds what shows saved under the widget that the clock has told', () => {
    const [first] = Array.isArray(saved) ? saved : [];
    assert.equal(Reflect.get(Object(first), 'widget'), 'w1');
  });

  it('is pushed after it', async () => {
    const next = show('a', '3');
    assert.equal(posts(), 2);
    clock.release();
    await time.tickAsync(0);
    assert.deepEqual(shown(), ['2']);
    await time.tickAsync(2 * SECOND);
    assert.deepEqual(await next, { widget: 'w1', frames: 1 });
    assert.deepEqual(shown(), ['3']);
  });

  it('ends with it, where it says the same', async () => {
    let isOver = false;
    void show('a', '2').then(() => (isOver = true));
    await time.tickAsync(5 * SECOND);
    assert.equal(isOver, false);
    clock.release();
    await time.tickAsync(2 * SECOND);
    assert.equal(isOver, true);
    assert.equal(posts(), 2);
  });

  it('is pushed, though it says what showed before', async () => {
    let isOver = false;
    void show('a', '1').then(() => (isOver = true));
    await time.tickAsync(0);
    assert.equal(isOver, false);
    clock.release();
    await time.tickAsync(2 * SECOND);
    assert.equal(isOver, true);
    assert.deepEqual(shown(), ['1']);
  });

  it('does not wait for the next look, where that push fails', async () => {
    let code: unknown;
    show('b', '3').catch((error: unknown) => (code = Reflect.get(Object(error), 'code')));
    clock.isOff = true;
    clock.release();
    await time.tickAsync(0);
    assert.equal(code, undefined);
    await time.tickAsync(2 * SECOND);
    assert.equal(code, 'UNREACHABLE');
  });

  it('that removes what is not there is looked for no more, once it has failed', async () => {
    clock.release();
    await time.tickAsync(5 * SECOND);
    void show('a');
    await time.tickAsync(5 * SECOND);
    myData.close();
    clock = new MyDataClock();
    clock.isOff = true;
    myData = openMyData(clock);
    void show('none').catch(() => undefined);
    await time.tickAsync(300 * SECOND);
    assert.deepEqual(clock.requests, ['GET apps']);
  });

  it('leaves the other keys accepted', async () => {
    clock.release();
    await time.tickAsync(5 * SECOND);
    clock.hold();
    void show('b', '1');
    await time.tickAsync(0);
    const next = show('a', '3');
    clock.release();
    await time.tickAsync(0);
    const keys = myData.list().flatMap((widget) => widget.keys);
    assert.deepEqual(
      keys.map(({ key, isKept }) => [key, isKept]),
      [
        ['a', true],
        ['b', false],
      ],
    );
    await Promise.all([next, time.tickAsync(2 * SECOND)]);
  });
});
