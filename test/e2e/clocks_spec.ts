import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { Clock } from '../../simulator/clock/clock';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { notify } from '../simulator/clock/ask';
import { startBrowser } from './world';

describe("The simulator's page", () => {
  let simulator: Simulator;
  /** The sa8, called Kitchen. */
  let clock: Clock;
  let page: Page;
  let card: Locator;

  beforeEach(async () => {
    simulator = await startSimulator();
    clock = simulator.clocks[1] ?? assert.fail('there is no second clock');
    page = await (await startBrowser()).newPage();
    page.on('pageerror', (error) => assert.fail(error));
    await page.goto(simulator.url);
    card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Kitchen' }) });
    await card.waitFor();
  });

  afterEach(async () => {
    await page.close();
    await simulator.close();
  });

  const display = (text: string): Locator => card.getByRole('img', { name: text, exact: true });

  /** How many LEDs are lit white in the middle row of the text. */
  function litPixels(): Promise<number> {
    return card.locator('canvas').evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) return 0;
      const { data } = canvas.getContext('2d')?.getImageData(0, 56, canvas.width, 1) ?? { data: [] };
      return Array.from(data).filter((part) => part === 255).length;
    });
  }

  it('shows what a clock shows, hears and has in its queue', async () => {
    await notify(clock, '', {
      model: { cycles: 0, frames: [{ text: 'Dinner' }], sound: { category: 'notifications', id: 'cat' } },
    });
    await notify(clock, 'Later');
    await display('Dinner').waitFor();
    await card.getByText('♪ cat').waitFor();
    assert.deepEqual(await card.getByLabel('Queue').getByRole('listitem').allInnerTexts(), [
      '1 Dinner',
      '2 Later',
    ]);
    await card.getByRole('button', { name: 'Press the button' }).click();
    await display('Later').waitFor();
    assert.ok((await litPixels()) > 100);
  });

  it('has a button that pairs', async () => {
    clock.pairing.request();
    await display('Click me').waitFor();
    await card.getByRole('button', { name: 'Press the button' }).click();
    await card.getByText('press the button to pair').waitFor({ state: 'detached' });
    assert.equal(clock.pairing.waits, false);
  });

  it('puts a clock into another mode, unplugs it, moves it, and changes what it shows of itself', async () => {
    const { address, fingerprint, apiKey } = clock;
    const press = (name: string): Promise<void> => card.getByRole('button', { name, exact: true }).click();
    await press('Kiosk mode');
    await card.getByRole('button', { name: 'Kiosk mode', pressed: true }).waitFor();
    await press('Screensaver');
    await card.getByRole('button', { name: 'Screensaver', pressed: true }).waitFor();
    assert.equal(clock.onlyCritical, true);
    await press('New certificate');
    await press('New key');
    await press('Unplug');
    await display('dark').waitFor();
    await press('Plug in');
    await press('Move');
    await card.getByText(address).waitFor({ state: 'detached' });
    assert.ok(clock.fingerprint !== fingerprint && clock.apiKey !== apiKey && clock.address !== address);
  });

  it('switches the firmware and its quirks', async () => {
    await card.getByText('Firmware and its quirks').click();
    await card.getByLabel('Wi-Fi is connecting').check();
    await card.getByLabel('Firmware', { exact: true }).selectOption('sa5 3.0.13');
    await card.getByText('sa5 3.0.13 ·').waitFor();
    await card.getByLabel('Wi-Fi is connecting').and(card.locator(':not(:checked)')).waitFor();
    assert.equal(clock.kind.model, 'sa5');
  });
});
