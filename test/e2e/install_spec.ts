import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { INSTALLATION, packTarball } from '../../harness/package';
import { type World, editableFlow, startBrowser, startWorld } from './world';

/** Where to put a picture of every step; none are taken without it. */
const { RECORDING } = process.env;

describe('The palette manager', function () {
  this.timeout(INSTALLATION + 120_000);
  let world: World;

  // For each attempt: what is installed cannot be installed.
  beforeEach(async () => {
    world = await startWorld({ link: false });
  });
  afterEach(() => world.close());

  it('takes the packed package, and minutes later a clock has a new name', async () => {
    let step = 0;
    const record = async (page: Page, name: string) => {
      if (RECORDING) await page.screenshot({ path: join(RECORDING, `${++step}-${name}.png`) });
    };

    const palette = await (await startBrowser()).newPage();
    palette.setDefaultTimeout(INSTALLATION);
    await palette.goto(world.nodeRed.url);
    await palette.locator('[data-palette-type="inject"]').waitFor();
    await palette.evaluate("RED.actions.invoke('core:manage-palette')");
    await palette.locator('#red-ui-settings-tab-palette .red-ui-tab', { hasText: 'Install' }).click();
    await palette.locator('input[name=tarball]').setInputFiles(await packTarball());
    await palette.locator('.red-ui-palette-editor-upload-buttons .primary').click();
    await palette.locator('[data-palette-type="lametric devices"]').waitFor({ state: 'attached' });
    await record(palette, 'installed');
    await palette.close();

    const editor = await world.open();
    const { page } = editor;
    const rename = await editor.dragNode('lametric rename', 340, 80);
    await editor.openNode(rename);
    await editor.addAccount();
    await editor.account.fill(world.simulator);
    await editor.account.connectAndApprove();
    await record(page, 'connected');
    await editor.closeAccount();
    await editor.picker.open();
    await editor.picker.options.getByText('Kitchen').waitFor();
    await record(page, 'pick');
    await editor.picker.options.getByText('Kitchen').click();
    await editor.done();
    const [inject] = await editor.import(
      editableFlow(world.simulator, { inject: { payload: 'Bakery' } }).filter(({ id }) => id === 'rename-in'),
    );
    assert.ok(inject);
    await editor.wire(inject.id, rename);
    await editor.deploy();
    await editor.inject(inject.id);
    await world.nodeRed.nextStatus(rename, ({ text }) => text?.startsWith('Bakery') === true);
    await record(page, 'result');
    assert.equal(world.simulator.devices[1]?.name, 'Bakery');
  });
});
