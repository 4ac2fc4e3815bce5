import assert from 'node:assert/strict';
import { ACCOUNT, accountNode, connect } from '../../harness/account';
import { isObject } from '../../src/lametric/guards';
import { openClock } from './clock-form';
import { clockNode, kitchenOf } from './clock-nodes';
import type { EditorPage } from './editor-page';
import { OTHER_ACCOUNT, type World, startWorld } from './world';

/** The saved places of nodes without a name, by their types. */
const PLACES = Object.fromEntries(
  ['notify', 'dismiss', 'control', 'state', 'app', 'events', 'devices', 'rename'].map((name, index) => [
    `lametric ${name}`,
    { x: 300, y: 60 + 60 * index },
  ]),
);

describe('A node without a name', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  /** Deploys one of each, and two accounts, so that the labels say which; the editor shows them. */
  async function openAll(): Promise<EditorPage> {
    const clock = clockNode(kitchenOf(world));
    const device = String(world.simulator.devices[0]?.id);
    await world.nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Flow' },
      { id: 'note', type: 'comment', z: 'flow', x: 600, y: 60, name: '', wires: [] },
      accountNode(world.simulator),
      accountNode(world.simulator, { id: OTHER_ACCOUNT }),
      clock,
      ...Object.entries(PLACES).map(([type, place]) => {
        const chosen = /devices|rename/.test(type)
          ? { account: ACCOUNT, device: type === 'lametric rename' ? device : '' }
          : { device: clock.id };
        const typed = type === 'lametric rename' ? { deviceType: 'str' } : {};
        return { id: type, type, z: 'flow', wires: [], ...place, ...chosen, ...typed };
      }),
    ]);
    await connect(world.nodeRed, world.simulator);
    return world.open();
  }

  async function savedPlaces(): Promise<object> {
    const nodes = (await world.nodeRed.readFlows()).filter(isObject);
    const placed = nodes.filter(({ type }) => String(type) in PLACES);
    return Object.fromEntries(placed.map(({ type, x, y }) => [type, { x, y }]));
  }

  const drawn = async (editor: EditorPage, clock: string) => {
    await editor.node('lametric notify').getByText(`notify: ${clock}`, { exact: true }).waitFor();
    await editor.node('lametric devices').getByText('LaMetric devices (Demo User)').waitFor();
    await editor.node('lametric rename').getByText('rename: My LaMetric (Demo User)').waitFor();
  };

  it('stays where it is, over 50 Deploys, and though its clock gets a longer name', async () => {
    const editor = await openAll();
    for (let count = 1; count <= 50; count += 1) {
      await drawn(editor, count <= 25 ? 'Kitchen' : 'The clock beside the kitchen door');
      if (count === 25) {
        const form = await openClock(editor, clockNode(kitchenOf(world)).id);
        await editor.page.fill(form.name, 'The clock beside the kitchen door');
        await form.ok();
        await drawn(editor, 'The clock beside the kitchen door');
      }
      await editor.page.evaluate((name) => {
        Object.assign(window.RED.nodes.node('note') ?? {}, { name, changed: true });
        window.RED.nodes.dirty(true);
      }, `Deploy ${count}`);
      await editor.deploy();
      assert.deepEqual(await savedPlaces(), PLACES, `Deploy ${count}`);
      if (count % 5 > 0) continue;
      // As a browser that is opened anew: only what was saved is known.
      await editor.clear();
      await editor.load();
    }
  });
});
