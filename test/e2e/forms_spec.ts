import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import { connect } from '../../harness/account';
import { ENGLISH, NODES, TRANSLATIONS } from '../../scripts/catalogues';
import type { EditorPage } from './editor-page';
import { type World, editableFlow, startWorld } from './world';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const OURS = '.lametric-form, .lametric-picker';

declare global {
  var axe: { run(context: string, options: object): Promise<AxeResults> };
}

/** The serious violations of accessibility in our forms. */
async function violations({ page }: EditorPage): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const found = await page.evaluate((context) => axe.run(context, { resultTypes: ['violations'] }), OURS);
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

/** What of the open form does not fit into its width, and keys that were not translated. */
function flaws({ page }: EditorPage): Promise<string[]> {
  return page.evaluate(
    (names) => {
      const form = [...document.querySelectorAll<HTMLElement>('.lametric-form')].at(-1);
      if (form === undefined) return ['no form'];
      const elements = [form, ...form.querySelectorAll<HTMLElement>('label, p, div, button, select')];
      const wide = elements.filter(
        (element) =>
          element.checkVisibility() &&
          element.scrollWidth > element.clientWidth + 1 &&
          element.clientWidth > 0,
      );
      const keys = new RegExp(`\\b(${names.join('|')})\\.[a-z-]+`).exec(form.innerText);
      return [...wide.map(({ outerHTML }) => `too wide: ${outerHTML.slice(0, 200)}`), ...(keys ?? [])];
    },
    ['common', ...NODES.map(({ name }) => name)],
  );
}

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
