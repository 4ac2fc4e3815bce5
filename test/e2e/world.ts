/** The surroundings of a browser test: a Node-RED with the package, a LaMetric cloud, and Chromium. */
import assert from 'node:assert/strict';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { ACCOUNT, accountFlow } from '../../harness/account';
import { type NodeRed, startNodeRed } from '../../harness/node-red';
import type { NodeRedOptions } from '../../harness/settings';
import { type Simulator, startSimulator } from '../../simulator/simulator';
import { EditorPage } from './editor-page';

const { CHROMIUM = '/usr/bin/chromium' } = process.env;

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Nothing of a test depends on the internet.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

let browser: Promise<Browser> | undefined;

/** One for all spec files of a process; it ends with that. */
export function startBrowser(): Promise<Browser> {
  browser ??= chromium.launch({
    executablePath: CHROMIUM,
    args: ARGUMENTS,
    // They take room, as in most browsers.
    ignoreDefaultArgs: ['--hide-scrollbars'],
  });
  return browser;
}

/** The node id of the account of a test that needs two. */
export const OTHER_ACCOUNT = 'account-2';

/** The account with both nodes, where they can be clicked, and complete enough for the editor to deploy it. */
export function editableFlow(simulator: Simulator, properties: Parameters<typeof accountFlow>[1] = {}) {
  const inject = { repeat: '', crontab: '', once: false, ...properties.inject };
  const nodes = accountFlow(simulator, { ...properties, inject });
  for (const [index, node] of nodes.entries()) {
    if ('x' in node) Object.assign(node, { x: 200, y: 40 + 60 * index });
  }
  return nodes;
}

export class World {
  /** By their options. They are kept, because a browser is much faster with scripts that it has seen before. */
  readonly #contexts = new Map<string, BrowserContext>();
  /** The open editor, and its options. It is kept for the next test with the same ones. */
  #opened: { editor: EditorPage; key: string } | undefined;
  readonly #devices: string;

  constructor(
    readonly simulator: Simulator,
    readonly nodeRed: NodeRed,
  ) {
    this.#devices = JSON.stringify(simulator.devices);
  }

  /** Where LaMetric sends the browser back to. */
  get callback(): string {
    return `${this.nodeRed.url}/lametric-account/callback`;
  }

  /** The editor in a browser that knows nothing of it; once a test. */
  async open(
    options: BrowserContextOptions & { dark?: boolean; login?: [string, string] } = {},
  ): Promise<EditorPage> {
    const key = JSON.stringify(options);
    if (options.login === undefined && this.#opened?.key === key) {
      // A test that opens it again finds nothing of before, and so no login.
      await this.#opened.editor.clear();
      await this.#opened.editor.load();
      return this.#opened.editor;
    }
    await this.#closeEditor();
    const { dark = false, login, ...others } = options;
    const context = await this.#contextOf({
      viewport: { width: 1280, height: 900 },
      locale: 'en-US',
      ...others,
    });
    const editor = new EditorPage(await context.newPage());
    this.#opened = { editor, key };
    await editor.open(this.nodeRed.url, { dark, login });
    return editor;
  }

  /** Opens the editor on a devices node's new account. */
  async addAccount(): Promise<EditorPage> {
    const editor = await this.open();
    await editor.openNode(await editor.dragNode('lametric devices', 300, 100));
    await editor.addAccount();
    return editor;
  }

  /** Opens the editor on an account that is deployed. */
  async editAccount(): Promise<EditorPage> {
    const editor = await this.open();
    await editor.openNode('list');
    await editor.editAccount();
    return editor;
  }

  /** After each test: back to an empty Node-RED and an obliging LaMetric. Fails if the browser reported an error. */
  async reset(): Promise<void> {
    const editor = this.#opened?.editor;
    const pages = [...this.#contexts.values()].flatMap((context) => context.pages());
    await Promise.all(pages.filter((page) => page !== editor?.page).map((page) => page.close()));
    // A test that failed may have left something that cannot be closed.
    await editor?.clear().catch(() => this.#closeEditor());
    this.simulator.clearFaults();
    this.simulator.clearRequests();
    this.simulator.devices.splice(0, Infinity, ...JSON.parse(this.#devices));
    this.simulator.client.redirectUris = [this.callback];
    for (const id of [ACCOUNT, OTHER_ACCOUNT]) {
      await this.nodeRed.admin('POST', `lametric-account/${id}/disconnect`);
    }
    await this.nodeRed.deploy([{ id: 'flow', type: 'tab', label: 'Flow' }]);
    assert.deepEqual(editor?.errors.splice(0) ?? [], []);
  }

  async #closeEditor(): Promise<void> {
    await this.#opened?.editor.page.close();
    this.#opened = undefined;
  }

  async #contextOf(options: BrowserContextOptions): Promise<BrowserContext> {
    const key = JSON.stringify(options);
    const context = this.#contexts.get(key) ?? (await (await startBrowser()).newContext(options));
    this.#contexts.set(key, context);
    return context;
  }

  async close(): Promise<void> {
    for (const context of this.#contexts.values()) await context.close();
    await this.nodeRed.stop();
    await this.simulator.close();
  }
}

/** @param options of Node-RED; `icons` is how many LaMetric's gallery has */
export async function startWorld({
  settings,
  icons = 10,
  ...options
}: NodeRedOptions & { icons?: number } = {}): Promise<World> {
  const simulator = await startSimulator({ icons });
  const nodeRed = await startNodeRed({
    link: true,
    settings: {
      lametricAccountCloudUrl: simulator.url,
      // No form of ours has a code editor, and this one is loaded sooner.
      editorTheme: { codeEditor: { lib: 'ace' } },
      ...settings,
    },
    ...options,
  });
  const world = new World(simulator, nodeRed);
  simulator.client.redirectUris = [world.callback];
  return world;
}
