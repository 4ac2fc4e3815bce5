import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import { type Clock, startClock } from '../../../simulator/clock/clock';
import { isObject } from '../../../src/lametric/guards';
import register from '../../../src/nodes/events/events';
import { loadNode, useNodeRed } from '../../helpers/flow-node';

describe('A lametric events that lacks properties', () => {
  let clock: Clock;

  useNodeRed();
  beforeEach(async () => {
    clock = await startClock();
  });
  afterEach(() => clock.unplug());

  it('tells that the clock is online', async () => {
    await loadNode(clock, register, { type: 'lametric events', initial: true });
    const received = await new Promise<unknown>((resolve) => {
      helper.getNode('out').once('input', resolve);
    });
    assert.ok(isObject(received));
    assert.equal(received['topic'], 'online');
  });
});
