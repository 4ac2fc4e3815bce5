import assert from 'node:assert/strict';
import { type Clock, startClock } from '../../../simulator/clock/clock';
import register from '../../../src/nodes/dismiss/dismiss';
import { loadNode, useNodeRed } from '../../helpers/flow-node';

describe('A lametric dismiss that lacks properties', () => {
  let clock: Clock;

  useNodeRed();
  beforeEach(async () => {
    clock = await startClock();
  });
  afterEach(() => clock.unplug());

  it('dismisses what was shown with the topic', async () => {
    const send = await loadNode(clock, register, { type: 'lametric dismiss' });
    assert.deepEqual((await send({ topic: 'door' })).msg['payload'], { dismissed: [] });
    const { code, message } = await send({});
    assert.equal(code, 'INVALID_INPUT');
    assert.match(message, /no-topic/);
  });

  it('asks for the id where it dismisses by that', async () => {
    const send = await loadNode(clock, register, { type: 'lametric dismiss', which: 'id' });
    assert.match((await send({})).message, /no-id/);
  });
});
