import assert from 'node:assert/strict';
import { type Clock, startClock } from '../../../simulator/clock/clock';
import register from '../../../src/nodes/notify/notify';
import { loadNode, useNodeRed } from '../../helpers/flow-node';

describe('A lametric notify that lacks properties', () => {
  let clock: Clock;

  useNodeRed();
  beforeEach(async () => {
    clock = await startClock();
  });
  afterEach(() => clock.unplug());

  const run = async (properties: object, msg: Record<string, unknown>) => {
    const send = await loadNode(clock, register, { type: 'lametric notify', ...properties });
    const { msg: sent, code } = await send(msg);
    assert.equal(code, undefined);
    return sent['payload'];
  };

  it('shows the payload', async () => {
    await run({}, { payload: 'Hello' });
    assert.deepEqual(clock.queue.all[0]?.model.frames, [{ text: 'Hello' }]);
  });

  for (const { frame, shown } of [
    { frame: {}, shown: { text: '7' } },
    { frame: { type: 'text', value: 'Hi', valueType: 'str' }, shown: { text: 'Hi' } },
    { frame: { type: 'goal' }, shown: { goalData: { start: 0, current: 7, end: 100, unit: '' } } },
    { frame: { type: 'chart', value: '[1]', valueType: 'json' }, shown: { chartData: [1] } },
  ]) {
    it(`shows the frame ${JSON.stringify(frame)}`, async () => {
      await run({ frames: [frame] }, { payload: 7 });
      assert.deepEqual(clock.queue.all[0]?.model.frames, [shown]);
    });
  }
});
