import assert from 'node:assert/strict';
import { accountFlow, connect } from '../../../harness/account';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { TOKEN } from '../../helpers/paths';
import { OF_ACCOUNT, stateOf } from '../../helpers/routes';

const DEVICES = '/api/v2/users/me/devices';

/** Node.js tells of such an answer neither as a response nor as an error. */
describe('An answer 101 Switching Protocols, on a real Node-RED', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;

  before(async () => {
    simulator = await startSimulator();
    nodeRed = await startNodeRed({ link: true, settings: { lametricAccountCloudUrl: simulator.url } });
    await nodeRed.deploy(accountFlow(simulator));
    await connect(nodeRed, simulator);
  });

  beforeEach(() => simulator.clearRequests());

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  /** A message comes through, and so does the next one. */
  const allIsWell = async () => {
    for (let message = 0; message < 2; message++) {
      await nodeRed.inject('list-in');
      assert.equal((await nodeRed.nextDebug(undefined, 20_000)).id, 'out');
    }
    assert.equal(await stateOf(nodeRed.admin('GET', OF_ACCOUNT)), 'connected');
  };

  it('to a message costs a retry', async () => {
    simulator.fail(DEVICES, { status: 101 });
    await allIsWell();
  });

  it('at the token endpoint costs no authorization', async () => {
    simulator.expireAccessTokens();
    simulator.fail(TOKEN, { status: 101 });
    await allIsWell();
    assert.equal(simulator.countRequests('POST', TOKEN), 2);
  });

  it('to all tries of a message ends it, and the next one goes on', async () => {
    simulator.fail(DEVICES, { status: 101 }, 4);
    await nodeRed.inject('list-in');
    assert.equal((await nodeRed.nextDebug(undefined, 20_000)).id, 'errors');
    await allIsWell();
  });
});
