/** The simulator's own page: how its clocks look. */
import type { Locator, Page } from 'playwright-core';
import type { Clock } from '../../simulator/clock/clock';
import type { Simulator } from '../../simulator/simulator';
import { ledsOf } from './leds';

export class SimulatorPage {
  private constructor(readonly page: Page) {}

  static async open(page: Page, { url }: Simulator): Promise<SimulatorPage> {
    await page.goto(url);
    return new SimulatorPage(page);
  }

  display({ name }: Clock): Locator {
    return this.page.locator('.clock').filter({ hasText: name }).locator('canvas');
  }

  /** How a clock looks so many milliseconds after it began to show what it shows now. */
  async ledsAt(clock: Clock, time: number): Promise<string> {
    // Only here: `page.clock` would stop the time of the editor as well.
    await this.page.evaluate((now) => (Date.now = () => now), (clock.shown?.since ?? 0) + time);
    // The page draws first: it has asked for this frame before.
    await this.page.evaluate(() => new Promise(requestAnimationFrame));
    return ledsOf(this.display(clock));
  }
}
