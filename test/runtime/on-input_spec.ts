import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import helper from 'node-red-node-test-helper';
import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow, NodeStatus } from 'node-red';
import sinon from 'sinon';
import { LaMetricError } from '../../src/lametric/errors';
import type { Connection } from '../../src/runtime/connection';
import { type Result, onInput, withTime } from '../../src/runtime/on-input';
import { showStatus } from '../../src/runtime/show-status';

describe('onInput', () => {
  /** The handler of the node under test. */
  let handle: (msg: NodeMessageInFlow, signal: AbortSignal) => Promise<Result>;

  const connection: Connection = {
    send: () => Promise.reject(new Error('not used here')),
    onStatus: () => () => undefined,
    explain: (thrown) => ({
      error: new LaMetricError('REJECTED', `explained: ${String(thrown)}`),
      status: { fill: 'red', shape: 'ring', text: 'failed' },
    }),
  };

  let log: NodeAPI['log'];

  function registerNode(RED: NodeAPI): void {
    log = RED.log;
    function TestNode(this: Node, config: NodeDef): void {
      RED.nodes.createNode(this, config);
      onInput(RED, this, connection, (msg, signal) => handle(msg, signal));
    }
    RED.nodes.registerType('test', TestNode);
  }

  const node = (id: string, type: string, properties: object = {}) => ({
    id,
    type,
    z: 'tab',
    x: 0,
    y: 0,
    ...properties,
  });
  const flow = [
    { id: 'tab', type: 'tab' },
    node('tested', 'test', { wires: [['next']] }),
    node('catch-all', 'catch', { wires: [['caught']] }),
    node('complete-tested', 'complete', { scope: ['tested'], wires: [['completed']] }),
    ...['next', 'caught', 'completed'].map((id) => node(id, 'helper')),
  ];

  let reports: { from: string; msg: NodeMessageInFlow }[];
  const arrivals = new EventEmitter();

  before(async () => {
    helper.init(require.resolve('node-red'));
    await helper.startServer();
  });

  beforeEach(async () => {
    await helper.load([registerNode], flow);
    reports = [];
    for (const from of ['next', 'caught', 'completed']) {
      helper.getNode(from).on('input', (msg: NodeMessageInFlow) => {
        reports.push({ from, msg });
        arrivals.emit('report');
      });
    }
  });

  afterEach(() => {
    sinon.restore();
    return helper.unload();
  });

  after(() => helper.stopServer());

  /** Sends messages, and returns all that came of them once `count` reports are there and no more come. */
  async function reportsOf(messages: NodeMessage[], count: number) {
    for (const msg of messages) helper.getNode('tested').receive(msg);
    while (reports.length < count) await once(arrivals, 'report');
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
    return reports.map(({ from, msg }) => ({ from, payload: msg.payload, error: msg['error'] }));
  }

  it('sends the result on and completes the message', async () => {
    handle = (msg) => Promise.resolve({ messages: [{ ...msg, payload: 'result' }], status: 'fine' });
    const all = await reportsOf([{ payload: 'in' }], 2);
    assert.deepEqual(all.map(({ from }) => from).toSorted(), ['completed', 'next']);
    assert.equal(all.find(({ from }) => from === 'next')?.payload, 'result');
    assert.deepEqual(helper.getNode('tested').status.lastCall.args, [
      { fill: 'green', shape: 'dot', text: withTime('fine', new Date()) },
    ]);
  });

  it('sends all of a result from the first output', async () => {
    handle = () => Promise.resolve({ messages: [{ payload: 1 }, { payload: 2 }], status: 'fine' });
    const payloads = (await reportsOf([{}], 3)).filter(({ from }) => from === 'next');
    assert.deepEqual(
      payloads.map(({ payload }) => payload),
      [1, 2],
    );
  });

  it('says nothing at its close where no message is under way', async () => {
    handle = () => Promise.resolve({ messages: [], status: 'fine' });
    await reportsOf([{}], 1);
    const tested = helper.getNode('tested');
    await tested.close(false);
    assert.equal(tested.error.callCount, 0);
  });

  it('publishes a status only when it changes', async () => {
    handle = (msg) => Promise.resolve({ messages: [], status: String(msg.payload) });
    await reportsOf([{ payload: 'a' }, { payload: 'a' }, { payload: 'b' }, { payload: 'a' }], 4);
    const { args } = helper.getNode('tested').status;
    assert.deepEqual(
      args.flat().map(({ text }: { text: string }) => text[0]),
      ['a', 'b', 'a'],
    );
  });

  it('completes a message that has no result to send', async () => {
    handle = () => Promise.resolve({ messages: [], status: 'none' });
    assert.deepEqual(
      (await reportsOf([{}], 1)).map(({ from }) => from),
      ['completed'],
    );
  });

  it('reports a failure once, with the message as it was', async () => {
    handle = () => Promise.reject(new Error('broken'));
    const [only, ...more] = await reportsOf([{ payload: 'in' }], 1);
    assert.equal(more.length, 0);
    assert.equal(only?.from, 'caught');
    assert.equal(only.payload, 'in');
    assert.match(JSON.stringify(only.error), /explained: Error: broken/);
    assert.deepEqual(helper.getNode('tested').status.lastCall.args[0].text, 'failed');
  });

  it('says an error in full in the sidebar, where an object would be folded', async () => {
    handle = () => Promise.reject(new Error('broken'));
    await reportsOf([{}], 1);
    const [error] = helper.getNode('tested').error.firstCall.args;
    assert.equal(Object.prototype.toString.call(error), '[object String]');
    assert.equal(String(error), 'explained: Error: broken');
  });

  it('leaves an urgent status, until that is over', async () => {
    handle = () => Promise.resolve({ messages: [], status: 'fine' });
    const tested = helper.getNode('tested');
    const texts = () => {
      const shown: NodeStatus[] = tested.status.args.flat();
      return shown.map(({ text }) => text);
    };
    showStatus(tested, { text: 'not saved' }, true);
    await reportsOf([{}], 1);
    assert.deepEqual(texts(), ['not saved']);
    showStatus(tested, { text: 'connected' }, false);
    await reportsOf([{}], 2);
    assert.deepEqual(texts(), ['not saved', 'connected', withTime('fine', new Date())]);
  });

  it('reports a handler that throws at once, and goes on', async () => {
    handle = () => {
      throw new Error('at once');
    };
    const all = await reportsOf([{ payload: 'in' }], 1);
    assert.deepEqual(
      all.map(({ from }) => from),
      ['caught'],
    );
  });

  it('reports a message that cannot be sent on, and goes on', async () => {
    const unsendable = {
      get _msgid(): never {
        throw new Error('cannot be read');
      },
    };
    handle = () => Promise.resolve({ messages: [unsendable], status: '' });
    const all = await reportsOf([{}], 1);
    assert.deepEqual(
      all.map(({ from }) => from),
      ['caught'],
    );
  });

  for (const [by, result] of [
    ['Complete', () => Promise.resolve({ messages: [], status: 'fine' })],
    ['Catch', () => Promise.reject(new Error('broken'))],
  ] as const) {
    it(`logs that a message is nested too deep for a ${by} node, and goes on`, async () => {
      let deep = {};
      for (let depth = 0; depth < 20_000; depth++) deep = { deep };
      handle = result;
      const logged = new Promise((resolve) => {
        sinon.replace(log, 'error', resolve);
      });
      helper.getNode('tested').receive({ payload: deep });
      assert.match(String(await logged), /^RangeError/);
      assert.equal((await reportsOf([{}], 1)).length, 1);
    });
  }

  it('aborts the messages under way when the node is closed, says so, and leaves the status to the next instance', async () => {
    const tested = helper.getNode('tested');
    handle = (_msg, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    tested.receive({});
    tested.receive({});
    tested.status.resetHistory();
    await tested.close(false);
    assert.deepEqual(tested.error.firstCall.args, ['common.error.stopped (×2)']);
    const all = await reportsOf([], 2);
    assert.deepEqual(
      all.map(({ from }) => from),
      ['caught', 'caught'],
    );
    assert.match(JSON.stringify(all[0]?.error), /closed/);
    assert.equal(tested.status.callCount, 0);
  });

  it('says nothing when it is closed after its messages have ended', async () => {
    handle = () => Promise.resolve({ messages: [], status: 'none' });
    await reportsOf([{}], 1);
    const tested = helper.getNode('tested');
    await tested.close(false);
    assert.equal(tested.error.callCount, 0);
  });

  it('says when, and keeps it short', () => {
    const time = new Date(2030, 0, 1, 9, 5);
    assert.equal(withTime('devices: 3', time), 'devices: 3, 09:05');
    assert.equal(withTime('x'.repeat(13), time), `${'x'.repeat(11)}…, 09:05`);
    assert.equal(withTime('Büro im ersten Stock', time), 'Büro im ers…, 09:05');
    assert.equal(withTime('🕰'.repeat(14), time), `${'🕰'.repeat(11)}…, 09:05`);
  });
});
