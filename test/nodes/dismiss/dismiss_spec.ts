import assert from 'node:assert/strict';
import { type Clock, startClock } from '../../../simulator/clock/clock';
import register from '../../../src/nodes/dismiss/dismiss';
import { loadNode, useNodeRed } from '../../helpers/flow-node';
import { notify } from '../../simulator/clock/ask';

describe('lametric dismiss', () => {
  let clock: Clock;

  useNodeRed();
  beforeEach(async () => {
    clock = await startClock();
  });
  afterEach(() => clock.unplug());

  for (const [which, left] of [
    ['all', 0],
    ['current', 2],
  ] as const) {
    it(`leaves ${left} of three where it dismisses "${which}"`, async () => {
      const send = await loadNode(clock, register, { type: 'lametric dismiss', which });
      for (const text of ['a', 'b', 'c'])
        await notify(clock, '', { model: { cycles: 0, frames: [{ text }] } });
      const { dismissed } = Object((await send({})).msg['payload']);
      assert.deepEqual([dismissed.length, clock.queue.all.length], [3 - left, left]);
    });
  }

  for (const which of ['topic', 'id']) {
    it(`asks for the ${which} where that is empty`, async () => {
      const send = await loadNode(clock, register, { type: 'lametric dismiss', which });
      const { code, message } = await send({ topic: '' });
      assert.deepEqual([code, clock.requests], ['INVALID_INPUT', []]);
      assert.match(message, new RegExp(`dismiss\\.error\\.no-${which} .*topic`));
    });
  }
});
