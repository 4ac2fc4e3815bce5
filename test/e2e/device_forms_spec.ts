import assert from 'node:assert/strict';
import { openClock } from './clock-form';
import { violations } from './form-checks';
import { tabTo } from './keyboard';
import { type World, startWorld } from './world';
import { goThrough, showCertificate, deploy } from './device-form';

describe('The form of a clock', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('is accessible', async () => {
    await deploy(world);
    const editor = await world.open();
    const form = await openClock(editor);
    const check = async () => assert.deepEqual(await violations(editor), []);
    await goThrough(world, form, check);
    await showCertificate(world, form, check);
  });

  it('needs no mouse', async () => {
    await deploy(world);
    const editor = await world.open();
    const { page, picker } = editor;
    const form = await openClock(editor);
    await form.addAll.waitFor();
    await tabTo(page, '.lametric-picker-value');
    await page.keyboard.press('Enter');
    await picker.options.getByText('My LaMetric').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await form.shows('Online.');
    await tabTo(page, '#lametric-device-advanced summary');
    await page.keyboard.press('Enter');
    await tabTo(page, '#node-config-input-security');
    await page.keyboard.press('Control+Enter');
    await form.info.waitFor({ state: 'detached' });
  });
});
