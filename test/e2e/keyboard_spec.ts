import assert from 'node:assert/strict';
import { tabTo } from './keyboard';
import { notifyNode } from './notify-form';
import { type World, startWorld } from './world';

describe('With the keyboard alone', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('one can connect, choose a device and deploy', async () => {
    await world.nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Flow' },
      { ...RENAME_NODE, z: 'flow' },
    ]);
    const editor = await world.open();
    const { page, picker } = editor;
    const { keyboard } = page;

    await page.focus('#red-ui-workspace-chart');
    await keyboard.press('Control+a');
    await keyboard.press('Enter');
    await page.locator('#node-input-name').waitFor();
    await tabTo(page, '#node-input-btn-account-add');
    await keyboard.press('Enter');

    await editor.account.connectButton.waitFor();
    await tabTo(page, editor.account.clientId);
    await keyboard.type(world.simulator.client.id);
    await tabTo(page, editor.account.clientSecret);
    await keyboard.type(world.simulator.client.secret);
    await tabTo(page, '#lametric-account-connect');
    const [popup] = await Promise.all([page.waitForEvent('popup'), keyboard.press('Enter')]);
    await popup.locator('button[value=approve]').waitFor();
    await tabTo(popup, 'button[value=approve]');
    await popup.keyboard.press('Enter');
    await editor.account.state.getByText('Connected as').waitFor();
    await keyboard.press('Control+Enter');
    await editor.account.connectButton.waitFor({ state: 'detached' });

    await tabTo(page, '.lametric-picker-value');
    await keyboard.press('Enter');
    await picker.options.getByText('Kitchen').waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await picker.value.and(page.locator(':focus')).getByText('Kitchen').waitFor();

    // Escape leaves the list as it was, and the dialog open.
    await keyboard.press('ArrowDown');
    await picker.search.waitFor();
    await keyboard.press('Escape');
    await picker.panel.waitFor({ state: 'detached' });
    await picker.value.and(page.locator(':focus')).getByText('Kitchen').waitFor();

    await keyboard.press('Control+Enter');
    await page.locator('#dialog-form').waitFor({ state: 'detached' });
    await keyboard.press('Control+d');
    await world.nodeRed.nextStatus('rename', ({ text }) => text === 'connected');
  });

  it('one does not stop at a hidden field of a frame, as Safari would', async () => {
    await world.nodeRed.deploy([{ id: 'flow', type: 'tab', label: 'Flow' }, notifyNode({ device: '' })]);
    const editor = await world.open();
    await editor.openNode('notify');
    const hidden = await editor.page.locator('.lametric-frame-value input[type=hidden]').all();
    const stops = hidden.map((field) => field.getAttribute('tabindex'));
    assert.deepEqual(await Promise.all(stops), ['-1', '-1']);
    await editor.done();
  });
});

const RENAME_NODE = {
  id: 'rename',
  type: 'lametric rename',
  name: '',
  account: '',
  device: '',
  deviceType: 'str',
  newName: 'payload',
  newNameType: 'msg',
  x: 200,
  y: 100,
  wires: [[]],
};
