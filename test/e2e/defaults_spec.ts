import assert from 'node:assert/strict';
import { ACCOUNT } from '../../harness/account';
import manifest from '../../package.json';
import type { EditorPage } from './editor-page';
import { kitchenOf, clockNode, savedOf } from './clock-nodes';
import { type World, startWorld } from './world';

/** Each node's label, and whether it can be deployed. */
const NODES = [
  { type: 'lametric notify', label: 'notify: Kitchen', valid: true },
  { type: 'lametric dismiss', label: 'dismiss: Kitchen', valid: true },
  { type: 'lametric control', label: 'control: Kitchen', valid: true },
  { type: 'lametric state', label: 'state: Kitchen', valid: true },
  { type: 'lametric app', label: 'next app: Kitchen', valid: true },
  { type: 'lametric events', label: 'events: Kitchen', valid: true },
  { type: 'lametric devices', label: 'LaMetric devices', valid: true },
  // Nobody says which device.
  { type: 'lametric rename', label: 'LaMetric rename', valid: false },
]
  .filter(({ type }) => type.replace('lametric ', '') in manifest['node-red'].nodes)
  .map((node) => ({ ...node, id: node.type.replace(' ', '-') }));

describe('A node with nothing but its type, its id and its config node', () => {
  let world: World;
  let editor: EditorPage;
  const said: string[] = [];

  before(async () => {
    world = await startWorld();
    const clock = clockNode(kitchenOf(world));
    await world.nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Flow' },
      { id: ACCOUNT, type: 'lametric-account' },
      { id: 'clock', type: 'lametric-device', address: clock.address, clockName: 'Kitchen' },
      ...NODES.map(({ id, type }, index) => {
        const config = /devices|rename/.test(type) ? { account: ACCOUNT } : { device: 'clock' };
        return { id, type, z: 'flow', x: 200, y: 40 + 60 * index, wires: [], ...config };
      }),
    ]);
    editor = await world.open();
    editor.page.on('console', (message) => said.push(message.text()));
    await editor.page.reload();
    await editor.node('lametric-rename').waitFor();
  });
  after(() => world.close());

  for (const { id, type, label, valid } of NODES) {
    it(`has its label, and is ${valid ? '' : 'not '}valid: ${type}`, async () => {
      await editor.node(id).getByText(label, { exact: true }).waitFor();
      assert.deepEqual(await savedOf(editor.page, id, ['valid']), { valid });
    });
  }

  for (const { id, type, valid } of NODES) {
    it(`opens its dialog with the defaults, and keeps them: ${type}`, async () => {
      await editor.openNode(id);
      await editor.done();
      assert.deepEqual(await savedOf(editor.page, id, ['valid']), { valid });
    });
  }

  it('saves the defaults that its dialog showed', async () => {
    assert.deepEqual(await savedOf(editor.page, 'lametric-dismiss', ['which', 'target', 'targetType']), {
      which: 'topic',
      target: 'topic',
      targetType: 'msg',
    });
    assert.deepEqual(await savedOf(editor.page, 'lametric-app', ['action', 'seconds', 'activate']), {
      action: 'next',
      seconds: '20',
      activate: true,
    });
  });

  it('opens the dialog of the account and of the clock', async () => {
    // Node-RED fills in a form once it has the credentials, and cannot close it before.
    for (const [type, id, filledIn] of [
      ['lametric-account', ACCOUNT, '#lametric-account-state p'],
      ['lametric-device', 'clock', '.lametric-clock-info-state p'],
    ] as const) {
      await editor.page.evaluate(([kind, node]) => window.RED.editor.editConfig('', kind, node), [
        type,
        id,
      ] as const);
      await editor.page.locator(filledIn).first().waitFor();
      await editor.page.click('#node-config-dialog-ok');
      await editor.page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
    }
    assert.deepEqual(await savedOf(editor.page, ACCOUNT, ['flow', 'scopes']), {
      flow: 'code',
      scopes: 'basic devices_read devices_write',
    });
  });

  it('lets the editor report no error', () => {
    assert.deepEqual(
      said.filter((text) => /Definition error|Validation error/i.test(text)),
      [],
    );
    assert.deepEqual(editor.errors, []);
  });
});
