import assert from 'node:assert/strict';
import {
  MemoryStore,
  MyDataTest,
  failureOf,
  newSignal,
  openMyData,
  text,
  values,
} from '../../../helpers/my-data';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe('My Data of a clock that is away', () => {
  let my: MyDataTest;

  beforeEach(() => {
    my = new MyDataTest();
  });
  afterEach(() => my.end());

  it('fails each message once, keeps what they say, and shows it when the clock is back', async () => {
    my.clock.isOff = true;
    const failures = Promise.all([failureOf(my.show('a', '1')), failureOf(my.show('b', '2'))]);
    await my.time.tickAsync(0);
    assert.deepEqual(await failures, [
      ['UNREACHABLE', undefined],
      ['UNREACHABLE', undefined],
    ]);
    assert.deepEqual(
      my.myData.list().flatMap(({ keys }) => keys.map(({ key, isKept }) => [key, isKept])),
      [
        ['a', true],
        ['b', true],
      ],
    );
    await my.time.tickAsync(29 * SECOND);
    assert.equal(my.clock.requests.length, 1);
    my.clock.isOff = false;
    await my.time.tickAsync(1 * SECOND);
    assert.deepEqual(my.shown(), ['1', '2']);
  });

  it('shows nothing of a removed key that it has taken, though its answer never came', async () => {
    my.clock.losesAnswers = true;
    void failureOf(my.show('a', '1'));
    await my.time.tickAsync(5 * SECOND);
    assert.deepEqual(my.shown(), ['1']);
    my.clock.losesAnswers = false;
    my.myData.remove('w1', 'a');
    await my.time.tickAsync(5 * SECOND);
    assert.deepEqual(my.shown(), ['-']);
  });

  it('says of those keys alone that they are kept which have changed since', async () => {
    const kept = () => my.myData.list().flatMap(({ keys }) => keys.filter(({ isKept }) => isKept));
    const names = () => kept().map(({ key }) => key);
    for (const key of ['a', 'b']) void my.show(key, '1');
    await my.time.tickAsync(5 * SECOND);
    await my.myData.test('', [text('test')], newSignal());
    assert.deepEqual(names(), []);
    await my.time.tickAsync(10 * SECOND);
    my.clock.isOff = true;
    for (const message of [my.show('a', '2'), my.show('b', '1'), my.show('c', '1')]) void failureOf(message);
    await my.time.tickAsync(5 * SECOND);
    assert.deepEqual(names(), ['a', 'c']);
    // Whatever it has accepted, it may have lost.
    my.clock.isOff = false;
    my.clock.hold();
    my.clock.become('online');
    assert.deepEqual(names(), ['a', 'b', 'c']);
    my.clock.release();
    await my.time.tickAsync(5 * SECOND);
    assert.deepEqual(names(), []);
  });

  it('shows it at once when others find out that the clock is back', async () => {
    my.clock.isOff = true;
    void failureOf(my.show('a', '1'));
    await my.time.tickAsync(5 * SECOND);
    my.clock.isOff = false;
    my.clock.become('online');
    await my.time.tickAsync(0);
    assert.deepEqual(my.shown(), ['1']);
  });

  it('does not ask a clock that is polled anyway', async () => {
    const polled = openMyData(my.clock, new MemoryStore(), true);
    my.clock.isOff = true;
    void failureOf(polled.show('', 'a', values('1'), newSignal()));
    await my.time.tickAsync(5 * MINUTE);
    assert.equal(my.clock.requests.length, 1);
    my.clock.isOff = false;
    my.clock.become('online');
    await my.time.tickAsync(0);
    assert.deepEqual(my.shown(), ['1']);
    polled.close();
  });

  it('shows again what a power cut took, once anybody notices', async () => {
    void my.show('a', '1');
    await my.time.tickAsync(5 * SECOND);
    my.clock.cutPower();
    my.clock.become('offline');
    await my.time.tickAsync(10 * SECOND);
    my.clock.isOff = false;
    my.clock.become('online');
    await my.time.tickAsync(0);
    assert.deepEqual(my.shown(), ['1']);
  });

  it('shows it again, too, where it was away for a moment as far as anybody knows', async () => {
    void my.show('a', '1');
    await my.time.tickAsync(5 * SECOND);
    my.clock.cutPower();
    my.clock.isOff = false;
    my.clock.become('offline');
    my.clock.become('online');
    await my.time.tickAsync(0);
    assert.deepEqual(my.shown(), ['1']);
  });

  it('shows it to a clock that was put in its place, once that is trusted', async () => {
    void my.show('a', '1');
    await my.time.tickAsync(5 * SECOND);
    my.clock.cutPower();
    my.clock.become('certificate');
    my.clock.isOff = false;
    for (const state of ['unknown', 'online'] as const) my.clock.become(state);
    await my.time.tickAsync(0);
    assert.deepEqual(my.shown(), ['1']);
  });

  it('shows nothing again where only the connection was made anew', async () => {
    void my.show('a', '1');
    await my.time.tickAsync(5 * SECOND);
    my.clock.requests.length = 0;
    my.clock.answeredAt = performance.now();
    my.clock.become('offline');
    await my.time.tickAsync(1 * SECOND);
    my.clock.become('online');
    await my.time.tickAsync(5 * SECOND);
    assert.deepEqual(my.clock.requests, []);
  });

  it('is not pushed again to a clock that came back long ago', async () => {
    void my.show('a', '1');
    await my.time.tickAsync(5 * SECOND);
    my.clock.become('offline');
    await my.time.tickAsync(5 * SECOND);
    my.clock.become('online');
    await my.time.tickAsync(5 * SECOND);
    my.clock.requests.length = 0;
    // As it is after its certificate was trusted.
    my.clock.become('unknown');
    my.clock.become('online');
    await my.time.tickAsync(5 * SECOND);
    assert.deepEqual(my.clock.requests, []);
  });

  it('shows what was kept within half a minute after the app was added', async () => {
    my.clock.shown.clear();
    const failure = failureOf(my.show('a', '1'));
    await my.time.tickAsync(0);
    assert.deepEqual(await failure, ['NOT_FOUND', 'my-data']);
    // Nobody has added it by the next try either.
    await my.time.tickAsync(31 * SECOND);
    my.clock.shown.set('w1', []);
    await my.time.tickAsync(30 * SECOND);
    assert.deepEqual(my.shown(), ['1']);
  });
});
