import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import type { Node, NodeAPI, NodeDef, NodeStatus } from 'node-red';
import { getDevices } from '../../src/lametric/cloud/cloud';
import { type Connection, connectionOf } from '../../src/runtime/connection';
import { errorOf } from '../helpers/lametric';
import { useNodeRed } from '../helpers/flow-node';

describe('The connection of a flow node', () => {
  useNodeRed();

  /** Tells the status to those that listen to it. */
  const listeners = new Set<(status: NodeStatus, isUrgent: boolean) => void>();
  let connection: Connection;

  function register(RED: NodeAPI): void {
    function Account(this: Node, config: NodeDef): void {
      RED.nodes.createNode(this, config);
      const own: Connection = {
        send: () => Promise.reject(new Error('sent')),
        onStatus: (show) => {
          listeners.add(show);
          return () => listeners.delete(show);
        },
        explain: () => assert.fail('nothing is explained'),
      };
      Object.assign(this, { connection: own });
    }
    function User(this: Node, config: NodeDef & { account?: string }): void {
      RED.nodes.createNode(this, config);
      connection = connectionOf(RED, this, config.account ?? '', 'lametric-account');
    }
    RED.nodes.registerType('lametric-account', Account);
    RED.nodes.registerType('lametric-device', Account);
    RED.nodes.registerType('user', User);
  }

  const load = (type: string) =>
    helper.load(
      [register],
      [
        { id: 'tab', type: 'tab' },
        { id: 'used', type },
        { id: 'user', type: 'user', z: 'tab', x: 0, y: 0, account: 'used' },
      ],
    );
  const send = () => connection.send(getDevices, new AbortController().signal);

  it('shows its status until the node is closed', async () => {
    await load('lametric-account');
    const user = helper.getNode('user');
    for (const show of listeners) show({ text: 'connected' }, false);
    assert.equal(user.status.lastCall.args[0].text, 'connected');
    await assert.rejects(send(), { message: 'sent' });
    await user.close(false);
    assert.equal(listeners.size, 0);
  });

  it('is none where the config node is of another type', async () => {
    await load('lametric-device');
    assert.equal((await errorOf(send())).code, 'NOT_CONFIGURED');
  });
});
