/** The device picker of the open dialog. */
import type { Locator, Page } from 'playwright-core';

export class PickerForm {
  constructor(readonly page: Page) {}

  /** The first of the form. */
  get value(): Locator {
    return this.page.locator('.lametric-picker-value').first();
  }
  get panel(): Locator {
    return this.page.locator('.lametric-picker');
  }
  get search(): Locator {
    return this.panel.locator('input');
  }
  get options(): Locator {
    return this.panel.getByRole('option');
  }
  get note(): Locator {
    return this.panel.getByRole('status');
  }
  get refresh(): Locator {
    return this.panel.getByRole('button');
  }

  async open(): Promise<void> {
    await this.value.click();
    await this.search.waitFor();
  }
}
