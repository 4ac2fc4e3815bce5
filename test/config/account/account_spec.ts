import assert from 'node:assert/strict';
import { ACCOUNT, LIST, accountFlow, accountNode, connect } from '../../../harness/account';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { readCloudUrl } from '../../../src/config/account/cloud-url';
import { isObject } from '../../../src/lametric/guards';

describe('lametric-account', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;

  before(async () => {
    simulator = await startSimulator();
    nodeRed = await startNodeRed({
      link: true,
      settings: { lametricAccountCloudUrl: simulator.url },
      env: { LAMETRIC_ID: simulator.client.id, LAMETRIC_SECRET: simulator.client.secret },
    });
  });

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  const stateOf = async (id = ACCOUNT) => {
    const { body } = await nodeRed.admin('GET', `lametric-account/${id}`);
    return isObject(body) ? body['state'] : undefined;
  };

  const set: [string, object, string][] = [
    ['without client id and secret', { credentials: {} }, 'unconfigured'],
    ['without a client secret', { credentials: { clientId: 'x' } }, 'unconfigured'],
    [
      'without a client secret and any property',
      { name: undefined, flow: undefined, scopes: undefined, credentials: { clientId: 'x' } },
      'unconfigured',
    ],
    ['without a client id', { credentials: { clientSecret: 'x' } }, 'unconfigured'],
    [
      'for the implicit flow without a secret',
      { flow: 'implicit', credentials: { clientId: 'x' } },
      'disconnected',
    ],
    ['with both', {}, 'disconnected'],
  ];
  for (const [index, [what, account, state]] of set.entries()) {
    it(`is ${state} ${what}, and its nodes show it`, async () => {
      // An id of its own, because Node-RED keeps the credentials that a Deploy does not name.
      const id = `account-${index}-set`;
      const nodes = accountFlow(simulator, { account: { ...account, id }, devices: { account: id } });
      await nodeRed.deploy(nodes);
      assert.equal(await stateOf(id), state);
      const { text } = await nodeRed.nextStatus(LIST, () => true);
      assert.equal(text, state === 'unconfigured' ? 'not set up' : 'not connected');
    });
  }

  it('takes its credentials from environment variables', async () => {
    const credentials = { clientId: '${LAMETRIC_ID}', clientSecret: '${LAMETRIC_SECRET}' };
    await nodeRed.deploy(accountFlow(simulator, { account: { credentials } }));
    const body = { clientId: '${LAMETRIC_ID}', clientSecret: '__PWRD__' };
    assert.equal((await connect(nodeRed, simulator, { body }))['state'], 'connected');
    await nodeRed.inject('list-in');
    assert.equal((await nodeRed.nextDebug()).id, 'out');
  });

  it('serves all instances of a subflow that it stands in', async () => {
    const inSubflow = { id: 'account-inside', z: 'subflow' };
    const place = (id: string, type: string, z: string, more: object) => ({
      id,
      type,
      z,
      x: 0,
      y: 0,
      ...more,
    });
    const instance = (id: string) => place(id, 'subflow:subflow', 'flow', { wires: [['out']] });
    const [tab, , trigger, list, , , out] = accountFlow(simulator, { devices: { account: inSubflow.id } });
    await nodeRed.deploy([
      tab,
      { ...trigger, wires: [['first', 'second']] },
      out,
      instance('first'),
      instance('second'),
      {
        id: 'subflow',
        type: 'subflow',
        name: 'Clocks',
        in: [{ x: 0, y: 0, wires: [{ id: LIST }] }],
        out: [{ x: 0, y: 0, wires: [{ id: LIST, port: 0 }] }],
      },
      accountNode(simulator, inSubflow),
      { ...list, z: 'subflow', wires: [] },
    ]);
    await connect(nodeRed, simulator, { id: inSubflow.id });
    await nodeRed.inject('list-in');
    for (let instances = 0; instances < 2; instances++) {
      const { msg } = await nodeRed.nextDebug();
      assert.ok(isObject(msg) && Array.isArray(msg['payload']));
    }
  });

  describe('takes as the address of the cloud', () => {
    const good: [unknown, string][] = [
      [undefined, 'https://developer.lametric.com'],
      ['https://cloud.example/', 'https://cloud.example'],
      ['https://cloud.example/base/', 'https://cloud.example/base'],
      ['http://127.0.0.1:8090', 'http://127.0.0.1:8090'],
      ['http://localhost:8090/', 'http://localhost:8090'],
      ['http://[::1]:8090', 'http://[::1]:8090'],
    ];
    for (const [setting, url] of good) {
      it(String(setting), () => assert.equal(readCloudUrl(setting), url));
    }

    for (const setting of [
      'http://cloud.example',
      'http://localhost.example',
      'http://127.0.0.1.example',
      'ftp://localhost',
      'cloud.example',
      '',
      7,
      null,
    ]) {
      it(`not ${JSON.stringify(setting)}`, () => assert.equal(readCloudUrl(setting), undefined));
    }
  });
});
