import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import helper from 'node-red-node-test-helper';
import sinon from 'sinon';
import registerAccount from '../../../src/config/account/account';
import { AccountRegistry, registries } from '../../../src/config/account/registry';
import { useNodeRed } from '../../helpers/flow-node';
import { settleSockets } from '../../helpers/time';

const HOUR = 60 * 60 * 1000;
const ID = 'account';
const clientOf = (id: string) => ({ cloudUrl: 'https://cloud.example', id, secret: 'secret' });

describe('The accounts of a Node-RED', () => {
  let RED: NodeAPI;
  let registry: AccountRegistry;

  useNodeRed();
  beforeEach(async () => {
    const capture = (node: NodeAPI) => {
      RED = node;
    };
    await helper.load([capture, registerAccount], []);
    registry = registries.get(RED.httpAdmin) ?? assert.fail('There is no registry');
  });

  it('are known once, however often they are opened and deployed, until a Deploy removes them', async () => {
    registry.open(ID, clientOf('a'));
    registry.deploy(ID, clientOf('a'));
    registry.open(ID, clientOf('a'));
    assert.deepEqual(registry.ids, [ID]);
    RED.events.emit('flows:started', { diff: { removed: [ID] } });
    await settleSockets();
    assert.deepEqual(registry.ids, []);
  });

  it('settle when their last node is closed or they are removed, and at no other Deploy', async () => {
    const session = registry.deploy(ID, clientOf('a'));
    registry.deploy(ID, clientOf('a'));
    const settle = sinon.stub(session, 'settle').resolves();
    await registry.close(ID, session);
    RED.events.emit('flows:started', { diff: { removed: ['other'] } });
    await settleSockets();
    assert.equal(settle.callCount, 0);
    await registry.close(ID, session);
    assert.equal(settle.callCount, 1);
    RED.events.emit('flows:started', { diff: { removed: [ID] } });
    await settleSockets();
    assert.equal(settle.callCount, 2);
  });

  it('stay shown while one of their nodes is left', async () => {
    const shown = registry.deploy(ID, clientOf('a'));
    registry.deploy(ID, clientOf('a'));
    const other = registry.deploy(ID, clientOf('b'));
    registry.open(ID, clientOf('a'));
    await registry.close(ID, shown);
    assert.equal(registry.sessionOf(ID), shown);
    await registry.close(ID, shown);
    assert.equal(registry.sessionOf(ID), other);
  });

  it('are looked after every hour: their authorizations stay alive, and the records of removed ones grow old', async () => {
    const clock = sinon.useFakeTimers({ now: Date.now(), toFake: ['setInterval', 'setTimeout', 'Date'] });
    try {
      const fresh = new AccountRegistry(RED);
      const keepAlive = sinon.stub(fresh.deploy(ID, clientOf('a')), 'keepAlive').resolves();
      const orphanedAt = new Date(Date.now() - 24 * HOUR).toISOString();
      fresh.records.entries.set('gone', { version: 1, generation: 1, orphanedAt, orphanedDays: 29 });
      clock.tick(HOUR);
      await settleSockets();
      assert.equal(fresh.records.entries.has('gone'), false);
      clock.tick(HOUR - 1);
      await settleSockets();
      assert.equal(keepAlive.callCount, 1);
    } finally {
      clock.restore();
    }
  });
});
