import assert from 'node:assert/strict';
import { deviceNode } from '../../harness/clock';
import { flaws, violations } from './form-checks';
import { type World, startWorld } from './world';

describe('The dialog of lametric dismiss', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  it('asks for a topic or an ID only where one is needed, and is accessible', async () => {
    const { nodeRed, simulator } = world;
    await nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Flow' },
      deviceNode(simulator.clocks[1]?.id),
      {
        id: 'dismiss',
        type: 'lametric dismiss',
        z: 'flow',
        x: 200,
        y: 100,
        name: '',
        device: 'clock-1',
        which: 'topic',
        target: 'topic',
        targetType: 'msg',
        wires: [[]],
      },
    ]);
    const editor = await world.open();
    await editor.openNode('dismiss');
    const target = editor.page.locator('#lametric-dismiss-target');
    await target.waitFor({ state: 'visible' });
    const expand = editor.page.locator('#lametric-dismiss-target .red-ui-typedInput-option-expand');
    assert.equal(await expand.getAttribute('aria-label'), 'Edit in a larger editor');
    assert.deepEqual([await violations(editor), await flaws(editor)], [[], []]);
    await editor.page.locator('#node-input-which').selectOption('all');
    await target.waitFor({ state: 'hidden' });
  });
});
