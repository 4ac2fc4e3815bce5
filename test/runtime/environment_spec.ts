import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import helper from 'node-red-node-test-helper';
import registerAccount from '../../src/config/account/account';
import { withEnvironment } from '../../src/runtime/environment';
import { useNodeRed } from '../helpers/flow-node';

describe('An environment variable', () => {
  useNodeRed();

  const env = (value: string) => [{ name: 'PLACE', type: 'str', value }];
  const placed = { z: 'tab', x: 0, y: 0, wires: [] };

  it('has the value of the group or the instance that its node is in, of the last one for a template', async () => {
    let RED: NodeAPI | undefined;
    const capture = (node: NodeAPI) => {
      RED = node;
    };
    await helper.load(
      [capture, registerAccount],
      [
        { id: 'tab', type: 'tab', env: env('tab') },
        { id: 'group', type: 'group', z: 'tab', nodes: ['grouped'], env: env('group') },
        { ...placed, id: 'grouped', type: 'helper', g: 'group' },
        { ...placed, id: 'beside', type: 'helper' },
        { id: 'disabled', type: 'lametric-account', z: 'tab', d: true },
        { id: 'sub', type: 'subflow', name: 'Sub', in: [], out: [] },
        { id: 'account', type: 'lametric-account', z: 'sub' },
        { ...placed, id: 'one', type: 'subflow:sub', env: env('one') },
        { ...placed, id: 'two', type: 'subflow:sub', env: env('two') },
      ],
    );
    assert.ok(RED);
    const red = RED;
    const values = ['grouped', 'beside', 'disabled', 'one-account', 'account'].map((id) =>
      withEnvironment(red, id, '${PLACE}'),
    );
    assert.deepEqual(values, ['group', 'tab', 'tab', 'one', 'two']);
  });
});
