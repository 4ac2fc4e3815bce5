import assert from 'node:assert/strict';
import { accountNode, connect } from '../../harness/account';
import { deviceNode } from '../../harness/clock';
import type { Clock } from '../../simulator/clock/clock';
import { CHART, GOAL, TEXT } from '../helpers/frames';
import { tabTo } from './keyboard';
import { NotifyForm, notifyNode, notifyProperties } from './notify-form';
import { type World, startWorld } from './world';

const TAB = { id: 'flow', type: 'tab', label: 'Flow' };

describe('The dialog of a notification', () => {
  let world: World;
  let clock: Clock;
  let kitchen: Clock;

  before(async () => {
    world = await startWorld();
    const [first, second] = world.simulator.clocks;
    assert.ok(first && second);
    [clock, kitchen] = [first, second];
  });
  afterEach(async () => {
    for (const each of [clock, kitchen]) {
      for (const { id } of each.queue.all) each.queue.dismiss(id);
      each.screensaver = false;
    }
    await world.reset();
  });
  after(() => world.close());

  async function open(properties: Record<string, unknown> = {}): Promise<NotifyForm> {
    const clocks = [
      deviceNode(clock.id, { clockName: clock.name }),
      deviceNode(kitchen.id, { id: 'clock-2', clockName: kitchen.name }),
    ];
    await world.nodeRed.deploy([TAB, accountNode(world.simulator), ...clocks, notifyNode(properties)]);
    await connect(world.nodeRed, world.simulator);
    const editor = await world.open();
    await editor.openNode('notify');
    return new NotifyForm(editor);
  }

  it('follows what one types', async () => {
    const frame = { type: 'text', icon: 'i3', value: 'payload', valueType: 'msg', duration: null };
    const form = await open({ frames: [frame] });
    const { page } = form.editor;
    await page.getByLabel('Preview with').fill('A longer text than fits');
    await form.says('scrolls, about');
    await form.editor.chooseType('.lametric-frame-value input', 'str');
    await page.getByLabel('Preview with').waitFor({ state: 'hidden' });
    await page.locator('.lametric-frame-value .red-ui-typedInput-input').fill('Bye');
    await form.says('fits, about 3 s');
    assert.equal(await form.display.getAttribute('aria-label'), 'The clock shows: Bye');
  });

  it("shows it now on the clock that a variable of its subflow's first instance chooses", async () => {
    const variable = { name: 'CLOCK', type: 'lametric-device', value: '' };
    const instance = { type: 'subflow:template', z: 'flow', x: 200, wires: [] };
    const choose = (value: string) => ({ env: [{ ...variable, type: 'conf-type', value }] });
    await world.nodeRed.deploy([
      TAB,
      accountNode(world.simulator),
      deviceNode(clock.id, { clockName: clock.name }),
      deviceNode(kitchen.id, { id: 'clock-2', clockName: kitchen.name }),
      {
        id: 'template',
        type: 'subflow',
        name: 'Template',
        in: [],
        out: [],
        env: [{ ...variable, ui: { type: 'conf-types' } }],
      },
      { ...instance, id: 'first', y: 60, ...choose('clock-2') },
      { ...instance, id: 'second', y: 120, ...choose('clock-1') },
      notifyNode({
        z: 'template',
        device: '${CLOCK}',
        frames: [{ type: 'text', icon: '', value: 'Here', valueType: 'str' }],
      }),
    ]);
    await connect(world.nodeRed, world.simulator);
    const editor = await world.open();
    await editor.page.evaluate(() => window.RED.workspaces.show('template'));
    await editor.openNode('notify');
    const form = new NotifyForm(editor);
    await form.showNow.click();
    await form.said.getByText('Sent').waitFor();
    assert.equal(kitchen.queue.all[0]?.model.frames[0]?.text, 'Here');
  });

  it('keeps what is no number as it was typed, red, and takes no emptied field for 0', async () => {
    const form = await open({ frames: [GOAL, GOAL] });
    const { page } = form.editor;
    await form.openMore();
    const fields = {
      cycles: [page.locator('#node-input-cycles'), ''],
      repeat: [page.locator('#node-input-repeat'), '1,5'],
      lifetime: [page.locator('#lametric-notify-lifetime'), 'long'],
      start: [form.frames.first().getByLabel('From'), '1,5'],
      duration: [form.frames.first().getByLabel('Seconds'), 'x'],
    } as const;
    for (const [field, typed] of Object.values(fields)) {
      await field.fill(typed);
      await field.blur();
      assert.match((await field.getAttribute('class')) ?? '', /input-error/);
    }
    await form.editor.done();
    const { frames, cycles, repeat, lifetime, valid } = await notifyProperties(form.editor);
    assert.ok(Array.isArray(frames));
    const { start, duration }: Record<string, unknown> = { ...frames[0] };
    const typed = { cycles: '', repeat: '1,5', lifetime: 'long', start: '1,5', duration: 'x' };
    assert.deepEqual({ cycles, repeat, lifetime, start, duration, valid }, { ...typed, valid: false });
    await form.editor.openNode('notify');
    for (const [field, text] of Object.values(fields)) assert.equal(await field.inputValue(), text);
  });

  it('shows a temperature with its unit, and a text above the bar of a goal', async () => {
    const form = await open();
    const { page } = form.editor;
    await page.getByLabel('Preview with').fill('21.456');
    await page.getByLabel('Decimals').fill('1');
    await page.getByLabel('Unit').fill(' °C');
    await form.contains('21.5 °C');
    await form.addFrame.click();
    const goal = form.frames.nth(1);
    await goal.locator('select').selectOption('goal');
    await form.contains('21.5 °C · 42');
    await goal.getByPlaceholder('instead of the number').fill('Oven');
    await form.contains('21.5 °C · Oven');
    await form.editor.done();
    // What it was previewed with stays with the node.
    await form.editor.openNode('notify');
    assert.equal(await page.getByLabel('Preview with').first().inputValue(), '21.456');
    await form.editor.done();
    const { frames } = await notifyProperties(form.editor);
    assert.deepEqual(frames, [
      { ...TEXT, unit: ' °C', decimals: 1, example: '21.456' },
      { ...GOAL, text: 'Oven' },
    ]);
  });

  it('shows the plain form of characters, and names those that have none', async () => {
    const form = await open();
    const { page } = form.editor;
    await page.getByLabel('Preview with').fill('“5\u202fm²” 😀');
    await form.contains('"5 m2" 😀');
    await form.says('Clocks may have no letter for: 😀');
    await page.getByLabel('Preview with').fill('“5\u202fm²”');
    await form.contains('"5 m2"');
    await form.preview.locator('.lametric-preview-undrawn').waitFor({ state: 'hidden' });
    await form.showNow.click();
    await form.said.getByText('Sent.').waitFor();
    assert.deepEqual(clock.queue.all[0]?.model.frames, [{ text: '"5 m2"' }]);
    await page.getByLabel('Preview with').fill('');
    await form.showNow.click();
    await form.said.getByText('Sent. The text is empty.').waitFor();
  });

  it('says what cannot be shown: quietly at first, and instead of sending it', async () => {
    const frame = { type: 'chart', value: '[3, 5]', valueType: 'json', duration: null };
    const form = await open({ frames: [frame] });
    await form.says('2 values');
    const value = form.frames.locator('.red-ui-typedInput-input');
    await value.fill('[3, "much"]');
    const words = 'frame 1: The node\'s setting is [3,"much"]. It must be an array of numbers.';
    await form.said.getByText(words).waitFor();
    assert.equal(await form.said.locator('.fa').count(), 0);
    await form.showNow.click();
    await form.said.locator('.fa-exclamation-triangle').waitFor();
    assert.equal((await form.said.innerText()).trim(), words);
    await value.fill('[3, 6]');
    await form.said.waitFor({ state: 'hidden' });
    await form.showNow.click();
    await form.said.getByText('Sent.').waitFor();
    assert.deepEqual(clock.queue.all[0]?.model.frames, [{ chartData: [3, 6] }]);
    assert.equal(clock.queue.all.length, 1);
  });

  it('says in words why the clock does not show it', async () => {
    clock.screensaver = true;
    const form = await open();
    await form.showNow.click();
    await form.said.getByText('send the notification as critical').waitFor();
    await form.level('alarm');
    await form.showNow.click();
    await form.said.getByText('Sent.').waitFor();
  });

  it('plays a sound on the clock', async () => {
    const form = await open();
    const { page, picker } = form.editor;
    await picker.open();
    await picker.search.fill('cat');
    await picker.options.getByText('Cat', { exact: true }).click();
    await page.click('#lametric-notify-play');
    await form.said.getByText('Sent.').waitFor();
    const [{ body } = { body: '' }] = clock.requests.filter(({ method }) => method === 'POST').slice(-1);
    assert.match(body, /"sound":\{"category":"notifications","id":"cat","repeat":1\}/);
  });

  it('sets by one word what makes it important', async () => {
    const form = await open();
    const { page } = form.editor;
    assert.equal(await form.summary.innerText(), 'Info · No sound · shown 1×');
    await form.level('alarm');
    assert.equal(
      await form.summary.innerText(),
      'Critical · Icon type: ! · Alarm 1 (until dismissed) · shown until dismissed',
    );
    await form.openMore();
    await page.selectOption('#node-input-iconType', 'none');
    assert.equal(await page.locator('[name="lametric-notify-level"]:checked').count(), 0);
    await page.fill('#lametric-notify-lifetime', '1.5');
    await page.selectOption('#node-input-refused', 'wait');
    await page.check('#node-input-replace');
    await page.check('#node-input-ended');
    await form.editor.done();
    const { frames: _, ...saved } = await notifyProperties(form.editor);
    assert.deepEqual(saved, {
      priority: 'critical',
      iconType: 'none',
      sound: 'alarms/alarm1',
      repeat: 0,
      cycles: 0,
      lifetime: 1500,
      refused: 'wait',
      replace: true,
      ended: true,
      outputs: 2,
      valid: true,
    });
  });

  it('changes nothing that the user did not change', async () => {
    const form = await open({ lifetime: 2500, cycles: 0 });
    const before = await notifyProperties(form.editor);
    await form.editor.done();
    assert.deepEqual(await notifyProperties(form.editor), before);
    assert.equal(await form.editor.page.locator('.red-ui-flow-node-changed:visible').count(), 0);
  });

  it('builds three frames with the keyboard alone', async () => {
    const form = await open();
    const { page } = form.editor;
    const { keyboard } = page;
    const frame = (number: number) => `#lametric-notify-frames > li:nth-child(${number})`;
    await tabTo(page, '.red-ui-editableList-addButton');
    await keyboard.press('Enter');
    await page.locator(`${frame(2)} select:focus`).waitFor();
    await tabTo(page, `${frame(2)} .red-ui-typedInput-input`);
    await keyboard.type('Washing done');
    await tabTo(page, '.red-ui-editableList-addButton');
    await keyboard.press('Enter');
    await page.locator(`${frame(3)} select:focus`).waitFor();
    await keyboard.press('g');
    await form.says('Frame 3 of 3');
    await tabTo(page, '.red-ui-editableList-addButton');
    await keyboard.press('Enter');
    await page.locator(`${frame(4)} select:focus`).waitFor();
    await keyboard.press('c');
    await form.says('Frame 4 of 4: 5 values');
    await tabTo(page, `${frame(4)} .red-ui-editableList-item-handle`);
    for (const number of [3, 2, 1]) {
      await keyboard.press('ArrowUp');
      await page.locator(`${frame(number)} .red-ui-editableList-item-handle:focus`).waitFor();
    }
    await tabTo(page, `${frame(2)} .red-ui-editableList-item-remove`);
    await keyboard.press('Enter');
    await form.frames.nth(3).waitFor({ state: 'detached' });
    await keyboard.press('Control+Enter');
    await page.locator('#dialog-form').waitFor({ state: 'detached' });
    const { frames } = await notifyProperties(form.editor);
    assert.deepEqual(frames, [CHART, { ...TEXT, value: 'Washing done', valueType: 'str' }, GOAL]);
  });

  it('takes frames in the order into which the mouse drags them', async () => {
    const text = { type: 'text', icon: '', value: 'Bye', valueType: 'str', duration: null };
    const chart = { type: 'chart', value: '[1]', valueType: 'json', duration: null };
    const form = await open({ frames: [text, chart] });
    const { mouse } = form.editor.page;
    const [handle, target] = [form.frames.nth(1), form.frames.nth(0)].map((item) =>
      item.locator('.red-ui-editableList-item-handle'),
    );
    await handle?.hover();
    await mouse.down();
    const { x = 0, y = 0 } = (await target?.boundingBox()) ?? {};
    await mouse.move(x + 5, y, { steps: 10 });
    await mouse.move(x + 5, y - 20, { steps: 5 });
    await mouse.up();
    await form.says('Frame 1 of 2: 1 values');
    await form.editor.done();
    const { frames } = await notifyProperties(form.editor);
    assert.deepEqual(frames, [chart, text]);
  });
});
