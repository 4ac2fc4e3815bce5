import assert from 'node:assert/strict';
import type { EditorPage } from './editor-page';
import { ClockForm, openClock } from './clock-form';
import { type World, startWorld } from './world';

/** A node that uses a config node, and how the user adds one in its dialog. */
interface User {
  id: string;
  type: string;
  property: string;
  config: string;
  fill: (editor: EditorPage) => Promise<void>;
}

/** Core's own, the measure. */
const MQTT: User = {
  id: 'mqtt',
  type: 'mqtt in',
  property: 'broker',
  config: 'mqtt-broker',
  fill: ({ page }) => page.fill('#node-config-input-broker', 'localhost'),
};
const NOTIFY: User = {
  id: 'notify',
  type: 'lametric notify',
  property: 'device',
  config: 'lametric-device',
  fill: (editor) => fillIn(new ClockForm(editor)),
};

async function fillIn(form: ClockForm): Promise<void> {
  await form.setUp('key');
  await form.editor.page.fill(form.address, '127.0.0.1');
}

describe("The editor's history", () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  /** Opens the editor on nodes that lack their config node. */
  async function open(...nodes: object[]): Promise<EditorPage> {
    const at = { z: 'flow', x: 300, wires: [] };
    await world.nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Flow' },
      { ...at, id: 'mqtt', type: 'mqtt in', y: 60, topic: 'a', qos: '2', datatype: 'auto', broker: '' },
      { ...at, id: 'notify', type: 'lametric notify', y: 120, name: 'First', device: '' },
      ...nodes.map((node, index) => ({
        ...at,
        y: 180 + 60 * index,
        type: 'lametric notify',
        device: '',
        ...node,
      })),
    ]);
    return world.open();
  }

  /** What of it all can be seen; the id of the config node is no part of it. */
  function look({ page }: EditorPage, { id, property, config }: User) {
    return page.evaluate(
      ([node, name, type]) => {
        const { nodes, history } = window.RED;
        const { valid, changed = false, [name]: chosen } = nodes.node(node) ?? {};
        const configs: string[] = [];
        nodes.eachConfig((each) => {
          if (each.type === type) configs.push(each.id);
        });
        const users = configs.map((each) => nodes.node(each)?.['users']);
        return {
          chosen: configs.indexOf(String(chosen)),
          isSet: chosen !== '',
          valid,
          changed,
          users: users.map((each) => Array.isArray(each) && each.length),
          undo: history.list().length,
          redo: history.listRedo().length,
          deploy: document.querySelector('#red-ui-header-button-deploy')?.className.includes('disabled'),
        };
      },
      [id, property, config] as const,
    );
  }

  const invoke = ({ page }: EditorPage, action: 'core:undo' | 'core:redo') =>
    page.evaluate((name) => window.RED.actions.invoke(name), action);

  async function add(editor: EditorPage, { property, fill }: User): Promise<void> {
    const { page } = editor;
    await page.click(`#node-input-btn-${property}-add`);
    await page.locator('#node-config-dialog-ok').waitFor();
    await fill(editor);
    await page.click('#node-config-dialog-ok');
    await page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
    // Node-RED chooses it once the dialog has gone.
    await page.waitForFunction((select) => {
      const element = document.querySelector(select);
      return element instanceof HTMLSelectElement && !['', '_ADD_'].includes(element.value);
    }, `#node-input-${property}`);
  }

  /** Adds a config node in the node's dialog, and goes back and forth. */
  async function record(user: User, leave: 'ok' | 'cancel'): Promise<object[]> {
    const editor = await open();
    const seen: object[] = [];
    const step = async (name: string) => {
      seen.push({ name, ...(await look(editor, user)) });
    };
    await step('loaded');
    await editor.openNode(user.id);
    await add(editor, user);
    await step('Add');
    await editor.page.click(`#node-dialog-${leave}`);
    await editor.page.locator('#dialog-form').waitFor({ state: 'detached' });
    await step(leave);
    for (const action of [
      'core:undo',
      'core:undo',
      'core:redo',
      'core:redo',
      'core:undo',
      'core:undo',
    ] as const) {
      await invoke(editor, action);
      await step(action);
    }
    return seen;
  }

  for (const leave of ['ok', 'cancel'] as const) {
    it(`of a clock that is added in a node's dialog is that of a broker, step by step: ${leave}`, async () => {
      const core = await record(MQTT, leave);
      await world.reset();
      assert.deepEqual(await record(NOTIFY, leave), core);
    });
  }

  it('has what other nodes are given in the same step, and gives it once', async () => {
    const editor = await open({ id: 'other' }, { id: 'third' });
    const chosen = () =>
      editor.page.evaluate(() =>
        ['other', 'third'].map((id) => {
          const { device, valid, x } = window.RED.nodes.node(id) ?? {};
          return { isSet: device !== '', valid, x };
        }),
      );
    const without = [0, 1].map(() => ({ isSet: false, valid: false, x: 300 }));
    const given = [0, 1].map(() => ({ isSet: true, valid: true, x: 300 }));

    await editor.openNode('notify');
    await add(editor, NOTIFY);
    await editor.done();
    await editor.node('other').getByText('notify: 127.0.0.1').waitFor();
    assert.deepEqual(await chosen(), given);

    // Done, then Add with all that it gave.
    await invoke(editor, 'core:undo');
    await invoke(editor, 'core:undo');
    await editor.node('other').getByText('LaMetric notify', { exact: true }).waitFor();
    assert.deepEqual(await chosen(), without);
    assert.deepEqual((await look(editor, NOTIFY)).users, []);

    await invoke(editor, 'core:redo');
    await editor.node('other').getByText('notify: 127.0.0.1').waitFor();
    assert.deepEqual(await chosen(), given);
    // The node of the dialog chooses at Done, the next step.
    assert.deepEqual(await look(editor, NOTIFY), {
      ...(await look(editor, NOTIFY)),
      isSet: false,
      users: [2],
      undo: 1,
      redo: 1,
    });
    await invoke(editor, 'core:undo');

    // Another one is given anew.
    await editor.openNode('notify');
    await add(editor, NOTIFY);
    await editor.done();
    assert.deepEqual(await chosen(), given);
  });

  it('is left alone by a locked tab: its node stays without a clock, the others get theirs', async () => {
    await world.nodeRed.deploy([
      { id: 'closed', type: 'tab', label: 'Closed', locked: true },
      { id: 'flow', type: 'tab', label: 'Flow' },
      { id: 'kept', type: 'lametric notify', z: 'closed', x: 300, y: 60, device: '', wires: [] },
      { id: 'free', type: 'lametric notify', z: 'flow', x: 300, y: 60, device: '', wires: [] },
    ]);
    const editor = await world.open();
    const form = await openClock(editor);
    await fillIn(form);
    await form.ok();
    await editor.page.waitForFunction(() => window.RED.nodes.node('free')?.['device'] !== '');
    assert.equal((await editor.properties('kept'))['device'], '');
  });
});
