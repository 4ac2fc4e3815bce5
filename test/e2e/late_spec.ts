import assert from 'node:assert/strict';
import type { Route } from 'playwright-core';
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

const OUTCOMES = {
  accepts: { json: { id: '1' } },
  refuses: { status: 502, json: { error: { code: 'UNREACHABLE', message: 'off' } } },
};

describe('A late answer of a clock', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  for (const { type, path, formOf } of QUESTIONS) {
    for (const [word, outcome] of Object.entries(OUTCOMES)) {
      it(`that ${word} it is said in no other dialog, nor for another clock: ${type}`, async () => {
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
        let take: (route: Route) => void = () => undefined;
        await page.route(path, (route) =>
          route.request().method() === 'GET' ? route.continue() : take(route),
        );
        const ask = async () => {
          const asked = new Promise<Route>((resolve) => (take = resolve));
          await button.click();
          return asked;
        };
        const answer = async (route: Route) => {
          // Listens before the answer is given.
          const heard = await page.evaluateHandle(() => ({
            ending: new Promise<void>((resolve) => {
              $(document).on('ajaxComplete', (_event, _request, { type: method }) => {
                // Those that wait for the answer get it in a task of its own.
                if (method === 'POST') setTimeout(resolve);
              });
            }),
          }));
          await route.fulfill(outcome);
          await heard.evaluate(({ ending }) => ending);
        };
        await editor.openNode('asked');
        const toFirst = await ask();
        await page.selectOption('#node-input-device', second ?? '');
        await said.locator('.fa-spinner').waitFor({ state: 'hidden' });
        await answer(toFirst);
        assert.equal(await said.innerText(), '');
        const toSecond = await ask();
        await page.click('#node-dialog-cancel');
        await page.locator('#dialog-form').waitFor({ state: 'detached' });
        await editor.openNode('other');
        await answer(toSecond);
        assert.equal(await said.innerText(), '');
      });
    }
  }
});
