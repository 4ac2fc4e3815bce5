import assert from 'node:assert/strict';
import { deployNode } from './clock-nodes';
import type { EditorPage } from './editor-page';
import { flaws } from './form-checks';
import { type World, startWorld } from './world';

/** Members that browsers of 2020 lack, and that forms have used or might. Node-RED's own editor can do without them. */
const NEWER = [
  ['URL', 'canParse'],
  ['Array.prototype', 'findLast'],
  ['Array.prototype', 'toSorted'],
  ['Array.prototype', 'toReversed'],
  ['CanvasRenderingContext2D.prototype', 'roundRect'],
] as const;

describe('In a browser of 2020,', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  const isNew = ({ page }: EditorPage) => page.evaluate(() => 'canParse' in URL);

  const open = async () => {
    const editor = await world.open();
    if (!(await isNew(editor))) return editor;
    await editor.page.addInitScript((members) => {
      for (const [owner, member] of members) {
        const holder: unknown = owner
          .split('.')
          .reduce((value: unknown, name) => Reflect.get(Object(value), name), globalThis);
        Reflect.deleteProperty(Object(holder), member);
      }
    }, NEWER);
    await editor.page.reload();
    return editor;
  };

  for (const [type, properties] of [
    ['lametric notify', { frames: [{ icon: 'i1', value: 'Hello', valueType: 'str' }] }],
    ['lametric my data', { frames: [{ type: 'chart', value: '[1]', valueType: 'json' }] }],
    ['lametric control', { settings: [{ setting: 'volume' }] }],
    ['lametric events', {}],
    ['lametric app', { action: 'do', app: 'com.lametric.radio', actionId: 'radio.play' }],
  ] as const) {
    it(`the dialog of ${type} works`, async () => {
      await deployNode(world, type, properties);
      const editor = await open();
      await editor.node('node').waitFor();
      await editor.openNode('node');
      assert.equal(await isNew(editor), false);
      assert.deepEqual(await flaws(editor), []);
      await editor.done();
    });
  }
});
