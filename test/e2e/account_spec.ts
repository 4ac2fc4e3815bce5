import assert from 'node:assert/strict';
import { ACCOUNT, connect } from '../../harness/account';
import type { EditorPage } from './editor-page';
import { type World, editableFlow, startWorld } from './world';

describe('The form of an account', () => {
  let world: World;
  let editor: EditorPage;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  /** Opens the editor on an account that is deployed. */
  async function editAccount(): Promise<void> {
    editor = await world.open();
    await editor.openNode('list');
    await editor.editAccount();
  }

  async function deployConnected(): Promise<void> {
    await world.nodeRed.deploy(editableFlow(world.simulator));
    await connect(world.nodeRed, world.simulator);
  }

  /** Lets Node-RED answer with this state. */
  async function editAccountWithState(state: object): Promise<void> {
    await world.nodeRed.deploy(editableFlow(world.simulator));
    editor = await world.open();
    const full = {
      state: 'connected',
      flow: 'code',
      scopes: [],
      expiresAt: null,
      renewedAt: null,
      persisted: true,
    };
    await editor.page.route(`**/lametric-account/${ACCOUNT}`, (route) =>
      route.fulfill({ json: { ...full, ...state } }),
    );
    await editor.openNode('list');
    await editor.editAccount();
  }

  it('has links that lead somewhere', async () => {
    await world.nodeRed.deploy(editableFlow(world.simulator));
    await editAccount();
    const links = await editor.page.locator('.lametric-form a:visible').all();
    assert.equal(links.length, 1);
    for (const link of links) {
      const [page] = await Promise.all([editor.page.context().waitForEvent('page'), link.click()]);
      await page.waitForURL(`${world.simulator.url}/**`);
    }
  });

  it('is quiet once it is connected: who, how many devices, and a guide that is folded away', async () => {
    await deployConnected();
    await editAccount();
    await editor.account.state.getByText('Connected as Demo User').waitFor();
    await editor.account.state.getByText('Devices: 3.').waitFor();
    assert.equal(await editor.account.redirect.isVisible(), false);
    assert.equal(await editor.page.locator('#lametric-account-app').isVisible(), false);
  });

  it('says when the connection was last renewed', async () => {
    await editAccountWithState({ renewedAt: new Date().toISOString() });
    await editor.account.state.getByText(/^Last renewed: \d+:\d\d/).waitFor();
  });

  it('asks before it disconnects', async () => {
    await deployConnected();
    await editAccount();
    await editor.account.disconnectButton.click();
    const question = editor.page.getByRole('alertdialog');
    await question.getByRole('button', { name: 'Keep connected' }).click();
    await question.waitFor({ state: 'hidden' });
    assert.match(await editor.account.state.innerText(), /Connected as/);
    await editor.account.disconnectButton.click();
    await question.getByRole('button', { name: 'Disconnect' }).click();
    await editor.account.state.getByText('Not connected').waitFor();
    assert.equal(await editor.account.disconnectButton.isVisible(), false);
    assert.equal(await editor.account.redirect.isVisible(), true);
  });

  it('shows the words of Node-RED where they are more exact than its own', async () => {
    const message = 'It took too long. Click Connect again.';
    await world.nodeRed.deploy(editableFlow(world.simulator));
    await editAccount();
    await editor.page.route('**/redeem', (route) => route.fulfill({ json: { state: 'failed', message } }));
    await editor.account.connect();
    await editor.account.progress.getByText(message).waitFor();
    assert.equal((await editor.account.progress.innerText()).trim(), message);
  });

  it('says by what Node-RED knows how long the connection lasts, whatever the form says', async () => {
    await editAccountWithState({ flow: 'implicit', persisted: false, expiresAt: new Date().toISOString() });
    await editor.account.state.getByText('After that, click Connect again').waitFor();
    assert.doesNotMatch(await editor.account.state.innerText(), /cannot save/);
    await editor.account.state.getByText('You have changed the settings').waitFor();
  });

  it('connects without a client secret', async () => {
    await world.nodeRed.deploy(editableFlow(world.simulator));
    await editAccount();
    await editor.page.getByText('Advanced', { exact: true }).click();
    await editor.page.selectOption('#node-config-input-flow', 'implicit');
    assert.equal(await editor.page.locator(editor.account.clientSecret).isVisible(), false);
    const isPrimary = async () =>
      /primary/.test((await editor.account.connectButton.getAttribute('class')) ?? '');
    assert.equal(await isPrimary(), true);
    await editor.account.connectAndApprove();
    assert.equal(await isPrimary(), false);
    const colourOf = (id: string) =>
      editor.page.locator(id).evaluate((button: HTMLElement) => {
        button.focus();
        return getComputedStyle(button).color;
      });
    const other = await colourOf('#lametric-account-disconnect');
    assert.equal(await colourOf('#lametric-account-connect'), other, 'as the other button');
  });

  it('warns that Node-RED cannot save the connection', async () => {
    await editAccountWithState({ persisted: false });
    await editor.account.state.getByText('Node-RED cannot save this connection').waitFor();
  });

  it('says why an account cannot be used', async () => {
    await editAccountWithState({ state: 'unconfigured', message: 'This account is disabled.' });
    await editor.account.state.getByText('This account is disabled.').waitFor();
  });

  it('says that LaMetric has withdrawn the connection', async () => {
    await world.nodeRed.deploy(editableFlow(world.simulator));
    await connect(world.nodeRed, world.simulator);
    world.simulator.expireAccessTokens();
    world.simulator.revokeRefreshTokens();
    await world.nodeRed.inject('list-in');
    await world.nodeRed.nextStatus('list', ({ fill }) => fill === 'red');
    await editAccount();
    await editor.account.state.getByText('no longer accepts').waitFor();
    await editor.account.connectAndApprove();
  });

  it('shows why it does not know who is connected', async () => {
    await world.nodeRed.deploy(editableFlow(world.simulator));
    await connect(world.nodeRed, world.simulator);
    world.simulator.fail('/api/v2/users/me', { status: 400 }, 100);
    await editAccount();
    await editor.account.state.getByText('LaMetric rejected it').waitFor();
    assert.match(await editor.account.state.innerText(), /Connected\./);
  });

  it('copies the redirect URL, which is there to read, and warns of one that LaMetric may refuse', async () => {
    await world.nodeRed.deploy(editableFlow(world.simulator));
    await editAccount();
    const { redirect } = editor.account;
    assert.equal(await redirect.inputValue(), world.callback);
    assert.ok(await redirect.evaluate((field) => field.scrollHeight <= field.clientHeight));
    await editor.page.context().grantPermissions(['clipboard-read']);
    await editor.page.getByRole('button', { name: 'Copy the redirect URL' }).click();
    assert.equal(await editor.page.evaluate(() => navigator.clipboard.readText()), world.callback);
    await redirect.fill('http://192.168.0.2/');
    await editor.page.getByText('end in /lametric-account/callback').waitFor();
  });

  it('keeps a redirect URL that worked for this account, until the field is emptied', async () => {
    const elsewhere = `${world.callback}?from=elsewhere`;
    await world.nodeRed.deploy(editableFlow(world.simulator));
    await editAccount();
    const { redirect } = editor.account;
    await redirect.fill(elsewhere);
    await editor.account.connectAndApprove();
    await editor.closeAccount();
    await editor.editAccount();
    assert.equal(await redirect.inputValue(), elsewhere);
    await editor.account.state.getByText('Connected as').waitFor();
    await editor.page.locator('#lametric-account-guide summary').click();
    await redirect.fill('');
    await redirect.blur();
    assert.equal(await redirect.inputValue(), world.callback);
    await editor.closeAccount();
    await editor.editAccount();
    assert.equal(await redirect.inputValue(), world.callback);
  });
});
