import assert from 'node:assert/strict';
import { deviceNode } from '../../../harness/clock';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import type { Clock } from '../../../simulator/clock/clock';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { isObject } from '../../../src/lametric/guards';
import { cardOf } from '../../helpers/device-routes';

const OF_CLOCK = 'lametric-device/inner';
const INSTANCES = ['one', 'two', 'three'];

/** The instances of the subflow have the kitchen's clock, but the last, which has the office's. */
describe('A clock in a subflow', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;
  let kitchen: Clock;
  let office: Clock;

  const flow = (instances = INSTANCES) => [
    { id: 'flow', type: 'tab', label: 'Flow' },
    {
      id: 'sub',
      type: 'subflow',
      name: 'Clock',
      in: [{ x: 0, y: 0, wires: [{ id: 'state' }] }],
      out: [{ x: 0, y: 0, wires: [{ id: 'state', port: 0 }] }],
      env: ['ADDRESS', 'KEY'].map((name) => ({ name, type: 'str' })),
    },
    deviceNode(undefined, {
      id: 'inner',
      z: 'sub',
      account: '',
      device: '',
      address: '${ADDRESS}',
      credentials: { apiKey: '${KEY}' },
    }),
    {
      id: 'state',
      type: 'lametric state',
      z: 'sub',
      device: 'inner',
      what: 'device',
      x: 0,
      y: 0,
      wires: [[]],
    },
    { id: 'out', type: 'debug', z: 'flow', x: 0, y: 0, complete: 'true', active: true, wires: [] },
    { id: 'errors', type: 'catch', z: 'flow', x: 0, y: 0, wires: [['failed']] },
    { id: 'failed', type: 'debug', z: 'flow', x: 0, y: 0, complete: 'true', active: true, wires: [] },
    ...instances.flatMap((id) => {
      const { address, apiKey } = id === 'three' ? office : kitchen;
      return [
        {
          id,
          type: 'subflow:sub',
          z: 'flow',
          x: 0,
          y: 0,
          wires: [['out']],
          env: [
            { name: 'ADDRESS', type: 'str', value: address },
            { name: 'KEY', type: 'str', value: apiKey },
          ],
        },
        { id: `${id}-in`, type: 'inject', z: 'flow', x: 0, y: 0, props: [], wires: [[id]] },
      ];
    }),
  ];

  before(async () => {
    simulator = await startSimulator();
    kitchen = simulator.clocks[1] ?? assert.fail('There is no such clock.');
    office = simulator.clocks[0] ?? assert.fail('There is no such clock.');
    nodeRed = await startNodeRed({ link: true });
    await nodeRed.deploy(flow());
  });
  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  const ends = async (instance: string) => {
    await nodeRed.inject(`${instance}-in`);
    return (await nodeRed.nextDebug()).id;
  };
  const records = (settings: unknown) => {
    const found = isObject(settings) ? settings['lametricDevices'] : undefined;
    return isObject(found) ? found : {};
  };

  it('is trusted at all instances that have it, and at no other', async () => {
    for (const instance of INSTANCES) assert.equal(await ends(instance), 'out', instance);
    await kitchen.changeCertificate();
    await office.changeCertificate();
    for (const instance of INSTANCES) assert.equal(await ends(instance), 'failed', instance);
    const { fingerprint } = kitchen;
    assert.equal((await nodeRed.admin('POST', `${OF_CLOCK}/trust`, { fingerprint })).status, 204);
    assert.deepEqual([await ends('one'), await ends('two'), await ends('three')], ['out', 'out', 'failed']);
    assert.equal((await cardOf(nodeRed.admin('GET', OF_CLOCK)))['state'], 'certificate');
  });

  it('leaves records that go with its instances', async () => {
    assert.deepEqual(Object.keys(records(await nodeRed.settingsFile())).toSorted(), [
      'one-inner',
      'three-inner',
      'two-inner',
    ]);
    const marked = (settings: unknown) =>
      Object.entries(records(settings))
        .filter(([, record]) => isObject(record) && record['orphanedAt'] !== undefined)
        .map(([name]) => name)
        .toSorted();
    await nodeRed.deploy(flow(['three']));
    await nodeRed.nextSettings((settings) => marked(settings).join() === 'one-inner,two-inner');
    await nodeRed.deploy(flow(['two', 'three']));
    await nodeRed.nextSettings((settings) => marked(settings).join() === 'one-inner');
    await nodeRed.deploy([{ id: 'other', type: 'tab', label: 'Other' }]);
    await nodeRed.nextSettings((settings) => marked(settings).length === 3);
  });
});
