import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import type { Clock } from '../../simulator/clock/clock';
import { ClockForm, clockNodes } from './clock-form';
import type { EditorPage } from './editor-page';
import { NotifyForm } from './notify-form';
import { type World, startWorld } from './world';

declare global {
  interface Window {
    clicks: number;
  }
}

/** The steps of the first way, as the README tells them. */
const [, STEPS = ''] = /By a search\*\*.*?\n\n(1\. .*?)\n\n/s.exec(readFileSync('README.md', 'utf8')) ?? [];
/** What is to be clicked there: the words in bold. */
const NAMED = [...STEPS.matchAll(/\*\*(.+?)\*\*/g)].map(([, name]) => name);

/** Each way to a first text; the README has the same figures. */
describe('From an empty Node-RED to a text on a clock', () => {
  let world: World;
  let kitchen: Clock;
  let editor: EditorPage;
  let form: ClockForm;

  before(async () => {
    world = await startWorld();
    kitchen = world.simulator.clocks[1] ?? assert.fail('There is no such clock.');
  });
  /** A node is dragged, double-clicked, and gets a new clock: three clicks. */
  beforeEach(async () => {
    await world.nodeRed.deploy([{ id: 'flow', type: 'tab', label: 'Flow' }]);
    editor = await world.open();
    form = new ClockForm(editor);
    const node = await editor.dragNode('lametric notify', 300, 100);
    await countClicks(editor.page);
    await editor.openNode(node);
    await editor.page.click('#node-input-btn-device-add');
    await form.info.waitFor();
  });
  afterEach(async () => {
    for (const { id } of kitchen.queue.all) kitchen.queue.dismiss(id);
    await world.reset();
  });
  after(() => world.close());

  /**
   * Adds the clock, and shows the text: two clicks.
   * @param name of the button that does; by default it is not looked at
   * @returns how many clicks it took in all
   */
  async function showText(name?: string): Promise<number> {
    await form.shows('Kitchen', 'Online.');
    await form.ok();
    const notify = new NotifyForm(editor);
    if (name !== undefined) assert.equal((await notify.showNow.innerText()).trim(), name);
    await notify.showNow.click();
    await notify.said.getByText('Sent.').waitFor();
    assert.equal(kitchen.queue.all.length, 1);
    const clicks = await editor.page.evaluate(() => window.clicks);
    await editor.done();
    return clicks;
  }

  it('one drag and 7 clicks, and a press on the clock, by the search, as the README says to the letter', async () => {
    const [node, plus, search, add, show] = NAMED;
    const { page } = editor;
    const wordsOf = async (button: Locator) => (await button.innerText()).trim();
    assert.equal(await wordsOf(editor.palette('lametric notify')), node);
    assert.equal(plus, '+');
    assert.equal(await wordsOf(form.searchButton), search);
    assert.equal(await wordsOf(page.locator('#node-config-dialog-ok')), add);
    await form.searchButton.click();
    await form.entryOf(kitchen).click();
    await form.pairing.getByText('Press the button on the clock.').waitFor();
    kitchen.press();
    assert.equal(await showText(show), 7);

    const [clock] = await clockNodes(editor);
    const { address } = kitchen.network;
    const saved = { label: 'Kitchen', account: '', device: '', address, security: 'pinned' };
    assert.deepEqual({ ...clock, id: '' }, { ...saved, id: '' });
  });

  it('one drag, 11 clicks and 2 fields, by the account', async () => {
    await editor.page.click('#node-config-input-btn-account-add');
    await editor.account.fill(world.simulator);
    await editor.account.connectAndApprove();
    await editor.page.click('#node-config-dialog-ok');
    await form.info.waitFor();
    await form.choose('Kitchen');
    const approve = 1;
    assert.equal((await showText()) + approve, 11);
  });

  it('one drag, 6 clicks and 2 fields, by address and key', async () => {
    await form.setUp('key');
    await editor.page.fill(form.address, kitchen.address);
    await editor.page.fill(form.apiKey, kitchen.apiKey);
    assert.equal(await showText(), 6);
  });
});

/** Counts the clicks in the page from now on, those by the mouse alone. */
async function countClicks(page: Page): Promise<void> {
  await page.evaluate(() => {
    // The page is kept for the next test, with its listener.
    const isCounting = 'clicks' in window;
    window.clicks = 0;
    if (isCounting) return;
    const options = { capture: true };
    document.addEventListener(
      'click',
      ({ isTrusted, detail }) => isTrusted && detail > 0 && window.clicks++,
      options,
    );
  });
}
