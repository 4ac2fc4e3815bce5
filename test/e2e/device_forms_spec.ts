import assert from 'node:assert/strict';
import { ACCOUNT, accountNode, connect } from '../../harness/account';
import { NODE_RED_5, prepareLine } from '../../harness/lines';
import { ENGLISH, TRANSLATIONS } from '../../scripts/catalogues';
import { type ClockForm, openClock } from './clock-form';
import { flaws, violations } from './form-checks';
import { tabTo } from './keyboard';
import { type World, startWorld } from './world';

const TAB = { id: 'flow', type: 'tab', label: 'Flow' };

/** Takes the form through all it can show, and checks each. */
async function goThrough({ simulator }: World, form: ClockForm, check: () => Promise<void>) {
  const [old, kitchen] = simulator.clocks;
  assert.ok(old && kitchen);
  const { page, picker } = form.editor;
  const online = page.locator('.lametric-card .fa-check-circle');
  await page.locator('#lametric-device-all button').waitFor();
  await check();
  await picker.open();
  await picker.options.getByText(kitchen.name).click();
  await online.waitFor();
  await page.locator('#lametric-device-advanced summary').click();
  await check();
  await form.addAll.click();
  await check();

  await form.way('button');
  await page.fill(form.address, old.address);
  await form.pairButton.click();
  await page.locator('#lametric-device-progress .fa-exclamation-triangle').waitFor();
  await check();
  await page.fill(form.address, kitchen.address);
  await form.pairButton.click();
  await form.pairing.getByRole('timer').getByText(/\d/).waitFor();
  await check();
  kitchen.press();
  await online.waitFor();

  await form.way('key');
  await page.fill(form.apiKey, 'wrong');
  await page.locator('.lametric-card .fa-exclamation-triangle').waitFor();
  await check();
}

/** As it looks when the clock has another certificate. */
async function showCertificate({ simulator, nodeRed }: World, form: ClockForm, check: () => Promise<void>) {
  const [, kitchen] = simulator.clocks;
  assert.ok(kitchen);
  await form.cancel();
  const shown = await nodeRed.admin('GET', 'lametric-device/pinned');
  assert.equal(shown.status, 200);
  await kitchen.changeCertificate();
  const again = await openClock(form.editor, 'pinned');
  await form.editor.page.locator('.lametric-card-trust').waitFor();
  await check();
  await again.cancel();
}

/** The account is connected; one clock of it is deployed already. */
async function deploy({ nodeRed, simulator }: World): Promise<void> {
  const { id } = simulator.clocks[1] ?? assert.fail('There is no such clock');
  const properties = { name: 'Pinned', clockName: '', address: '', security: 'pinned' };
  const clock = { id: 'pinned', type: 'lametric-device', account: ACCOUNT, device: String(id) };
  await nodeRed.deploy([TAB, accountNode(simulator), { ...clock, ...properties }]);
  await connect(nodeRed, simulator);
}

describe('The form of a clock', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('is accessible', async () => {
    await deploy(world);
    const editor = await world.open();
    const form = await openClock(editor);
    const check = async () => assert.deepEqual(await violations(editor), []);
    await goThrough(world, form, check);
    await showCertificate(world, form, check);
  });

  for (const locale of [ENGLISH, ...TRANSLATIONS]) {
    it(`fits in ${locale}, and is translated`, async () => {
      await deploy(world);
      const editor = await world.open({ locale, viewport: { width: 1024, height: 700 } });
      const check = async () => assert.deepEqual(await flaws(editor), []);
      await goThrough(world, await openClock(editor), check);
    });
  }

  it('needs no mouse', async () => {
    await deploy(world);
    const editor = await world.open();
    const { page, picker } = editor;
    const form = await openClock(editor);
    await form.addAll.waitFor();
    await tabTo(page, '.lametric-picker-value');
    await page.keyboard.press('Enter');
    await picker.options.getByText('My LaMetric').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await form.shows('Online.');
    await tabTo(page, '#lametric-device-advanced summary');
    await page.keyboard.press('Enter');
    await tabTo(page, '#node-config-input-security');
    await page.keyboard.press('Control+Enter');
    await form.card.waitFor({ state: 'detached' });
  });
});

describe('The form of a clock in the dark theme of Node-RED 5', () => {
  let world: World;

  before(async function () {
    this.timeout(300_000);
    const { redJs, nodePath } = prepareLine(NODE_RED_5);
    world = await startWorld({ redJs, nodePath });
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('is accessible', async () => {
    await deploy(world);
    const editor = await world.open({ dark: true });
    await editor.page.locator('html.nr-theme-dark').waitFor();
    const form = await openClock(editor);
    const check = async () => assert.deepEqual(await violations(editor), []);
    await goThrough(world, form, check);
    await showCertificate(world, form, check);
  });
});
