import assert from 'node:assert/strict';
import { ACCOUNT, accountFlow, connect } from '../harness/account';
import { type NodeRed, startNodeRed } from '../harness/node-red';
import { INSTALLATION, packTarball } from '../harness/package';
import { type Simulator, startSimulator } from '../simulator/simulator';
import { isObject } from '../src/lametric/guards';
import { withBursts } from './helpers/account';
import { TOKEN } from './helpers/paths';

/** The main job, as a user does it, on a real Node-RED. */
describe('From the tarball to a renamed clock', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;

  before(async () => {
    simulator = await startSimulator();
    nodeRed = await startNodeRed({ settings: { lametricAccountCloudUrl: simulator.url }, logLevel: 'trace' });
  });

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  const lookedUp = async () => {
    const { msg } = await nodeRed.nextDebug();
    assert.ok(isObject(msg));
    return msg;
  };

  it('installs from the palette manager', async function () {
    this.timeout(INSTALLATION);
    await nodeRed.installTarball(await packTarball());
    await nodeRed.deploy(accountFlow(simulator));
    assert.equal(nodeRed.status('list')?.text, 'not connected');
  });

  it('connects', async () => {
    assert.deepEqual(await connect(nodeRed, simulator), { state: 'connected', persisted: true });
    await nodeRed.nextStatus('list', ({ text }) => text === 'connected');
    const { body } = await nodeRed.admin('GET', `lametric-account/${ACCOUNT}`);
    assert.ok(isObject(body));
    assert.equal(body['state'], 'connected');
    assert.deepEqual(body['scopes'], ['basic', 'devices_read', 'devices_write']);
  });

  it('lists the devices, without their keys', async () => {
    await nodeRed.inject('list-in');
    const { topic, payload } = await lookedUp();
    assert.equal(topic, 'kept');
    assert.deepEqual(
      payload,
      simulator.devices.map(({ api_key: _key, ...device }) => device),
    );
  });

  it('renames one', async () => {
    await nodeRed.inject('rename-in');
    const { topic, payload } = await lookedUp();
    assert.equal(topic, 'kept');
    assert.deepEqual(payload, { id: simulator.devices[0]?.id, name: 'Kitchen' });
    assert.equal(simulator.devices[0]?.name, 'Kitchen');
  });

  it('goes on after a refresh and a restart, without a Deploy and without asking again', async () => {
    simulator.expireAccessTokens();
    await nodeRed.inject('list-in');
    await lookedUp();
    assert.equal(simulator.countRequests('POST', TOKEN), 2);
    await nodeRed.restart();
    simulator.expireAccessTokens();
    await nodeRed.inject('list-in');
    await lookedUp();
    assert.equal(simulator.countRequests('POST', TOKEN), 3);
  });

  /** The debug nodes that show what becomes of that many messages. */
  const shown = async (count: number) => {
    const ids: string[] = [];
    while (ids.length < count) ids.push((await nodeRed.nextDebug()).id);
    return ids;
  };

  it('refreshes once for 50 messages at once, and answers them all', async () => {
    await nodeRed.deploy(withBursts(accountFlow(simulator), 50));
    simulator.expireAccessTokens();
    simulator.clearRequests();
    await nodeRed.inject('rename-in');
    assert.ok((await shown(50)).every((id) => id === 'out'));
    assert.equal(simulator.countRequests('POST', TOKEN), 1);
  });

  it('ends a thousand messages with an error, and asks LaMetric no more, once the authorization has ended', async () => {
    await nodeRed.deploy(withBursts(accountFlow(simulator), 1000));
    simulator.expireAccessTokens();
    simulator.revokeRefreshTokens();
    await nodeRed.inject('list-in');
    await shown(1000);
    await nodeRed.nextStatus('rename', ({ text }) => text === 'connect again');

    simulator.clearRequests();
    await nodeRed.inject('list-in');
    assert.ok((await shown(1000)).every((id) => id === 'errors'));
    assert.equal(simulator.requests.length, 0);

    await connect(nodeRed, simulator);
    await nodeRed.inject('list-in');
    assert.ok((await shown(1000)).every((id) => id === 'out'));
  });
});
