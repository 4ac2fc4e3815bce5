import assert from 'node:assert/strict';
import { deviceNode } from '../../harness/clock';
import { CHART, GOAL, TEXT } from '../helpers/frames';
import { NotifyForm, notifyNode, notifyProperties } from './notify-form';
import { type World, startWorld } from './world';

describe('The frames of a form', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  async function open(frames: object[]): Promise<NotifyForm> {
    const clock = deviceNode(undefined, { id: 'clock-1', account: '', address: '127.0.0.1:9' });
    await world.nodeRed.deploy([{ id: 'flow', type: 'tab', label: 'Flow' }, clock, notifyNode({ frames })]);
    const editor = await world.open();
    await editor.openNode('notify');
    return new NotifyForm(editor);
  }

  it('are saved without one that was removed and still fades away', async () => {
    const { editor } = await open([TEXT, GOAL]);
    await editor.page.evaluate(() => {
      for (const id of ['.red-ui-editableList-item-remove', '#node-dialog-ok']) {
        document.querySelector<HTMLElement>(id)?.click();
      }
    });
    await editor.page.locator('#dialog-form').waitFor({ state: 'detached' });
    assert.deepEqual((await notifyProperties(editor))['frames'], [GOAL]);
  });

  it('keep where a value comes from, though the form offers it to no other frame of the kind', async () => {
    const frames = [
      { ...TEXT, value: '21', valueType: 'num' },
      { ...TEXT, value: 'false', valueType: 'bool' },
      { ...TEXT, value: 'iso', valueType: 'date' },
      { ...TEXT, value: '', valueType: 'date' },
      { ...GOAL, value: '42', valueType: 'str' },
      { ...CHART, value: '1 2', valueType: 'str' },
    ];
    const { editor, frames: rows } = await open(frames);
    for (const row of await rows.all()) await row.getByLabel('Seconds').fill('3');
    await editor.done();
    const { frames: saved, valid } = await notifyProperties(editor);
    assert.deepEqual(
      saved,
      frames.map((frame) => ({ ...frame, duration: 3000 })),
    );
    assert.equal(valid, true);
  });
});
