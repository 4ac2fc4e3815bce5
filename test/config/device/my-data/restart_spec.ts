import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { MyData } from '../../../../src/config/device/my-data/my-data';
import {
  MemoryStore,
  MyDataClock,
  keyFrames,
  newSignal,
  openMyData,
  text,
  values,
} from '../../../helpers/my-data';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe('My Data after a restart', () => {
  let time: sinon.SinonFakeTimers;
  let clock: MyDataClock;
  let store: MemoryStore;
  let myData: MyData;

  const shown = () => clock.shown.get('w1');
  const stopTime = (now?: number) =>
    sinon.useFakeTimers({
      ...(now && { now }),
      toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'],
    });

  /** Node-RED is off for a while, and so is its clock that counts from the start. */
  const restart = async (milliseconds: number) => {
    myData.close();
    const now = Date.now() + milliseconds;
    time.restore();
    time = stopTime(now);
    clock.requests.length = 0;
    myData = openMyData(clock, store);
    await time.tickAsync(0);
  };

  beforeEach(async () => {
    time = stopTime();
    clock = new MyDataClock();
    store = new MemoryStore();
    myData = openMyData(clock, store);
    await time.tickAsync(MINUTE);
    void myData.show('', 'for ever', values('1'), newSignal());
    void myData.show('', 'short', keyFrames([text('2')], { lifetime: MINUTE }), newSignal());
    await time.tickAsync(0);
  });

  afterEach(() => {
    myData.close();
    time.restore();
  });

  it('saves nothing before all is restored, which it would take the place of', async () => {
    const { saved } = store;
    let load = (_saved: unknown) => {};
    store.load = () => new Promise((resolve) => (load = resolve));
    await restart(SECOND);
    myData.remove('w1', 'none');
    assert.deepEqual(store.saved, saved);
    load(saved);
    await time.tickAsync(0);
    myData.remove('w1', 'short');
    assert.notDeepEqual(store.saved, saved);
  });

  it('shows again what has not expired', async () => {
    clock.shown.set('w1', []);
    await restart(50 * SECOND);
    assert.deepEqual(shown(), ['1', '2']);
    await time.tickAsync(11 * SECOND);
    assert.deepEqual(shown(), ['1']);
  });

  it('does not show what has expired', async () => {
    await restart(MINUTE);
    assert.deepEqual(shown(), ['1']);
  });

  it('keeps nothing longer than its lifetime, though the clock of the computer was set back', async () => {
    await restart(-60 * MINUTE);
    assert.deepEqual(shown(), ['1', '2']);
    await time.tickAsync(MINUTE + SECOND);
    assert.deepEqual(shown(), ['1']);
  });

  it('leaves out what cannot be read', async () => {
    const keys = [null, {}, { key: 'a', frames: [] }, { key: 'b', frames: [{ text: 1 }], position: 0 }];
    store.saved = [null, { widget: 'w1', keys }, { widget: 2, keys: [] }];
    await restart(0);
    assert.deepEqual(shown(), ['-']);
    store.saved = { widgets: 1 };
    await restart(0);
    assert.deepEqual(clock.requests, []);
  });

  const losses: [string, () => Promise<void>][] = [
    ['has expired meanwhile', () => restart(MINUTE)],
    [
      'was removed while the clock was away',
      async () => {
        clock.isOff = true;
        myData.remove('w1', 'short');
        await time.tickAsync(MINUTE);
        clock.isOff = false;
        await restart(0);
      },
    ],
    [
      'was of a node that has gone meanwhile',
      async () => {
        void myData.show('', 'gone', keyFrames([text('3')], { from: 'gone' }), newSignal());
        myData.remove('w1', 'short');
        await time.tickAsync(5 * SECOND);
        await restart(0);
        await myData.removeOrphans();
        await time.tickAsync(5 * SECOND);
      },
    ],
  ];
  for (const [what, lose] of losses) {
    it(`leaves nothing on the clock of what ${what}, and takes care of that once`, async () => {
      myData.remove('w1', 'for ever');
      await time.tickAsync(5 * SECOND);
      await lose();
      assert.deepEqual(shown(), ['-']);
      await restart(0);
      await time.tickAsync(60 * MINUTE);
      assert.deepEqual(clock.requests, []);
    });
  }

  it('leaves out the keys for whose frames there is no place', async () => {
    const names = Array.from({ length: 21 }, (_, index) => `${index}`);
    const others = { position: 0, from: 'node', lifetime: null, until: null };
    store.saved = [{ widget: 'w1', keys: names.map((key) => ({ key, frames: [{ text: key }], ...others })) }];
    await restart(0);
    assert.deepEqual(shown(), names.slice(0, 20));
  });

  it('keeps nothing longer in the store either, though the clock is away', async () => {
    clock.isOff = true;
    await restart(0);
    assert.match(JSON.stringify(store.saved), /"short"/);
    await time.tickAsync(MINUTE + SECOND);
    assert.doesNotMatch(JSON.stringify(store.saved), /"short"/);
  });
});
