import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import { type Node, type NodeAPI, type NodeMessageInFlow, util } from 'node-red';
import sinon from 'sinon';
import type { Connection } from '../../src/runtime/connection';
import { deviceIdEvaluator, evaluator } from '../../src/runtime/typed-input';
import { never } from '../helpers/clocks';
import { errorOf } from '../helpers/lametric';

describe('A device from a message', () => {
  let evaluate: (payload: unknown) => Promise<number>;

  before(async () => {
    helper.init(require.resolve('node-red'));
    await helper.startServer();
    const account: Connection = {
      send: async ({ parse }) => parse([{ id: 18, name: ' Kitchen ' }]),
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

  it('is found by its name, whatever spaces are around it', async () => {
    assert.equal(await evaluate('Kitchen  '), 18);
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

describe('A value', () => {
  const msg: NodeMessageInFlow = { _msgid: '1' };
  const valueBy = (evaluateNodeProperty: () => unknown) => {
    const RED = Object.assign(Object.create(null), { util: { evaluateNodeProperty } });
    return evaluator(RED, RED, { value: 'a.b', type: 'msg' })(msg, new AbortController().signal);
  };

  it('is missing where the message has nothing on the way to it', async () => {
    const value = valueBy(() => util.evaluateNodeProperty('a.b', 'msg', Object.create(null), msg));
    assert.equal(await value, undefined);
  });

  it('by an expression parses that once', async () => {
    const prepare = sinon.spy(() => ({}));
    const evaluateJSONataExpression = (_: unknown, _msg: unknown, settle: (...result: unknown[]) => void) =>
      settle(null, 'value');
    const RED = Object.assign(Object.create(null), {
      util: { prepareJSONataExpression: prepare, evaluateJSONataExpression },
    });
    const evaluate = evaluator(RED, RED, { value: 'a', type: 'jsonata' });
    for (let times = 0; times < 2; times++) assert.equal(await evaluate(msg, never()), 'value');
    assert.equal(prepare.callCount, 1);
  });

  it('that cannot be had is complained of in few words', async () => {
    const { code, message } = await errorOf(valueBy(() => assert.fail('x'.repeat(1000))));
    assert.deepEqual([code, message], ['INVALID_INPUT', `msg.a.b: ${'x'.repeat(200)}`]);
  });
});

describe('A value that never comes', () => {
  const property = { value: '#:(file)::temperature', type: 'flow' };
  let clock: sinon.SinonFakeTimers;

  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });
  afterEach(() => clock.restore());

  /** As Node-RED with a context store that does not call back. */
  const silent = Object.assign(Object.create(null), {
    _: (key: string, values: object) => `${key} ${JSON.stringify(values)}`,
    util: {
      evaluateNodeProperty: () => undefined,
      parseContextStore: (key: string) => ({ store: 'file', key: key.replace('#:(file)::', '') }),
    },
  });
  const msg: NodeMessageInFlow = { _msgid: '1' };

  it('ends in an error after 30 s that says which one, without its store', async () => {
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
