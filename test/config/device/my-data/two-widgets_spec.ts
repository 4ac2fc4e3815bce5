import assert from 'node:assert/strict';
import { LaMetricError } from '../../../../src/lametric/errors';
import { MyDataTest, newSignal, text, values } from '../../../helpers/my-data';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe('My Data of a clock with two widgets', () => {
  let my: MyDataTest;

  beforeEach(() => {
    my = new MyDataTest();
    my.clock.shown.set('w2', []);
  });
  afterEach(() => my.end());

  it('wants one of them chosen, and names them', async () => {
    const message = assert.rejects(my.show('a', '1'), {
      code: 'INVALID_INPUT',
      reason: 'which-widget',
      said: 'w1, w2',
    });
    await my.time.tickAsync(0);
    await message;
    assert.deepEqual(my.myData.list(), []);
  });

  it('wants one of them chosen, though another node has, and what shows stays', async () => {
    my.clock.isOff = true;
    const kept = [my.myData.show('w2', 'a', values('1'), newSignal()), my.show('b', '2')];
    await Promise.allSettled([...kept, my.time.tickAsync(5 * SECOND)]);
    const lost: unknown[] = [];
    my.myData.onLost = (reason) => lost.push(reason);
    my.clock.isOff = false;
    await my.time.tickAsync(30 * SECOND);
    assert.deepEqual(my.shown('w2'), ['1']);
    // Its message has ended, and said that the frames are kept.
    assert.deepEqual(
      lost.map((error) => error instanceof LaMetricError && [error.reason, error.said]),
      [['which-widget', 'w1, w2']],
    );
    const message = assert.rejects(my.show('b', '2'), { reason: 'which-widget' });
    await my.time.tickAsync(5 * SECOND);
    await message;
    assert.equal(lost.length, 1);
    assert.deepEqual(my.shown('w2'), ['1']);
    assert.deepEqual(
      my.myData.list().map(({ widget, keys }) => [widget, keys.length]),
      [['w2', 1]],
    );
  });

  it('keeps their states apart', async () => {
    void my.myData.show('w1', 'a', values('1'), newSignal());
    void my.myData.show('w2', 'a', values('2'), newSignal());
    await my.time.tickAsync(0);
    assert.deepEqual([my.shown('w1'), my.shown('w2')], [['1'], ['2']]);
  });

  it('refuses what no longer fits, where one of them has gone', async () => {
    const many = Array.from({ length: 15 }, String);
    my.clock.isOff = true;
    void my.myData.show('w1', 'first', values(...many), newSignal()).catch(() => undefined);
    const message = assert.rejects(my.myData.show('w2', 'second', values(...many), newSignal()), {
      code: 'INVALID_INPUT',
      said: 'first: 15, second: 15',
    });
    my.clock.isOff = false;
    my.clock.shown.delete('w2');
    await my.time.tickAsync(0);
    await message;
    assert.deepEqual(my.shown('w1'), many);
  });

  it('tells of frames that no longer fit, and whose message has ended', async () => {
    const many = Array.from({ length: 15 }, String);
    my.clock.isOff = true;
    const kept = ['w1', 'w2'].map((id) => my.myData.show(id, id, values(...many), newSignal()));
    await Promise.allSettled([...kept, my.time.tickAsync(5 * SECOND)]);
    const lost: unknown[] = [];
    my.myData.onLost = (reason) => lost.push(reason);
    my.clock.isOff = false;
    my.clock.shown.delete('w2');
    await my.time.tickAsync(30 * SECOND);
    assert.deepEqual(
      lost.map((error) => error instanceof LaMetricError && error.reason),
      ['too-many-frames'],
    );
    assert.deepEqual(my.shown('w1'), many);
  });

  it('pushes both states once, where there is one other widget instead', async () => {
    void my.myData.show('w1', 'a', values('1'), newSignal());
    void my.myData.show('w2', 'b', values('2'), newSignal());
    await my.time.tickAsync(5 * SECOND);
    my.clock.shown.clear();
    my.clock.shown.set('w3', []);
    const messages = [
      my.myData.show('w1', 'a', values('3'), newSignal()),
      my.myData.show('w2', 'b', values('4'), newSignal()),
    ];
    await my.time.tickAsync(0);
    assert.deepEqual(my.shown('w3'), ['3', '4']);
    await Promise.all([...messages, my.time.tickAsync(2 * SECOND)]);
    assert.equal(my.clock.requests.filter((request) => request === 'POST w3').length, 1);
  });

  it('wants another one chosen where the chosen one is gone, and asks no more', async () => {
    void my.myData.show('w1', 'a', values('1'), newSignal());
    await my.time.tickAsync(5 * SECOND);
    my.clock.shown.delete('w1');
    my.clock.shown.set('w3', []);
    const lost: unknown[] = [];
    my.myData.onLost = (reason) => lost.push(reason);
    const message = assert.rejects(my.myData.show('w1', 'b', values('2'), newSignal()), {
      code: 'INVALID_INPUT',
      reason: 'which-widget',
      said: 'w2, w3',
    });
    await my.time.tickAsync(0);
    await message;
    assert.equal(lost.length, 1);
    my.clock.requests.length = 0;
    await my.time.tickAsync(10 * MINUTE);
    assert.deepEqual(my.clock.requests, []);
  });

  it('asks again whether there are still two', async () => {
    void my.show('a', '1').catch(() => undefined);
    await my.time.tickAsync(5 * SECOND);
    my.clock.shown.delete('w1');
    const message = my.show('a', '1');
    await my.time.tickAsync(0);
    assert.deepEqual(await message, { widget: 'w2', frames: 1 });
  });

  it('shows a test in the app as it is now', async () => {
    await assert.rejects(my.myData.test('', [text('test')], newSignal()), { reason: 'which-widget' });
    my.clock.shown.delete('w1');
    await my.myData.test('', [text('test')], newSignal());
    assert.deepEqual(my.shown('w2'), ['test']);
  });
});
