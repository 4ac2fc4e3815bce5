import assert from 'node:assert/strict';
import { type Clock, startClock } from '../../../simulator/clock/clock';
import register from '../../../src/nodes/my-data/my-data';
import { lastStatus, loadNode, useNodeRed } from '../../helpers/flow-node';

const TYPE = 'lametric my data';
const FRAMES = [
  { text: 'a', duration: 2000 },
  { chartData: [1, 2, 3] },
  { text: 'b', goalData: { start: 0, current: 1, end: 2, unit: '' } },
];

/** None of them can be shown, each for another reason. */
const BAD: unknown[] = [
  {},
  [1],
  NaN,
  10n,
  Buffer.from([0xc3, 0x28]),
  { icon: 'i1' },
  { text: 'a', icon: 'cat' },
  { text: 'a', colour: 'red' },
  { text: 'a', position: 'first' },
  { text: 'a', lifetime: 0 },
  { frames: 'a' },
  { frames: [{ text: 1 }] },
  { frames: Array.from({ length: 21 }, () => ({ text: 'a' })) },
];

describe('A lametric my data', () => {
  let clock: Clock;

  useNodeRed();
  beforeEach(async () => {
    clock = await startClock();
  });
  afterEach(() => clock.unplug());

  const shown = () => clock.apps.myData.frames().map(({ text }) => text);

  it('that lacks properties shows the payload under the topic, else under its id', async () => {
    const send = await loadNode(clock, register, { type: TYPE });
    const { msg } = await send({ topic: 'a', payload: 'Hi', other: 1 });
    const widget = clock.apps.widgetOf('com.lametric.diy.devwidget');
    assert.deepEqual(msg['payload'], { key: 'a', frames: 1, widget });
    assert.equal(msg['other'], 1);
    assert.deepEqual((await send({ topic: '', payload: 5 })).msg['payload'], {
      key: 'node',
      frames: 2,
      widget,
    });
    assert.deepEqual(shown(), ['Hi', '5']);
  });

  it('shows frames of all kinds in LaMetric’s form, and removes them', async () => {
    const send = await loadNode(clock, register, { type: TYPE, key: 'all', keyType: 'str' });
    await send({ payload: { frames: FRAMES } });
    assert.deepEqual(
      clock.apps.myData.frames(),
      FRAMES.map((frame, index) => ({ index, ...frame })),
    );
    await send({ payload: null });
    assert.deepEqual(shown(), ['-']);
  });

  it('needs no other frame where a message removes its key, or has frames of its own', async () => {
    const frames = [
      { type: 'text', value: '$min(payload)', valueType: 'jsonata' },
      { type: 'chart', value: 'payload', valueType: 'msg' },
    ];
    const send = await loadNode(clock, register, { type: TYPE, key: 'price', keyType: 'str', frames });
    await send({ payload: [3, 4] });
    assert.deepEqual(shown(), ['3', undefined]);
    for (const payload of ['', null, { text: '' }, { frames: [] }]) {
      assert.equal((await send({ payload })).message, '');
      assert.deepEqual(shown(), ['-']);
      await send({ payload: { frames: [{ text: 'closed' }] } });
      assert.deepEqual(shown(), ['closed']);
    }
  });

  it('takes a key that is a number, and no other thing', async () => {
    const send = await loadNode(clock, register, { type: TYPE });
    assert.equal((await send({ topic: 7, payload: 'a' })).code, undefined);
    assert.equal((await send({ topic: {}, payload: 'b' })).code, 'INVALID_INPUT');
    assert.deepEqual(shown(), ['a']);
  });

  it('says in one sentence why a value cannot be shown, and what shows stays', async () => {
    const send = await loadNode(clock, register, { type: TYPE });
    await send({ topic: 'a', payload: 'Hi' });
    const { length } = clock.requests;
    for (const payload of BAD) {
      const { code, message } = await send({ topic: 'a', payload });
      assert.equal(code, 'INVALID_INPUT', message);
      assert.match(message, /^.{1,200}$/);
    }
    assert.deepEqual(shown(), ['Hi']);
    assert.equal(clock.requests.length, length);
  });

  it('keeps what a clock that is off is to show, and nothing that cannot be shown', async () => {
    await clock.unplug();
    const send = await loadNode(clock, register, { type: TYPE });
    assert.equal((await send({ topic: 'a', payload: { text: 'a', icon: 'cat' } })).code, 'INVALID_INPUT');
    assert.equal((await send({ topic: 'b', payload: 'b' })).code, 'UNREACHABLE');
    assert.match(String(lastStatus().text), /kept/);
  });

  it('keeps nothing where it has no clock', async () => {
    const send = await loadNode(clock, register, { type: TYPE, device: '' });
    assert.equal((await send({ topic: 'a', payload: 'a' })).code, 'NOT_CONFIGURED');
    assert.doesNotMatch(String(lastStatus().text), /kept/);
  });
});
