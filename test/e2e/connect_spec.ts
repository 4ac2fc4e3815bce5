import assert from 'node:assert/strict';
import { ACCOUNT, accountNode, connect } from '../../harness/account';
import type { EditorPage } from './editor-page';
import { type World, editableFlow, startWorld } from './world';

/** An inject node wired to a debug node, for a node to be dropped on the wire. */
const WIRE = [
  { id: 'flow', type: 'tab', label: 'Flow' },
  {
    id: 'inject',
    type: 'inject',
    z: 'flow',
    x: 120,
    y: 80,
    wires: [['debug']],
    props: [{ p: 'payload' }],
    repeat: '',
    payload: 'Desk',
    payloadType: 'str',
  },
  {
    id: 'debug',
    type: 'debug',
    z: 'flow',
    x: 620,
    y: 80,
    wires: [],
    active: true,
    tosidebar: true,
    complete: 'payload',
    targetType: 'msg',
  },
];

describe('Connecting in the editor', () => {
  let world: World;
  let editor: EditorPage;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('goes from the palette to the devices in the debug sidebar, and to a renamed clock', async () => {
    await world.nodeRed.deploy(WIRE);
    editor = await world.open();
    const devices = await editor.dragNode('lametric devices', 340, 80, true);
    await editor.openNode(devices);
    await editor.addAccount();
    await editor.account.fill(world.simulator);
    await editor.account.connectAndApprove();
    assert.match(await editor.account.state.innerText(), /Connected as Demo User \(demo@example\.com\)/);
    await editor.closeAccount();
    await editor.done();
    await editor.deploy();
    const debug = await editor.showDebug();
    await editor.inject('inject');
    await debug.getByText('array[3]').waitFor();
    await world.nodeRed.nextStatus(devices, ({ text }) => /^devices: 3, \d\d:\d\d$/.test(text ?? ''));

    await editor.page.keyboard.press('Escape');
    await editor.node(devices).click();
    await editor.page.keyboard.press('Delete');
    const rename = await editor.dragNode('lametric rename', 340, 200);
    await editor.wire('inject', rename);
    await editor.wire(rename, 'debug');
    await editor.openNode(rename);
    await editor.picker.open();
    await editor.picker.options.getByText('Kitchen').click();
    await editor.done();
    await editor.deploy();
    const clocks = await editor.page.context().newPage();
    await clocks.goto(world.simulator.url);
    await clocks.getByText('Kitchen', { exact: true }).waitFor();
    await editor.inject('inject');
    await clocks.getByText('Desk', { exact: true }).first().waitFor();
  });

  it('needs no secret again for an account that has one', async () => {
    await world.nodeRed.deploy(editableFlow(world.simulator));
    editor = await world.editAccount();
    assert.equal(await editor.page.inputValue(editor.account.clientSecret), '__PWRD__');
    await editor.account.connectAndApprove();
  });

  it('says that a change of the settings takes another click on Connect', async () => {
    await world.nodeRed.deploy(editableFlow(world.simulator));
    await connect(world.nodeRed, world.simulator);
    editor = await world.editAccount();
    await editor.account.state.getByText('Connected as').waitFor();
    await editor.page.getByLabel('Rename your devices').uncheck();
    await editor.account.state.getByText('You have changed the settings').waitFor();
    const popup = await editor.account.connect();
    assert.equal(await popup.locator('.scopes li').count(), 2);
    await popup.click('button[value=approve]');
    await editor.account.state.getByText('Connected as').waitFor();
    await editor.closeAccount();
    await editor.done();
    await editor.deploy();
    const flows = JSON.stringify(await world.nodeRed.readFlows());
    assert.match(flows, /"scopes":"basic devices_read"/);
  });

  it('asks for what is missing before it opens a window', async () => {
    editor = await world.addAccount();
    await editor.account.connectButton.click();
    await editor.account.progress.getByText('Enter the client ID').waitFor();
    await editor.page.fill(editor.account.clientId, 'x');
    await editor.account.connectButton.click();
    await editor.account.progress.getByText('Enter the client secret').waitFor();
    await editor.page.fill(editor.account.clientSecret, 'x');
    for (const box of await editor.page.locator('#lametric-account-scopes input').all()) await box.uncheck();
    await editor.account.connectButton.click();
    await editor.account.progress.getByText('Tick at least one').waitFor();
    assert.equal(editor.page.context().pages().length, 1);
  });

  it('connects an imported account, which has no credentials', async () => {
    editor = await world.open();
    const { credentials: _, ...account } = accountNode(world.simulator);
    await editor.import([
      account,
      {
        id: 'imported',
        type: 'lametric devices',
        name: '',
        account: ACCOUNT,
        device: '',
        deviceType: 'all',
        output: 'array',
        apiKeys: false,
        x: 200,
        y: 200,
        wires: [[]],
      },
    ]);
    await editor.openNode('imported');
    await editor.editAccount();
    assert.equal(await editor.page.inputValue(editor.account.clientId), '');
    await editor.account.fill(world.simulator);
    await editor.account.connectAndApprove();
    await editor.closeAccount();
    await editor.done();
    await editor.deploy();
  });
});
