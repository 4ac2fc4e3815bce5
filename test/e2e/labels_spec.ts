import assert from 'node:assert/strict';
import { ACCOUNT, connect } from '../../harness/account';
import { type World, editableFlow, startWorld } from './world';

describe('The label of a node', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  const openConnected = async (properties: Parameters<typeof editableFlow>[1]) => {
    await world.nodeRed.deploy(editableFlow(world.simulator, properties));
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

  it('is the name that the user gave', async () => {
    const editor = await openConnected({ rename: { name: 'My own' } });
    await editor.node('rename').getByText('My own', { exact: true }).waitFor();
  });
});
