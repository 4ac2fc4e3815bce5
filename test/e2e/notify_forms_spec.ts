import assert from 'node:assert/strict';
import type { Locator, Page, ViewportSize } from 'playwright-core';
import { violations } from './form-checks';
import { panelOf } from './icon-panel';
import { ledsOf } from './leds';
import { NotifyForm } from './notify-form';
import { type World, startWorld } from './world';
import { deploy, goThrough } from './notify-form-states';

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

  it('can be filled in at 150 % of a small screen without scrolling, and its icons stay in the dialog', async () => {
    await deploy(world);
    const editor = await world.open();
    const { page } = editor;
    await withViewport(page, { width: 911, height: 512 }, async () => {
      await editor.openNode('notify');
      await page.locator('.lametric-preview-approximate:visible').waitFor();
      for (const field of ['.lametric-frame-kind', '.lametric-icon-value']) {
        assert.equal(await isInSight(page.locator(field)), true, field);
      }
      await page.locator('.lametric-icon-value').click();
      await panelOf(editor).getByText('Icons: 10').waitFor();
      const [panel, dialog] = [await boxOf(panelOf(editor)), await boxOf(page.locator('.red-ui-tray'))];
      assert.ok(panel.left >= dialog.left && panel.right <= dialog.right);
      assert.ok(panel.top >= 0 && panel.bottom <= 512);
    });
  });

  it('stands still for those who want less motion, until they play it', async () => {
    await deploy(world);
    const editor = await world.open({ reducedMotion: 'reduce' });
    const form = new NotifyForm(editor);
    await editor.openNode('notify');
    await editor.page.getByText('For the preview alone: what a message might bring.').waitFor();
    await editor.page.getByLabel('Preview with').fill('A longer text than fits');
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

async function withViewport(page: Page, size: ViewportSize, check: () => Promise<void>): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize(size);
  try {
    await check();
  } finally {
    if (before !== null) await page.setViewportSize(before);
  }
}

/** The edges of an element, in pixels of the page. */
function boxOf(element: Locator): Promise<{ top: number; right: number; bottom: number; left: number }> {
  return element.evaluate((each) => {
    const { top, right, bottom, left } = each.getBoundingClientRect();
    return { top, right, bottom, left };
  });
}

/** Whether its lower edge shows. */
function isInSight(element: Locator): Promise<boolean> {
  return element.evaluate((each) => {
    const { left, bottom } = each.getBoundingClientRect();
    return each.contains(document.elementFromPoint(left + 5, bottom - 3));
  });
}
