import assert from 'node:assert/strict';
import type { Clock } from '../../simulator/clock/clock';
import { clockNode, kitchenOf, savedOf } from './clock-nodes';
import { violations } from './form-checks';
import { NotifyForm, notifyNode } from './notify-form';
import { type World, startWorld } from './world';

const TAB = { id: 'flow', type: 'tab', label: 'Flow' };
const NAMES = ['sound', 'soundType', 'noSound', 'valid'];

describe('A sound from a message, in the dialog of a notification', () => {
  let world: World;
  let kitchen: Clock;

  before(async () => {
    world = await startWorld();
    kitchen = kitchenOf(world);
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('says from where the clock will fetch it, and tries that', async () => {
    await world.nodeRed.deploy([TAB, clockNode(kitchen), notifyNode({ device: `clock-${kitchen.id}` })]);
    const editor = await world.open();
    await editor.openNode('notify');
    const form = new NotifyForm(editor);
    const { page } = editor;
    await editor.chooseType('#node-input-sound', 'msg');
    await page.locator('.lametric-notify-sound .red-ui-typedInput-input').fill('speech');
    const base = `http://127.0.0.1:${world.nodeRed.port}/lametric/media/`;
    await page.locator('#lametric-notify-served').getByText(base).waitFor();
    await form.level('important');
    assert.match(await form.summary.innerText(), / · msg\.speech \(1×\) · /);
    await page.getByRole('button', { name: 'Play a second of sound' }).click();
    await form.said.getByText('The clock has fetched the sound.').waitFor();
    await form.openMore();
    await page.selectOption('#node-input-noSound', 'omit');
    assert.deepEqual(await violations(editor), []);
    await editor.done();
    assert.deepEqual(await savedOf(page, 'notify', NAMES), {
      sound: 'speech',
      soundType: 'msg',
      noSound: 'omit',
      valid: true,
    });
    await editor.openNode('notify');
    await form.level('quiet');
    await page.locator('#lametric-notify-served').waitFor({ state: 'hidden' });
    assert.match(await form.summary.innerText(), /No sound/);
  });
});
