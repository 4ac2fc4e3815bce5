import assert from 'node:assert/strict';
import type { Clock } from '../simulator/clock/clock';
import { ClockFlow, clockId } from './helpers/clock-flow';
import { type ExampleNode, read } from './helpers/examples';

describe('The examples of control and state, run as they are shipped', () => {
  let world: ClockFlow;
  let nodes: ExampleNode[];

  before(async () => {
    world = await ClockFlow.start();
  });
  after(() => world.close());

  /** Deploys an example whose nodes take the clock as they do in the editor. */
  const deploy = async (name: string, clock: Clock) => {
    nodes = read(name);
    const taken = nodes.map((node) => ('device' in node ? { ...node, device: clockId(clock) } : node));
    await world.deploy(taken, 'full');
  };
  const find = (type: string, name: string) =>
    String(nodes.find((node) => node['type'] === type && node['name'] === name)?.['id']);
  const press = async (button: string, debug: string) => {
    await world.nodeRed.inject(find('inject', button));
    const id = find('debug', debug);
    return (await world.nodeRed.nextDebug((message) => message.id === id)).msg;
  };

  it('night: dims the clock, turns it off and back on', async () => {
    await deploy('night', world.clock('sa8'));
    assert.deepEqual(await press('At sunset', 'Set'), { brightnessMode: 'manual', brightness: 10 });
    assert.deepEqual(await press('At 23', 'Set'), { display: false });
    assert.deepEqual(await press('At 7', 'Set'), { brightnessMode: 'auto', display: true });
  });

  it('night: says that an old clock cannot be turned off', async () => {
    await deploy('night', world.clock('LM 37X8'));
    assert.match(String(await press('At 23', 'Not set')), /use another clock for that\. .*\(display\)$/);
  });

  for (const model of ['LM 37X8', 'sa8', 'sa5']) {
    it(`clock report: tells how a ${model} is`, async () => {
      const clock = world.clock(model);
      await deploy('clock-report', clock);
      const report = String(await press('In the morning', 'Report'));
      const { name, kind } = clock;
      assert.ok(report.startsWith(`${name} (${model}, ${kind.osVersion}): Wi-Fi 64 %, brightness `), report);
    });
  }
});
