import assert from 'node:assert/strict';
import { ACCOUNT, LIST, accountFlow, authorize, connect, textFields, visit } from '../../../harness/account';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { isObject } from '../../../src/lametric/guards';
import { withBursts } from '../../helpers/account';
import { TOKEN } from '../../helpers/paths';

const BURST = 100;

/** Deploys at the worst moments, on a real Node-RED. */
describe('A Deploy', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;

  before(async () => {
    simulator = await startSimulator();
    nodeRed = await startNodeRed({ link: true, settings: { lametricAccountCloudUrl: simulator.url } });
    await nodeRed.deploy(flow());
    await connect(nodeRed, simulator);
  });

  beforeEach(() => simulator.clearRequests());
  afterEach(() => simulator.clearFaults());

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  /** Every press of `list-in` or `rename-in` sends a hundred messages at once; `name` makes a flow that differs. */
  function flow(name = '') {
    return withBursts(
      accountFlow(simulator, { devices: { name }, rename: { name }, account: { name } }),
      BURST,
    );
  }

  /** How many results and how many errors the debug nodes have shown since `start`. */
  const outcomes = (start: number) => {
    const shown = nodeRed.debugMessages().slice(start);
    return {
      results: shown.filter(({ id }) => id === 'out').length,
      errors: shown.filter(({ id }) => id === 'errors').length,
    };
  };

  /** Counts what becomes of the messages after `start` once there are as many as expected. */
  const settled = async (start: number, count: number) => {
    for (let shown = 0; shown < count; shown++) await nodeRed.nextDebug();
    return outcomes(start);
  };

  for (const type of ['nodes', 'flows', 'full', 'reload'] as const) {
    it(`of the kind "${type}" with ${BURST} messages in a refresh loses none silently and refreshes once`, async () => {
      const start = nodeRed.debugMessages().length;
      const log = nodeRed.output().length;
      simulator.expireAccessTokens();
      simulator.fail(TOKEN, { delay: 1000, afterEffect: true });
      await nodeRed.inject('list-in');
      await simulator.requested('POST', TOKEN);
      await nodeRed.deploy(flow(type), type);
      assert.match(nodeRed.output().slice(log), new RegExp(`stopped while.*×${BURST}`));

      // Where the Catch node was not closed as well, it has every one of them.
      const caught = type === 'nodes' || type === 'flows' ? BURST : 0;
      await nodeRed.inject('list-in');
      assert.deepEqual(await settled(start, BURST + caught), { results: BURST, errors: caught });
      assert.equal(simulator.countRequests('POST', TOKEN), 1);
    });

    it(`of the kind "${type}" with ${BURST} requests under way answers none twice`, async () => {
      const start = nodeRed.debugMessages().length;
      const path = `/api/v2/users/me/devices/${simulator.devices[0]?.id}`;
      // Longer than the test: only the Deploy ends these requests.
      simulator.fail(path, { delay: 60_000 }, BURST);
      await nodeRed.inject('rename-in');
      // The others wait for their turn.
      await simulator.requested('PUT', path);
      await nodeRed.deploy(flow(`${type} again`), type);
      simulator.clearFaults();
      const caught = type === 'nodes' || type === 'flows' ? BURST : 0;
      await nodeRed.inject('rename-in');
      assert.deepEqual(await settled(start, BURST + caught), { results: BURST, errors: caught });
    });

    it(`of the kind "${type}" in the middle of a handshake does not disturb it`, async () => {
      const { handshake, authorizeUrl = '' } = textFields(await authorize(nodeRed, simulator));
      const callback = await simulator.authorize(authorizeUrl);
      await nodeRed.deploy(flow(`${type} in a handshake`), type);
      assert.equal((await visit(callback)).status, 200);
      const { body } = await nodeRed.admin('POST', `lametric-account/${ACCOUNT}/redeem`, { handshake });
      assert.deepEqual(body, { state: 'connected', persisted: true });
    });
  }

  const recordIn = (settings: unknown): Record<string, unknown> => {
    const map = isObject(settings) ? settings['lametricAccounts'] : undefined;
    const record = isObject(map) ? map[ACCOUNT] : undefined;
    return isObject(record) ? record : {};
  };

  const state = async () => {
    const { body } = await nodeRed.admin('GET', `lametric-account/${ACCOUNT}`);
    return isObject(body) ? body['state'] : undefined;
  };

  it('that disables the account keeps its authorization', async () => {
    await nodeRed.deploy(flow('disabled').map((node) => (node.id === ACCOUNT ? { ...node, d: true } : node)));
    assert.equal(recordIn(await nodeRed.settingsFile())['orphanedAt'], undefined);
    await nodeRed.deploy(flow('enabled'));
    assert.equal(await state(), 'connected');
  });

  it('that removes the account marks its authorization, and its return takes the mark away', async () => {
    await nodeRed.deploy(flow().filter(({ id }) => id !== ACCOUNT));
    await nodeRed.nextSettings((settings) => recordIn(settings)['orphanedAt'] !== undefined);
    await nodeRed.deploy(flow());
    await nodeRed.nextSettings((settings) => recordIn(settings)['orphanedAt'] === undefined);
    assert.equal(await state(), 'connected');
  });

  it('of a copy leaves the copy disconnected', async () => {
    const copy = { ...flow().find(({ id }) => id === ACCOUNT), id: 'copy' };
    await nodeRed.deploy([...flow(), copy]);
    const { body } = await nodeRed.admin('GET', 'lametric-account/copy');
    assert.ok(isObject(body));
    assert.equal(body['state'], 'disconnected');
    assert.equal(await state(), 'connected');
  });

  it('with another client secret asks to connect again, and with the old one is connected', async () => {
    const credentials = { clientId: simulator.client.id, clientSecret: 'another' };
    const change = (node: { id: string }) => (node.id === ACCOUNT ? { ...node, credentials } : node);
    await nodeRed.deploy(flow('another').map(change));
    assert.equal(await state(), 'reconnect');
    await nodeRed.nextStatus(LIST, ({ text }) => text === 'connect again');
    await nodeRed.deploy(flow('the same'));
    assert.equal(await state(), 'connected');
  });

  it('that fails for a missing type leaves every authorization unmarked', async () => {
    const missing = { id: 'unknown-1', type: 'unknown type', z: 'flow', x: 0, y: 0, wires: [] };
    const { [ACCOUNT]: _account, ...rest } = Object.fromEntries(
      flow('missing').map((node) => [node.id, node]),
    );
    await assert.rejects(nodeRed.deploy([...Object.values(rest), missing]), /missing-types/);
    assert.equal(recordIn(await nodeRed.settingsFile())['orphanedAt'], undefined);
  });
});
