import assert from 'node:assert/strict';
import { ACCOUNT, accountNode, connect } from '../../harness/account';
import { DEVICE, deviceNode } from '../../harness/clock';
import { files, read } from '../helpers/examples';
import { OTHER_ACCOUNT, type World, startWorld } from './world';

describe('The examples, imported in the editor', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('take the account and the clock that are there', async () => {
    const clock = deviceNode(world.simulator.clocks[1]?.id);
    await world.nodeRed.deploy([{ id: 'flow', type: 'tab' }, accountNode(world.simulator), clock]);
    await connect(world.nodeRed, world.simulator);
    const editor = await world.open();
    for (const file of files) {
      const imported = await editor.import(read(file));
      const ours = imported.filter(({ type }) => type.startsWith('lametric '));
      for (const { id } of ours) {
        const { valid, account, device } = await editor.properties(id);
        const chosen = account === undefined ? { valid, device } : { valid, account };
        const expected = account === undefined ? { device: DEVICE } : { account: ACCOUNT };
        assert.deepEqual(chosen, { valid: true, ...expected }, file);
      }
      await editor.deploy();
      // Without a broker, nothing comes to the nodes.
      if (imported.some(({ type }) => type.startsWith('mqtt'))) continue;
      const inject = imported.find(({ type }) => type === 'inject');
      const [user] = ours;
      if (inject === undefined || user === undefined) continue;
      await editor.inject(inject.id);
      await world.nodeRed.nextStatus(user.id, ({ text = '' }) => text !== '' && text !== 'connected');
    }
  });

  it('take the account that comes after them, all of their nodes', async () => {
    const editor = await world.open();
    const imported = await editor.import(read('rename-by-http-form'));
    const ours = imported.filter(({ type }) => type.startsWith('lametric '));
    const [first, ...others] = ours;
    assert.ok(first !== undefined && others.length > 0);
    await editor.openNode(first.id);
    await editor.addAccount();
    await editor.account.fill(world.simulator);
    await editor.account.connectAndApprove();
    await editor.closeAccount();
    await editor.done();
    await editor.deploy();
    const { account } = await editor.properties(first.id);
    for (const { id } of others) {
      const other = await editor.properties(id);
      assert.deepEqual({ account: other['account'], valid: other['valid'] }, { account, valid: true });
    }
    const flows = JSON.stringify(await world.nodeRed.readFlows());
    assert.equal(flows.split(`"account":"${String(account)}"`).length, ours.length + 1);
  });

  it('take the first of several accounts and clocks, and different ones where they are for several clocks', async () => {
    const clocks = ['clock-b', 'clock-a'].map((id) => deviceNode(undefined, { id, account: '', device: '' }));
    await world.nodeRed.deploy([
      { id: 'flow', type: 'tab' },
      accountNode(world.simulator),
      accountNode(world.simulator, { id: OTHER_ACCOUNT }),
      { ...clocks[0], address: '127.0.0.1', d: true, id: 'disabled' },
      ...clocks.map((clock) => ({ ...clock, address: '127.0.0.1' })),
    ]);
    const editor = await world.open();
    const taken = async (name: string, property: 'account' | 'device') => {
      const imported = await editor.import(read(name));
      const ours = imported.filter(({ type }) => type.startsWith('lametric '));
      const nodes = await Promise.all(ours.map(({ id }) => editor.properties(id)));
      assert.ok(
        nodes.every(({ valid }) => valid === true),
        name,
      );
      return nodes.map((node) => node[property]);
    };
    assert.deepEqual(await taken('list-devices', 'account'), [ACCOUNT]);
    assert.deepEqual(await taken('doorbell', 'device'), ['clock-b', 'clock-b']);
    assert.deepEqual(await taken('three-clocks', 'device'), ['clock-b', 'clock-a', 'clock-b']);
  });

  it('leave the choice to the user where there is none, like every node that lacks it', async () => {
    const editor = await world.open();
    const imported = await editor.import(read('hello'));
    const node = imported.find(({ type }) => type === 'lametric notify');
    const { device, valid } = await editor.properties(node?.id ?? '');
    assert.deepEqual({ device, valid }, { device: '', valid: false });
  });
});
