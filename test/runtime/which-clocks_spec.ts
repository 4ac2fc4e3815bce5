import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import sinon from 'sinon';
import { LaMetricError } from '../../src/lametric/errors';
import type { WhichClocks } from '../../src/lametric/which-clocks';
import { type NamedClock, clockChooser } from '../../src/runtime/which-clocks';
import { useKeys, useNodeRed } from '../helpers/flow-node';
import { errorOf } from '../helpers/lametric';
import { namedClock } from '../helpers/named-clocks';

const KITCHEN = namedClock('Kitchen');
const HALL = namedClock('Hall');
const TWINS = [
  namedClock('Twin', { id: 'one', serialNumber: 'SA1' }),
  namedClock('Twin', { id: 'two', serialNumber: 'SA2' }),
];
const DISABLED = { id: 'cellar', type: 'lametric-device', d: true, name: 'Cellar' };
const LONG_NAME = 'Cellar, '.repeat(50);
const DISABLED_TOO = { ...DISABLED, id: 'other-cellar', name: LONG_NAME };
const CLOCKS = [KITCHEN, HALL, ...TWINS];

describe('The clocks of a message', () => {
  let RED: NodeAPI;
  let node: Node;

  useNodeRed();
  beforeEach(async () => {
    function register(api: NodeAPI): void {
      RED = api;
      function User(this: Node, config: NodeDef): void {
        RED.nodes.createNode(this, config);
      }
      RED.nodes.registerType('user', User);
      RED.nodes.registerType('lametric-device', User);
      useKeys(RED);
    }
    const user = { id: 'user', type: 'user', z: 'tab', x: 0, y: 0 };
    await helper.load([register], [{ id: 'tab', type: 'tab' }, user, DISABLED, DISABLED_TOO]);
    node = helper.getNode('user');
  });
  afterEach(() => sinon.restore());

  const choose = (
    which: Partial<WhichClocks>,
    msg: Partial<NodeMessageInFlow> = {},
    clocks: NamedClock[] = CLOCKS,
    signal = new AbortController().signal,
  ) => {
    const set = { device: '', clocks: '', clocksType: 'msg', ...which } as const;
    return clockChooser(RED, node, set, () => clocks)({ _msgid: '1', ...msg }, signal);
  };
  /** As the message names them. */
  const named = (clocks: unknown) => choose({ clocks: 'clocks' }, { clocks });

  const NAMES: [what: string, value: unknown, expected: NamedClock[]][] = [
    ['a name', 'Hall', [HALL]],
    ['a serial number', 'SA-Kitchen', [KITCHEN]],
    ['the id of a node', 'id-Hall', [HALL]],
    ['an object with serialNumber', { serialNumber: 'SA-Hall' }, [HALL]],
    ['an object with name', { name: 'Hall' }, [HALL]],
    ['an object with both, by its serial number', { name: 'Hall', serialNumber: 'SA-Kitchen' }, [KITCHEN]],
    ['an object that lacks its serial number', { name: 'Hall', serialNumber: null }, [HALL]],
    ['an array, in its order', ['Hall', { name: 'Kitchen' }, 'SA1'], [HALL, KITCHEN, ...TWINS.slice(0, 1)]],
    ['one that is named twice', ['Hall', 'SA-Hall', { name: 'Hall' }], [HALL]],
  ];
  for (const [what, value, expected] of NAMES) {
    it(`may be told by ${what}`, async () => {
      assert.deepEqual(await named(value), expected);
    });
  }

  const REFUSED: [what: string, value: unknown, message: RegExp][] = [
    ['nobody', undefined, /^common\.clocks\.nobody msg\.clocks$/],
    ['null', null, /nobody/],
    ['no text', '', /nobody/],
    ['an empty array', [], /nobody/],
    ['an unknown name', 'Attic', /^common\.clocks\.unknown msg\.clocks Attic$/],
    ['an unknown serial number', { name: 'Hall', serialNumber: 'SA9' }, /unknown msg\.clocks SA9$/],
    ['another case', 'hall', /unknown/],
    ['a name that two have', ['Hall', 'Twin'], /^common\.clocks\.ambiguous msg\.clocks Twin SA1, SA2$/],
    ['a disabled clock', 'Cellar', /^common\.clocks\.disabled msg\.clocks Cellar$/],
    ['the id of a disabled clock', 'cellar', /disabled/],
    ['a disabled clock with a long name', LONG_NAME, /disabled msg\.clocks Cellar.{1,200}$/],
    ['a number', 7, /^common\.clocks\.other msg\.clocks 7$/],
    ['an object without a name', { room: 'Hall' }, /other msg\.clocks \{"room":"Hall"\}$/],
    ['nobody among others', ['Hall', null], /other msg\.clocks null$/],
    ['an array in an array', [['Hall']], /other/],
    ['a Buffer', Buffer.alloc(5e6), /other msg\.clocks Buffer$/],
    ['a property of the prototype', ['constructor', { name: '__proto__' }], /constructor.*__proto__$/],
    [
      '100,000 unknown names',
      Array.from({ length: 1e5 }, (_, at) => `a${at}`),
      /a4 common\.error\.more 99995$/,
    ],
  ];
  for (const [what, value, message] of REFUSED) {
    it(`are not ${what}`, async () => {
      const error = await errorOf(named(value));
      assert.equal(error.code, 'INVALID_INPUT');
      assert.match(error.message, message);
    });
  }

  it('are found at once, however many are named, and however many there are', async () => {
    const many = Array.from({ length: 1000 }, (_, at) => namedClock(String(at)));
    const clocks = Array.from({ length: 100_000 }, (_, at) => String(at % 1000));
    const began = process.cpuUsage();
    assert.equal((await choose({ clocks: 'clocks' }, { clocks }, many)).length, 1000);
    const { user, system } = process.cpuUsage(began);
    assert.ok(user + system < 2e6, `${user + system} µs`);
  });

  const TYPES: [type: WhichClocks['clocksType'], clocks: string][] = [
    ['str', 'Hall'],
    ['json', '["Hall"]'],
    ['msg', 'room'],
    ['flow', 'room'],
    ['global', 'room'],
    ['env', 'CLOCKS_SPEC_ROOM'],
    ['jsonata', '"Ha" & "ll"'],
  ];
  for (const [clocksType, clocks] of TYPES) {
    it(`may come from ${clocksType}`, async () => {
      process.env['CLOCKS_SPEC_ROOM'] = 'Hall';
      const { flow, global } = node.context();
      flow.set('room', 'Hall');
      global.set('room', 'Hall');
      assert.deepEqual(await choose({ clocks, clocksType }, { room: 'Hall' }), [HALL]);
    });
  }

  it('are all, each once, in their order', async () => {
    const again = namedClock('Hall once more', { serialNumber: HALL.serialNumber });
    assert.deepEqual(await choose({ clocksType: 'all' }, {}, [...CLOCKS, again]), CLOCKS);
  });

  it('cannot be all where there is none', async () => {
    const { code, reason } = await errorOf(choose({ clocksType: 'all' }, {}, []));
    assert.deepEqual([code, reason], ['NOT_CONFIGURED', 'no-clocks']);
  });

  describe('that have not told their serial numbers', () => {
    /** One that tells it when it is asked. */
    const stranger = () => {
      const send = sinon.fake(() => {
        Object.assign(clock, { name: 'Attic', serialNumber: 'SA9' });
        return Promise.reject(new Error('nobody needs the answer'));
      });
      const clock = { ...namedClock('10.0.0.9', { serialNumber: null }), send };
      return clock;
    };

    it('are asked for them once nobody else is meant', async () => {
      const clock = stranger();
      assert.deepEqual(await choose({ clocks: 'clocks' }, { clocks: 'Hall' }, [HALL, clock]), [HALL]);
      assert.equal(clock.send.callCount, 0);
      for (const clocks of ['SA9', 'Attic'])
        assert.deepEqual(await choose({ clocks: 'clocks' }, { clocks }, [HALL, clock]), [clock]);
      assert.equal(clock.send.callCount, 1);
    });

    it('are asked once for all messages that wait for them', async () => {
      const clock = stranger();
      const which = { device: '', clocks: 'clocks', clocksType: 'msg' } as const;
      const chooser = clockChooser(RED, node, which, () => [clock]);
      const { signal } = new AbortController();
      const messages = ['SA9', 'Attic'].map((clocks) => chooser({ _msgid: '1', clocks }, signal));
      assert.deepEqual(await Promise.all(messages), [[clock], [clock]]);
      assert.equal(clock.send.callCount, 1);
    });

    it('are waited for five seconds, however many they are', async () => {
      const silent = Array.from({ length: 100 }, (_, at) =>
        namedClock(String(at), { serialNumber: null, send: () => new Promise(() => undefined) }),
      );
      const time = sinon.useFakeTimers();
      const choosing = errorOf(choose({ clocks: 'clocks' }, { clocks: 'SA9' }, silent));
      await time.tickAsync(5001);
      assert.equal((await choosing).code, 'INVALID_INPUT');
    });

    it('are not waited for by a message that has been ended', async () => {
      const silent = namedClock('0', { serialNumber: null, send: () => new Promise(() => undefined) });
      const controller = new AbortController();
      const choosing = errorOf(choose({ clocks: 'clocks' }, { clocks: 'SA9' }, [silent], controller.signal));
      controller.abort(new LaMetricError('UNREACHABLE', 'closed'));
      assert.equal((await choosing).message, 'closed');
    });
  });
});
