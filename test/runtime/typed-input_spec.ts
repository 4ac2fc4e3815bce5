import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import sinon from 'sinon';
import type { Connection } from '../../src/runtime/connection';
import { deviceIdEvaluator, evaluator } from '../../src/runtime/typed-input';
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

describe('A value that never comes', () => {
  const property = { value: 'temperature', type: 'flow' };
  let clock: sinon.SinonFakeTimers;

  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });
  afterEach(() => clock.restore());

  /** As Node-RED with a context store that does not call back. */
  const silent = Object.assign(Object.create(null), {
    _: (key: string, values: object) => `${key} ${JSON.stringify(values)}`,
    util: { evaluateNodeProperty: () => undefined },
  });
  const msg: NodeMessageInFlow = { _msgid: '1' };

  it('ends in an error after 30 s that says which one', async () => {
    const value = evaluator(silent, silent, property)(msg, new AbortController().signal);
    const error = errorOf(value);
    await clock.tickAsync(30_001);
    const { code, message } = await error;
    assert.equal(code, 'INVALID_INPUT');
    assert.equal(message, 'common.error.value.late {"source":"flow.temperature"}');
  });

  it('ends with the node', async () => {
    const closing = new AbortController();
    const value = evaluator(silent, silent, property)(msg, closing.signal);
    closing.abort(new Error('closed'));
    await assert.rejects(value, { message: 'closed' });
  });
});
