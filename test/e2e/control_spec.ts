import assert from 'node:assert/strict';
import { ACCOUNT, accountNode } from '../../harness/account';
import { deviceNode } from '../../harness/clock';
import { violations } from './form-checks';
import { tabTo } from './keyboard';
import { type World, startWorld } from './world';
import { FULL, ADD, rowsOf, missingOf, deploy, goThrough, savedSettings } from './control-form';

describe('The forms for a clock and its settings', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('are accessible', async () => {
    await deploy(world);
    const editor = await world.open();
    await goThrough(editor, async () => assert.deepEqual(await violations(editor), []));
  });

  it('have a field for each kind of setting', async () => {
    await deploy(world);
    const editor = await world.open();
    await editor.openNode('full');
    const { page } = editor;
    const form = page.locator('#dialog-form');
    await form.getByRole('slider', { name: 'Brightness' }).fill('70');
    await form.getByText('70 %').waitFor();
    await form.getByRole('combobox', { name: 'Brightness mode' }).selectOption('auto');
    await form.getByRole('switch', { name: 'Display' }).uncheck();
    await form.getByLabel('From').fill('21:00');
    await rowsOf(editor).last().locator('input.red-ui-typedInput-input').fill('Other');
    await editor.done();
    assert.deepEqual(await savedSettings(editor, 'full'), [
      { setting: 'brightness', value: '70', valueType: 'num' },
      { setting: 'brightnessMode', value: 'auto', valueType: 'str' },
      { setting: 'display', value: 'false', valueType: 'bool' },
      { setting: 'screensaver', value: '{"from":"21:00","to":"06:45"}', valueType: 'json' },
      { setting: 'volume', value: 'level', valueType: 'msg' },
      { setting: 'bluetoothName', value: 'Other', valueType: 'str' },
    ]);
  });

  it('add the settings that are not there yet, change what they set, and remove them', async () => {
    await deploy(world);
    const editor = await world.open();
    await editor.openNode('full');
    const rows = rowsOf(editor);
    await editor.page.click(ADD);
    assert.equal(await rows.last().getByRole('combobox', { name: 'Setting' }).inputValue(), 'bluetooth');
    await rows.last().getByRole('combobox', { name: 'Setting' }).selectOption('mode');
    await rows.last().getByRole('combobox', { name: 'App mode' }).selectOption('kiosk');
    await rows.nth(3).getByRole('combobox', { name: 'Screensaver' }).selectOption('off');
    for (const index of [2, 1, 0]) {
      await editor.page.getByRole('button', { name: 'Remove this setting' }).nth(index).click();
    }
    await editor.done();
    assert.deepEqual(await savedSettings(editor, 'full'), [
      { setting: 'screensaver', value: 'false', valueType: 'json' },
      ...FULL.slice(4),
      { setting: 'mode', value: 'kiosk', valueType: 'str' },
    ]);
  });

  it('take a value from elsewhere, and back to a fixed one', async () => {
    await deploy(world);
    const editor = await world.open();
    await editor.openNode('full');
    const [first] = await rowsOf(editor).locator('.lametric-setting-value > label').all();
    const input = `#${await first?.getAttribute('for')}`;
    await editor.chooseType(input, 'msg');
    assert.equal(await editor.page.locator(input).inputValue(), 'payload');
    await editor.chooseType(input, 'num');
    await editor.page.getByRole('slider', { name: 'Brightness' }).waitFor();
    await editor.done();
    const [saved] = Object.values((await savedSettings(editor, 'full')) ?? {});
    assert.deepEqual(saved, { setting: 'brightness', value: '50', valueType: 'num' });
  });

  it('grey what a clock does not have, and keep it all the same', async () => {
    await deploy(world);
    const editor = await world.open();
    await editor.openNode('lacking');
    await missingOf(editor)
      .getByText('This clock does not have: Screensaver, Volume, Bluetooth name.')
      .waitFor();
    const volume = rowsOf(editor).nth(4).locator('option[value=volume]');
    assert.equal(await volume.isDisabled(), true);
    await editor.page.selectOption('#node-input-device', { label: 'Kitchen' });
    await missingOf(editor).waitFor({ state: 'hidden' });
    assert.equal(await volume.isDisabled(), false);
    await editor.done();
    assert.deepEqual(await savedSettings(editor, 'lacking'), FULL);
  });

  it('say which values are incomplete', async () => {
    await deploy(world);
    const editor = await world.open();
    await editor.openNode('full');
    await rowsOf(editor).last().locator('input.red-ui-typedInput-input').fill(' ');
    await editor.page.getByLabel('From').fill('');
    await editor.done();
    const { valid } = await editor.properties('full');
    assert.equal(valid, false);
    const reasons = await editor.page.evaluate(() => window.RED.nodes.node('full')?.['validationErrors']);
    assert.deepEqual(reasons, ['Complete the values of: Screensaver, Bluetooth name.']);
  });

  it('save what they show in the place of a value that cannot be used', async () => {
    const node = { id: 'node', type: 'lametric control', z: 'flow', x: 200, y: 80, wires: [] };
    await world.nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Flow' },
      deviceNode(undefined, { id: 'kitchen', account: '', address: '127.0.0.1:9' }),
      { ...node, device: 'kitchen', settings: [{ setting: 'brightness', value: '150' }] },
    ]);
    const editor = await world.open();
    assert.equal((await editor.properties('node'))['valid'], false);
    await editor.openNode('node');
    await editor.page.locator('#dialog-form').getByText('50 %').waitFor();
    await editor.done();
    assert.deepEqual(await savedSettings(editor, 'node'), [
      { setting: 'brightness', value: '50', valueType: 'num' },
    ]);
    assert.equal((await editor.properties('node'))['valid'], true);
  });

  it('take the only clock, and name it', async () => {
    await world.nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Flow' },
      accountNode(world.simulator),
      deviceNode(world.simulator.clocks[1]?.id, { account: ACCOUNT, clockName: 'Kitchen' }),
    ]);
    const editor = await world.open();
    for (const [type, label] of [
      ['lametric control', 'control: Kitchen'],
      ['lametric state', 'state: Kitchen'],
    ] as const) {
      const id = await editor.dragNode(type, 300, type === 'lametric control' ? 100 : 200);
      await editor.node(id).getByText(label).waitFor();
      assert.equal((await editor.properties(id))['valid'], true);
    }
  });

  it('need no mouse', async () => {
    await deploy(world);
    const editor = await world.open();
    const { page } = editor;
    const { keyboard } = page;
    await editor.openNode('empty');
    await tabTo(page, ADD);
    await keyboard.press('Enter');
    await page.locator('.lametric-setting-name:focus').waitFor();
    await keyboard.type('Vol');
    await tabTo(page, '.lametric-setting [type=range]');
    await keyboard.press('ArrowRight');
    await keyboard.press('Control+Enter');
    await page.locator('#dialog-form').waitFor({ state: 'detached' });
    assert.deepEqual(await savedSettings(editor, 'empty'), [
      { setting: 'volume', value: '51', valueType: 'num' },
    ]);
    await editor.openNode('state');
    await tabTo(page, '#node-input-what');
    await keyboard.type('au');
    await keyboard.press('Control+Enter');
    await page.locator('#dialog-form').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => window.RED.nodes.node('state')?.['what']), 'audio');
  });
});
