import assert from 'node:assert/strict';
import { ACCOUNT, LIST, accountFlow, connect } from '../../harness/account';
import { type NodeRed, startNodeRed } from '../../harness/node-red';
import { type Simulator, startSimulator } from '../../simulator/simulator';
import { isObject } from '../../src/lametric/guards';
import { DEVICES } from '../helpers/paths';

describe('An error', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;

  before(async () => {
    simulator = await startSimulator();
    nodeRed = await startNodeRed({ link: true, settings: { lametricAccountCloudUrl: simulator.url } });
  });

  beforeEach(() => simulator.fail(DEVICES, { status: 404 }));
  afterEach(() => simulator.clearFaults());

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  async function deploy(name: string): Promise<void> {
    await nodeRed.deploy(accountFlow(simulator, { account: { name } }));
    await connect(nodeRed, simulator);
  }

  async function nextError(): Promise<Record<string, unknown>> {
    await nodeRed.inject('list-in');
    const { msg } = await nodeRed.nextDebug(({ id }) => id === 'errors');
    assert.ok(isObject(msg) && isObject(msg['error']));
    return msg['error'];
  }

  it('gives a Catch node its message, code, cause and stack', async () => {
    await deploy('Home');
    const { message, code, cause, stack, source } = await nextError();
    assert.match(String(message), /^LaMetric account "Home": choose another device/);
    assert.equal(code, 'NOT_FOUND');
    assert.deepEqual(cause, { statusCode: 404 });
    assert.match(String(stack), /LaMetric account "Home": .*\n +at /);
    assert.ok(isObject(source) && source['id'] === LIST);
  });

  it('calls an account without a name by its connected user, once that is known', async () => {
    await deploy('');
    assert.match(String((await nextError())['message']), /^LaMetric account: /);
    await nodeRed.admin('GET', `lametric-account/${ACCOUNT}/user`);
    simulator.fail(DEVICES, { status: 404 });
    assert.match(String((await nextError())['message']), /^LaMetric account "Demo User": /);
    await nodeRed.admin('POST', `lametric-account/${ACCOUNT}/disconnect`);
    assert.match(String((await nextError())['message']), /^LaMetric account: click Connect /);
  });
});
