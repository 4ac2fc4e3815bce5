/** `npm run screenshots`: makes the pictures in docs/ from the real editor, each in light and in dark, and the moving one. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type Locator, type Page, chromium } from 'playwright-core';
import { accountNode } from '../harness/account';
import { deviceNode } from '../harness/clock';
import { NODE_RED_5, prepareLine } from '../harness/lines';
import { type NodeRed, startNodeRed } from '../harness/node-red';
import type { Clock } from '../simulator/clock/clock';
import { type Simulator, startSimulator } from '../simulator/simulator';
import { clockMovie } from './clock-movie';
import { readyFlow } from './ready-flow';

const DOCS = join(__dirname, '../docs');
const WIDE = { width: 1280, height: 600 };
const MEDIUM = { width: 1280, height: 850 };
const TALL = { width: 1280, height: 860 };
const NOTIFICATION = { width: 1280, height: 1090 };
/** As many as LaMetric is reported to have. */
const ICONS = 74_000;
const HINT = 'Click a button: the result comes in the debug sidebar';

async function main(): Promise<void> {
  await mkdir(DOCS, { recursive: true });
  await writeFile(join(DOCS, 'clock.gif'), clockMovie());
  console.log('docs/clock.gif');
  const simulator = await startSimulator({ icons: ICONS });
  try {
    // Node-RED 5 is the one that has a dark theme.
    const { redJs, nodePath } = prepareLine(NODE_RED_5);
    const settings = { lametricAccountCloudUrl: simulator.url };
    const nodeRed = await startNodeRed({ port: 1880, link: true, redJs, nodePath, settings });
    try {
      const [, ...clocks] = simulator.clocks;
      await nodeRed.deploy(readyFlow([HINT], accountNode(simulator), { url: simulator.url, clocks }));
      await takeAll(nodeRed, simulator);
    } finally {
      await nodeRed.stop();
    }
  } finally {
    await simulator.close();
  }
}

async function takeAll(nodeRed: NodeRed, simulator: Simulator): Promise<void> {
  simulator.client.redirectUris.push(`${nodeRed.url}/lametric-account/callback`);
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  });
  try {
    const page = await openEditor(browser, nodeRed, 1);
    await takeAccount(page);
    await takeDevice(page, simulator.devices[1]?.name ?? '');
    await takeClock(page, simulator.clocks);
    await takeFlow(page);
    // The first thing that somebody sees of the package.
    const sharp = await openEditor(browser, nodeRed, 2);
    await takeNotification(sharp, `clock-${simulator.clocks[1]?.id}`);
    await sharp.close();
    await takeMyData(page, nodeRed, simulator);
  } finally {
    await browser.close();
  }
}

/** @param deviceScaleFactor of all pictures of this page */
async function openEditor(browser: Browser, nodeRed: NodeRed, deviceScaleFactor: number): Promise<Page> {
  const page = await browser.newPage({ viewport: WIDE, locale: 'en-US', deviceScaleFactor });
  // Node-RED then follows the browser from light to dark.
  await page.addInitScript(() => localStorage.setItem('view-dark-theme', 'auto'));
  await page.goto(nodeRed.url);
  await page.locator('#list').waitFor();
  await page.evaluate('jQuery.fx.off = true');
  return page;
}

async function shoot(page: Page, name: string, part: Page | Locator = page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const file = `${name}-${colorScheme}.png`;
    await part.screenshot({ path: join(DOCS, file), animations: 'disabled' });
    console.log(`docs/${file}`);
  }
}

async function takeAccount(page: Page): Promise<void> {
  await page.setViewportSize(TALL);
  await page.locator('#list').dblclick();

  await page.locator('#node-input-btn-account-edit').click();
  const opened = page.context().waitForEvent('page');
  await page.locator('#lametric-account-connect').click();
  await (await opened).locator('button[value=approve]').click();
  await page.locator('#lametric-account-state', { hasText: 'Connected as' }).waitFor();
  await shoot(page, 'account', page.locator('.red-ui-tray').last());
  await page.locator('#node-config-dialog-cancel').click();
  await page.locator('#node-dialog-cancel').click();
}

async function takeDevice(page: Page, deviceName: string): Promise<void> {
  await page.setViewportSize(WIDE);
  await page.locator('#rename').dblclick();
  // Once the list is there the value has its name, and its place.
  await page.locator('.lametric-picker-value', { hasText: deviceName }).click();
  await page.locator('.lametric-picker-list [role=option]').nth(2).waitFor();
  await shoot(page, 'device', page.locator('.red-ui-tray').last());
  await page.keyboard.press('Escape');
  await page.locator('#node-dialog-cancel').click();
}

/** The form of a clock, in each of the three setups. */
async function takeClock(page: Page, [, kitchen, sky]: readonly Clock[]): Promise<void> {
  if (kitchen === undefined || sky === undefined) throw new Error('There is no such clock');
  await page.setViewportSize(MEDIUM);
  await page.locator('.red-ui-tray').waitFor({ state: 'detached' });
  await page.evaluate("RED.editor.editConfig('', 'lametric-device', '_ADD_')");
  const form = page.locator('.red-ui-tray').last();
  const online = page.locator('.lametric-clock-info .fa-check-circle');
  const choose = (name: string) => page.check(`[name="lametric-device-setup"][value="${name}"]`);

  await page.locator('.lametric-picker-value').click();
  await page.locator('.lametric-picker-list [role=option]', { hasText: kitchen.name }).click();
  await online.waitFor();
  await shoot(page, 'clock-account', form);

  await choose('button');
  await page.locator('#lametric-device-found button', { hasText: kitchen.name }).click();
  await page.locator('#lametric-device-pair').click();
  await page.getByRole('timer').getByText('57 s').waitFor();
  await shoot(page, 'clock-button', form);
  kitchen.press();
  await online.waitFor();

  await choose('key');
  await page.locator('#node-config-input-address').fill(sky.address);
  await page.locator('#node-config-input-apiKey').fill(sky.apiKey);
  await page.locator('.lametric-clock-info', { hasText: 'SKY' }).waitFor();
  await shoot(page, 'clock-key', form);
  await page.locator('#node-config-dialog-cancel').click();
}

async function takeFlow(page: Page): Promise<void> {
  await page.setViewportSize(WIDE);
  // A dialog that closes takes the focus to the workspace.
  await page.locator('.red-ui-tray').waitFor({ state: 'detached' });
  // Room for the debug sidebar, and only the part of the palette that matters.
  await page.locator('button[data-tab-id=info]').click();
  await page.locator('#red-ui-palette-search input').pressSequentially('lametric');
  await page.locator('.red-ui-palette-node[data-palette-type=delay]').waitFor({ state: 'hidden' });
  // Nothing is selected in the picture.
  await page.evaluate('RED.view.select({ nodes: [] })');

  await page.locator('#list-in .red-ui-flow-node-button-button').click();
  await page.locator('.red-ui-debug-msg').waitFor();
  await page.locator('.red-ui-debug-msg .red-ui-debug-msg-object-handle').first().click();
  await page.locator('.red-ui-debug-msg .red-ui-debug-msg-object-handle').nth(1).click();
  await page.locator('#rename-in .red-ui-flow-node-button-button').click();
  await page.locator('.red-ui-debug-msg').nth(1).waitFor();
  await page.locator('.red-ui-notification').last().waitFor({ state: 'detached' });
  await shoot(page, 'flow');
}

/** The form of a notification: a text with an icon, a goal, and a sound. */
async function takeNotification(page: Page, clock: string): Promise<void> {
  await page.setViewportSize(NOTIFICATION);
  await page.locator('.red-ui-palette-node[data-palette-type="lametric notify"]').hover();
  await page.mouse.down();
  await page.mouse.move(500, 440, { steps: 5 });
  await page.mouse.up();
  await page.locator('.red-ui-flow-node-selected').dblclick();
  const form = page.locator('.red-ui-tray').last();
  const frame = (number: number) => page.locator(`#lametric-notify-frames > li:nth-child(${number})`);
  await page.locator('#node-input-device').selectOption(clock);
  await frame(1).locator('.red-ui-typedInput-type-select').click();
  await page.locator('.red-ui-typedInput-options:visible a[value=str]').click();
  await frame(1).locator('.red-ui-typedInput-input').fill('Tea');
  await frame(1).locator('.lametric-icon-value').click();
  const icons = page.locator('.lametric-icon-picker');
  await icons.getByText('Icons: 74,000').waitFor();
  await icons.getByRole('option').nth(39).locator('img').waitFor();
  await shoot(page, 'icons', icons);
  await icons.getByRole('textbox').first().fill('smile');
  await icons.getByText('Icons: 1', { exact: true }).waitFor();
  await icons.getByRole('option').first().locator('img').click();
  await page.locator('.red-ui-editableList-addButton').last().click();
  await frame(2).locator('select').selectOption('goal');
  await frame(2).getByLabel('Unit').fill('%');
  await page.check('[name="lametric-notify-level"][value="important"]');
  await page.locator('#node-input-name').focus();
  // At the beginning the clock shows the icon type.
  await page.locator('.lametric-preview-fit', { hasText: 'Frame 2' }).waitFor();
  await page.locator('.lametric-preview-fit', { hasText: 'Frame 1' }).waitFor();
  await page.evaluate('new Promise((resolve) => setTimeout(resolve, 2000))');
  await page.getByRole('button', { name: 'Pause' }).click();
  await shoot(page, 'notify', form);
}

/** The form of a node whose value is one of three in the app. */
async function takeMyData(page: Page, nodeRed: NodeRed, simulator: Simulator): Promise<void> {
  const [, kitchen] = simulator.clocks;
  if (kitchen === undefined) throw new Error('There is no such clock');
  const node = { type: 'lametric my data', z: 'flow', x: 500, wires: [], device: 'kitchen', keyType: 'str' };
  const text = { type: 'text', icon: '', value: 'payload', valueType: 'msg', decimals: 1 };
  const values = [
    { key: 'temperature', value: '21.46', unit: ' °C' },
    { key: 'humidity', value: '48.2', unit: ' %' },
  ];
  const { name, address, apiKey } = kitchen;
  await nodeRed.deploy([
    { id: 'flow', type: 'tab', label: 'Flow' },
    deviceNode(undefined, { id: 'kitchen', name, account: '', device: '', address, credentials: { apiKey } }),
    ...values.flatMap(({ key, value, unit }, index) => [
      { ...node, id: `shows ${key}`, y: 80 + 60 * index, key, position: index, frames: [{ ...text, unit }] },
      {
        id: `in ${key}`,
        type: 'inject',
        z: 'flow',
        x: 200,
        y: 80 + 60 * index,
        wires: [[`shows ${key}`]],
        props: [{ p: 'payload', v: value, vt: 'num' }],
      },
    ]),
    {
      ...node,
      id: 'power',
      y: 200,
      key: 'power now',
      position: 2,
      frames: [{ type: 'goal', icon: '', value: '640', valueType: 'num', start: 0, end: 3000, unit: ' W' }],
    },
  ]);
  for (const { key } of values) {
    await nodeRed.inject(`in ${key}`);
    // Not the connection's green: until then, the form marks it as not accepted yet.
    await nodeRed.nextStatus(`shows ${key}`, (status) => status.text?.startsWith('accepted') === true);
  }
  await page.setViewportSize(TALL);
  await page.goto(nodeRed.url);
  await page.locator('#power').dblclick();
  await page.locator('#lametric-my-data-keys li').nth(2).waitFor();
  await page.locator('.lametric-preview-fit', { hasText: 'Frame 3' }).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await shoot(page, 'my-data', page.locator('.red-ui-tray').last());
}

main().catch((error: Error) => {
  console.error(`No screenshots: ${error.message}`);
  process.exitCode = 1;
});
