import assert from 'node:assert/strict';
import { accountNode, connect } from '../../harness/account';
import { deviceNode } from '../../harness/clock';
import { NODE_RED_5, prepareLine } from '../../harness/lines';
import { ENGLISH, TRANSLATIONS } from '../../scripts/catalogues';
import { flaws, violations } from './form-checks';
import { ledsOf } from './leds';
import { NotifyForm, notifyNode } from './notify-form';
import { type World, startWorld } from './world';

const TAB = { id: 'flow', type: 'tab', label: 'Flow' };

async function deploy({ nodeRed, simulator }: World): Promise<void> {
  const clock = deviceNode(simulator.clocks[1]?.id, { clockName: 'Kitchen' });
  await nodeRed.deploy([TAB, accountNode(simulator), clock, notifyNode()]);
  await connect(nodeRed, simulator);
}

/** Takes the form through all it can show, and checks each. */
async function goThrough({ editor, frames, said, showNow }: NotifyForm, check: () => Promise<void>) {
  const { page, picker } = editor;
  await editor.openNode('notify');
  await page.locator('.lametric-preview-approximate:visible').waitFor();
  await check();
  await page.locator('.red-ui-editableList-addButton').last().click();
  await frames.nth(1).locator('select').selectOption('goal');
  await page.locator('.red-ui-editableList-addButton').last().click();
  await frames.nth(2).locator('select').selectOption('chart');
  await check();
  await picker.open();
  await check();
  await picker.options.last().click();
  await page.locator('#lametric-notify-more summary').click();
  await page.check('[name="lametric-notify-level"][value="alarm"]');
  await check();
  await showNow.click();
  await said.locator('.fa-check-circle').waitFor();
  await check();
}

describe('The form of a notification', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('is accessible', async () => {
    await deploy(world);
    const editor = await world.open();
    await goThrough(new NotifyForm(editor), async () => assert.deepEqual(await violations(editor), []));
  });

  for (const locale of [ENGLISH, ...TRANSLATIONS]) {
    it(`fits in ${locale}, and is translated`, async () => {
      await deploy(world);
      const editor = await world.open({ locale, viewport: { width: 1024, height: 700 } });
      await goThrough(new NotifyForm(editor), async () => assert.deepEqual(await flaws(editor), []));
    });
  }

  it('stands still for those who want less motion, until they play it', async () => {
    await deploy(world);
    const editor = await world.open({ reducedMotion: 'reduce' });
    const form = new NotifyForm(editor);
    await editor.openNode('notify');
    await editor.page.getByLabel('Example').fill('A longer text than fits');
    await form.says('scrolls');
    const before = await ledsOf(form.display);
    await form.preview.getByRole('button', { name: 'Play' }).click();
    await form.preview.getByRole('button', { name: 'Pause' }).waitFor();
    const canvas = await form.display.elementHandle();
    await editor.page.waitForFunction(
      ([display, still]) => {
        if (!(display instanceof HTMLCanvasElement)) return false;
        return display.toDataURL() !== still;
      },
      [canvas, await form.display.evaluate((display: HTMLCanvasElement) => display.toDataURL())] as const,
    );
    assert.notEqual(await ledsOf(form.display), before);
  });
});

describe('The form of a notification in the dark theme of Node-RED 5', () => {
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
    await goThrough(new NotifyForm(editor), async () => assert.deepEqual(await violations(editor), []));
  });
});
