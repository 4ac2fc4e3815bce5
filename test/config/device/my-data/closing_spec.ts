import assert from 'node:assert/strict';
import sinon from 'sinon';
import { MyData } from '../../../../src/config/device/my-data/my-data';
import {
  MemoryStore,
  MyDataClock,
  failureOf,
  keyFrames,
  newSignal,
  openMyData,
  text,
  values,
} from '../../../helpers/my-data';
import { stopTime } from '../../../helpers/time';

const SECOND = 1000;

describe('My Data of a clock whose node is closed, or of which little is asked,', () => {
  let time: sinon.SinonFakeTimers;
  let clock: MyDataClock;
  let store: MemoryStore;
  let myData: MyData;

  beforeEach(() => {
    time = stopTime();
    clock = new MyDataClock();
    store = new MemoryStore();
    myData = openMyData(clock, store);
  });
  afterEach(() => {
    myData.close();
    sinon.restore();
    time.restore();
  });

  const show = (key: string, ...texts: string[]) => myData.show('', key, values(...texts), newSignal());
  const open = (isPolled = false) => myData.open({ store, isPolled: () => isPolled });
  const shown = () => clock.shown.get('w1');

  it('hears of the clock no more, and asks it nothing', async () => {
    await time.tickAsync(0);
    myData.close();
    assert.equal(clock.listeners, 0);
    assert.deepEqual(await failureOf(show('a', '1')), ['UNREACHABLE', 'closed']);
    await time.tickAsync(60 * SECOND);
    assert.deepEqual(clock.requests, []);
  });

  it('ends the wait for the next push, and keeps the frames', async () => {
    await Promise.all([show('a', '1'), time.tickAsync(0)]);
    const failure = failureOf(show('b', '2'));
    await time.tickAsync(0);
    myData.close();
    assert.deepEqual(await failure, ['UNREACHABLE', 'closed']);
    open();
    await time.tickAsync(2 * SECOND);
    assert.deepEqual(shown(), ['1', '2']);
  });

  it('ends the push that is under way', async () => {
    clock.send = (_request, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const failure = failureOf(show('a', '1'));
    await time.tickAsync(0);
    myData.close();
    assert.deepEqual(await failure, ['UNREACHABLE', 'closed']);
  });

  it('goes on when the node is there again', async () => {
    clock.isOff = true;
    show('a', '1').catch(() => undefined);
    await time.tickAsync(SECOND);
    myData.close();
    clock.isOff = false;
    open();
    await time.tickAsync(2 * SECOND);
    assert.deepEqual(shown(), ['1']);
  });

  it('leaves nothing on a clock whose node was removed', async () => {
    void show('a', '1');
    await time.tickAsync(5 * SECOND);
    myData.close();
    await myData.clear();
    assert.deepEqual(shown(), ['-']);
  });

  it('asks nothing of a clock that is off then, or shows nothing', async () => {
    void show('a', '1');
    await time.tickAsync(5 * SECOND);
    clock.become('offline');
    clock.requests.length = 0;
    await myData.clear();
    const fresh = new MyDataClock();
    const untouched = openMyData(fresh);
    await untouched.clear();
    untouched.close();
    assert.deepEqual([...clock.requests, ...fresh.requests], []);
  });

  it('waits no longer than five seconds for a clock that is silent then', async () => {
    void show('a', '1');
    await time.tickAsync(5 * SECOND);
    clock.hold();
    let isOver = false;
    void myData.clear().then(() => (isOver = true));
    await time.tickAsync(5001);
    assert.ok(isOver);
    clock.release();
  });

  it('still ends the lifetime of a key when the node is there again', async () => {
    void myData.show('', 'a', keyFrames([text('1')], { lifetime: 60 * SECOND }), newSignal());
    await time.tickAsync(5 * SECOND);
    myData.close();
    open();
    await time.tickAsync(60 * SECOND);
    assert.deepEqual(shown(), ['-']);
  });

  it('restores what was saved once, and before anything else', async () => {
    const saved = (key: string, from: string) => {
      const state = { frames: [text(key)], position: 0, from, lifetime: null, until: null };
      return { key, ...state };
    };
    store.saved = [{ widget: 'w1', keys: [saved('old', 'node'), saved('orphan', 'orphan')] }];
    const late = openMyData(clock, store);
    void late.show('w1', 'new', values('new'), newSignal());
    void late.removeOrphans();
    await time.tickAsync(5 * SECOND);
    assert.deepEqual(shown(), ['old', 'new']);
    late.close();
    store.saved = [{ widget: 'w1', keys: [saved('later', 'node')] }];
    late.open({ store, isPolled: () => false });
    await time.tickAsync(5 * SECOND);
    assert.deepEqual(shown(), ['old', 'new']);
    late.close();
  });

  it('saves that a key was removed', async () => {
    void show('a', '1');
    await time.tickAsync(5 * SECOND);
    myData.remove('w1', 'a');
    assert.deepEqual(store.saved, [{ widget: 'w1', keys: [] }]);
  });

  it('pushes nothing for a key that never was', async () => {
    const result = myData.show('w1', 'a', values(), newSignal());
    await time.tickAsync(5 * SECOND);
    assert.deepEqual(await result, { widget: 'w1', frames: 0 });
    assert.deepEqual(clock.requests, ['GET apps']);
  });

  it('pushes nothing again where nothing is to show', async () => {
    void show('a', '1');
    await time.tickAsync(5 * SECOND);
    void show('a');
    await time.tickAsync(5 * SECOND);
    const { length } = clock.requests;
    clock.become('offline');
    clock.become('online');
    await time.tickAsync(5 * SECOND);
    assert.equal(clock.requests.length, length);
  });

  it('returns to its state ten seconds after a test frame, though nothing else comes', async () => {
    void show('a', '1');
    await time.tickAsync(5 * SECOND);
    await myData.test('', [text('test')], newSignal());
    assert.deepEqual(shown(), ['test']);
    await time.tickAsync(10 * SECOND);
    assert.deepEqual(shown(), ['1']);
  });

  it('shows nothing ten seconds after a test frame, where the clock is not deployed', async () => {
    const draft = new MyData(clock);
    await draft.test('', [text('test')], newSignal());
    await time.tickAsync(9 * SECOND);
    assert.deepEqual(shown(), ['test']);
    await time.tickAsync(1 * SECOND);
    assert.deepEqual(shown(), ['-']);
    clock.isOff = true;
    await draft.test('', [text('test')], newSignal()).catch(() => undefined);
    clock.requests.length = 0;
    await time.tickAsync(60 * SECOND);
    assert.deepEqual(clock.requests, []);
  });

  it('goes on where a clock is deployed that shows a test frame', async () => {
    const draft = new MyData(clock);
    await draft.test('', [text('test')], newSignal());
    myData.close();
    const deployed = new MyData(clock);
    deployed.takeOver(draft);
    deployed.open({ store, isPolled: () => false });
    await time.tickAsync(5 * SECOND);
    void deployed.show('', 'a', values('1'), newSignal());
    await time.tickAsync(4 * SECOND);
    assert.deepEqual(shown(), ['test']);
    await time.tickAsync(1 * SECOND);
    assert.deepEqual(shown(), ['1']);
    await time.tickAsync(60 * SECOND);
    assert.equal(clock.requests.filter((request) => request.startsWith('POST')).length, 2);
    deployed.close();
  });

  it('tries again by itself where a clock that is polled has answered', async () => {
    myData.close();
    open(true);
    clock.notFound = 2;
    show('a', '1').catch(() => undefined);
    await time.tickAsync(5 * SECOND);
    assert.deepEqual(shown(), []);
    await time.tickAsync(30 * SECOND);
    assert.deepEqual(shown(), ['1']);
  });

  it('waits for a lifetime of years without looking all the time', async () => {
    const save = sinon.spy(store, 'save');
    void myData.show('', 'a', keyFrames([text('1')], { lifetime: 2 ** 33 }), newSignal());
    await time.tickAsync(60 * SECOND);
    assert.ok(save.callCount <= 3, String(save.callCount));
  });

  it('waits for no key to expire', async () => {
    const short = keyFrames([text('1')], { lifetime: 60 * SECOND });
    void myData.show('', 'a', short, newSignal());
    await time.tickAsync(5 * SECOND);
    myData.close();
    assert.equal(time.countTimers(), 0);
  });

  it('clears only what may show something', async () => {
    clock.shown.set('w2', []);
    void myData.show('w1', 'a', values('1'), newSignal());
    void myData.show('w2', 'b', values('2'), newSignal());
    await time.tickAsync(5 * SECOND);
    void myData.show('w2', 'b', keyFrames([]), newSignal());
    await time.tickAsync(5 * SECOND);
    clock.requests.length = 0;
    await myData.clear();
    assert.deepEqual(clock.requests, ['POST w1']);
  });

  it('clears each widget, though another one is not there any more', async () => {
    clock.shown.set('w2', []);
    for (const widget of ['w1', 'w2']) void myData.show(widget, 'a', values('1'), newSignal());
    await time.tickAsync(5 * SECOND);
    clock.shown.delete('w1');
    const inTime = Object.assign(new MyDataClock(), { shown: clock.shown });
    clock.send = async (request, signal) => {
      if (request.path.endsWith('w2')) await new Promise((resolve) => setTimeout(resolve, SECOND));
      return inTime.send(request, signal);
    };
    const shownThen = myData.clear().then(() => clock.shown.get('w2'));
    await time.tickAsync(SECOND);
    assert.deepEqual(await shownThen, ['-']);
  });

  it('shows nothing on the next clock before the one before shows nothing more', async () => {
    void show('a', '1');
    await time.tickAsync(5 * SECOND);
    myData.close();
    clock.hold();
    const nextClock = new MyDataClock();
    const next = new MyData(nextClock);
    next.moveFrom({ myData, disconnect: () => undefined });
    next.open({ store, isPolled: () => false });
    await time.tickAsync(4 * SECOND);
    assert.deepEqual([shown(), nextClock.requests], [['1'], []]);
    clock.release();
    await time.tickAsync(SECOND);
    assert.deepEqual([shown(), nextClock.shown.get('w1')], [['-'], ['1']]);
    next.close();
  });
});
