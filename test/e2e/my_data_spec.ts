import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Clock } from '../../simulator/clock/clock';
import { clockNode, kitchenOf, savedOf } from './clock-nodes';
import { violations } from './form-checks';
import { tabTo } from './keyboard';
import { MyDataForm, NODE, deploy, goThrough } from './my-data-form';
import { type World, startWorld } from './world';

const BARE = { id: 'node', type: 'lametric my data', z: 'flow', x: 300, y: 80, wires: [] };
const NAMES = ['widget', 'key', 'keyType', 'frames', 'position', 'lifetime', 'valid'];

describe('The form of my data', () => {
  let world: World;
  let kitchen: Clock;

  before(async () => {
    world = await startWorld();
    kitchen = kitchenOf(world);
  });
  afterEach(async () => {
    if (!kitchen.pluggedIn) await kitchen.plugIn();
    kitchen.apps.myData.types = ['push'];
    kitchen.apps.myData.reinstall();
    await world.reset();
  });
  after(() => world.close());

  const open = async (properties: object = NODE) => {
    await deploy(world, properties);
    const editor = await world.open();
    await editor.openNode('node');
    return new MyDataForm(editor);
  };

  it('shows the whole app, with this node in its place', async () => {
    const form = await open();
    const { page } = form.editor;
    assert.deepEqual(await form.listed(3), [
      'outside | 21 °C',
      'inside | 22 °C',
      'msg.topic | Hello | this node',
    ]);
    await form.contains('21 °C · 22 °C · Hello');
    await page.locator('#node-input-position').fill('-1');
    await form.contains('Hello · 21 °C · 22 °C');
    await form.editor.chooseType('#node-input-key', 'str');
    await page.locator('#node-input-key + .red-ui-typedInput-container input').fill('inside');
    await page.getByLabel('Preview with').fill('19 °C');
    await form.contains('19 °C · 21 °C');
    assert.deepEqual(await form.listed(2), ['inside | 19 °C | this node', 'outside | 21 °C']);
    assert.equal(await form.keys.first().getAttribute('aria-current'), 'true');
  });

  it('takes a key from the clock', async () => {
    const form = await open();
    await form.listed(3);
    await form.keys.getByRole('button', { name: 'Remove outside from the clock' }).click();
    await form.contains('22 °C · Hello');
    while (kitchen.apps.myData.frames().length > 1) await once(kitchen, 'changed');
    assert.deepEqual(kitchen.apps.myData.frames(), [{ index: 0, text: '22 °C' }]);
  });

  it('warns where the clock will have more frames than it shows', async () => {
    const frames = (count: number) => Array.from({ length: count }, () => NODE.frames[0]);
    const form = await open({ ...NODE, frames: frames(18) });
    const { page } = form.editor;
    await form.listed(3);
    const problem = page.getByText('All keys together would have 21 frames. A clock shows 20 at most.');
    assert.equal(await problem.count(), 0);
    await page.getByRole('button', { name: 'Add a frame' }).click();
    await problem.waitFor();
    await world.reset();
    const alone = await open({ ...NODE, frames: frames(21) });
    assert.equal((await savedOf(alone.editor.page, 'node', ['valid']))['valid'], false);
  });

  it('marks what the clock has not accepted', async () => {
    await deploy(world);
    await kitchen.unplug();
    const colder = { p: 'payload', v: '-3 °C', vt: 'str' };
    await world.nodeRed.admin('POST', 'inject/outside', {
      __user_inject_props__: [{ p: 'topic', v: 'outside', vt: 'str' }, colder],
    });
    await world.nodeRed.nextStatus('others', ({ text }) => text === 'kept');
    const editor = await world.open();
    await editor.openNode('node');
    const form = new MyDataForm(editor);
    assert.deepEqual((await form.listed(3)).slice(0, 2), [
      'outside | -3 °C | not accepted yet',
      'inside | 22 °C',
    ]);
    await form.keys.getByRole('button').first().focus();
    await kitchen.plugIn();
    // By this, Node-RED finds out that it is back.
    await world.nodeRed.admin('GET', `lametric-device/${clockNode(kitchen).id}`);
    await form.keys.first().getByText('not accepted yet').waitFor({ state: 'detached' });
    assert.equal((await form.listed(3))[0], 'outside | -3 °C');
    assert.ok(
      await form.keys
        .getByRole('button')
        .first()
        .evaluate((button) => button.matches(':focus')),
    );
  });

  it('asks whether a test frame shows, though the clock tells its apps only then', async () => {
    await deploy(world);
    const editor = await world.open();
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    await editor.page.route('**/apps', async (route) => {
      await answered;
      await route.continue();
    });
    await editor.openNode('node');
    const form = new MyDataForm(editor);
    await form.testButton.click();
    await form.said.getByText('Do you see it').waitFor();
    const told = editor.page.waitForResponse('**/apps');
    answer();
    await (await told).finished();
    await editor.page.evaluate(() => new Promise(requestAnimationFrame));
    assert.match(await form.said.innerText(), /Do you see it/);
  });

  it('asks whether a test frame shows, and says what to set where it does not', async () => {
    const form = await open();
    await form.listed(3);
    await form.testButton.click();
    await form.said.getByText('Do you see it on the clock').waitFor();
    assert.deepEqual(kitchen.apps.myData.frames(), [{ index: 0, text: 'Test' }]);
    await form.answers.getByText('No').click();
    await form.setup.getByText('HTTP Push').waitFor();
    await form.setup.getByText('Predefined (LaMetric Format)').waitFor();
    await form.testButton.click();
    await form.answers.getByText('Yes').click();
    await form.said.locator('.fa-check-circle').waitFor();
    await form.setup.waitFor({ state: 'hidden' });
  });

  it('says at once how to set up an app that is not there', async () => {
    kitchen.apps.myData.types = [];
    await world.nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Flow' },
      clockNode(kitchen),
      { ...BARE, device: clockNode(kitchen).id },
    ]);
    const editor = await world.open();
    await editor.openNode('node');
    const form = new MyDataForm(editor);
    await form.said.getByText('does not have the app My Data DIY').waitFor();
    await form.setup.waitFor();
    await form.testButton.click();
    await form.said.getByText('add the app My Data DIY').waitFor();
    await form.setup.waitFor();
  });

  it('lets one of several widgets be chosen, and keeps it while the clock is away', async () => {
    kitchen.apps.myData.types = ['push', 'push'];
    const [, second = ''] = kitchen.apps.myData.ids;
    await world.nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Flow' },
      clockNode(kitchen),
      { ...BARE, device: clockNode(kitchen).id },
    ]);
    const editor = await world.open();
    await editor.openNode('node');
    const form = new MyDataForm(editor);
    await form.said.getByText('choose one of its widgets').waitFor();
    await form.widget.click();
    await editor.picker.options.getByText('My Data DIY 2').click();
    await form.testButton.click();
    await form.answers.first().waitFor();
    assert.deepEqual(kitchen.apps.myData.frames(1), [{ index: 0, text: 'Test' }]);
    await editor.done();
    assert.equal((await savedOf(editor.page, 'node', ['widget']))['widget'], second);
    await kitchen.unplug();
    await editor.openNode('node');
    await form.widget.getByText(second).waitFor();
    await editor.done();
    assert.equal((await savedOf(editor.page, 'node', ['widget']))['widget'], second);
  });

  it('saves what is entered, and says what is wrong', async () => {
    const form = await open();
    const { page } = form.editor;
    await form.editor.chooseType('#node-input-key', 'str');
    await page.locator('#node-input-key + .red-ui-typedInput-container input').fill('bins');
    await form.contains('21 °C · 22 °C · Hello');
    await page.getByLabel('Unit').fill(' %');
    await form.contains('21 °C · 22 °C · 21.5 %');
    await page.locator('#node-input-position').fill('2.5');
    await page.locator('#lametric-my-data-lifetime').fill('0');
    await page.getByText('It must be more than 0 seconds.').waitFor();
    await page.locator('#lametric-my-data-lifetime').fill('90.5');
    await page.getByText('must be more than 0 seconds').waitFor({ state: 'hidden' });
    await form.editor.done();
    assert.deepEqual(await savedOf(page, 'node', NAMES), {
      ...NODE,
      key: 'bins',
      keyType: 'str',
      frames: [{ ...NODE.frames[0], unit: ' %' }],
      position: 2.5,
      lifetime: 90_500,
      valid: true,
    });
  });

  it('changes nothing that the user did not change', async () => {
    const form = await open({ ...NODE, key: '', keyType: 'str', position: -3, lifetime: 1500 });
    const { page } = form.editor;
    await form.listed(3);
    const before = await savedOf(page, 'node', NAMES);
    await form.editor.done();
    assert.deepEqual(await savedOf(page, 'node', NAMES), before);
    assert.equal(await page.locator('.red-ui-flow-node-changed:visible').count(), 0);
  });

  it('works with the keyboard alone', async () => {
    const form = await open();
    const { page } = form.editor;
    const { keyboard } = page;
    await form.listed(3);
    await tabTo(page, '#lametric-my-data-test');
    await keyboard.press('Enter');
    await form.answers.last().waitFor();
    await tabTo(page, '#lametric-my-data-answers button:last-child');
    await keyboard.press('Enter');
    await form.setup.waitFor();
    await page.locator('#lametric-my-data-test:focus').waitFor();
    await tabTo(page, '#lametric-my-data-keys li:first-child button');
    await keyboard.press('Enter');
    await form.contains('22 °C · Hello');
    await page.locator('#lametric-my-data-test:focus').waitFor();
    await tabTo(page, '#node-input-position');
    await keyboard.type('5');
    await keyboard.press('Control+Enter');
    await page.locator('#dialog-form').waitFor({ state: 'detached' });
    assert.equal((await savedOf(page, 'node', ['position']))['position'], 5);
  });

  it('works for a clock that is not deployed yet', async () => {
    await world.nodeRed.deploy([{ id: 'flow', type: 'tab', label: 'Flow' }]);
    const editor = await world.open();
    await editor.openNode(await editor.dragNode('lametric my data', 300, 100));
    const form = new MyDataForm(editor);
    await form.contains('Hello');
    await form.testButton.click();
    await form.said.getByText('Choose a clock first.').waitFor();
    await editor.page.click('#node-input-btn-device-add');
    await editor.page.check('[name="lametric-device-setup"][value="key"]');
    await editor.page.fill('#node-config-input-address', kitchen.address);
    await editor.page.fill('#node-config-input-apiKey', kitchen.apiKey);
    await editor.page.locator('.lametric-clock-info .fa-check-circle').waitFor();
    await editor.page.click('#node-config-dialog-ok');
    await form.testButton.click();
    await form.answers.first().waitFor();
    assert.deepEqual(kitchen.apps.myData.frames(), [{ index: 0, text: 'Test' }]);
  });

  it('is accessible', async () => {
    const form = await open();
    await goThrough(world, form, async () => assert.deepEqual(await violations(form.editor), []));
  });
});
