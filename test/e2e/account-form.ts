/** The account's edit dialog, as its user handles it. */
import type { Locator, Page } from 'playwright-core';
import type { Simulator } from '../../simulator/simulator';

export class AccountForm {
  constructor(readonly page: Page) {}

  readonly clientId = '#node-config-input-clientId';
  readonly clientSecret = '#node-config-input-clientSecret';

  get redirect(): Locator {
    return this.page.locator('#lametric-account-redirect');
  }
  get state(): Locator {
    return this.page.locator('#lametric-account-state');
  }
  get progress(): Locator {
    return this.page.locator('#lametric-account-progress');
  }
  get address(): Locator {
    return this.page.locator('#lametric-account-address');
  }
  get connectButton(): Locator {
    return this.page.locator('#lametric-account-connect');
  }
  get disconnectButton(): Locator {
    return this.page.locator('#lametric-account-disconnect');
  }

  async fill({ client }: Simulator): Promise<void> {
    await this.page.fill(this.clientId, client.id);
    await this.page.fill(this.clientSecret, client.secret);
  }

  /** Clicks Connect. @returns LaMetric's window, showing the consent page */
  async connect(): Promise<Page> {
    const [popup] = await Promise.all([this.page.waitForEvent('popup'), this.connectButton.click()]);
    await popup.locator('button[value=approve]').waitFor();
    return popup;
  }

  /** The whole way, from the filled form to the consent. */
  async connectAndApprove(): Promise<void> {
    const popup = await this.connect();
    await popup.click('button[value=approve]');
    await this.state.getByText('Connected as').waitFor();
  }
}
