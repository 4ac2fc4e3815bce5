import assert from 'node:assert/strict';
import { LIST, accountFlow, connect } from '../../harness/account';
import { type NodeRed, startNodeRed } from '../../harness/node-red';
import { type Fault, type Simulator, startSimulator } from '../../simulator/simulator';
import { isObject } from '../../src/lametric/guards';
import { DEVICES } from '../helpers/paths';

describe('lametric devices', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;

  before(async () => {
    simulator = await startSimulator();
    nodeRed = await startNodeRed({ link: true, settings: { lametricAccountCloudUrl: simulator.url } });
    await nodeRed.deploy(accountFlow(simulator));
    await connect(nodeRed, simulator);
  });

  afterEach(() => simulator.clearFaults());

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  const deploy = (devices: object, inject: object = {}) =>
    nodeRed.deploy(accountFlow(simulator, { devices, inject }), 'nodes');

  /** The next message at a debug node, whole. */
  const next = async (from: 'out' | 'errors') => {
    const { msg } = await nodeRed.nextDebug(({ id }) => id === from);
    assert.ok(isObject(msg));
    return msg;
  };

  const run = async (devices: object, inject: object = {}) => {
    await deploy(devices, inject);
    await nodeRed.inject('list-in');
    return next('out');
  };

  const fail = async (devices: object, inject: object = {}) => {
    await deploy(devices, inject);
    await nodeRed.inject('list-in');
    const msg = await next('errors');
    assert.equal(msg['topic'], 'kept');
    assert.ok(isObject(msg['error']));
    return { msg, code: msg['error']['code'], message: String(msg['error']['message']) };
  };

  const first = () => {
    const [device] = simulator.devices;
    assert.ok(device);
    return device;
  };

  const keyOf = (payload: unknown) => (isObject(payload) ? payload['api_key'] : undefined);

  it('sends all devices as one array, and says how many', async () => {
    const { payload, topic } = await run({ deviceType: 'all' });
    assert.ok(Array.isArray(payload));
    assert.deepEqual(
      payload.map((device: unknown) => isObject(device) && device['id']),
      simulator.devices.map(({ id }) => id),
    );
    assert.ok(payload.every((device) => keyOf(device) === undefined));
    assert.equal(topic, 'kept');
    const { fill, shape, text } = nodeRed.status(LIST) ?? {};
    assert.deepEqual({ fill, shape }, { fill: 'green', shape: 'dot' });
    assert.match(text ?? '', /^devices: 3, \d\d:\d\d$/);
  });

  it('does the same with nothing but its type, its id and an account', async () => {
    const missing = { name: undefined, deviceType: undefined, device: undefined, output: undefined };
    const { payload } = await run({ ...missing, apiKeys: undefined });
    assert.ok(Array.isArray(payload));
    assert.equal(payload.length, 3);
    assert.ok(payload.every((device) => keyOf(device) === undefined));
  });

  it('sends the keys along when it is told to', async () => {
    const { payload } = await run({ deviceType: 'all', apiKeys: true });
    assert.ok(Array.isArray(payload));
    assert.deepEqual(
      payload.map(keyOf),
      simulator.devices.map(({ api_key: key }) => key),
    );
  });

  it('sends one message a device, which Join can put together again', async () => {
    await deploy({ deviceType: 'all', output: 'each' });
    await nodeRed.inject('list-in');
    const messages = [await next('out'), await next('out'), await next('out')];
    const parts = messages.map(({ parts: part }) => part).filter(isObject);
    assert.deepEqual(
      parts.map(({ index, count, type }) => ({ index, count, type })),
      [0, 1, 2].map((index) => ({ index, count: 3, type: 'array' })),
    );
    assert.equal(new Set(parts.map(({ id }) => id)).size, 1);
    assert.deepEqual(
      messages.map(({ payload }) => isObject(payload) && payload['name']),
      simulator.devices.map(({ name }) => name),
    );
    assert.ok(messages.every(({ topic }) => topic === 'kept'));
  });

  it('sends messages of which none can change another', async () => {
    const change = {
      id: 'change',
      type: 'function',
      z: 'flow',
      x: 0,
      y: 0,
      func: 'msg.list.push(msg.payload.id); return msg;',
      outputs: 1,
      libs: [],
      wires: [['out']],
    };
    const inject = { props: [{ p: 'list', v: '[]', vt: 'json' }] };
    const flow = accountFlow(simulator, { devices: { deviceType: 'all', output: 'each' }, inject });
    const nodes = flow.map((node) => (node.id === LIST ? { ...node, wires: [['change']] } : node));
    await nodeRed.deploy([...nodes, change], 'nodes');
    await nodeRed.inject('list-in');
    for (const { id } of simulator.devices) assert.deepEqual((await next('out'))['list'], [id]);
  });

  const selections: [string, () => object, () => object][] = [
    ['an id', () => ({ deviceType: 'str', device: String(first().id) }), () => ({})],
    [
      'a number in the message',
      () => ({ deviceType: 'msg', device: 'payload' }),
      () => ({ payload: String(first().id), payloadType: 'num' }),
    ],
    [
      'text in the message',
      () => ({ deviceType: 'msg', device: 'payload' }),
      () => ({ payload: ` ${first().id} `, payloadType: 'str' }),
    ],
    [
      'a JSONata expression',
      () => ({ deviceType: 'jsonata', device: '$number(payload) + 1' }),
      () => ({ payload: String(first().id - 1), payloadType: 'str' }),
    ],
    ['its name', () => ({ deviceType: 'str', device: first().name }), () => ({})],
    [
      'an object with an id',
      () => ({ deviceType: 'msg', device: 'payload' }),
      () => ({ payload: `{"id":${first().id}}`, payloadType: 'json' }),
    ],
    ['an environment variable', () => ({ deviceType: 'env', device: 'CLOCK' }), () => ({})],
  ];
  for (const [what, devices, inject] of selections) {
    it(`sends the one device that ${what} names`, async () => {
      if (what === 'an environment variable') await nodeRed.restart({ env: { CLOCK: String(first().id) } });
      const { payload } = await run(devices(), inject());
      assert.ok(isObject(payload));
      assert.equal(payload['id'], first().id);
      assert.equal(keyOf(payload), undefined);
      assert.match(nodeRed.status(LIST)?.text ?? '', new RegExp(`^${first().name}, `));
    });
  }

  const payload = { deviceType: 'msg', device: 'payload' };
  const unusable: [string, object, object, RegExp][] = [
    ['a fraction', payload, { payload: '1.5', payloadType: 'num' }, /^msg\.payload is 1\.5\. It must/],
    ['zero', { deviceType: 'str', device: '0' }, {}, /^The node's setting is 0\./],
    ['too big', { deviceType: 'str', device: '99999999999999999999' }, {}, /^The node's setting is 9{20}\./],
    ['true', payload, { payload: 'true', payloadType: 'bool' }, /^msg\.payload is true\./],
    ['an array', payload, { payload: '[18]', payloadType: 'json' }, /^msg\.payload is \[18\]\./],
    [
      'an object',
      payload,
      { payload: '{"name":"Kitchen"}', payloadType: 'json' },
      /^msg\.payload is an object without/,
    ],
    ['empty', { deviceType: 'str', device: '' }, {}, /^The node's setting is empty/],
    ['missing', { deviceType: 'msg', device: 'device' }, {}, /^msg\.device is missing/],
    ['below something missing', { deviceType: 'msg', device: 'no.thing' }, {}, /^msg\.no\.thing is missing/],
    ['an empty variable', { deviceType: 'env', device: 'NO_CLOCK' }, {}, /^\$\{NO_CLOCK\} is empty/],
    ['a wrong path', { deviceType: 'msg', device: 'a[' }, {}, /^msg\.a\[: /],
    ['a wrong expression', { deviceType: 'jsonata', device: '(((' }, {}, /^The expression \(\(\(: /],
    [
      'an expression that fails',
      { deviceType: 'jsonata', device: '$number("x")' },
      {},
      /^The expression \$number/,
    ],
  ];
  for (const [what, devices, inject, expected] of unusable) {
    it(`reports a device that is ${what}, and requests nothing`, async () => {
      simulator.clearRequests();
      const { code, msg, message } = await fail(devices, inject);
      assert.equal(code, 'INVALID_INPUT');
      assert.match(message, expected);
      assert.notEqual(msg['payload'], undefined);
      assert.equal(simulator.requests.length, 0);
    });
  }

  it('says which name no device has', async () => {
    const { code, message } = await fail({ deviceType: 'str', device: 'Kitchn' });
    assert.equal(code, 'NOT_FOUND');
    assert.match(message, /^LaMetric account: choose another device\..* \(no device is called "Kitchn"\)$/);
  });

  it('does not choose between two devices of one name, but says their ids', async () => {
    const [one, other] = simulator.devices;
    assert.ok(one !== undefined && other !== undefined);
    const name = other.name;
    other.name = one.name;
    const { code, message } = await fail({ deviceType: 'str', device: one.name });
    other.name = name;
    assert.equal(code, 'INVALID_INPUT');
    assert.match(message, new RegExp(`one of them: ${one.id}, ${other.id}\\.$`));
  });

  const failures: [string, Fault | undefined, object, string, RegExp, string][] = [
    [
      'an unknown device',
      undefined,
      { deviceType: 'str', device: '4711' },
      'NOT_FOUND',
      /^LaMetric account: choose another device.*404/,
      'not found',
    ],
    [
      'a second 401',
      { status: 401, body: '{"errors":[{"message":"Unauthorized"}]}' },
      {},
      'NOT_AUTHORIZED',
      /^LaMetric account: wait a minute; .* click Connect .*401: Unauthorized/,
      'connect again',
    ],
    [
      'a 403',
      { status: 403 },
      {},
      'FORBIDDEN',
      /^LaMetric account: tick the access devices_read/,
      'not allowed',
    ],
    [
      'HTML',
      { body: '<p>', headers: { 'Content-Type': 'text/html' } },
      {},
      'BAD_RESPONSE',
      /text\/html/,
      'bad response',
    ],
    [
      'a 418',
      { status: 418, body: '{"error":"teapot"}' },
      {},
      'REJECTED',
      /^LaMetric account: check what was sent\. LaMetric rejected it\. \(418: teapot\)/,
      'rejected',
    ],
    [
      '503 for long',
      { status: 503, headers: { 'Retry-After': '3600' } },
      {},
      'UNREACHABLE',
      /^LaMetric account: try again later.*503/,
      'unreachable',
    ],
  ];
  for (const [what, fault, devices, code, message, status] of failures) {
    it(`reports ${what} as ${code}, once`, async () => {
      if (fault) simulator.fail(`${DEVICES}*`, fault, 4);
      const error = await fail({ deviceType: 'all', ...devices });
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.equal(error.msg['payload'], 'Kitchen');
      assert.deepEqual(nodeRed.status(LIST), { fill: 'red', shape: 'ring', text: status });
    });
  }

  it('reports a missing account', async () => {
    const { code, message } = await fail({ account: '' });
    assert.equal(code, 'NOT_CONFIGURED');
    assert.match(message, /^LaMetric account: choose an account in the node's dialog/);
    assert.equal(nodeRed.status(LIST)?.text, 'no account');
  });

  it('goes on after an error', async () => {
    await fail({ deviceType: 'str', device: '0' });
    assert.ok(Array.isArray((await run({ deviceType: 'all' }))['payload']));
  });

  it('reports a long Retry-After as RATE_LIMITED, and asks no more before it is over', async () => {
    simulator.clearRequests();
    simulator.fail(DEVICES, { status: 429, headers: { 'Retry-After': '99' } });
    for (let count = 0; count < 2; count++) {
      const { code, message } = await fail({});
      assert.equal(code, 'RATE_LIMITED');
      assert.match(message, /Next try: .*429/);
    }
    assert.equal(simulator.countRequests('GET', DEVICES), 1);
  });
});
