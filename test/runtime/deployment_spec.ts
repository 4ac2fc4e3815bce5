import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import helper from 'node-red-node-test-helper';
import registerAccount from '../../src/config/account/account';
import { removals } from '../../src/runtime/deployment';
import { useNodeRed } from '../helpers/flow-node';

describe('A Deploy', () => {
  useNodeRed();

  it('removes no node that is still there, disabled or in a tab that is', async () => {
    let RED: NodeAPI | undefined;
    const capture = (node: NodeAPI) => {
      RED = node;
    };
    await helper.load(
      [capture, registerAccount],
      [
        { id: 'tab', type: 'tab', disabled: true },
        { id: 'sub', type: 'subflow', name: 'Sub', in: [], out: [] },
        { id: 'account', type: 'lametric-account', z: 'sub', d: true },
        { id: 'other-kept', type: 'lametric-account' },
        { id: 'one', type: 'subflow:sub', z: 'tab', x: 0, y: 0, wires: [] },
      ],
    );
    assert.ok(RED);
    // Node-RED counts what it stops among what was removed.
    const diff = { removed: ['tab', 'account', 'one', 'other'] };
    const { removed, isRemoved } = removals(RED, 'lametric-account', { diff });
    assert.deepEqual([...removed], ['other']);
    const names = ['account', 'one-account', 'other', 'other-account', 'other-kept'];
    assert.deepEqual(names.filter(isRemoved), ['other', 'other-account']);
  });
});
