import assert from 'node:assert/strict';
import { decode } from 'fast-png';
import puppeteer, { type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import type { Clock } from '../../simulator/clock/clock';
import { decodeAddress } from '../../src/icons/editor/decode';
import { toPixels } from '../../src/icons/editor/pixels';
import { type World, startWorld } from '../e2e/world';
import { NOTIFICATIONS } from '../helpers/clocks';

const { FIREFOX = '/usr/bin/firefox-esr' } = process.env;

/** Each test goes on where the one before has ended. */
describe('In Firefox that resists fingerprinting,', () => {
  let world: World;
  let clock: Clock;
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];
  /** How often the clock was sent something. */
  let shown = 0;

  before(async () => {
    // Nothing of a test depends on the internet.
    world = await startWorld({ settings: { editorTheme: { palette: { catalogues: [] } } } });
    clock = world.simulator.clocks[0] ?? assert.fail();
    browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: FIREFOX,
      defaultViewport: { width: 1280, height: 1000 },
      // Whatever is read from a canvas is noise.
      extraPrefsFirefox: { 'privacy.resistFingerprinting': true },
    });
    page = await browser.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(world.nodeRed.url);
    await page.waitForSelector('#red-ui-loading-progress', { hidden: true });
  });
  after(async () => {
    await browser.close();
    await world.close();
  });

  const find = async (selector: string) => (await page.waitForSelector(selector)) ?? assert.fail(selector);
  const click = (selector: string) => page.locator(selector).click();
  const fill = (selector: string, value: string) => page.locator(selector).fill(value);

  async function drag(from: ElementHandle, to: ElementHandle): Promise<void> {
    await from.scrollIntoView();
    const [start, end] = [await from.clickablePoint(), await to.clickablePoint()];
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    await page.mouse.move(end.x, end.y, { steps: 10 });
    await page.mouse.up();
  }

  it('an account is connected, and one of its clocks chosen', async () => {
    await drag(
      await find('.red-ui-palette-node[data-palette-type="lametric notify"]'),
      await find('#red-ui-workspace-chart'),
    );
    const node = await (await find('.red-ui-flow-node-group')).evaluate(({ id }) => id);
    // A double-click right after the drop is lost now and then.
    await page.evaluate(`RED.editor.edit(RED.nodes.node('${node}'))`);
    await click('#node-input-btn-device-add');
    await click('[name="lametric-device-setup"][value="account"]');
    await click('#node-config-input-btn-account-add');
    await fill('#node-config-input-clientId', world.simulator.client.id);
    await fill('#node-config-input-clientSecret', world.simulator.client.secret);
    const opened = new Promise<Page | null>((resolve) => page.once('popup', resolve));
    await click('#lametric-account-connect');
    const popup = (await opened) ?? assert.fail('No window was opened');
    await popup.locator('button[value=approve]').click();
    await find('#lametric-account-state ::-p-text(Connected as)');
    await click('#node-config-dialog-ok');
    await click('.lametric-picker-value');
    await click(`.lametric-picker-list [role=option] ::-p-text(${clock.name})`);
    await find('.lametric-clock-info .fa-check-circle');
    await click('#node-config-dialog-ok');
    await find('#lametric-notify-preview canvas');
  });

  /** Clicks "Show it now". @returns the icon that the clock then shows */
  async function showNow(): Promise<unknown> {
    clock.queue.clear();
    await click('#lametric-notify-now');
    await clock.requested('POST', NOTIFICATIONS, ++shown);
    await find('#lametric-notify-said ::-p-text(Sent.)');
    return clock.queue.all[0]?.model.frames[0]?.icon;
  }

  it('an icon is painted, and the clock shows just that', async () => {
    await click('.lametric-icon-value');
    await click('.lametric-icon-foot button');
    await click('[aria-label=blue]');
    const cell = (column: number) => find(`[role=gridcell][aria-label^="Row 2, column ${column}:"]`);
    await drag(await cell(1), await cell(8));
    await click('.lametric-icon-foot button.primary');
    const pictures = decodeAddress(String(await showNow()));
    assert.ok(typeof pictures !== 'string');
    const isBlue = (at: number) => at >= 8 && at < 16;
    assert.deepEqual(
      pictures.map(({ pixels }) => toPixels(pixels)),
      [Array.from({ length: 64 }, (_, at) => (isBlue(at) ? '#4096ff' : ''))],
    );
  });

  it('an animated icon is chosen, and moves in the preview', async () => {
    await click('.lametric-icon-value');
    await fill('.lametric-icon-picker input[type=text]', 'a3');
    await click('.lametric-icon-grid [aria-label="Clock · a3"]');
    const canvas = await find('#lametric-notify-preview canvas');
    /** Whether the hand of the clock is seen to point to the right. */
    const pointsRight = async () => {
      const { data, width, height, channels } = decode(await canvas.screenshot());
      const [x, y] = [Math.floor((5.5 / 37) * width), Math.floor((4.5 / 8) * height)];
      return (data[(y * width + x) * channels] ?? 0) > 128;
    };
    // A screenshot waits for the next frame.
    while (!(await pointsRight()));
    while (await pointsRight());
    assert.equal(await showNow(), 'a3');
  });

  it('no page threw', () => assert.deepEqual(errors, []));
});
