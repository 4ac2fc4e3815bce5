import assert from 'node:assert/strict';
import { violations } from './form-checks';
import { ledsOf } from './leds';
import { NotifyForm } from './notify-form';
import { type World, startWorld } from './world';
import { deploy, goThrough } from './notify-form-states';

describe('The form of a notification', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('is accessible', async () => {
    await deploy(world);
    const editor = await world.open();
    await goThrough(new NotifyForm(editor), async () => assert.deepEqual(await violations(editor), []));
  });

  it('stands still for those who want less motion, until they play it', async () => {
    await deploy(world);
    const editor = await world.open({ reducedMotion: 'reduce' });
    const form = new NotifyForm(editor);
    await editor.openNode('notify');
    await editor.page.getByLabel('Example').fill('A longer text than fits');
    await form.says('scrolls');
    const before = await ledsOf(form.display);
    await form.preview.getByRole('button', { name: 'Play' }).click();
    await form.preview.getByRole('button', { name: 'Pause' }).waitFor();
    const canvas = await form.display.elementHandle();
    await editor.page.waitForFunction(
      ([display, still]) => {
        if (!(display instanceof HTMLCanvasElement)) return false;
        return display.toDataURL() !== still;
      },
      [canvas, await form.display.evaluate((display: HTMLCanvasElement) => display.toDataURL())] as const,
    );
    assert.notEqual(await ledsOf(form.display), before);
  });
});
