import assert from 'node:assert/strict';
import { deployNode, savedOf } from './clock-nodes';
import type { EditorPage } from './editor-page';
import { NODE } from './events-form';
import { violations } from './form-checks';
import { tabTo } from './keyboard';
import { type World, startWorld } from './world';

describe('The form of an events node', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  const open = async () => {
    await deployNode(world, 'lametric events', NODE);
    const editor = await world.open();
    await editor.openNode('node');
    return editor;
  };
  const saved = ({ page }: EditorPage) => savedOf(page, 'node', ['events', 'interval', 'initial', 'valid']);
  const label = ({ page }: EditorPage) =>
    page.evaluate(() => window.RED.utils.getNodeLabel(window.RED.nodes.node('node') ?? {}));

  it('takes any of the events, and says for which clock it is', async () => {
    const editor = await open();
    assert.equal(await label(editor), 'events: Kitchen');
    await editor.page.getByLabel('Online again').uncheck();
    await editor.page.getByLabel('Offline').uncheck();
    await editor.page.getByLabel('Update available').check();
    await editor.page.getByLabel('Also report').check();
    await editor.page.fill('#node-input-interval', '5');
    await editor.done();
    const { interval, ...others } = await saved(editor);
    assert.deepEqual(others, { events: ['update'], initial: true, valid: true });
    assert.equal(Number(interval), 5);
    assert.equal(await label(editor), 'Update available: Kitchen');
  });

  it('wants at least one event, and at least 5 seconds', async () => {
    const editor = await open();
    await editor.page.getByLabel('Online again').uncheck();
    await editor.page.getByLabel('Offline').uncheck();
    await editor.page.fill('#node-input-interval', '4');
    await editor.done();
    const { validationErrors } = await savedOf(editor.page, 'node', ['validationErrors']);
    assert.deepEqual(validationErrors, ['Choose at least one event.', 'At least 5 seconds.']);
  });

  it('takes the only clock for a new node, and needs no mouse', async () => {
    const editor = await open();
    await editor.page.click('#node-dialog-cancel');
    const id = await editor.dragNode('lametric events', 300, 200);
    const { page } = editor;
    await editor.openNode(id);
    await tabTo(page, '#lametric-events-list input[value=mode]');
    await page.keyboard.press('Space');
    await tabTo(page, '#node-input-interval');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('31');
    await page.keyboard.press('Control+Enter');
    await page.locator('#dialog-form').waitFor({ state: 'detached' });
    const { device, events, interval, valid } = await savedOf(page, id, [
      'device',
      'events',
      'interval',
      'valid',
    ]);
    assert.match(String(device), /^clock-/);
    assert.deepEqual(
      { events, interval: Number(interval), valid },
      {
        events: ['online', 'offline', 'mode'],
        interval: 31,
        valid: true,
      },
    );
  });

  it('is accessible', async () => {
    assert.deepEqual(await violations(await open()), []);
  });
});
