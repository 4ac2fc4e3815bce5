import assert from 'node:assert/strict';
import { accountNode, connect } from '../harness/account';
import { type NodeRed, startNodeRed } from '../harness/node-red';
import { readyFlow } from '../scripts/ready-flow';
import { type Simulator, startSimulator } from '../simulator/simulator';
import { NOTIFICATIONS } from './helpers/clocks';
import { cardOf } from './helpers/device-routes';

describe('The ready flow', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;

  before(async () => {
    simulator = await startSimulator();
    nodeRed = await startNodeRed({ link: true, settings: { lametricAccountCloudUrl: simulator.url } });
  });

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  const assertAllOnline = async () => {
    for (const { id, name } of simulator.clocks) {
      const card = await cardOf(nodeRed.admin('GET', `lametric-device/clock-${id}`));
      assert.deepEqual([card['state'], card['name']], ['online', name]);
    }
  };

  it('finds all clocks of the account once that is connected', async () => {
    await nodeRed.deploy(readyFlow([], accountNode(simulator), simulator));
    await connect(nodeRed, simulator);
    await assertAllOnline();
  });

  it('shows a text on the first of them, long enough to be seen after a look elsewhere', async () => {
    const [clock = assert.fail()] = simulator.clocks;
    await nodeRed.inject('show-in');
    await clock.requested('POST', NOTIFICATIONS);
    assert.deepEqual(clock.shown?.notification.model.frames, [{ text: 'Hello', duration: 20_000 }]);
  });

  it('keeps them apart, after a restart without internet too', async () => {
    const isSaved = (settings: unknown) => {
      const text = JSON.stringify(settings);
      return simulator.clocks.every(({ fingerprint }) => text.split(fingerprint).length === 2);
    };
    await nodeRed.nextSettings(isSaved);
    simulator.fail('/*', { cutAfter: 0 }, Infinity);
    await nodeRed.restart();
    await assertAllOnline();
  });
});
