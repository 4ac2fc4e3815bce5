/** How long it takes from a click on the icon of a frame until the panel shows the first picture. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Page, chromium } from 'playwright-core';
import { startNodeRed } from '../harness/node-red';
import { startSimulator } from '../simulator/simulator';
import { type Extent, type Report, shown } from './report';
import { figure } from './statistics';

/** As many as LaMetric is reported to have. */
const COUNT = 74_000;
const FLOW = [
  { id: 'flow', type: 'tab', label: 'Flow' },
  {
    id: 'notify',
    type: 'lametric notify',
    z: 'flow',
    x: 200,
    y: 100,
    device: '',
    frames: [{ type: 'text', icon: '', value: 'Hi', valueType: 'str', duration: null }],
    wires: [[]],
  },
];

/** The icons that are cached before the panel opens, by what the rounds of it have to do. */
const STATES = {
  'nothing kept': 'the list and the pictures come from the cloud',
  'list kept': 'as after a restart of Node-RED: the list is in its file, no picture anywhere',
  'all kept': 'the panel was open before',
};

export async function measurePanel({ quick }: Extent): Promise<Report> {
  const simulator = await startSimulator({ icons: COUNT, devices: [] });
  const nodeRed = await startNodeRed({
    link: true,
    settings: { lametricAccountCloudUrl: simulator.url, editorTheme: { codeEditor: { lib: 'ace' } } },
  });
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  /** In a browser that has no picture yet. */
  async function openForm(): Promise<Page> {
    await nodeRed.restart();
    // The first request loads axios. As a rule, the form has sent one before, to the clock.
    await nodeRed.admin('GET', 'lametric-account/icons/i999999999');
    const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
    await page.goto(nodeRed.url);
    await page.locator('#notify').waitFor();
    await page.evaluate("RED.editor.edit(RED.nodes.node('notify'))");
    await page.locator('.lametric-icon-value').waitFor();
    await page.evaluate('new Promise((resolve) => requestIdleCallback(resolve))');
    return page;
  }
  const times: Record<keyof typeof STATES, number[]> = {
    'nothing kept': [],
    'list kept': [],
    'all kept': [],
  };
  try {
    await nodeRed.deploy(FLOW);
    for (let round = 0; round < (quick ? 1 : 10); round++) {
      await rm(join(nodeRed.userDir, 'lametric-icons.json'), { force: true });
      const first = await openForm();
      times['nothing kept'].push(await firstPicture(first));
      await first.getByText(/^Icons: 74,000$/).waitFor();
      await first.context().close();
      const second = await openForm();
      times['list kept'].push(await firstPicture(second));
      await second.keyboard.press('Escape');
      times['all kept'].push(await firstPicture(second));
      await second.context().close();
    }
    const rows = Object.entries(times).map(([state, each]) => [state, shown(figure(each))]);
    return {
      tables: [{ title: 'From a click until the first picture of the gallery', columns: ['', 'ms'], rows }],
      data: times,
    };
  } finally {
    await browser.close();
    await nodeRed.stop();
    await simulator.close();
  }
}

/** Opens the panel. Milliseconds until the browser has decoded a picture, as its own clock tells. */
function firstPicture(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const began = performance.now();
        document.addEventListener(
          'load',
          ({ target }) => {
            if (!(target instanceof HTMLImageElement) || !target.matches('.lametric-icon-grid img')) return;
            resolve(performance.now() - began);
          },
          { capture: true },
        );
        document.querySelector<HTMLElement>('.lametric-icon-value')?.click();
      }),
  );
}
