import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import { deviceNode } from '../../../harness/clock';
import { updateMyData } from '../../../src/lametric/clock/my-data';
import { RegistryWorld } from '../../helpers/clock-registry';
import { never } from '../../helpers/clocks';
import { useNodeRed } from '../../helpers/flow-node';
import { values } from '../../helpers/my-data';
import { settleSockets } from '../../helpers/time';

describe('The clock of an instance of a subflow', () => {
  let world: RegistryWorld;

  useNodeRed();
  beforeEach(async () => {
    world = await RegistryWorld.start();
  });
  afterEach(() => world.close());

  it('stays where a Deploy only makes its node anew, and leaves nothing on it once the instance was removed', async () => {
    const { kitchen } = world;
    const flow = (name: string, instances: object[]) => [
      { id: 'tab', type: 'tab' },
      { id: 'sub', type: 'subflow', name: 'Clock', in: [], out: [], env: [] },
      deviceNode(undefined, {
        id: 'inner',
        z: 'sub',
        account: '',
        device: '',
        address: kitchen.address,
        name,
      }),
      ...instances,
    ];
    const instance = { id: 'one', type: 'subflow:sub', z: 'tab', x: 0, y: 0, wires: [] };
    const credentials = { inner: { apiKey: kitchen.apiKey } };
    const shown = () => kitchen.apps.myData.frames().map(({ text }) => text);
    await world.load(flow('', [instance]), credentials);
    const { registry } = world;
    const clock = registry.find('inner') ?? assert.fail('There is no clock');
    const { widget } = await clock.myData.show('', 'key', values('21 °C'), never());
    kitchen.clearRequests();

    await helper.setFlows(flow('renamed', [instance]), 'nodes', credentials);
    assert.deepEqual([clock.name, shown(), kitchen.requests], ['renamed', ['21 °C'], []]);
    assert.equal(registry.find('inner'), clock);

    await helper.setFlows(flow('renamed', []), 'nodes', credentials);
    await kitchen.requested('POST', updateMyData(widget, []).path);
    await settleSockets();
    assert.deepEqual(shown(), ['-']);
    assert.deepEqual(registry.serialNumbers(), {});
    assert.notEqual(registry.find('inner'), clock);
  });
});
