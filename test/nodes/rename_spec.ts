import assert from 'node:assert/strict';
import { RENAME, accountFlow, connect } from '../../harness/account';
import { type NodeRed, startNodeRed } from '../../harness/node-red';
import { type Simulator, startSimulator } from '../../simulator/simulator';
import { isObject } from '../../src/lametric/guards';

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

  it('takes the name from the payload with nothing but its type, its id, an account and a device', async () => {
    const missing = { name: undefined, deviceType: undefined, newName: undefined, newNameType: undefined };
    const { payload } = await run(missing, { payload: 'Loft' });
    assert.deepEqual(payload, { id: first().id, name: 'Loft' });
  });

  const unusable: [string, object, object, RegExp][] = [
    ['a blank name', {}, { payload: '  ' }, /^msg\.payload is empty/],
    ['a number', {}, { payload: '7', payloadType: 'num' }, /^msg\.payload is a number \(7\)/],
    [
      "an Inject's timestamp",
      {},
      { payload: '', payloadType: 'date' },
      /^msg\.payload is a number .*timestamp of an Inject/,
    ],
    ['a name that is true', {}, { payload: 'true', payloadType: 'bool' }, /^msg\.payload is no text/],
    ['a name that is an object', {}, { payload: '{}', payloadType: 'json' }, /^msg\.payload is no text/],
    ['a missing name', { newName: 'nothing.there' }, {}, /^msg\.nothing\.there is missing/],
    ['a blank setting', { newName: ' ', newNameType: 'str' }, {}, /^The node's setting is empty/],
    ['a wrong expression', { newName: ')', newNameType: 'jsonata' }, {}, /^The expression \): /],
  ];
  for (const [what, rename, inject, message] of unusable) {
    it(`reports ${what}, and requests nothing`, async () => {
      simulator.clearRequests();
      const { id, error } = await run(rename, inject);
      assert.equal(id, 'errors');
      assert.ok(isObject(error));
      assert.equal(error['code'], 'INVALID_INPUT');
      assert.match(String(error['message']), message);
      assert.equal(simulator.requests.length, 0);
      assert.equal(nodeRed.status(RENAME)?.text, 'invalid input');
    });
  }

  it('finds the device by its name', async () => {
    const [, kitchen] = simulator.devices;
    assert.ok(kitchen);
    kitchen.name = 'Kitchen';
    const { payload } = await run({ device: 'Kitchen' }, { payload: 'Pantry' });
    assert.deepEqual(payload, { id: kitchen.id, name: 'Pantry' });
  });

  it('names the access that is missing', async () => {
    await connect(nodeRed, simulator, { body: { scopes: 'basic devices_read' } });
    const { error } = await run({});
    assert.ok(isObject(error));
    assert.equal(error['code'], 'FORBIDDEN');
    assert.match(String(error['message']), /devices_write/);
  });
});
