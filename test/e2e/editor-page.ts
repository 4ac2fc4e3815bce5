/** Node-RED's editor in a browser, as its user handles it. */
import type { Locator, Page } from 'playwright-core';
import { AccountForm } from './account-form';
import { PickerForm } from './picker-form';

declare global {
  interface Window {
    /** The parts of the editor that tests look at. */
    RED: {
      nodes: {
        version(revision?: string | null): string;
        clear(): void;
        import(nodes: object[]): void;
        dirty(isDirty?: boolean): boolean;
        createCompleteNodeSet(): { id: string }[];
        node(id: string): Record<string, unknown> | undefined;
        eachNode(visit: (node: { id: string; type: string; z: string }) => void): void;
        eachConfig(visit: (node: { id: string; type: string }) => void): void;
      };
      editor: { editConfig(name: string, type: string, id: string): void };
      utils: { getNodeLabel(node: object): string };
      settings: { get(name: 'auth-tokens'): { access_token: string } };
      workspaces: { show(id: string): void };
      view: { redraw(updatesActive: boolean): void };
      history: { clear(): void; list(): unknown[]; listRedo(): unknown[] };
      events: { emit(event: string): void };
      actions: { invoke(name: string): void };
      comms: {
        subscribe(topic: string, listener: (topic: string, message: { revision?: string }) => void): void;
      };
    };
  }
}

/** Whether code of this package, or of a test, takes part in an error; one of Node-RED's editor alone is only printed. */
function concernsUs({ stack = '' }: Error): boolean {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return frames.length === 0 || frames.some((frame) => !/\/(red|vendor)\/\S+\.js/.test(frame));
}

export class EditorPage {
  /** The errors in the browser's console, but for requests that were refused on purpose. */
  readonly errors: string[] = [];
  readonly account: AccountForm;

  constructor(readonly page: Page) {
    this.account = new AccountForm(page);
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => {
      const words = error.stack ?? error.message;
      if (concernsUs(error)) this.errors.push(words);
      else console.warn(words);
    });
    page.on('console', (message) => {
      const refused = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !refused) this.errors.push(message.text());
    });
  }

  async open(
    url: string,
    { dark, login }: { dark: boolean; login: [string, string] | undefined },
  ): Promise<void> {
    if (dark) await this.page.addInitScript(() => localStorage.setItem('view-dark-theme', 'dark'));
    await this.page.goto(url);
    if (login !== undefined) {
      await this.page.fill('#node-dialog-login-username', login[0]);
      await this.page.fill('#node-dialog-login-password', login[1]);
      await this.page.click('#node-dialog-login-submit');
    }
    await this.palette('lametric rename').waitFor();
    await this.page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
  }

  /** Closes what is open, and forgets the flows: much cheaper than to open the page anew. */
  async clear(): Promise<void> {
    const { page } = this;
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.mouse.move(0, 0);
    const cancel = page.locator('#node-dialog-cancel, #node-config-dialog-cancel');
    while ((await cancel.count()) > 0) {
      const dialog = await cancel.first().elementHandle();
      await dialog?.dispatchEvent('click');
      await dialog?.waitForElementState('hidden');
    }
    await page.evaluate(() => {
      const { RED } = window;
      // Without a revision, the editor does not report that another one was deployed.
      RED.nodes.version(null);
      RED.nodes.clear();
      RED.history.clear();
      RED.actions.invoke('core:clear-debug-messages');
      localStorage.clear();
    });
  }

  /** Shows the flows that run, as the editor does when it is opened. */
  async load(): Promise<void> {
    await this.page.evaluate(async () => {
      const { RED } = window;
      const response = await fetch('flows', { headers: { 'Node-RED-API-Version': 'v2' } });
      const { flows, rev }: { flows: { id: string; type: string }[]; rev: string } = await response.json();
      // Later, the editor would take the news of this or an earlier deploy for a change by somebody else.
      await new Promise<void>((resolve) => {
        RED.comms.subscribe('notification/runtime-deploy', (_topic, { revision }) => {
          if (revision === rev) resolve();
        });
      });
      RED.nodes.version(rev);
      RED.nodes.import(flows);
      RED.nodes.dirty(false);
      RED.workspaces.show(flows.find(({ type }) => type === 'tab')?.id ?? '');
      RED.view.redraw(true);
      RED.events.emit('flows:loaded');
    });
  }

  palette(type: string): Locator {
    return this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
  }

  /**
   * Drags a node from the palette. @returns its id
   * @param ontoWire drops it once the wire below is marked to take it up
   */
  async dragNode(type: string, x: number, y: number, ontoWire = false): Promise<string> {
    const before = await this.#ids();
    const { mouse } = this.page;
    const chart = await this.page.locator('#red-ui-workspace-chart').boundingBox();
    await this.palette(type).hover();
    await mouse.down();
    await mouse.move((chart?.x ?? 0) + x - 5, (chart?.y ?? 0) + y, { steps: 5 });
    await mouse.move((chart?.x ?? 0) + x, (chart?.y ?? 0) + y);
    if (ontoWire) await this.page.locator('.red-ui-flow-link-splice').waitFor({ state: 'attached' });
    await mouse.up();
    const id = (await this.#ids()).find((candidate) => !before.includes(candidate));
    if (id === undefined) throw new Error(`No ${type} appeared`);
    return id;
  }

  node(id: string): Locator {
    return this.page.locator(`.red-ui-flow-node-group[id="${id}"]`);
  }

  /** A node as the editor has it. */
  properties(id: string): Promise<Record<string, unknown>> {
    return this.page.evaluate((nodeId) => {
      const { name, type, valid, account, device, deviceType, output, apiKeys, newName, newNameType } =
        window.RED.nodes.node(nodeId) ?? {};
      return { name, type, valid, account, device, deviceType, output, apiKeys, newName, newNameType };
    }, id);
  }

  async openNode(id: string): Promise<void> {
    await this.node(id).dblclick();
    await this.page.locator('#dialog-form').waitFor();
    // A click that meets the dialog while it slides in from the right is lost.
    await this.page.waitForFunction(() => {
      const tray = document.querySelector('.red-ui-tray');
      return tray !== null && Number.parseFloat(getComputedStyle(tray).right) >= 0;
    });
  }

  async addAccount(): Promise<void> {
    await this.page.click('#node-input-btn-account-add');
    await this.account.connectButton.waitFor();
  }

  async editAccount(): Promise<void> {
    await this.page.click('#node-input-btn-account-edit:not(.disabled)');
    await this.account.connectButton.waitFor();
  }

  /** Add or Update in the account's dialog. */
  async closeAccount(): Promise<void> {
    await this.page.click('#node-config-dialog-ok');
    await this.page.locator('#lametric-account-connect').waitFor({ state: 'detached' });
    await this.page.locator('#dialog-form').waitFor();
  }

  async done(): Promise<void> {
    await this.page.click('#node-dialog-ok');
    await this.page.locator('#dialog-form').waitFor({ state: 'detached' });
  }

  /** Clicks Deploy. Resolves when the new flows run, which is when the runtime tells all editors so. */
  async deploy(): Promise<void> {
    const deployed = await this.page.evaluateHandle(() => {
      const before = window.RED.nodes.version();
      const promise = new Promise<void>((resolve) => {
        // The last one is kept, and comes again to whoever subscribes.
        window.RED.comms.subscribe('notification/runtime-deploy', (_topic, { revision }) => {
          if (revision !== before) resolve();
        });
      });
      return { promise };
    });
    await this.page.click('#red-ui-header-button-deploy');
    await deployed.evaluate(({ promise }) => promise);
  }

  /** Draws a wire from the output of one node to the input of another. */
  async wire(from: string, to: string): Promise<void> {
    await this.node(from)
      .locator('.red-ui-flow-port-output .red-ui-flow-port')
      .dragTo(this.node(to).locator('.red-ui-flow-port-input .red-ui-flow-port'));
  }

  /**
   * Imports nodes through the dialog, and drops them; a whole flow is shown.
   * @param again whether some of them are there already: then Node-RED asks, and copies are imported
   * @returns the ids of the new nodes by their types, config nodes left out
   */
  async import(nodes: readonly object[], again = false): Promise<{ id: string; type: string }[]> {
    const before = await this.#ids();
    await this.page.evaluate(() => window.RED.actions.invoke('core:show-import-dialog'));
    await this.page.fill('#red-ui-clipboard-dialog-import-text', JSON.stringify(nodes));
    // The dialog looks at the text when a key goes up.
    await this.page.press('#red-ui-clipboard-dialog-import-text', 'End');
    await this.page.click('#red-ui-clipboard-dialog-ok');
    if (again) await this.page.getByRole('button', { name: 'Import copy' }).click();
    await this.page.locator('#red-ui-clipboard-dialog-import-text').waitFor({ state: 'hidden' });
    const isFlow = nodes.some((node) => 'type' in node && node.type === 'tab');
    if (!isFlow) await this.page.locator('#red-ui-workspace-chart').click({ position: { x: 400, y: 300 } });
    return this.page.evaluate((old) => {
      const added: { id: string; type: string; z: string }[] = [];
      window.RED.nodes.eachNode((node) => {
        if (!old.includes(node.id)) added.push(node);
      });
      const [first] = added;
      if (first !== undefined) window.RED.workspaces.show(first.z);
      return added.map(({ id, type }) => ({ id, type }));
    }, before);
  }

  /** Presses an inject node's button. */
  async inject(id: string): Promise<void> {
    await this.node(id).locator('.red-ui-flow-node-button-button').click();
  }

  async showDebug(): Promise<Locator> {
    await this.page.evaluate(() => window.RED.actions.invoke('core:show-debug-tab'));
    return this.page.locator('.red-ui-debug-msg');
  }

  get picker(): PickerForm {
    return new PickerForm(this.page);
  }

  /** Chooses a type in a TypedInput. */
  async chooseType(input: string, type: string): Promise<void> {
    await this.page.locator(`${input} + .red-ui-typedInput-container .red-ui-typedInput-type-select`).click();
    await this.page.locator(`.red-ui-typedInput-options:visible a[value="${type}"]`).click();
  }

  #ids(): Promise<string[]> {
    return this.page.evaluate(() => {
      const ids: string[] = [];
      window.RED.nodes.eachNode(({ id }) => ids.push(id));
      return ids;
    });
  }
}
