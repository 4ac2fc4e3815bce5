import assert from 'node:assert/strict';
import { openClock } from './clock-form';
import { clockNode, kitchenOf, savedOf } from './clock-nodes';
import { tabTo } from './keyboard';
import { ClocksChoice } from './several-form';
import { type World, startWorld } from './world';

const ALWAYS = { days: [0, 1, 2, 3, 4, 5, 6], from: '00:00', to: '00:00', allow: 'silent' };

describe('Quiet hours in the editor', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  const deploy = (properties: object) =>
    world.nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Flow' },
      { ...clockNode(kitchenOf(world)), id: 'clock', ...properties },
      { id: 'node', type: 'lametric notify', z: 'flow', x: 200, y: 100, device: 'clock', wires: [] },
    ]);

  it('are entered by keys, saved, and told where a notification is made', async () => {
    await deploy({ quiet: [ALWAYS], timezone: 'Asia/Tokyo' });
    const editor = await world.open();
    const { page } = editor;
    const form = await openClock(editor, 'clock');
    await form.shows('Online.', 'silent');
    await tabTo(page, '#lametric-device-quiet .red-ui-editableList-addButton');
    await page.keyboard.press('Enter');
    // Monday of the new ones has the focus.
    await page.keyboard.press('Space');
    await page.keyboard.press('Control+Enter');
    await form.info.waitFor({ state: 'detached' });
    const night = { days: [0, 2, 3, 4, 5, 6], from: '22:00', to: '07:00', allow: 'critical' };
    assert.deepEqual(await savedOf(page, 'clock', ['quiet', 'timezone', 'valid']), {
      quiet: [ALWAYS, night],
      timezone: 'Asia/Tokyo',
      valid: true,
    });
    await editor.openNode('node');
    const said = page.locator('#lametric-notify-quiet');
    await said.getByText('Kitchen is quiet Tue–Sun 22:00–07:00: only critical notifications').waitFor();
    await said.getByText('Kitchen is silent all day: only critical notifications').waitFor();
  });

  it('are told of all clocks that a notification goes to', async () => {
    const night = { ...ALWAYS, from: '22:00', to: '07:00', allow: 'critical' };
    const [first, ...others] = world.simulator.clocks.map(clockNode);
    await world.nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Flow' },
      first ?? assert.fail(),
      ...others.map((clock) => ({ ...clock, quiet: [night] })),
      { id: 'node', type: 'lametric notify', z: 'flow', x: 200, y: 100, clocksType: 'all', wires: [] },
    ]);
    const editor = await world.open();
    await editor.openNode('node');
    const said = editor.page.locator('#lametric-notify-quiet p');
    await said.getByText('Kitchen, Büro @ Work are quiet 22:00–07:00: only critical').waitFor();
    assert.equal(await said.count(), 1);
    await new ClocksChoice(editor).choose('str', 'Kitchen');
    await said.getByText('Kitchen is quiet 22:00–07:00').waitFor();
  });

  it('are as they were after Update, whatever they are, and red where they cannot be used', async () => {
    const quiet = [{ ...ALWAYS, days: [9], colour: 'blue' }];
    await deploy({ quiet, timezone: 'Nowhere' });
    const editor = await world.open();
    assert.deepEqual(await savedOf(editor.page, 'clock', ['valid']), { valid: false });
    const form = await openClock(editor, 'clock');
    const wrong = editor.page.locator('#lametric-device-quiet .input-error');
    assert.equal(await wrong.count(), 2);
    await form.ok();
    assert.deepEqual(await savedOf(editor.page, 'clock', ['quiet', 'timezone', 'changed']), {
      quiet,
      timezone: 'Nowhere',
      changed: undefined,
    });
  });
});
