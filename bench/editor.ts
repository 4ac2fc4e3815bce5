/** The editor with a thousand clocks, beside the same with one: until it has loaded, and until a form is open. */
import { type Browser, type Page, chromium } from 'playwright-core';
import { deviceNode } from '../harness/clock';
import { type NodeRed, startNodeRed } from '../harness/node-red';
import { type Extent, type Report, shown } from './report';
import { figure } from './statistics';

const COUNTS = [1, 1000];
/** How often the form is opened in an editor that has loaded. */
const OPENINGS = 5;

interface Times {
  load: number[];
  form: number[];
}

export async function measureEditor({ quick }: Extent): Promise<Report> {
  const settings = { editorTheme: { codeEditor: { lib: 'ace' } } };
  const nodeRed = await startNodeRed({ link: true, settings });
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const all = new Map(COUNTS.map((count): [number, Times] => [count, { load: [], form: [] }]));
  try {
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      for (const [count, times] of all) {
        await nodeRed.deploy(flow(count));
        await measure(nodeRed, browser, times);
      }
    }
  } finally {
    await browser.close();
    await nodeRed.stop();
  }
  const rowOf = (title: string, which: keyof Times) => [
    title,
    ...[...all.values()].map((times) => shown(figure(times[which]))),
  ];
  return {
    tables: [
      {
        title: 'Milliseconds in the editor, by the number of clocks',
        columns: ['', ...COUNTS.map((count) => count.toLocaleString('en'))],
        rows: [
          rowOf('until it has loaded', 'load'),
          rowOf('until the form of a notification is open', 'form'),
        ],
      },
    ],
    data: Object.fromEntries(all),
  };
}

function flow(count: number): object[] {
  const clocks = Array.from({ length: count }, (_, room) =>
    deviceNode(undefined, {
      id: `clock-${room}`,
      name: `Room ${room}`,
      account: '',
      device: '',
      // Nobody is there, which is known at once.
      address: `127.1.${Math.floor(room / 250)}.${(room % 250) + 1}:9`,
    }),
  );
  const notify = { id: 'notify', type: 'lametric notify', z: 'flow', x: 200, y: 100, wires: [[]] };
  return [{ id: 'flow', type: 'tab', label: 'Flow' }, ...clocks, { ...notify, device: 'clock-0' }];
}

async function measure(nodeRed: NodeRed, browser: Browser, times: Times): Promise<void> {
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  const start = performance.now();
  await page.goto(nodeRed.url);
  await page.locator('#notify').waitFor();
  await page.evaluate('new Promise((resolve) => requestIdleCallback(resolve))');
  times.load.push(performance.now() - start);
  for (let opening = 0; opening < OPENINGS; opening++) times.form.push(await openForm(page));
  await page.context().close();
}

/** Opens the form, and closes it again. Milliseconds until it has slid in, is filled in, and the browser has nothing to do. */
async function openForm(page: Page): Promise<number> {
  const took = await page.evaluate<number>(
    `new Promise((resolve) => {
      const start = performance.now();
      RED.editor.edit(RED.nodes.node('notify'));
      const look = () => {
        const tray = document.querySelector('.red-ui-tray');
        const isOpen = tray !== null && parseFloat(getComputedStyle(tray).right) >= 0;
        if (isOpen) requestIdleCallback(() => resolve(performance.now() - start));
        else requestAnimationFrame(look);
      };
      look();
    })`,
  );
  await page.click('#node-dialog-cancel');
  await page.locator('#dialog-form').waitFor({ state: 'detached' });
  return took;
}
