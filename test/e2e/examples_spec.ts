import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { accountNode, connect } from '../../harness/account';
import { isObject } from '../../src/lametric/guards';
import { type World, startWorld } from './world';

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

  for (const [index, file] of readdirSync(EXAMPLES).toSorted().entries()) {
    const nodes = read(file);
    const account = nodes.find(({ type }) => type === 'lametric-account');
    assert.ok(account);

    it(`need nothing but the account: ${file}`, async () => {
      // The first is imported into an empty Node-RED, the others where its account is connected already.
      const again = index > 0;
      if (again) {
        await world.nodeRed.deploy([accountNode(world.simulator, { ...account })]);
        await connect(world.nodeRed, world.simulator, { id: account.id });
      }
      const editor = await world.open();
      const imported = await editor.import(nodes, again);
      const ours = imported.filter(({ type }) => type.startsWith('lametric '));
      const [user] = ours;
      assert.ok(user);
      if (!again) {
        await editor.openNode(user.id);
        await editor.editAccount();
        await editor.account.fill(world.simulator);
        await editor.account.connectAndApprove();
        await editor.closeAccount();
        await editor.done();
      }
      for (const { id } of ours) {
        const { valid, account: chosen } = await editor.properties(id);
        assert.deepEqual({ valid, chosen }, { valid: true, chosen: account.id });
      }
      await editor.deploy();
      const inject = imported.find(({ type }) => type === 'inject');
      if (inject === undefined) return;
      await editor.inject(inject.id);
      await world.nodeRed.nextStatus(user.id, ({ text = '' }) => text !== '' && text !== 'connected');
    });
  }
});
