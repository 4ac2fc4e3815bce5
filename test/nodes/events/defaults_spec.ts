import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import sinon from 'sinon';
import { type Clock, startClock } from '../../../simulator/clock/clock';
import { Poller } from '../../../src/config/device/poller';
import { isObject } from '../../../src/lametric/guards';
import register from '../../../src/nodes/events/events';
import { loadNode, useNodeRed } from '../../helpers/flow-node';

describe('A lametric events that lacks properties', () => {
  let clock: Clock;

  useNodeRed();
  beforeEach(async () => {
    clock = await startClock();
  });
  afterEach(() => {
    sinon.restore();
    return clock.unplug();
  });

  /** What a node with these properties has subscribed to. */
  const subscribed = async (properties: object) => {
    const subscribe = sinon.spy(Poller.prototype, 'subscribe');
    await loadNode(clock, register, { type: 'lametric events', ...properties });
    return subscribe.args.map(([subscription]) => subscription);
  };

  it('tells that the clock is online', async () => {
    await loadNode(clock, register, { type: 'lametric events', initial: true });
    const received = await new Promise<unknown>((resolve) => {
      helper.getNode('out').once('input', resolve);
    });
    assert.ok(isObject(received));
    assert.equal(received['topic'], 'online');
  });

  for (const interval of ['', 'often', undefined]) {
    it(`looks every 30 s where its interval is ${JSON.stringify(interval)}`, async () => {
      const [subscription] = await subscribed({ interval });
      assert.equal(subscription?.interval, 30_000);
    });
  }

  it('does not have the clock looked at where it wants no events', async () => {
    assert.deepEqual(await subscribed({ events: ['none'] }), []);
  });
});
