import assert from 'node:assert/strict';
import { connect } from '../../harness/account';
import type { EditorPage } from './editor-page';
import { type World, editableFlow, startWorld } from './world';

describe('An attempt to connect in the editor', () => {
  let world: World;
  let editor: EditorPage;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('says what to do after a denial, in the window as well, and leaves the connection as it was', async () => {
    await world.nodeRed.deploy(editableFlow(world.simulator));
    await connect(world.nodeRed, world.simulator);
    editor = await world.editAccount();
    const popup = await editor.account.connect();
    await popup.click('button[value=deny]');
    await editor.account.progress.getByText('You did not allow the access').waitFor();
    await popup.getByText('You did not allow the access').waitFor();
    assert.match(await editor.account.state.innerText(), /Connected as/);
    assert.equal(await editor.account.address.isVisible(), false);
  });

  it('shows why LaMetric refuses, in the window as well', async () => {
    editor = await world.addAccount();
    await editor.account.fill(world.simulator);
    await editor.page.fill(editor.account.clientSecret, 'wrong');
    const popup = await editor.account.connect();
    await popup.click('button[value=approve]');
    await editor.account.progress.getByText('check client ID and client secret').waitFor();
    assert.doesNotMatch(await editor.account.progress.innerText(), /LaMetric could not connect/);
    await popup.getByText('Go back to Node-RED to see why').waitFor();
  });

  it('says so when the window is closed, and still takes a late answer', async () => {
    editor = await world.addAccount();
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
    editor = await world.addAccount();
    await editor.page.evaluate(() => {
      const open = window.open.bind(window);
      window.open = () => {
        window.open = open;
        return null;
      };
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
    editor = await world.addAccount();
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

  it('gives up when the handshake has expired', async () => {
    editor = await world.addAccount();
    await editor.account.fill(world.simulator);
    await editor.page.route('**/redeem', (route) => route.fulfill({ json: { state: 'expired' } }));
    await editor.account.connect();
    await editor.account.progress.getByText('No answer came').waitFor();
  });
});
