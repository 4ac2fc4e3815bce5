import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { RENAME, accountFlow, connect } from '../../harness/account';
import { type NodeRed, startNodeRed } from '../../harness/node-red';
import { type Simulator, startSimulator } from '../../simulator/simulator';
import { isObject } from '../../src/lametric/guards';
import { parseName } from '../../src/nodes/rename/rename';

describe('lametric rename', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;

  before(async () => {
    simulator = await startSimulator();
    nodeRed = await startNodeRed({ link: true, settings: { lametricAccountCloudUrl: simulator.url } });
    await nodeRed.deploy(accountFlow(simulator));
    await connect(nodeRed, simulator);
  });

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  const run = async (rename: object, inject: object = {}) => {
    await nodeRed.deploy(accountFlow(simulator, { rename, inject }), 'nodes');
    await nodeRed.inject('rename-in');
    const { id, msg } = await nodeRed.nextDebug();
    assert.ok(isObject(msg));
    assert.equal(msg['topic'], 'kept');
    return { id, payload: msg['payload'], error: msg['error'] };
  };

  const first = () => {
    const [device] = simulator.devices;
    assert.ok(device);
    return device;
  };

  const names: [string, object, object, string][] = [
    ['text of the message', {}, { payload: ' Küche @ "Büro" ' }, 'Küche @ "Büro"'],
    ['a number', {}, { payload: '7', payloadType: 'num' }, '7'],
    ['a fixed text', { newName: 'Hall', newNameType: 'str' }, {}, 'Hall'],
    ['a JSONata expression', { newName: '"Room " & topic', newNameType: 'jsonata' }, {}, 'Room kept'],
  ];
  for (const [what, rename, inject, name] of names) {
    it(`gives a device ${what} as its name, and shows it`, async () => {
      const { payload } = await run(rename, inject);
      assert.deepEqual(payload, { id: first().id, name });
      assert.equal(first().name, name);
      assert.equal(nodeRed.status(RENAME)?.text?.startsWith(name.slice(0, 11)), true);
    });
  }

  const unusable: [string, object, object][] = [
    ['a blank name', {}, { payload: '  ' }],
    ['a name from a wrong expression', { newName: ')', newNameType: 'jsonata' }, {}],
    ['a device id that is none', { device: 'x' }, {}],
  ];
  for (const [what, rename, inject] of unusable) {
    it(`reports ${what}, and requests nothing`, async () => {
      simulator.clearRequests();
      const { id, error } = await run(rename, inject);
      assert.equal(id, 'errors');
      assert.ok(isObject(error));
      assert.equal(error['code'], 'INVALID_INPUT');
      assert.equal(simulator.requests.length, 0);
      assert.equal(nodeRed.status(RENAME)?.text, 'invalid input');
    });
  }

  it('names the scope that is missing', async () => {
    await connect(nodeRed, simulator, { body: { scopes: 'basic devices_read' } });
    const { error } = await run({});
    assert.ok(isObject(error));
    assert.equal(error['code'], 'FORBIDDEN');
    assert.match(String(error['message']), /devices_write/);
  });
});

describe('The new name of a device', () => {
  for (const [value, name] of [
    [' Küche ', 'Küche'],
    [0, '0'],
    [7.5, '7.5'],
  ] as const) {
    it(`may be ${inspect(value)}`, () => assert.equal(parseName(value), name));
  }

  for (const value of ['', '  ', true, {}, ['A'], null, undefined, NaN, Infinity]) {
    it(`is not ${inspect(value)}`, () => assert.equal(parseName(value), undefined));
  }
});
