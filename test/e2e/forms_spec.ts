import assert from 'node:assert/strict';
import { connect } from '../../harness/account';
import { ENGLISH, TRANSLATIONS } from '../../scripts/catalogues';
import { flaws, violations } from './form-checks';
import { type World, editableFlow, startWorld } from './world';

describe('The forms', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  for (const dark of [false, true]) {
    it(`are accessible in the ${dark ? 'dark' : 'light'} theme`, async function () {
      await world.nodeRed.deploy(editableFlow(world.simulator, { devices: { apiKeys: true } }));
      const editor = await world.open({ dark });
      const isDark = await editor.page.locator('html.nr-theme-dark').count();
      if (dark && isDark === 0) this.skip(); // Node-RED 4.1 has none.

      await editor.openNode('list');
      assert.deepEqual(await violations(editor), []);
      await editor.chooseType('#node-input-device', 'jsonata');
      assert.deepEqual(await violations(editor), []);

      await editor.editAccount();
      await editor.account.redirect.fill('http://elsewhere/lametric-account/callback');
      await editor.page.getByText('Advanced', { exact: true }).click();
      assert.deepEqual(await violations(editor), []);
      await editor.account.redirect.fill(world.callback);
      const popup = await editor.account.connect();
      assert.deepEqual(await violations(editor), []);
      await popup.click('button[value=deny]');
      await editor.account.progress.getByText('You did not allow').waitFor();
      assert.deepEqual(await violations(editor), []);
      await editor.account.connectAndApprove();
      assert.deepEqual(await violations(editor), []);
      await editor.account.disconnectButton.click();
      assert.deepEqual(await violations(editor), []);
      await editor.closeAccount();
      await editor.done();

      await editor.openNode('rename');
      await editor.picker.open();
      await editor.picker.options.getByText('Kitchen').waitFor();
      await editor.page.keyboard.press('ArrowDown');
      assert.deepEqual(await violations(editor), []);
      await editor.picker.search.fill('4711');
      assert.deepEqual(await violations(editor), []);
    });
  }

  for (const locale of [ENGLISH, ...TRANSLATIONS]) {
    it(`fit in ${locale}, and are translated`, async () => {
      await world.nodeRed.deploy(editableFlow(world.simulator, { devices: { apiKeys: true } }));
      await connect(world.nodeRed, world.simulator);
      const editor = await world.open({ locale, viewport: { width: 1024, height: 700 } });
      await editor.openNode('list');
      assert.deepEqual(await flaws(editor), []);
      await editor.editAccount();
      await editor.account.state.getByText('Demo User').waitFor();
      assert.deepEqual(await flaws(editor), []);
      await editor.page.locator('#lametric-account-guide summary').click();
      await editor.account.redirect.fill('http://elsewhere/lametric-account/callback');
      await editor.page.locator('#lametric-account-advanced summary').click();
      await editor.account.disconnectButton.click();
      assert.deepEqual(await flaws(editor), []);
      await editor.page.click('#node-config-dialog-cancel');
      await editor.done();
      await editor.openNode('rename');
      await editor.picker.open();
      assert.deepEqual(await flaws(editor), []);
    });
  }

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
      'A device ID is a positive whole number.',
      'Enter the new name, or say where it is.',
    ]);
    assert.deepEqual(await reasons('list'), ['Account: property value missing']);
    await world.nodeRed.deploy(
      editableFlow(world.simulator, { rename: { device: '', newName: '$(', newNameType: 'jsonata' } }),
    );
    await editor.page.reload();
    await editor.palette('lametric rename').waitFor();
    const [device, newName] = await reasons('rename');
    assert.equal(device, 'Choose a device.');
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
