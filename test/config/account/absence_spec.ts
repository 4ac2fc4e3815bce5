import assert from 'node:assert/strict';
import { LIST, accountFlow, connect } from '../../../harness/account';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { isObject } from '../../../src/lametric/guards';
import { CONNECTED, OF_ACCOUNT } from '../../helpers/routes';

const DISABLED = /account is disabled/;
const STOPPED = /flows are not running/;

/** While there is no node for an account that is deployed: the remarks on it, and the parts that still work. */
describe('An account that does not run', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;

  before(async () => {
    simulator = await startSimulator();
    nodeRed = await startNodeRed({
      link: true,
      settings: { lametricAccountCloudUrl: simulator.url, runtimeState: { enabled: true, ui: true } },
    });
  });

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  const answer = async () => {
    const { status, body } = await nodeRed.admin('GET', OF_ACCOUNT);
    assert.ok(status === 200 && isObject(body));
    return body;
  };

  /** The state says why nothing uses the account, and it can be disconnected, connected and read all the same. */
  async function worksAllTheSame(why: RegExp): Promise<void> {
    await nodeRed.admin('POST', `${OF_ACCOUNT}/disconnect`);
    const { state, message } = await answer();
    assert.equal(state, 'disconnected');
    assert.match(String(message), why);
    const connected = await connect(nodeRed, simulator, { body: { clientSecret: '__PWRD__' } });
    assert.deepEqual(connected, CONNECTED);
    assert.equal((await answer())['state'], 'connected');
    assert.equal((await nodeRed.admin('GET', `${OF_ACCOUNT}/devices`)).status, 200);
  }

  const whatToDo = async () => {
    await nodeRed.inject('list-in');
    const { id, msg } = await nodeRed.nextDebug();
    assert.ok(id === 'errors' && isObject(msg) && isObject(msg['error']));
    assert.equal(msg['error']['code'], 'NOT_CONFIGURED');
    return String(msg['error']['message']);
  };

  it('says nothing of the kind while it runs', async () => {
    await nodeRed.deploy(accountFlow(simulator));
    assert.equal((await answer())['message'], undefined);
  });

  it('says that it is disabled, and so do its nodes', async () => {
    await nodeRed.deploy(accountFlow(simulator, { account: { d: true } }));
    await worksAllTheSame(DISABLED);
    await nodeRed.nextStatus(LIST, ({ text }) => text === 'account disabled');
    assert.match(await whatToDo(), /^LaMetric account: enable it, then deploy/);
  });

  it('says so too where its tab is disabled', async () => {
    const tab = { id: 'off', type: 'tab', label: 'Off', disabled: true };
    await nodeRed.deploy([...accountFlow(simulator, { account: { z: 'off' } }), tab]);
    await worksAllTheSame(DISABLED);
  });

  it('is not there for a node that names none', async () => {
    await nodeRed.deploy(accountFlow(simulator, { devices: { account: '' } }));
    await nodeRed.nextStatus(LIST, ({ text }) => text === 'no account');
    assert.match(await whatToDo(), /choose/i);
  });

  it('says that the flows were stopped', async () => {
    await nodeRed.deploy(accountFlow(simulator));
    const { status } = await nodeRed.admin('POST', 'flows/state', { state: 'stop' });
    assert.equal(status, 200);
    await worksAllTheSame(STOPPED);
    await nodeRed.admin('POST', 'flows/state', { state: 'start' });
    await nodeRed.nextStatus(LIST, ({ text }) => text === 'connected');
    assert.equal((await answer())['message'], undefined);
    // Node-RED does not wait for this before it answers.
    await nodeRed.nextSettings((saved) => isObject(saved) && saved['runtimeFlowState'] === 'start');
  });

  it('says that the flows do not run in safe mode', async () => {
    await nodeRed.restart({ settings: { lametricAccountCloudUrl: simulator.url, safeMode: true } });
    assert.equal((await answer())['state'], 'connected');
    await worksAllTheSame(STOPPED);
  });

  it('keeps in safe mode what was connected before', async () => {
    await nodeRed.restart({ settings: { lametricAccountCloudUrl: simulator.url } });
    assert.equal((await answer())['state'], 'connected');
    await nodeRed.nextStatus(LIST, ({ text }) => text === 'connected');
  });
});
