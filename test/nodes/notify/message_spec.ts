import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import sinon from 'sinon';
import { type Clock, startClock } from '../../../simulator/clock/clock';
import { NotificationQueue } from '../../../src/config/device/notifications/notification-queue';
import register from '../../../src/nodes/notify/notify';
import { lastStatus, loadNode, useNodeRed } from '../../helpers/flow-node';

const BLANK = ' '.repeat(1e6);
const OWN_FORM = '{"model":{"frames":[{"text":"Oven"}]}';

describe('A message to a lametric notify', () => {
  let clock: Clock;

  useNodeRed();
  beforeEach(async () => {
    clock = await startClock();
  });
  afterEach(() => clock.unplug());

  const load = (properties: object = {}) =>
    loadNode(clock, register, { type: 'lametric notify', ...properties });
  const texts = () => clock.queue.all.map(({ model: { frames } }) => frames[0]?.text);

  it("is no notification in LaMetric's own form where its text is too long", async () => {
    const send = await load();
    assert.equal((await send({ payload: `${OWN_FORM}}${BLANK}` })).code, 'INVALID_INPUT');
    assert.deepEqual(clock.requests, []);
  });

  it("is no notification in LaMetric's own form where its text is nested too deeply", async () => {
    const payload = `${OWN_FORM},"more":${'['.repeat(100)}${']'.repeat(100)}}`;
    await (
      await load()
    )({ payload });
    assert.deepEqual(texts(), [payload]);
  });

  it('is data where its model is that of a clock, as events and state pass it on', async () => {
    const frames = [{ type: 'text', value: 'payload.wifi.strength', valueType: 'msg', unit: ' %' }];
    const send = await load({ frames });
    await send({ payload: { model: 'LM 37X8', wifi: { strength: 80 } } });
    assert.deepEqual(texts(), ['80 %']);
  });

  it('is named in the status by the first of its texts', async () => {
    const frames = [
      { type: 'chart', value: '[1]', valueType: 'json' },
      { type: 'text', value: 'payload', valueType: 'msg' },
    ];
    const send = await load({ frames });
    await send({ payload: 'Door' });
    assert.match(lastStatus().text ?? '', /^Door, /);
  });

  it('may have a number as its topic', async () => {
    const send = await load({ replace: true });
    await send({ payload: 'a', topic: 7 });
    await send({ payload: 'b', topic: 7 });
    assert.deepEqual(texts(), ['b']);
  });

  it('is told of at its end as it was, whatever others have made of it', async () => {
    const send = await load({ replace: true, ended: true, wires: [['out'], ['out']] });
    const { msg } = await send({ payload: 'a', topic: 'door', place: { name: 'front' } });
    Object.assign(Object(msg['place']), { name: 'back' });
    const { msg: told } = await send({ payload: 'b', topic: 'door' });
    assert.deepEqual(told['payload'], { ...Object(msg['payload']), ended: 'replaced' });
    assert.deepEqual(told['place'], { name: 'front' });
  });

  it('has nobody to be told of its end once its node has gone', async () => {
    const show = sinon.spy(NotificationQueue.prototype, 'show');
    try {
      const send = await load({ ended: true });
      await send({ payload: 'a' });
    } finally {
      show.restore();
    }
    const [{ follower }] = show.lastCall.args;
    assert.equal(follower?.isThere(), true);
    await helper.getNode('node').close(false);
    assert.equal(follower?.isThere(), false);
  });
});
