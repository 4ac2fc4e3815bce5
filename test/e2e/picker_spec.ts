import assert from 'node:assert/strict';
import { ACCOUNT, accountNode, connect } from '../../harness/account';
import { DEVICES } from '../helpers/paths';
import type { EditorPage } from './editor-page';
import type { PickerForm } from './picker-form';
import { OTHER_ACCOUNT as OTHER, type World, editableFlow, startWorld } from './world';

describe('Picking a device', () => {
  let world: World;
  let editor: EditorPage;
  let picker: PickerForm;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  /** Opens the rename node of a flow with two accounts, of which only the first is connected. */
  async function openRename(rename: object = {}): Promise<void> {
    const other = accountNode(world.simulator, { id: OTHER, name: 'Other' });
    await world.nodeRed.deploy([...editableFlow(world.simulator, { rename }), other]);
    await connect(world.nodeRed, world.simulator);
    editor = await world.open();
    picker = editor.picker;
    await editor.openNode('rename');
  }

  it('shows the name of the chosen device, and the others with their state', async () => {
    world.simulator.devices.push({ id: 99, name: 'Attic', state: 'banned' });
    await openRename();
    await picker.value.getByText('My LaMetric').waitFor();
    await picker.open();
    assert.deepEqual(await picker.options.allInnerTexts(), [
      'My LaMetric\nready · 18',
      'Kitchen\nready · 1027',
      'Büro @ Work\nready · 48213',
      'Attic\nblocked · 99',
    ]);
    await picker.options.getByText('Büro').click();
    assert.equal(await picker.value.innerText(), 'Büro @ Work');
    assert.equal(await picker.panel.count(), 0);
    await editor.done();
    const { device, deviceType, valid } = await editor.properties('rename');
    assert.deepEqual({ device, deviceType, valid }, { device: '48213', deviceType: 'str', valid: true });
  });

  it('finds a device by a part of its name or id', async () => {
    await openRename();
    await picker.open();
    await picker.search.fill('kit');
    assert.deepEqual(await picker.options.allInnerTexts(), ['Kitchen\nready · 1027']);
    await picker.search.fill('nothing like it');
    await picker.note.getByText('No clock matches').waitFor();
    assert.deepEqual(await picker.options.allInnerTexts(), ['Use the name nothing like it']);
    await picker.search.fill('482');
    assert.deepEqual(await picker.options.allInnerTexts(), ['Büro @ Work\nready · 48213', 'Use the ID 482']);
  });

  it('takes any id that is typed in, and keeps it', async () => {
    await openRename();
    await picker.open();
    await picker.search.fill('4711');
    await picker.options.getByText('Use the ID 4711').click();
    await picker.value.getByText("4711 (not among the account's clocks)").waitFor();
    await editor.done();
    assert.equal((await editor.properties('rename'))['device'], '4711');
    await editor.openNode('rename');
    await picker.value.getByText('4711 (').waitFor();
    await editor.done();
    assert.equal((await editor.properties('rename'))['device'], '4711');
  });

  it('takes a name, and shows it as one of the devices', async () => {
    await openRename({ device: 'Kitchen' });
    await picker.value.getByText('Kitchen', { exact: true }).waitFor();
    await editor.done();
    const { device, valid } = await editor.properties('rename');
    assert.deepEqual({ device, valid }, { device: 'Kitchen', valid: true });
  });

  it('keeps what is saved while LaMetric is away, and says why there is no list', async () => {
    await openRename();
    await picker.value.getByText('My LaMetric').waitFor();
    await editor.page.click('#node-dialog-cancel');
    world.simulator.fail(DEVICES, { status: 400 }, 100);
    await editor.openNode('rename');
    await picker.open();
    await picker.note.getByText('LaMetric rejected it').waitFor();
    assert.equal(await picker.value.innerText(), '18');
    world.simulator.clearFaults();
    await picker.refresh.click();
    await picker.options.getByText('My LaMetric').waitFor();
    assert.equal(await picker.note.innerText(), '');
    await picker.value.getByText('My LaMetric').waitFor();
    await editor.page.keyboard.press('Escape');
    await editor.done();
    assert.equal((await editor.properties('rename'))['device'], '18');
  });

  it('shows that it is loading', async () => {
    await openRename();
    await picker.value.getByText('My LaMetric').waitFor();
    await picker.open();
    world.simulator.fail(DEVICES, { delay: 60_000 });
    await picker.refresh.click();
    await picker.note.getByText('Loading').waitFor();
    assert.equal(await picker.refresh.locator('.fa-spin').count(), 1);
    // The items from before can still be chosen.
    assert.equal(await picker.options.count(), 3);
  });

  it('takes a click, and keeps the highlight, while the list comes once more', async () => {
    await openRename();
    await picker.value.getByText('My LaMetric').waitFor();
    await picker.open();
    await picker.note.getByText('Loading').waitFor({ state: 'hidden' });
    const isLoaded = () => editor.page.waitForResponse((response) => response.url().endsWith('/devices'));
    await editor.page.keyboard.press('ArrowUp');
    await Promise.all([isLoaded(), picker.refresh.click()]);
    await picker.refresh.locator('.fa-spin').waitFor({ state: 'hidden' });
    assert.equal(await picker.options.last().getAttribute('aria-selected'), 'true');

    await picker.options.getByText('Kitchen').hover();
    await editor.page.mouse.down();
    const loaded = isLoaded();
    await picker.refresh.dispatchEvent('click');
    await loaded;
    await picker.refresh.locator('.fa-spin').waitFor({ state: 'hidden' });
    await editor.page.mouse.up();
    await picker.value.getByText('Kitchen').waitFor();
  });

  it('loads the list of another account when that is chosen, and says that it is not connected', async () => {
    await openRename();
    await picker.value.getByText('My LaMetric').waitFor();
    await editor.page.selectOption('#node-input-account', OTHER);
    await picker.value.getByText('18', { exact: true }).waitFor();
    await picker.open();
    await picker.note.getByText('Open it with the pencil and click Connect').waitFor();
    await editor.page.keyboard.press('Escape');
    await editor.page.selectOption('#node-input-account', ACCOUNT);
    await picker.value.getByText('My LaMetric').waitFor();
  });

  it('has the list right after connecting, before the first Deploy', async () => {
    editor = await world.open();
    picker = editor.picker;
    await editor.openNode(await editor.dragNode('lametric rename', 300, 100));
    await picker.open();
    await picker.note.getByText('Choose an account first').waitFor();
    await editor.page.keyboard.press('Escape');
    await editor.addAccount();
    await editor.account.fill(world.simulator);
    await editor.account.connectAndApprove();
    await editor.closeAccount();
    await picker.open();
    await picker.options.getByText('Kitchen').click();
    await editor.done();
  });

  it('has it after connecting even if the account is then left by Cancel', async () => {
    await openRename({ account: OTHER });
    await picker.open();
    await picker.note.getByText('The account is not connected').waitFor();
    await editor.page.keyboard.press('Escape');
    await editor.editAccount();
    await editor.account.connectAndApprove();
    await editor.page.click('#node-config-dialog-cancel');
    await picker.open();
    await picker.options.getByText('Kitchen').waitFor();
  });

  it('says that the account lacks the access', async () => {
    await openRename();
    await connect(world.nodeRed, world.simulator, { body: { scopes: 'basic' } });
    await picker.open();
    await picker.refresh.click();
    await picker.note.getByText('tick the access devices_read').waitFor();
  });

  it('goes from the field to the last device by the arrow up, and shows where it is', async () => {
    await openRename();
    await picker.value.getByText('My LaMetric').waitFor();
    await picker.open();
    await editor.page.keyboard.press('ArrowUp');
    const marked = editor.page.locator('.lametric-picker [aria-selected=true]');
    assert.equal(await marked.evaluate((line) => getComputedStyle(line).outlineStyle), 'solid');
    await editor.page.keyboard.press('Enter');
    await picker.value.getByText('Büro @ Work').waitFor();
  });

  it('closes its list with the dialog', async () => {
    await openRename();
    await picker.open();
    // Without the mouse, which would close the list by itself.
    await editor.page.locator('#node-dialog-cancel').dispatchEvent('click');
    await picker.panel.waitFor({ state: 'detached' });
  });

  it('leaves the other types as they are, and comes back with the device', async () => {
    await openRename();
    await editor.chooseType('#node-input-device', 'msg');
    assert.equal(await picker.value.isVisible(), false);
    await editor.chooseType('#node-input-device', 'str');
    await picker.value.getByText('My LaMetric').waitFor();
  });

  it('takes the only account for a new node', async () => {
    await world.nodeRed.deploy(editableFlow(world.simulator));
    editor = await world.open();
    const id = await editor.dragNode('lametric devices', 500, 100);
    // The editor completes what was dragged only after it has told of it.
    await editor.page.waitForFunction((nodeId) => window.RED.nodes.node(nodeId)?.['account'] !== '', id);
    const { account, valid } = await editor.properties(id);
    assert.deepEqual({ account, valid }, { account: ACCOUNT, valid: true });
  });
});
