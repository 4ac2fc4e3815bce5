import assert from 'node:assert/strict';
import { ACCOUNT, accountNode, connect } from '../../../harness/account';
import { deviceNode } from '../../../harness/clock';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Clock, startClock } from '../../../simulator/clock/clock';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { isObject } from '../../../src/lametric/guards';
import { cardOf } from '../../helpers/device-routes';
import { INVALID_INPUT, RoutesWorld, errorOf, messageOf } from '../../helpers/routes';

const SEARCH = 'lametric-device/search';

describe('A search for clocks', () => {
  let world: RoutesWorld;
  let old: Clock;
  let kitchen: Clock;
  let sky: Clock;
  let foreign: Clock;

  before(async () => {
    world = await RoutesWorld.start();
    const [first, second, third] = world.simulator.clocks;
    assert.ok(first && second && third);
    [old, kitchen, sky] = [first, second, third];
    foreign = await startClock({ id: 7, name: 'Foreign', serialNumber: `SA8${process.pid}FOREIGN` });
    await connect(world.nodeRed, world.simulator);
  });
  after(async () => {
    await foreign.unplug();
    await world.close();
  });

  /** Of the clocks of this test: other simulators of this computer answer as well. */
  async function search(body: object = {}, nodeRed = world.nodeRed): Promise<Record<string, unknown>[]> {
    const { clocks, complete } = await cardOf(nodeRed.admin('POST', SEARCH, body));
    assert.ok(Array.isArray(clocks) && complete === true);
    const own = new Set([old, kitchen, sky, foreign].map(({ network }) => network.address));
    return clocks.filter(isObject).filter(({ address }) => own.has(String(address)));
  }

  it('tells what each clock is, its account and its node, and no key', async () => {
    const typed = { id: 'typed', account: '', device: '', address: `${foreign.network.address}:4343` };
    await world.deploy(deviceNode(kitchen.id, { id: 'chosen' }), deviceNode(undefined, typed));
    const clocks = await search();
    const common = { security: 'pinned', deployed: null };
    const of = ({ id, serialNumber, network: { address } }: Clock) => ({
      ...common,
      serialNumber,
      address,
      account: { account: ACCOUNT, device: String(id) },
    });
    assert.deepEqual(clocks, [
      { ...of(sky), name: 'Büro @ Work', model: 'sa5' },
      { ...of(foreign), name: 'Foreign', model: 'sa8', account: null, deployed: 'typed' },
      { ...of(kitchen), name: 'Kitchen', model: 'sa8', deployed: 'chosen' },
      { ...of(old), name: 'My LaMetric', model: 'LM 37X8' },
    ]);
    for (const secret of world.simulator.secrets()) assert.ok(!JSON.stringify(clocks).includes(secret));
  });

  it('is one at a time, whoever asks, and knows best what a clock says of itself', async () => {
    foreign.clearRequests();
    const range = `${foreign.network.address}/32`;
    const [one, other] = await Promise.all([search({ range }), search({ range })]);
    assert.deepEqual(one, other);
    assert.equal(one.find(({ address }) => address === foreign.network.address)?.['name'], 'Foreign');
    assert.equal(foreign.countRequests('GET', '/api/v2'), 2);
    assert.ok(foreign.requests.every(({ headers }) => headers.authorization === undefined));
  });

  for (const body of [{ range: '10.0.0.0/8' }, { range: 5 }, { range: '8.8.8.0/24' }, [], undefined]) {
    it(`refuses ${JSON.stringify(body)}`, async () => {
      assert.deepEqual(errorOf(await world.post(SEARCH, body)), INVALID_INPUT);
    });
  }
});

describe('The setting lametricDeviceSearch', () => {
  for (const setting of ['127.0.0.1', ['::1'], [5], null]) {
    it(`is refused, and named, as ${JSON.stringify(setting)}`, async () => {
      const nodeRed = await startNodeRed({ link: true, settings: { lametricDeviceSearch: setting } });
      const answer = await nodeRed.admin('POST', SEARCH, {});
      await nodeRed.stop();
      assert.deepEqual(errorOf(answer), [409, 'NOT_CONFIGURED']);
      assert.match(messageOf(answer), /lametricDeviceSearch/);
    });
  }

  describe('as an empty list', () => {
    let simulator: Simulator;
    let nodeRed: NodeRed;

    before(async () => {
      simulator = await startSimulator();
      const settings = { lametricDeviceSearch: [], lametricAccountCloudUrl: simulator.url };
      nodeRed = await startNodeRed({ link: true, settings });
      await nodeRed.deploy([accountNode(simulator)]);
    });
    after(async () => {
      await nodeRed.stop();
      await simulator.close();
    });

    const search = async (range?: string) => cardOf(nodeRed.admin('POST', SEARCH, { range }));

    it('sends nothing, and a range is searched all the same', async () => {
      assert.deepEqual(await search(), { clocks: [], complete: true });
      const { address } = simulator.clocks[1]?.network ?? assert.fail('There is no such clock.');
      const unknown = { name: null, model: null, serialNumber: null, account: null, deployed: null };
      assert.deepEqual(await search(`${address}/32`), {
        clocks: [{ ...unknown, address, security: 'pinned' }],
        complete: true,
      });
    });

    it('lets the account tell what is at an address', async () => {
      await connect(nodeRed, simulator);
      const { id, serialNumber, network } = simulator.clocks[1] ?? assert.fail('There is no such clock.');
      const account = { account: ACCOUNT, device: String(id) };
      const known = { name: 'Kitchen', model: 'sa8', serialNumber, account, deployed: null };
      const { clocks } = await search(`${network.address}/32`);
      assert.deepEqual(clocks, [{ ...known, address: network.address, security: 'pinned' }]);
    });
  });
});
