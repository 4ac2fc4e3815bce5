import assert from 'node:assert/strict';
import { ACCOUNT } from '../../harness/account';
import manifest from '../../package.json';
import type { EditorPage } from './editor-page';
import { kitchenOf, clockNode, savedOf } from './clock-nodes';
import { type World, startWorld } from './world';

/** Each node's label, and whether it can be deployed. */
const NODES = [
  { type: 'lametric notify', label: 'notify: Kitchen', valid: true },
  { type: 'lametric my data', label: 'my data: Kitchen', valid: true },
  { type: 'lametric dismiss', label: 'dismiss: Kitchen', valid: true },
  { type: 'lametric control', label: 'control: Kitchen', valid: true },
  { type: 'lametric state', label: 'state: Kitchen', valid: true },
  { type: 'lametric app', label: 'next app: Kitchen', valid: true },
  { type: 'lametric events', label: 'events: Kitchen', valid: true },
  { type: 'lametric devices', label: 'LaMetric devices', valid: true },
  // Nobody says which device.
  { type: 'lametric rename', label: 'LaMetric rename', valid: false },
]
  .filter(({ type }) => type.replace('lametric ', '').replace(' ', '-') in manifest['node-red'].nodes)
  .map((node) => ({ ...node, id: node.type.replaceAll(' ', '-') }));

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

  /** All that is saved of a node, and whether there is something to deploy. */
  const look = (id: string) =>
    editor.page.evaluate((nodeId) => {
      const { RED } = window;
      const node = RED.nodes.node(nodeId) ?? {};
      const exported: unknown = RED.nodes.createCompleteNodeSet().find((each) => each.id === nodeId);
      return { exported, changed: node['changed'] === true, valid: node['valid'], dirty: RED.nodes.dirty() };
    }, id);

  for (const { id, type } of NODES) {
    it(`is as it was after its dialog was opened and closed by Done: ${type}`, async () => {
      const before = await look(id);
      await editor.openNode(id);
      await editor.done();
      assert.deepEqual(await look(id), before);
      assert.deepEqual({ changed: before.changed, dirty: before.dirty }, { changed: false, dirty: false });
    });
  }

  it('is as it was after Update: the account and the clock', async () => {
    // Node-RED fills in a form once it has the credentials, and cannot close it before.
    for (const [type, id, filledIn] of [
      ['lametric-account', ACCOUNT, '#lametric-account-state p'],
      ['lametric-device', 'clock', '.lametric-clock-info-state p'],
    ] as const) {
      const before = await look(id);
      await editor.page.evaluate(([kind, node]) => window.RED.editor.editConfig('', kind, node), [
        type,
        id,
      ] as const);
      await editor.page.locator(filledIn).first().waitFor();
      await editor.page.click('#node-config-dialog-ok');
      await editor.page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
      assert.deepEqual(await look(id), before, type);
    }
  });

  it('has its place in the palette, where notify is the first', async () => {
    const types = await editor.page
      .locator('.red-ui-palette-node[data-palette-type^="lametric "]')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-palette-type')));
    const names = Object.keys(manifest['node-red'].nodes).slice(2);
    assert.equal(names[0], 'notify');
    assert.deepEqual(
      types,
      names.map((name) => `lametric ${name.replace('-', ' ')}`),
    );
  });

  it('lets the editor report no error', () => {
    assert.deepEqual(
      said.filter((text) => /Definition error|Validation error/i.test(text)),
      [],
    );
    assert.deepEqual(editor.errors, []);
  });
});
