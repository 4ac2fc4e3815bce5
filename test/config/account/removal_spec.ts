import assert from 'node:assert/strict';
import { ACCOUNT, LIST, accountFlow, connect } from '../../../harness/account';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { isObject } from '../../../src/lametric/guards';
import { TOKEN } from '../../helpers/paths';
import { CONNECTED, OF_ACCOUNT, errorOf, stateOf } from '../../helpers/routes';

const DEVICES = '/api/v2/users/me/devices';
const NOT_CONFIGURED = [409, 'NOT_CONFIGURED'];
/** How many accounts are known that were never deployed. */
const KNOWN = 32;

/** Accounts that are gone, or were never there. */
describe('An account', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;
  let settings: Record<string, unknown>;

  before(async () => {
    simulator = await startSimulator();
    settings = { lametricAccountCloudUrl: simulator.url, runtimeState: { enabled: true, ui: true } };
    nodeRed = await startNodeRed({ link: true, settings });
    await nodeRed.deploy(accountFlow(simulator));
    await connect(nodeRed, simulator);
  });

  beforeEach(() => simulator.clearRequests());

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  const get = (path: string) => nodeRed.admin('GET', path);
  const without = () => accountFlow(simulator).filter(({ id }) => id !== ACCOUNT);
  const isMarked = (saved: unknown) => {
    const records = isObject(saved) ? saved['lametricAccounts'] : undefined;
    const record = isObject(records) ? records[ACCOUNT] : undefined;
    assert.ok(isObject(record), 'There is no record.');
    return record['orphanedAt'] !== undefined;
  };

  for (const type of ['nodes', 'flows', 'full'] as const) {
    it(`that a Deploy of the kind "${type}" removes is of no use to the admin endpoints any more`, async () => {
      await nodeRed.deploy(without(), type);
      for (const path of ['user', 'devices']) {
        assert.deepEqual(errorOf(await get(`${OF_ACCOUNT}/${path}`)), NOT_CONFIGURED);
      }
      assert.equal(await stateOf(get(OF_ACCOUNT)), 'unconfigured');
      assert.equal(simulator.requests.length, 0);
    });

    it(`that comes back with a Deploy of the kind "${type}" is connected as before`, async () => {
      await nodeRed.deploy(accountFlow(simulator), type);
      assert.equal(await stateOf(get(OF_ACCOUNT)), 'connected');
      assert.equal((await get(`${OF_ACCOUNT}/devices`)).status, 200);
    });
  }

  // After a Deploy of another kind Node-RED does not start again the nodes that use it.
  it('that comes back with a full Deploy is of use to its nodes', async () => {
    await nodeRed.deploy(without());
    await nodeRed.nextStatus(LIST, ({ text }) => text === 'no account');
    await nodeRed.deploy(accountFlow(simulator));
    await nodeRed.inject('list-in');
    assert.equal((await nodeRed.nextDebug()).id, 'out');
  });

  it('that is removed while it is refreshed is marked after the result was saved, and loses nothing', async () => {
    await nodeRed.restart({ settings: { ...settings, nodeCloseTimeout: 1200 } });
    await nodeRed.nextStatus(LIST, ({ text }) => text === 'connected');
    simulator.expireAccessTokens();
    simulator.fail(TOKEN, { delay: 1500, afterEffect: true });
    await nodeRed.inject('list-in');
    await simulator.requested('POST', TOKEN);
    await nodeRed.deploy(without());
    await nodeRed.nextSettings(isMarked);
    await nodeRed.deploy(accountFlow(simulator));
    await nodeRed.nextSettings((saved) => !isMarked(saved));
    assert.equal((await get(`${OF_ACCOUNT}/devices`)).status, 200);
    assert.equal(simulator.countRequests('POST', TOKEN), 1);
  });

  describe('is not marked as removed', () => {
    it('where the flows are stopped', async () => {
      await nodeRed.admin('POST', 'flows/state', { state: 'stop' });
      assert.equal(isMarked(await nodeRed.settingsFile()), false);
      await nodeRed.admin('POST', 'flows/state', { state: 'start' });
      await nodeRed.nextSettings((saved) => isObject(saved) && saved['runtimeFlowState'] === 'start');
      assert.equal(isMarked(await nodeRed.settingsFile()), false);
    });

    const starts: [what: string, more: object][] = [
      ['in safe mode', { safeMode: true }],
      ['with another flow file', { flowFile: 'others.json' }],
    ];
    for (const [what, more] of starts) {
      it(`by a start ${what}`, async () => {
        await nodeRed.restart({ settings: { ...settings, ...more } });
        await nodeRed.restart({ settings });
        assert.equal(isMarked(await nodeRed.settingsFile()), false);
        await nodeRed.nextStatus(LIST, ({ text }) => text === 'connected');
      });
    }

    it('by a Deploy of other flows after a start with another flow file', async () => {
      await nodeRed.restart({ settings: { ...settings, flowFile: 'others.json' } });
      await nodeRed.deploy([{ id: 'other', type: 'tab', label: 'Other' }]);
      await nodeRed.restart({ settings });
      assert.equal(isMarked(await nodeRed.settingsFile()), false);
      assert.equal(await stateOf(get(OF_ACCOUNT)), 'connected');
    });
  });

  it('asks for the devices once for two hundred who ask at the same time', async () => {
    simulator.fail(DEVICES, { delay: 2000, afterEffect: true });
    const answers = await Promise.all(Array.from({ length: 200 }, () => get(`${OF_ACCOUNT}/devices`)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.equal(simulator.countRequests('GET', DEVICES), 1);
  });

  it(`that was never deployed gives way to the ${KNOWN} that came after it`, async () => {
    const madeUp = Array.from({ length: KNOWN + 1 }, (_, index) => `made-up-${index}`);
    for (const id of madeUp) assert.deepEqual(await connect(nodeRed, simulator, { id }), CONNECTED);
    assert.equal(await stateOf(get('lametric-account/made-up-0')), 'unconfigured');
    assert.equal(await stateOf(get('lametric-account/made-up-1')), 'connected');
    assert.equal(await stateOf(get(OF_ACCOUNT)), 'connected');
  });
});
