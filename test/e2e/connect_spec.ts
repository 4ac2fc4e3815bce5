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

  /** Opens the editor on a devices node's new account. */
  async function addAccount(): Promise<void> {
    editor = await world.open();
    await editor.openNode(await editor.dragNode('lametric devices', 300, 100));
    await editor.addAccount();
  }

  /** Opens the editor on an account that is deployed. */
  async function editAccount(): Promise<void> {
    editor = await world.open();
    await editor.openNode('list');
    await editor.editAccount();
  }

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
    await editAccount();
    assert.equal(await editor.page.inputValue(editor.account.clientSecret), '__PWRD__');
    await editor.account.connectAndApprove();
  });

  it('says that a change of the settings takes another click on Connect', async () => {
    await world.nodeRed.deploy(editableFlow(world.simulator));
    await connect(world.nodeRed, world.simulator);
    await editAccount();
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
    await addAccount();
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

  it('says what to do after a denial, in the window as well, and leaves the connection as it was', async () => {
    await world.nodeRed.deploy(editableFlow(world.simulator));
    await connect(world.nodeRed, world.simulator);
    await editAccount();
    const popup = await editor.account.connect();
    await popup.click('button[value=deny]');
    await editor.account.progress.getByText('You did not allow the access').waitFor();
    await popup.getByText('You did not allow the access').waitFor();
    assert.match(await editor.account.state.innerText(), /Connected as/);
    assert.equal(await editor.account.address.isVisible(), false);
  });

  it('shows why LaMetric refuses, in the window as well', async () => {
    await addAccount();
    await editor.account.fill(world.simulator);
    await editor.page.fill(editor.account.clientSecret, 'wrong');
    const popup = await editor.account.connect();
    await popup.click('button[value=approve]');
    await editor.account.progress.getByText('check client ID and client secret').waitFor();
    assert.doesNotMatch(await editor.account.progress.innerText(), /LaMetric could not connect/);
    await popup.getByText('Go back to Node-RED to see why').waitFor();
  });

  it('says so when the window is closed, and still takes a late answer', async () => {
    await addAccount();
    await editor.account.fill(world.simulator);
    const popup = await editor.account.connect();
    const address = popup.url();
    await popup.close();
    await editor.account.progress.getByText('The LaMetric window is closed').waitFor();
    const late = await editor.page.context().newPage();
    await late.goto(address);
    await late.click('button[value=approve]');
    await editor.account.state.getByText('Connected as').waitFor();
    await late.getByText('LaMetric has answered').waitFor();
  });

  it('offers a link where the browser blocks the window', async () => {
    await addAccount();
    await editor.page.evaluate(() => {
      window.open = () => null;
    });
    await editor.account.fill(world.simulator);
    await editor.account.connectButton.click();
    await editor.account.progress.getByText('Your browser blocked').waitFor();
    const [tab] = await Promise.all([
      editor.page.context().waitForEvent('page'),
      editor.page.getByRole('link', { name: 'Open LaMetric' }).click(),
    ]);
    await tab.click('button[value=approve]');
    await editor.account.state.getByText('Connected as').waitFor();
  });

  it('takes the pasted address where the browser cannot come back, and says what is wrong with another', async () => {
    const elsewhere = 'https://node-red.invalid/lametric-account/callback';
    world.simulator.client.redirectUris = [elsewhere];
    await addAccount();
    await editor.account.fill(world.simulator);
    await editor.account.redirect.fill(elsewhere);
    await editor.page.getByText('This is not the address of this editor').waitFor();
    const popup = await editor.account.connect();
    const asked = popup.waitForRequest((request) => request.url().startsWith(elsewhere));
    await popup.click('button[value=approve]');
    const address = (await asked).url();
    await editor.account.address.fill('https://node-red.invalid/?state=1');
    await editor.account.progress.getByText('This is not the address').waitFor();
    await editor.account.address.fill(address);
    await editor.account.state.getByText('Connected as').waitFor();
    assert.equal(await editor.account.address.isVisible(), false);
  });

  it('gives up when the handshake is gone', async () => {
    await addAccount();
    await editor.account.fill(world.simulator);
    await editor.account.connect();
    for (let i = 0; i < 32; i++) {
      await world.nodeRed.admin('POST', 'lametric-account/other/authorize', {
        clientId: 'x',
        clientSecret: 'x',
        scopes: 'basic',
        flow: 'code',
        redirectUri: world.callback,
      });
    }
    await editor.account.progress.getByText('No answer came').waitFor();
  });

  it('gives up when the handshake has expired', async () => {
    await addAccount();
    await editor.account.fill(world.simulator);
    await editor.page.route('**/redeem', (route) => route.fulfill({ json: { state: 'expired' } }));
    await editor.account.connect();
    await editor.account.progress.getByText('No answer came').waitFor();
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
