import assert from 'node:assert/strict';
import type { EditorPage } from './editor-page';
import { clockNode } from './clock-nodes';
import { MyDataForm } from './my-data-form';
import { NotifyForm, notifyNode } from './notify-form';
import { type World, startWorld } from './world';

/** What a dialog asks its clock by the click of a button, and where it says what has come of it. */
const QUESTIONS = [
  {
    type: 'lametric notify',
    path: '**/notifications',
    formOf: (editor: EditorPage) => {
      const form = new NotifyForm(editor);
      return { button: form.showNow, said: form.said };
    },
  },
  {
    type: 'lametric my data',
    path: '**/my-data',
    formOf: (editor: EditorPage) => {
      const form = new MyDataForm(editor);
      return { button: form.testButton, said: form.said };
    },
  },
];

describe('A late answer of a clock', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  for (const { type, path, formOf } of QUESTIONS) {
    for (const outcome of ['accepts', 'refuses']) {
      it(`that ${outcome} it is said in no other dialog, nor for another clock: ${type}`, async () => {
        const clocks = world.simulator.clocks.slice(0, 2).map(clockNode);
        const [first, second] = clocks.map(({ id }) => id);
        const node = { ...notifyNode({ device: first }), type };
        await world.nodeRed.deploy([
          { id: 'flow', type: 'tab', label: 'Flow' },
          ...clocks,
          { ...node, id: 'asked' },
          { ...node, id: 'other', y: 200 },
        ]);
        const editor = await world.open();
        const { page } = editor;
        const { button, said } = formOf(editor);
        const answers: (() => Promise<void>)[] = [];
        await page.route(path, async (route) => {
          if (route.request().method() === 'GET') return route.continue();
          answers.push(() =>
            outcome === 'accepts'
              ? route.fulfill({ json: { id: '1' } })
              : route.fulfill({ status: 502, json: { error: { code: 'UNREACHABLE', message: 'off' } } }),
          );
        });
        /** jQuery tells its listeners in a task of its own. */
        const answer = async () => {
          const answered = page.evaluate(
            () =>
              new Promise<void>((resolve) => {
                $(document).one('ajaxComplete', () => setTimeout(resolve));
              }),
          );
          await answers.shift()?.();
          await answered;
        };
        await editor.openNode('asked');
        await button.click();
        await said.locator('.fa-spinner').waitFor();
        await page.selectOption('#node-input-device', second ?? '');
        await said.locator('.fa-spinner').waitFor({ state: 'hidden' });
        await answer();
        assert.equal(await said.innerText(), '');
        await button.click();
        await said.locator('.fa-spinner').waitFor();
        await page.click('#node-dialog-cancel');
        await page.locator('#dialog-form').waitFor({ state: 'detached' });
        await editor.openNode('other');
        await answer();
        assert.equal(await said.innerText(), '');
      });
    }
  }
});
