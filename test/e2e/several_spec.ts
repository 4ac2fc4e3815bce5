import assert from 'node:assert/strict';
import { deviceNode } from '../../harness/clock';
import { clockNode, kitchenOf, savedOf } from './clock-nodes';
import { missingOf } from './control-form';
import { violations } from './form-checks';
import { tabTo } from './keyboard';
import { NotifyForm, notifyNode } from './notify-form';
import { ClocksChoice, deploy, goThrough } from './several-form';
import { type World, startWorld } from './world';

/** With whatever else it needs to be valid. */
const NODES = [
  { type: 'lametric notify', label: 'notify' },
  { type: 'lametric my data', label: 'my data' },
  { type: 'lametric dismiss', label: 'dismiss' },
  { type: 'lametric control', label: 'control' },
  { type: 'lametric state', label: 'state' },
  { type: 'lametric app', label: 'next app' },
].map((node) => ({ ...node, id: node.type.replaceAll(' ', '-') }));

describe('The clocks of a node', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  const open = async (properties?: object) => {
    await deploy(world, properties);
    const editor = await world.open();
    return { editor, choice: new ClocksChoice(editor) };
  };
  const clocksOf = ({ page }: { page: Parameters<typeof savedOf>[0] }, id = 'notify') =>
    savedOf(page, id, ['device', 'clocks', 'clocksType', 'valid', 'changed']);

  it('are all, in each form, without one from the list, and undone in one step', async () => {
    await world.nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Flow' },
      ...world.simulator.clocks.map(clockNode),
      ...NODES.map(({ id, type }, index) => ({ id, type, z: 'flow', x: 200, y: 40 + 60 * index, wires: [] })),
    ]);
    const editor = await world.open();
    const choice = new ClocksChoice(editor);
    const before = await clocksOf(editor, 'lametric-notify');
    for (const { id, label } of NODES) {
      assert.deepEqual(await savedOf(editor.page, id, ['valid']), { valid: false }, id);
      await editor.openNode(id);
      await choice.several.click();
      await choice.says('3 clocks: My LaMetric, Kitchen, Büro @ Work');
      await editor.done();
      await editor.node(id).getByText(`${label}: all clocks`, { exact: true }).waitFor();
      const { valid, clocks = '', clocksType } = await clocksOf(editor, id);
      assert.deepEqual([valid, clocks, clocksType], [true, '', 'all'], id);
      if (id !== 'lametric-notify') continue;
      await editor.page.evaluate(() => window.RED.actions.invoke('core:undo'));
      assert.deepEqual(await clocksOf(editor, id), before);
      await editor.page.evaluate(() => window.RED.actions.invoke('core:redo'));
    }
    // Node-RED asks before it deploys what nobody uses.
    await editor.deploy();
    await editor.openNode('lametric-state');
    await choice.says('3 clocks');
    await choice.one.click();
    await editor.page.locator('select#node-input-device').waitFor();
    await editor.done();
    await editor.node('lametric-state').getByText('LaMetric state', { exact: true }).waitFor();
    assert.equal((await clocksOf(editor, 'lametric-state'))['valid'], false);
  });

  it('are those that a message names, and the form asks the first until then', async () => {
    const { editor, choice } = await open({ device: '' });
    const form = new NotifyForm(editor);
    await editor.openNode('notify');
    await choice.several.click();
    await choice.choose('msg', 'room');
    await choice.says('Until then, this form asks My LaMetric.');
    await form.showNow.click();
    await form.said.getByText('Sent').waitFor();
    assert.equal(world.simulator.clocks[0]?.queue.all.length, 1);
    await editor.done();
    await editor.node('notify').getByText('notify: msg.room', { exact: true }).waitFor();
    assert.deepEqual(await clocksOf(editor), {
      device: '',
      clocks: 'room',
      clocksType: 'msg',
      valid: true,
      changed: true,
    });
  });

  it('are named, and the form says which of them there are', async () => {
    const { editor, choice } = await open();
    const kitchen = kitchenOf(world);
    // It has told its serial number by now.
    await world.nodeRed.admin('GET', `lametric-device/clock-${kitchen.id}`);
    await editor.openNode('notify');
    await choice.several.click();
    await choice.choose('str', 'Kitchen');
    await choice.says('One clock: Kitchen');
    await choice.choose('str', kitchen.serialNumber);
    await choice.says('One clock: Kitchen');
    await choice.choose('json', '["Attic", "Büro @ Work", "Kitchen"]');
    await choice.says('No clock is called "Attic".');
    await choice.says('2 clocks: Büro @ Work, Kitchen');
    await editor.done();
    await editor.node('notify').getByText('notify: Attic, Büro @ Work, Kitchen', { exact: true }).waitFor();
    assert.equal((await clocksOf(editor))['valid'], true);
    await editor.openNode('notify');
    await choice.choose('json', '[7]');
    await editor.done();
    assert.equal((await clocksOf(editor))['valid'], false);
  });

  it('are asked when the form is opened again, too: the first of them', async () => {
    const sky = world.simulator.clocks[2] ?? assert.fail('There is no such clock');
    const settings = [{ setting: 'volume', value: '50', valueType: 'num' }];
    const node = { id: 'control', type: 'lametric control', z: 'flow', x: 200, y: 80, wires: [], settings };
    await world.nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Flow' },
      clockNode(sky),
      { ...node, clocksType: 'str', clocks: sky.name },
    ]);
    const editor = await world.open();
    await editor.openNode('control');
    await missingOf(editor).getByText('This clock does not have: Volume.').waitFor();
  });

  it('are the one from the list again, with nothing changed', async () => {
    const { editor, choice } = await open();
    await editor.openNode('notify');
    await choice.several.click();
    await choice.choose('msg', 'room');
    await choice.one.click();
    await editor.done();
    const { changed, ...others } = await clocksOf(editor);
    assert.equal(Boolean(changed), false);
    assert.deepEqual(others, {
      device: `clock-${kitchenOf(world).id}`,
      clocks: undefined,
      clocksType: undefined,
      valid: true,
    });
  });

  it('are chosen by the keyboard alone, in a form that stays accessible', async () => {
    const { editor, choice } = await open();
    await goThrough(editor, async () => assert.deepEqual(await violations(editor), []));
    const { page } = editor;
    await page.focus('#node-input-name');
    await tabTo(page, '.lametric-clocks-button[title="Several clocks"]');
    await page.keyboard.press('Enter');
    await choice.type.and(page.locator(':focus')).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.locator('.red-ui-typedInput-options:visible a[value="all"]:focus').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Kitchen');
    await choice.says('One clock: Kitchen');
    await tabTo(page, '.lametric-clocks-button[title="One clock"]');
    await page.keyboard.press('Enter');
    await page.locator('select#node-input-device:focus').waitFor();
  });

  it('are searched where there are many', async () => {
    const rooms = Array.from({ length: 120 }, (_, room) =>
      deviceNode(undefined, {
        id: `room-${room}`,
        name: `Room ${room}`,
        account: '',
        address: `127.2.0.${room}:9`,
      }),
    );
    const form = [
      { id: 'flow', type: 'tab', label: 'Flow' },
      ...rooms,
      notifyNode({ device: 'room-7' }),
      { id: 'events', type: 'lametric events', z: 'flow', x: 200, y: 200, wires: [[]], device: 'room-7' },
    ];
    await world.nodeRed.deploy(form);
    const editor = await world.open();
    const { page } = editor;
    for (const id of ['notify', 'events']) {
      await editor.openNode(id);
      const options = page.locator('#node-input-device option');
      assert.deepEqual(await options.allTextContents(), ['Room 119', 'Room 7', 'none'], id);
      await page.getByRole('button', { name: 'Search for a clock' }).click();
      assert.equal(await editor.picker.options.count(), 100, id);
      await editor.picker.note.getByText('And 20 more').waitFor();
      assert.deepEqual(await violations(editor), [], id);
      await editor.picker.search.fill('room 55');
      await page.keyboard.press('Enter');
      await page.locator('#node-input-device:focus').waitFor();
      // The list is made anew when the clock's own dialog closes.
      await page.click('#node-input-btn-device-edit:not(.disabled)');
      await page.fill('#node-config-input-name', 'Attic');
      await page.click('#node-config-dialog-ok');
      await page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
      await page
        .locator('#node-input-device option:checked', { hasText: 'Attic' })
        .waitFor({ state: 'attached' });
      await page.fill('#node-input-name', id);
      await editor.done();
      assert.equal((await clocksOf(editor, id))['device'], 'room-55', id);
      await page.evaluate(() => window.RED.actions.invoke('core:undo'));
      await page.evaluate(() => window.RED.actions.invoke('core:undo'));
    }
  });
});
