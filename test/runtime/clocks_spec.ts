import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import helper from 'node-red-node-test-helper';
import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import { LaMetricError } from '../../src/lametric/errors';
import { isObject } from '../../src/lametric/guards';
import { type Prepare, onInputForSeveral } from '../../src/runtime/clocks';
import type { NamedClock } from '../../src/runtime/which-clocks';
import { useKeys, useNodeRed } from '../helpers/flow-node';
import { namedClock } from '../helpers/named-clocks';
import { settleSockets } from '../helpers/time';

const ALL = { device: '', clocks: '', clocksType: 'all' } as const;
const PLACES = 32;

describe('A message to several clocks', () => {
  let clocks: NamedClock[];
  /** The node's work. */
  let prepare: Prepare<NamedClock>;
  let reports: { from: string; msg: NodeMessageInFlow }[];
  const arrivals = new EventEmitter();

  function register(RED: NodeAPI): void {
    useKeys(RED);
    const { _: keys } = RED;
    // A status has no room for its key.
    RED._ = (key, ...values) => keys(key, ...values).replace(/^common\.clocks\.taken /, '');
    function TestNode(this: Node, config: NodeDef): void {
      RED.nodes.createNode(this, config);
      onInputForSeveral(
        RED,
        this,
        ALL,
        () => clocks,
        (...given) => prepare(...given),
      );
    }
    RED.nodes.registerType('test', TestNode);
  }

  const node = (id: string, type: string, wires: string[] = [], properties: object = {}) => ({
    id,
    type,
    z: 'tab',
    x: 0,
    y: 0,
    wires: [wires],
    ...properties,
  });

  useNodeRed();
  beforeEach(async () => {
    reports = [];
    clocks = ['Kitchen', 'Hall', 'Office'].map((name) => namedClock(name));
    await helper.load(
      [register],
      [
        { id: 'tab', type: 'tab' },
        node('tested', 'test', ['sent']),
        node('catch', 'catch', ['caught']),
        node('complete', 'complete', ['done'], { scope: ['tested'] }),
        ...['sent', 'caught', 'done'].map((id) => node(id, 'helper')),
      ],
    );
    for (const from of ['sent', 'caught', 'done']) {
      helper.getNode(from).on('input', (msg: NodeMessageInFlow) => {
        reports.push({ from, msg });
        arrivals.emit('report');
      });
    }
  });

  const receive = (msg: NodeMessage = {}) => helper.getNode('tested').receive(msg);
  /** All that has come, once so many reports have and no more do. */
  const ofThem = async (count: number) => {
    while (reports.length < count) await once(arrivals, 'report');
    await settleSockets();
    const from = (which: string) => reports.filter((each) => each.from === which).map(({ msg }) => msg);
    return { sent: from('sent'), caught: from('caught'), done: from('done') };
  };
  const status = () => {
    const { fill, text } = helper.getNode('tested').status.lastCall.args[0];
    return [fill, String(text).replace(/, \d\d:\d\d$/, '')];
  };
  /** Sends a message on with the clock's name; these clocks fail. */
  const failingAt = (failures: Record<string, LaMetricError>): Prepare<NamedClock> => {
    return () => async (clock, msg) => {
      const failure = failures[clock.name];
      if (failure !== undefined) throw failure;
      msg.payload = clock.name.toUpperCase();
      return { messages: [msg], status: 'taken' };
    };
  };
  const off = new LaMetricError('UNREACHABLE', 'off');
  const refused = new LaMetricError('NOT_AUTHORIZED', 'wrong key');

  it('becomes a sequence of messages, one for each clock', async () => {
    prepare = failingAt({});
    receive({ payload: 'a', topic: 'kept', parts: { id: 'outer' } });
    const { sent, caught, done } = await ofThem(4);
    assert.deepEqual(
      sent.map(({ payload, topic, device }) => ({ payload, topic, device })),
      clocks.map(({ name, serialNumber }) => ({
        payload: name.toUpperCase(),
        topic: 'kept',
        device: { name, serialNumber },
      })),
    );
    const [{ id } = { id: '' }] = sent.map(({ parts }) => (isObject(parts) ? parts : assert.fail()));
    assert.deepEqual(
      sent.map(({ parts }) => parts),
      [0, 1, 2].map((index) => ({ parts: { id: 'outer' }, id, type: 'array', len: 1, index, count: 3 })),
    );
    assert.deepEqual([caught.length, done.length], [0, 1]);
    assert.deepEqual(status(), ['green', '3 3']);
  });

  it('is one error of those that fail, after the messages of the others', async () => {
    prepare = failingAt({ Kitchen: off, Office: refused });
    receive({ payload: 'a' });
    const { sent, caught, done } = await ofThem(2);
    assert.deepEqual(
      reports.map(({ from }) => from),
      ['sent', 'caught'],
    );
    assert.deepEqual(
      sent.map(({ payload, parts }) => [payload, isObject(parts) && parts['count']]),
      [['HALL', 1]],
    );
    const [{ payload, device, error } = assert.fail()] = caught;
    assert.deepEqual([payload, device, done.length], ['a', undefined, 0]);
    assert.ok(isObject(error));
    assert.equal(error['code'], 'SEVERAL');
    assert.equal(error['message'], 'common.clocks.failed 2 3 clock Kitchen: off clock Office: wrong key');
    assert.deepEqual(error['cause'], {
      clocks: [
        { name: 'Kitchen', serialNumber: 'SA-Kitchen', code: 'UNREACHABLE', message: 'clock Kitchen: off' },
        {
          name: 'Office',
          serialNumber: 'SA-Office',
          code: 'NOT_AUTHORIZED',
          message: 'clock Office: wrong key',
        },
      ],
    });
    assert.deepEqual(status(), ['yellow', '1 3']);
  });

  /** The error of a message. */
  const errorOf = async () => {
    receive();
    const { caught } = await ofThem(1);
    const [{ error } = { error: undefined }] = caught;
    return isObject(error) ? error : assert.fail();
  };

  it('has the code that all of those share which fail', async () => {
    prepare = failingAt({ Kitchen: off, Hall: off, Office: off });
    assert.equal((await errorOf())['code'], 'UNREACHABLE');
    assert.deepEqual(status(), ['red', '0 3']);
  });

  it('says of five that fail how, shortly, and how many more there are', async () => {
    clocks = Array.from({ length: 40 }, (_, at) => namedClock(`Room ${at}`));
    const long = new LaMetricError('REJECTED', 'long '.repeat(500));
    prepare = () => () => Promise.reject(long);
    const { message, cause } = await errorOf();
    assert.match(
      String(message),
      /^common\.clocks\.failed 40 40 clock Room 0: long .*… common\.error\.more 35$/,
    );
    assert.ok(String(message).length < 1200);
    assert.ok(isObject(cause) && Array.isArray(cause['clocks']));
    assert.equal(cause['clocks'].length, 40);
  });

  it('names the clock where its words do not', async () => {
    prepare = failingAt({ Hall: new LaMetricError('INVALID_INPUT', 'no such action') });
    receive();
    const [{ error } = { error: undefined }] = (await ofThem(3)).caught;
    assert.match(JSON.stringify(error), /common\.clocks\.failed 1 3 Hall: no such action/);
  });

  it('says only what is wrong where there is one clock', async () => {
    clocks = clocks.slice(0, 1);
    prepare = failingAt({ Kitchen: off });
    assert.equal((await errorOf())['message'], 'clock Kitchen: off');
  });

  it('leaves out of the sequence what was dropped', async () => {
    prepare = () => (clock, msg) =>
      Promise.resolve({ messages: clock.name === 'Hall' ? [] : [msg], status: '' });
    receive();
    const { sent } = await ofThem(3);
    assert.deepEqual(
      sent.map(({ parts }) => isObject(parts) && [parts['index'], parts['count']]),
      [
        [0, 2],
        [1, 2],
      ],
    );
    assert.deepEqual(status(), ['green', '2 3']);
  });

  it('goes nowhere where it cannot be read', async () => {
    prepare = () => Promise.reject(new LaMetricError('INVALID_INPUT', 'no text'));
    const { code, message } = await errorOf();
    assert.deepEqual([code, message], ['INVALID_INPUT', 'no text']);
  });

  it('goes nowhere where there is no clock', async () => {
    clocks = [];
    prepare = () => assert.fail('nothing is read');
    const { code, message } = await errorOf();
    assert.equal(code, 'NOT_CONFIGURED');
    assert.match(String(message), /common\.error\.clock\.no-clocks$/);
  });

  describe('that are many', () => {
    /** The clocks that the node is busy with, and how to end that. */
    let busy: Map<string, { end: () => void; leave: () => void }>;

    beforeEach(() => {
      clocks = Array.from({ length: PLACES + 3 }, (_, at) => namedClock(String(at)));
      busy = new Map();
      prepare = () => (clock, msg, leave) =>
        new Promise((resolve) => {
          const end = () => resolve({ messages: [msg], status: '' });
          busy.set(clock.name, { end, leave });
        });
    });
    const names = (from: number, to: number) => clocks.slice(from, to).map(({ name }) => name);
    const begun = async () => {
      await settleSockets();
      return [...busy.keys()];
    };

    it('goes to 32 of them at a time, in their order', async () => {
      receive();
      assert.deepEqual(await begun(), names(0, PLACES));
      busy.get('5')?.end();
      assert.deepEqual(await begun(), names(0, PLACES + 1));
    });

    it('is before the next message at each of them', async () => {
      receive();
      await begun();
      receive();
      const order: string[] = [];
      prepare = () => (clock, msg) => {
        order.push(clock.name);
        return Promise.resolve({ messages: [msg], status: '' });
      };
      busy.get('0')?.end();
      assert.deepEqual((await begun()).slice(PLACES), ['32']);
      assert.deepEqual(order, []);
    });

    it('gives its place to another where a clock waits for the end of its mode', async () => {
      receive();
      await begun();
      for (const { leave } of [...busy.values()].slice(0, 3)) leave();
      assert.deepEqual(await begun(), names(0, PLACES + 3));
      assert.equal(reports.length, 0);
      for (const { end } of busy.values()) end();
      assert.equal((await ofThem(PLACES + 4)).sent.length, PLACES + 3);
    });

    it('ends everywhere with its node', async () => {
      prepare = (_msg, signal) => (clock) =>
        new Promise((_resolve, reject) => {
          busy.set(clock.name, { end: () => undefined, leave: () => undefined });
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      receive();
      await begun();
      const tested = helper.getNode('tested');
      await tested.close(false);
      assert.deepEqual(tested.error.firstCall.args, ['common.error.stopped (×1)']);
      const { caught, sent } = await ofThem(1);
      assert.equal(sent.length, 0);
      assert.match(JSON.stringify(caught[0]?.['error']), /"code":"UNREACHABLE"/);
      assert.equal(busy.size, PLACES);
    });
  });
});
