/** The edit dialog of a clock, as its user handles it. */
import type { Locator } from 'playwright-core';
import type { Clock } from '../../simulator/clock/clock';
import type { EditorPage } from './editor-page';

/** Opens the dialog of a clock; of a new one without an id. */
export async function openClock(editor: EditorPage, id = '_ADD_'): Promise<ClockForm> {
  await editor.page.evaluate((node) => window.RED.editor.editConfig('', 'lametric-device', node), id);
  const form = new ClockForm(editor);
  await form.info.waitFor();
  return form;
}

export class ClockForm {
  constructor(readonly editor: EditorPage) {}

  readonly name = '#node-config-input-name';
  readonly address = '#node-config-input-address';
  readonly apiKey = '#node-config-input-apiKey';

  get account(): Locator {
    return this.editor.page.locator('#node-config-input-account');
  }
  get addAll(): Locator {
    return this.editor.page.locator('#lametric-device-all button');
  }
  get addHours(): Locator {
    return this.editor.page.locator('#lametric-device-quiet .red-ui-editableList-addButton');
  }
  get info(): Locator {
    return this.editor.page.locator('.lametric-clock-info');
  }
  get pairButton(): Locator {
    return this.editor.page.locator('#lametric-device-pair');
  }
  get pairing(): Locator {
    return this.editor.page.locator('#lametric-device-pairing');
  }
  get searchButton(): Locator {
    return this.editor.page.locator('#lametric-device-search');
  }
  get searching(): Locator {
    return this.editor.page.locator('#lametric-device-searching');
  }
  /** A button for each clock that was found. */
  get foundClocks(): Locator {
    return this.searching.getByRole('list').getByRole('button');
  }
  /** The one of a clock, by its address: simulators of other tests have clocks of the same name. */
  entryOf({ network: { address } }: Clock): Locator {
    return this.foundClocks.filter({ hasText: new RegExp(`${address}(?!\\d)`) });
  }
  get trustButton(): Locator {
    return this.info.getByRole('button', { name: 'Trust this certificate' });
  }

  /** Chooses one of the three setups. */
  async setUp(setup: 'account' | 'button' | 'key'): Promise<void> {
    await this.editor.page.check(`[name="lametric-device-setup"][value="${setup}"]`);
  }

  /** Chooses a clock of the account. */
  async choose(name: string): Promise<void> {
    const { picker } = this.editor;
    await picker.open();
    await picker.options.getByText(name).click();
  }

  /** Waits until the info says so. */
  async shows(...texts: string[]): Promise<void> {
    for (const text of texts) await this.info.getByText(text).first().waitFor();
  }

  async openAdvanced(): Promise<void> {
    await this.editor.page.getByText('Advanced', { exact: true }).click();
  }

  /** Add or Update. */
  ok(): Promise<void> {
    return this.#leave('#node-config-dialog-ok');
  }

  cancel(): Promise<void> {
    return this.#leave('#node-config-dialog-cancel');
  }

  async #leave(button: string): Promise<void> {
    await this.editor.page.click(button);
    await this.info.waitFor({ state: 'detached' });
  }
}

/** A clock's node as the editor has it. */
export interface ClockNode {
  id: string;
  label: string;
  account: unknown;
  device: unknown;
  address: unknown;
  security: unknown;
}

/** The clocks' nodes, oldest first. */
export function clockNodes({ page }: EditorPage): Promise<ClockNode[]> {
  return page.evaluate(() => {
    const found: ClockNode[] = [];
    window.RED.nodes.eachConfig((node) => {
      if (node.type !== 'lametric-device') return;
      const { account, device, address, security } = window.RED.nodes.node(node.id) ?? {};
      const label = window.RED.utils.getNodeLabel(node);
      found.push({ id: node.id, label, account, device, address, security });
    });
    return found;
  });
}
