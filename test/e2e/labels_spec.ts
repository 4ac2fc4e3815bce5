import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, accountNode, connect } from '../../harness/account';
import { deviceNode } from '../../harness/clock';
import { NODES, SRC } from '../../scripts/catalogues';
import { EditorPage } from './editor-page';
import { notifyNode } from './notify-form';
import { OTHER_ACCOUNT, type World, editableFlow, startBrowser, startWorld } from './world';

describe('The label of a node', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  /** With another account, so that the labels say which. */
  const openConnected = async (properties: Parameters<typeof editableFlow>[1]) => {
    const other = accountNode(world.simulator, { id: OTHER_ACCOUNT });
    await world.nodeRed.deploy([...editableFlow(world.simulator, properties), other]);
    await connect(world.nodeRed, world.simulator);
    return world.open();
  };

  it('says which device it is for, and as whom an account without a name is connected', async () => {
    const editor = await openConnected({});
    await editor.node('rename').getByText('rename: My LaMetric (Demo User)').waitFor();
    await editor.node('list').getByText('LaMetric devices (Demo User)').waitFor();
    await editor.openNode('list');
    await editor.page
      .locator(`#node-input-account option[value="${ACCOUNT}"]`, { hasText: 'Demo User' })
      .waitFor({
        state: 'attached',
      });
  });

  it('says nothing of the account where there is only one', async () => {
    await world.nodeRed.deploy(editableFlow(world.simulator, { account: { name: 'Home' } }));
    await connect(world.nodeRed, world.simulator);
    const editor = await world.open();
    await editor.node('rename').getByText('rename: My LaMetric', { exact: true }).waitFor();
    await editor.node('list').getByText('LaMetric devices', { exact: true }).waitFor();
  });

  it('forgets whom an account was connected as when it is disconnected', async () => {
    const editor = await openConnected({});
    await editor.node('list').getByText('LaMetric devices (Demo User)').waitFor();
    await world.nodeRed.admin('POST', `lametric-account/${ACCOUNT}/disconnect`);
    await editor.openNode('list');
    await editor.editAccount();
    await editor.closeAccount();
    await editor.done();
    await editor.node('list').getByText('LaMetric devices', { exact: true }).waitFor();
  });

  it("says the account's name, and where the device comes from", async () => {
    const editor = await openConnected({
      account: { name: 'Home' },
      rename: { device: 'clock', deviceType: 'msg' },
    });
    await editor.node('rename').getByText('rename: msg.clock (Home)').waitFor();
  });

  it('says a context key without its store', async () => {
    const editor = await openConnected({ rename: { device: '#:(file)::clock', deviceType: 'flow' } });
    await editor.node('rename').getByText('rename: flow.clock (Demo User)').waitFor();
  });

  it('costs LaMetric no request at a Deploy that changes no account', async () => {
    const editor = await openConnected({});
    await editor.node('rename').getByText('rename: My LaMetric (Demo User)').waitFor();
    world.simulator.clearRequests();
    for (const name of ['one', 'two', 'three']) {
      await editor.page.evaluate((given) => {
        Object.assign(window.RED.nodes.node('rename') ?? {}, { name: given, changed: true });
        window.RED.nodes.dirty(true);
      }, name);
      const asked = editor.page.waitForResponse((response) =>
        response.url().endsWith(`lametric-account/${ACCOUNT}`),
      );
      await editor.deploy();
      await asked;
    }
    assert.deepEqual(world.simulator.requests, []);
  });

  it("says a clock's own name as it is now, in all open editors, unless the user gave one", async () => {
    const { simulator, nodeRed } = world;
    const clock = simulator.clocks[1] ?? assert.fail();
    const { name } = clock;
    await nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Flow' },
      accountNode(simulator),
      deviceNode(clock.id, { clockName: 'Old' }),
      deviceNode(simulator.clocks[0]?.id, { id: 'clock-2', name: 'Mine' }),
      notifyNode(),
      notifyNode({ id: 'mine', device: 'clock-2', y: 200 }),
    ]);
    await connect(nodeRed, simulator);
    const editor = await world.open();
    await editor.node('notify').getByText('notify: Old', { exact: true }).waitFor();
    const other = new EditorPage(await editor.page.context().newPage());
    await other.open(nodeRed.url, { dark: false, login: undefined });
    clock.name = 'Pantry';
    for (const id of ['clock-1', 'clock-2']) await nodeRed.admin('GET', `lametric-device/${id}`);
    for (const each of [editor, other]) {
      await each.node('notify').getByText('notify: Pantry', { exact: true }).waitFor();
      await each.node('mine').getByText('notify: Mine', { exact: true }).waitFor();
    }
    await other.page.reload();
    await other.node('notify').getByText('notify: Pantry', { exact: true }).waitFor();
    await other.page.close();
    clock.name = name;
  });

  it('is the name that the user gave', async () => {
    const editor = await openConnected({ rename: { name: 'My own' } });
    await editor.node('rename').getByText('My own', { exact: true }).waitFor();
  });
});

describe('The icon of a node', () => {
  it('differs at a glance from all others', async () => {
    const page = await (await startBrowser()).newPage();
    const inkOf = (name: string) =>
      page.evaluate(
        async (svg) => {
          const [width, height] = [20, 30];
          const image = new Image(width, height);
          image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
          await image.decode();
          const canvas = new OffscreenCanvas(width, height).getContext('2d');
          canvas?.drawImage(image, 0, 0, width, height);
          const { data = [] } = canvas?.getImageData(0, 0, width, height) ?? {};
          return Array.from(data).filter((_, index) => index % 4 === 3);
        },
        readFileSync(join(SRC, `nodes/${name}/icons/lametric-${name}.svg`), 'utf8'),
      );
    const names = NODES.map(({ name }) => name).filter((name) => existsSync(join(SRC, 'nodes', name)));
    const inks = new Map(await Promise.all(names.map(async (name) => [name, await inkOf(name)] as const)));
    await page.close();
    const share = (first: number[], second: number[]) => {
      const common = first.map((ink, index) => Math.min(ink, second[index] ?? 0));
      const all = first.map((ink, index) => Math.max(ink, second[index] ?? 0));
      return sum(common) / sum(all);
    };
    for (const name of ['dismiss', 'state', 'app', 'events']) {
      for (const other of names.filter((each) => each !== name)) {
        assert.ok(share(inks.get(name) ?? [], inks.get(other) ?? []) < 0.5, `${name} is like ${other}`);
      }
    }
  });
});

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
