import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import type { Connection } from '../../src/runtime/connection';
import { deviceIdEvaluator } from '../../src/runtime/typed-input';
import { errorOf } from '../helpers/lametric';

describe('A device from a message', () => {
  let evaluate: (payload: unknown) => Promise<number>;

  before(async () => {
    helper.init(require.resolve('node-red'));
    await helper.startServer();
    const account: Connection = {
      send: () => Promise.reject(new Error('nothing is asked for')),
      onStatus: () => () => undefined,
      explain: () => assert.fail('nothing is explained'),
    };
    function register(RED: NodeAPI): void {
      RED.nodes.registerType('test', function (this: Node, config) {
        RED.nodes.createNode(this, config);
        const deviceId = deviceIdEvaluator(RED, this, account, { value: 'payload', type: 'msg' });
        evaluate = (payload) => {
          const msg: NodeMessageInFlow = { _msgid: '1', payload };
          return deviceId(msg, new AbortController().signal);
        };
      });
    }
    const flow = [
      { id: 'tab', type: 'tab' },
      { id: 'test', type: 'test', z: 'tab', x: 0, y: 0 },
    ];
    await helper.load([register], flow);
  });

  after(async () => {
    await helper.unload();
    await helper.stopServer();
  });

  const circular: unknown[] = [];
  circular.push(circular);
  const odd: [string, unknown][] = [
    ['a BigInt', 18n],
    ['a function', () => 18],
    ['a symbol', Symbol('18')],
    ['a list that holds itself', circular],
  ];
  for (const [what, payload] of odd) {
    it(`is an invalid input if it is ${what}`, async () => {
      assert.equal((await errorOf(evaluate(payload))).code, 'INVALID_INPUT');
    });
  }
});
