import assert from 'node:assert/strict';
import { deploy, goThrough } from './account-forms';
import { violations } from './form-checks';
import { type World, editableFlow, startWorld } from './world';

describe('The forms', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('are accessible', async () => {
    await deploy(world);
    const editor = await world.open();
    await goThrough(editor, world, async () => assert.deepEqual(await violations(editor), []));
  });

  it('say in words what is wrong', async () => {
    const wrong = { rename: { device: '0', newName: '', newNameType: 'str' }, devices: { account: '' } };
    await world.nodeRed.deploy(editableFlow(world.simulator, wrong));
    const editor = await world.open();
    const reasons = (id: string) =>
      editor.page.evaluate((nodeId) => {
        const errors = window.RED.nodes.node(nodeId)?.['validationErrors'];
        return Array.isArray(errors) ? errors.map(String) : [];
      }, id);
    assert.deepEqual(await reasons('rename'), [
      "A clock's ID is a positive whole number.",
      'Enter the new name, or say where it is.',
    ]);
    assert.deepEqual(await reasons('list'), ['Account: property value missing']);
    await world.nodeRed.deploy(
      editableFlow(world.simulator, { rename: { device: '', newName: '$(', newNameType: 'jsonata' } }),
    );
    await editor.clear();
    await editor.load();
    const [device, newName] = await reasons('rename');
    assert.equal(device, 'Choose a clock.');
    assert.match(newName ?? '', /expression/i);
  });

  it('show the help with the palette, and the ports by what they carry', async () => {
    await world.nodeRed.deploy(editableFlow(world.simulator));
    const editor = await world.open();
    await editor.palette('lametric devices').hover();
    await editor.page.locator('.red-ui-popover').getByText('Gets the LaMetric devices').waitFor();
    await editor.node('rename').locator('.red-ui-flow-port-output').hover();
    await editor.page.locator('.red-ui-flow-port-tooltip').getByText('renamed device').waitFor();
  });
});
