import assert from 'node:assert/strict';
import { LaMetricError } from '../../../../src/lametric/errors';
import { MyDataTest, failureOf, keyFrames, newSignal, text, values } from '../../../helpers/my-data';

const times = <T>(count: number, value: T) => Array.from({ length: count }, () => value);
const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe('My Data of a clock', () => {
  let my: MyDataTest;

  beforeEach(() => {
    my = new MyDataTest();
  });
  afterEach(() => my.end());

  const pushes = () => my.clock.requests.filter((request) => request.startsWith('POST')).length;

  it('shows the frames of all keys, in the order of their position, then of their coming', async () => {
    const messages = [
      my.show('b', 'b'),
      my.show('a', 'a1', 'a2'),
      my.myData.show('w1', 'first', keyFrames([text('first')], { position: -1 }), newSignal()),
    ];
    await my.time.tickAsync(0);
    assert.deepEqual(await Promise.all(messages), times(3, { widget: 'w1', frames: 4 }));
    assert.deepEqual(my.shown(), ['first', 'b', 'a1', 'a2']);
    assert.deepEqual(my.clock.requests, ['GET apps', 'POST w1']);
  });

  it('pushes what comes within two seconds together', async () => {
    let ended = 0;
    for (let message = 0; message < 1000; message++) {
      void my.show(`key ${message % 20}`, String(message)).then(() => ended++);
      await my.time.tickAsync(10);
    }
    await my.time.tickAsync(2 * SECOND);
    assert.equal(ended, 1000);
    assert.ok(pushes() <= 6, `${pushes()} pushes`);
    assert.deepEqual(
      my.shown(),
      Array.from({ length: 20 }, (_, key) => String(980 + key)),
    );
  });

  it('pushes nothing that the clock shows already', async () => {
    void my.show('a', '1');
    await my.time.tickAsync(5 * SECOND);
    await my.show('a', '1');
    void my.show('a', '2');
    await my.time.tickAsync(0);
    const back = Promise.all([my.show('a', '3'), my.show('a', '2')]);
    await my.time.tickAsync(2 * SECOND);
    assert.deepEqual(await back, times(2, { widget: 'w1', frames: 1 }));
    assert.equal(pushes(), 2);
  });

  it('removes a key, which is new when it comes again', async () => {
    void my.show('a', 'a');
    void my.show('b', 'b');
    void my.show('a');
    void my.show('a', 'a again');
    await my.time.tickAsync(0);
    assert.deepEqual(my.shown(), ['b', 'a again']);
    my.myData.remove('w1', 'b');
    void my.show('a');
    await my.time.tickAsync(2 * SECOND);
    assert.deepEqual(my.shown(), ['-']);
  });

  it('removes a key whose lifetime is over, unless a message has come for it', async () => {
    const short = keyFrames([text('short')], { lifetime: 5 * SECOND });
    void my.myData.show('', 'a', short, newSignal());
    void my.myData.show('', 'b', short, newSignal());
    await my.time.tickAsync(4 * SECOND);
    await my.myData.show('', 'b', short, newSignal());
    await my.time.tickAsync(2 * SECOND);
    assert.deepEqual(my.shown(), ['short']);
    await my.time.tickAsync(4 * SECOND);
    assert.deepEqual(my.shown(), ['-']);
  });

  it('asks nothing in a quiet minute, and pushes again after ten', async () => {
    void my.show('a', '1');
    await my.time.tickAsync(5 * SECOND);
    my.clock.requests.length = 0;
    await my.time.tickAsync(MINUTE);
    assert.deepEqual(my.clock.requests, []);
    my.clock.cutPower();
    my.clock.isOff = false;
    await my.time.tickAsync(9 * MINUTE);
    assert.deepEqual(my.clock.requests, ['GET apps', 'POST w1']);
    assert.deepEqual(my.shown(), ['1']);
    void my.show('a');
    await my.time.tickAsync(0);
    my.clock.requests.length = 0;
    await my.time.tickAsync(30 * MINUTE);
    assert.deepEqual(my.clock.requests, []);
  });

  it('tells of changes, and of many at once a single time', async () => {
    const told: unknown[] = [];
    my.myData.onChange = () =>
      told.push(my.myData.list().map(({ keys }) => keys.map(({ isKept }) => isKept)));
    my.clock.hold();
    for (const key of ['a', 'b']) void my.show(key, '1');
    await my.time.tickAsync(SECOND);
    assert.deepEqual(told, [[[true, true]]]);
    my.clock.release();
    await my.time.tickAsync(SECOND);
    assert.deepEqual(told.slice(1), [[[false, false]]]);
    my.myData.remove('w1', 'a');
    await my.time.tickAsync(SECOND);
    assert.deepEqual(told.slice(2), [[[false]]]);
    await my.time.tickAsync(5 * MINUTE);
    assert.equal(told.length, 3);
    my.clock.hold();
    void my.show('b', '2');
    await my.time.tickAsync(SECOND);
    my.clock.release();
    await my.time.tickAsync(SECOND);
    assert.deepEqual(told.slice(3), [[[true]], [[false]]]);
  });

  it('refuses more than 20 frames, names the keys, and what shows stays', async () => {
    void my.show('many', ...Array.from({ length: 19 }, String));
    await my.time.tickAsync(5 * SECOND);
    await assert.rejects(my.show('two', '1', '2'), { code: 'INVALID_INPUT', said: 'many: 19, two: 2' });
    const long = 'k'.repeat(1e6);
    await assert.rejects(my.show(long, '1', '2'), { said: `many: 19, ${'k'.repeat(29)}…: 2` });
    await my.time.tickAsync(5 * SECOND);
    assert.equal(my.shown()?.length, 19);
    assert.equal(pushes(), 1);
  });

  describe('whose widget the clock does not know', () => {
    it('tries once more', async () => {
      void my.show('a', '1');
      await my.time.tickAsync(5 * SECOND);
      my.clock.notFound = 1;
      void my.show('a', '2');
      await my.time.tickAsync(0);
      assert.deepEqual(my.shown(), ['2']);
      assert.deepEqual(my.clock.requests.slice(2), ['POST w1', 'GET apps', 'POST w1']);
    });

    it('says what is missing after that, and goes on trying', async () => {
      my.clock.notFound = 2;
      const message = failureOf(my.show('a', '1'));
      await my.time.tickAsync(0);
      assert.deepEqual(await message, ['NOT_FOUND', 'my-data']);
      await my.time.tickAsync(30 * SECOND);
      assert.deepEqual(my.shown(), ['1']);
    });

    it('asks no more where the app has gone and nothing is to show', async () => {
      void my.show('a', '1');
      await my.time.tickAsync(5 * SECOND);
      my.clock.shown.clear();
      my.myData.remove('w1', 'a');
      await my.time.tickAsync(5 * MINUTE);
      my.clock.requests.length = 0;
      await my.time.tickAsync(60 * MINUTE);
      assert.deepEqual(my.clock.requests, []);
    });

    it('says so where the app is missing, and shows the frames when it is there', async () => {
      my.clock.shown.clear();
      const message = failureOf(my.show('a', '1'));
      await my.time.tickAsync(0);
      assert.deepEqual(await message, ['NOT_FOUND', 'my-data']);
      assert.deepEqual(my.clock.requests, ['GET apps']);
      my.clock.shown.set('new', []);
      const next = my.show('b', '2');
      await my.time.tickAsync(2 * SECOND);
      assert.deepEqual(await next, { widget: 'new', frames: 2 });
      assert.deepEqual(my.shown('new'), ['1', '2']);
    });

    for (const takesAnyWidget of [false, true]) {
      it(`goes to the new one of an app that was added anew${takesAnyWidget ? ', though the clock takes any' : ''}`, async () => {
        my.clock.takesAnyWidget = takesAnyWidget;
        void my.myData.show('w1', 'a', values('1'), newSignal());
        await my.time.tickAsync(5 * SECOND);
        my.clock.shown.clear();
        my.clock.shown.set('w2', []);
        void my.myData.show('w1', 'b', values('2'), newSignal());
        await my.time.tickAsync(10 * MINUTE + 5 * SECOND);
        assert.deepEqual(my.shown('w2'), ['1', '2']);
        assert.deepEqual(
          my.myData.list().map(({ widget }) => widget),
          ['w2'],
        );
      });
    }
  });

  it('ends the wait of a message whose node is closed', async () => {
    const controller = new AbortController();
    const message = failureOf(my.myData.show('', 'a', values('1'), controller.signal));
    controller.abort(new LaMetricError('UNREACHABLE', 'closed', { reason: 'closed', sent: false }));
    assert.deepEqual(await message, ['UNREACHABLE', 'closed']);
  });

  it('shows a test for ten seconds, whatever else comes', async () => {
    void my.show('a', '1');
    await my.time.tickAsync(5 * SECOND);
    await my.myData.test('', [text('test')], newSignal());
    void my.show('a', '2');
    await my.time.tickAsync(9 * SECOND);
    assert.deepEqual(my.shown(), ['test']);
    await my.time.tickAsync(1 * SECOND);
    assert.deepEqual(my.shown(), ['2']);
  });

  it('removes the keys of nodes that have gone', async () => {
    const leave = my.myData.join('node 1');
    my.myData.join('node 2');
    for (const node of ['node 1', 'node 2']) {
      void my.myData.show('', node, keyFrames([text(node)], { from: node }), newSignal());
    }
    void my.show('node 3', 'a key that looks like one');
    await my.time.tickAsync(5 * SECOND);
    leave();
    await my.myData.removeOrphans();
    await my.time.tickAsync(0);
    assert.deepEqual(my.shown(), ['node 2', 'a key that looks like one']);
  });
});
