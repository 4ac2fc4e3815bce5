import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, accountNode, connect } from '../../harness/account';
import { DEVICE, deviceNode } from '../../harness/clock';
import { isObject } from '../../src/lametric/guards';
import { OTHER_ACCOUNT, type World, startWorld } from './world';

const EXAMPLES = join(__dirname, '../../examples');

interface ExampleNode {
  id: string;
  type: string;
}

function read(file: string): ExampleNode[] {
  const nodes: unknown = JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8'));
  assert.ok(Array.isArray(nodes));
  return nodes.map((node: unknown) => {
    assert.ok(isObject(node) && typeof node['id'] === 'string' && typeof node['type'] === 'string');
    return Object.assign(node, { id: node['id'], type: node['type'] });
  });
}

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
    for (const file of readdirSync(EXAMPLES).toSorted()) {
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
    const imported = await editor.import(read('04-rename-by-http-form.json'));
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

  it('leave the choice to the user where there are two accounts', async () => {
    const other = accountNode(world.simulator, { id: OTHER_ACCOUNT });
    await world.nodeRed.deploy([{ id: 'flow', type: 'tab' }, accountNode(world.simulator), other]);
    const editor = await world.open();
    const imported = await editor.import(read('01-list-devices.json'));
    const node = imported.find(({ type }) => type === 'lametric devices');
    assert.equal((await editor.properties(node?.id ?? ''))['account'], '');
  });
});
