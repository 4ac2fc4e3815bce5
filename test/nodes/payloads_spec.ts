import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import type { NodeAPI } from 'node-red';
import { type Clock, startClock } from '../../simulator/clock/clock';
import { isObject, isString } from '../../src/lametric/guards';
import registerApp from '../../src/nodes/app/app';
import registerControl from '../../src/nodes/control/control';
import registerDevices from '../../src/nodes/devices/devices';
import registerDismiss from '../../src/nodes/dismiss/dismiss';
import registerMyData from '../../src/nodes/my-data/my-data';
import registerNotify from '../../src/nodes/notify/notify';
import registerRename from '../../src/nodes/rename/rename';
import registerState from '../../src/nodes/state/state';
import { loadNode, loadUncaught, useNodeRed } from '../helpers/flow-node';

/** As function nodes make them: in a realm of its own, but with Node-RED's Buffer. */
const PAYLOADS: Record<string, string> = {
  'nothing at all': 'undefined',
  'a Buffer of 5 MB': 'Buffer.alloc(5e6)',
  'a Buffer of 1 MB': 'Buffer.alloc(1e6)',
  'a Buffer that is no text': 'Buffer.from([0xc3, 0x28])',
  'an array of bytes': 'new Uint8Array(1e6)',
  'a text of 20 MB': '"a".repeat(2e7)',
  'a text of 1 MB': '"a".repeat(1e6)',
  'a text of digits and spaces': '"com.x/" + " ".repeat(5e5) + "1"',
  'a text of a million digits': '"\u0663".repeat(1e6)',
  'half a character': '"\\ud800"',
  'a BigInt': '10n',
  'a symbol': 'Symbol("a")',
  'a function': '() => 1',
  'an error': 'new Error("a")',
  'a date': 'new Date()',
  'a map': 'new Map([["a", 1]])',
  'an object of 100,000 keys':
    'Object.fromEntries(Array.from({ length: 1e5 }, (_, key) => ["a" + key, key]))',
  'an object with a key of 1 MB': '({ ["a".repeat(9e5)]: 1 })',
  'an object without a prototype':
    'Object.assign(Object.create(null), { text: "a", sound: Object.create(null) })',
  'an object with an odd prototype': 'JSON.parse(`{"__proto__":{"id":1},"constructor":1}`)',
  'an object with a getter that throws': '({ get model() { throw new Error("a"); } })',
  'a promise that never ends': 'new Promise(() => {})',
  'an object that looks like one': '({ text: "a", then() {} })',
  'a proxy that fails with an error': 'new Proxy({}, { has() { throw new Error("a"); } })',
  'a proxy that fails with what is no text': 'new Proxy({}, { ownKeys() { throw Object.create(null); } })',
  'a proxy that was revoked': 'const r = Proxy.revocable({}, {}); r.revoke(); r.proxy',
  'an object that contains itself':
    'const p = { model: { frames: [{ text: "a" }] }, id: "1" }; p.self = p; p',
  'an object with a BigInt in it': '({ model: { frames: [{ text: "a" }] }, id: 1n, volume: 1n })',
  'an object that shares its parts':
    'let p = { model: { frames: [{ text: "a" }] } }; for (let i = 0; i < 60; i++) p = { model: p.model, p, q: p }; p',
  'an object nested 100,000 deep':
    'let p = 1; for (let i = 0; i < 1e5; i++) p = { p }; ({ model: { frames: [{ text: "a" }] }, p })',
  'a notification of 20 MB': '({ model: { frames: [{ text: "a".repeat(2e7) }] } })',
  'a notification of 200,000 frames': '({ model: { frames: Array.from({ length: 2e5 }, () => ({})) } })',
  'an array of a billion': 'new Array(1e9)',
  'an array of 900,000 numbers': 'Array.from({ length: 9e5 }, () => 1)',
};

const ACCOUNT = { account: '' };
const BY_PAYLOAD = { app: 'payload', appType: 'msg' };
/** Each node in those ways in which a payload matters to it. */
const NODES: [type: string, register: (RED: NodeAPI) => void, properties: object][] = [
  ['lametric notify', registerNotify, { ended: true }],
  ['lametric notify', registerNotify, { frames: [{ type: 'chart', value: 'payload', valueType: 'msg' }] }],
  ['lametric notify', registerNotify, { frames: [{ type: 'goal', value: 'payload', valueType: 'msg' }] }],
  ['lametric my data', registerMyData, { device: '' }],
  ['lametric my data', registerMyData, { device: '', key: 'payload' }],
  ['lametric dismiss', registerDismiss, { target: 'payload', targetType: 'msg' }],
  ['lametric dismiss', registerDismiss, { which: 'id', target: 'payload', targetType: 'msg' }],
  ['lametric control', registerControl, {}],
  [
    'lametric control',
    registerControl,
    {
      settings: [
        { setting: 'volume', value: 'payload', valueType: 'msg' },
        { setting: 'bluetoothName', value: 'payload', valueType: 'msg' },
      ],
    },
  ],
  ['lametric app', registerApp, { action: 'activate', ...BY_PAYLOAD }],
  ['lametric app', registerApp, { action: 'do', ...BY_PAYLOAD, actionId: 'constructor' }],
  [
    'lametric app',
    registerApp,
    {
      action: 'do',
      app: 'com.lametric.clock',
      appType: 'str',
      actionId: 'clock.clockface',
      parameters: [{ name: 'icon', value: 'payload', valueType: 'msg' }],
    },
  ],
  ['lametric state', registerState, { what: 'wifi' }],
  ['lametric state', registerState, { what: 'wifi', clocks: 'payload', clocksType: 'msg' }],
  ['lametric rename', registerRename, { ...ACCOUNT, device: '1', deviceType: 'str' }],
  ['lametric rename', registerRename, { ...ACCOUNT, newName: 'a', newNameType: 'str', deviceType: 'msg' }],
  ['lametric devices', registerDevices, { ...ACCOUNT, device: 'payload', deviceType: 'msg' }],
];

describe('Whatever a message brings', () => {
  let clock: Clock;

  useNodeRed();
  before(async () => {
    clock = await startClock();
  });
  after(() => clock.unplug());

  for (const [type, register, properties] of NODES) {
    it(`ends in one sentence, at once: ${type} ${JSON.stringify(properties)}`, async () => {
      const send = await loadUncaught(clock, register, { type, ...properties });
      for (const [what, source] of Object.entries(PAYLOADS)) {
        const payload: unknown = runInNewContext(source, { Buffer });
        const began = process.cpuUsage();
        const error = await send({ payload });
        // On a computer that is busy with other things, too.
        const { user, system } = process.cpuUsage(began);
        const took = (user + system) / 1000;
        const { code, message } = isObject(error) ? error : { code: undefined, message: '' };
        assert.ok(isString(message), what);
        assert.ok(took < 2000, `${what} took ${Math.round(took)} ms`);
        assert.notEqual(code, 'INTERNAL', `${what}: ${message}`);
        assert.notEqual(code, 'UNREACHABLE', `${what}: ${message}`);
        assert.ok(message.length < 1000, `${what}: ${message.length} characters`);
      }
    }).timeout(30_000);
  }

  const faults = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`fault${index}`, 1]));
  for (const [type, register] of [
    ['lametric notify', registerNotify],
    ['lametric control', registerControl],
  ] as const) {
    it(`is told with five of its faults, and how many more there are: ${type}`, async () => {
      const send = await loadNode(clock, register, { type });
      const { code, message } = await send({ payload: faults });
      assert.equal(code, 'INVALID_INPUT');
      assert.match(message, /fault3.* common\.error\.more \d+$/);
      assert.doesNotMatch(message, /fault5/);
    });
  }

  it('is read as text where it is a Buffer of UTF-8', async () => {
    const send = await loadNode(clock, registerNotify, { type: 'lametric notify' });
    await send({ payload: Buffer.from('Grüße') });
    assert.match(JSON.stringify(clock.queue.all), /"text":"Grüße"/);
    const { code, message } = await send({ payload: Buffer.from([0xc3, 0x28]) });
    assert.deepEqual([code, message.includes('shown-text')], ['INVALID_INPUT', true]);
  });

  it('is no notification in JSON where it is longer than a million characters', async () => {
    const send = await loadNode(clock, registerNotify, { type: 'lametric notify' });
    const payload = '{"model":{"frames":[{"text":"long"}]}}'.padEnd(1_000_001);
    assert.equal((await send({ payload })).code, 'INVALID_INPUT');
  });

  it('cannot be kept for its outcome where the message holds what cannot be copied', async () => {
    clock.queue.clear();
    const type = 'lametric notify';
    const send = await loadUncaught(clock, registerNotify, { type, ended: true });
    const odd = Object.defineProperty({}, 'a', { enumerable: true, get: () => assert.fail('odd') });
    const error = await send({ payload: 'a', odd });
    assert.ok(isObject(error));
    assert.deepEqual([error['code'], clock.queue.all.length], ['INVALID_INPUT', 0]);
  });

  it('may have a number as its topic', async () => {
    clock.queue.clear();
    const send = await loadNode(clock, registerNotify, { type: 'lametric notify', replace: true });
    for (const payload of ['a', 'b']) await send({ topic: 7, payload });
    assert.deepEqual(
      clock.queue.all.map(({ model }) => model.frames[0]?.text),
      ['b'],
    );
  });
});
