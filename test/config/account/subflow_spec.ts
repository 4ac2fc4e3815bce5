import assert from 'node:assert/strict';
import { ACCOUNT, accountFlow, accountNode, authorize, connect } from '../../../harness/account';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { clientHash } from '../../../src/config/account/session/sealed-record';
import { isObject } from '../../../src/lametric/guards';
import { TOKEN } from '../../helpers/paths';
import { INVALID_INPUT, OF_ACCOUNT, errorOf, messageOf, stateOf } from '../../helpers/routes';

const OTHER = { id: 'other-client-id', secret: 'other-client-secret' };
const NONE = { id: '', secret: '' };
const VARIABLES = { clientId: '${CLIENT_ID}', clientSecret: '${CLIENT_SECRET}' };

/** An account in a subflow, with a client of its own for each of the two instances. */
describe('An account in a subflow with a client for each instance', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;

  before(async () => {
    simulator = await startSimulator();
    simulator.clients.push({ ...OTHER, redirectUris: simulator.client.redirectUris });
    nodeRed = await startNodeRed({ link: true, settings: { lametricAccountCloudUrl: simulator.url } });
    await nodeRed.deploy(flow());
  });

  afterEach(() => nodeRed.admin('POST', `${OF_ACCOUNT}/disconnect`));

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  /** The buttons `one-in` and `two-in` send a message through the instance of the first and of the other client. */
  function flow(first: typeof OTHER = simulator.client, second = OTHER) {
    const at = { z: 'flow', x: 0, y: 0 };
    const instance = (id: string, client: typeof OTHER) => ({
      ...at,
      id,
      type: 'subflow:sub',
      env: [
        { name: 'CLIENT_ID', type: 'str', value: client.id },
        { name: 'CLIENT_SECRET', type: 'str', value: client.secret },
      ],
      wires: [['out']],
    });
    const button = (id: string, target: string) => ({
      ...at,
      id,
      type: 'inject',
      props: [],
      wires: [[target]],
    });
    const template = {
      id: 'sub',
      type: 'subflow',
      name: 'List',
      in: [{ x: 0, y: 0, wires: [{ id: 'sub-list' }] }],
      out: [{ x: 0, y: 0, wires: [{ id: 'sub-list', port: 0 }] }],
    };
    const list = { id: 'sub-list', type: 'lametric devices', z: 'sub', x: 0, y: 0, wires: [[]] };
    const others = accountFlow(simulator).filter(({ id }) => ['flow', 'out', 'catch', 'errors'].includes(id));
    return [
      ...others,
      template,
      accountNode(simulator, { z: 'sub', credentials: VARIABLES }),
      { ...list, account: ACCOUNT, deviceType: 'all', output: 'array' },
      instance('one', first),
      instance('two', second),
      button('one-in', 'one'),
      button('two-in', 'two'),
    ];
  }

  const connectOther = () =>
    connect(nodeRed, simulator, { body: { clientId: OTHER.id, clientSecret: OTHER.secret } });

  const outcome = async (button: 'one-in' | 'two-in') => {
    await nodeRed.inject(button);
    const { id, msg } = await nodeRed.nextDebug();
    return id === 'out' ? 'devices' : isObject(msg) && isObject(msg['error']) && msg['error']['code'];
  };

  /** The statuses of the nodes in the two instances. */
  const statuses = () => {
    const own = nodeRed.events.filter(({ topic }) => topic.startsWith('status/'));
    const ids = new Set(own.map(({ topic }) => topic.replace('status/', '')));
    const texts = [...ids].map((id) => nodeRed.status(id)?.text ?? '');
    // The instances have none.
    return texts.filter((text) => text !== '').toSorted();
  };

  const recordKeys = async () => {
    const settings = await nodeRed.settingsFile();
    const records = isObject(settings) ? settings['lametricAccounts'] : undefined;
    return isObject(records) ? Object.keys(records) : [];
  };

  it('does not let one instance use the authorization of the other', async () => {
    await connect(nodeRed, simulator);
    simulator.clearRequests();
    assert.equal(await outcome('one-in'), 'devices');
    assert.equal(await outcome('two-in'), 'NOT_AUTHORIZED');
    assert.equal(simulator.countRequests('GET', '/api/v2/users/me/devices'), 1);
    assert.equal(simulator.countRequests('POST', TOKEN), 0);
  });

  it('shows at each instance how it is with its own client', async () => {
    await connect(nodeRed, simulator);
    assert.deepEqual(statuses(), ['connected', 'not connected']);
  });

  it('refreshes and saves each by itself, and finds both after a restart', async () => {
    await connect(nodeRed, simulator);
    await connectOther();
    const hash = clientHash({ cloudUrl: simulator.url, ...OTHER });
    assert.deepEqual(await recordKeys(), [ACCOUNT, `${ACCOUNT}:${hash}`]);
    simulator.expireAccessTokens();
    for (const button of ['one-in', 'two-in'] as const) assert.equal(await outcome(button), 'devices');
    await nodeRed.restart();
    simulator.expireAccessTokens();
    for (const button of ['one-in', 'two-in'] as const) assert.equal(await outcome(button), 'devices');
  });

  it('says why the variables cannot be used to connect', async () => {
    const response = await authorize(nodeRed, simulator, {
      clientId: '${CLIENT_ID}',
      clientSecret: '__PWRD__',
    });
    assert.deepEqual(errorOf(response), INVALID_INPUT);
    assert.match(messageOf(response), /Each instance of the subflow has a client of its own/);
  });

  it('says in its state that it stands for several', async () => {
    const { body } = await nodeRed.admin('GET', OF_ACCOUNT);
    assert.match(isObject(body) ? String(body['message']) : '', /instances have clients of their own/);
  });

  it('says nothing of flows that do not run where no instance has a client yet', async () => {
    await nodeRed.deploy(flow(NONE, NONE));
    const { body } = await nodeRed.admin('GET', OF_ACCOUNT);
    assert.ok(isObject(body));
    assert.deepEqual([body['state'], body['message']], ['unconfigured', undefined]);
    await nodeRed.deploy(flow());
  });

  it('forgets them all', async () => {
    await connect(nodeRed, simulator);
    await connectOther();
    assert.equal((await nodeRed.admin('POST', `${OF_ACCOUNT}/disconnect`)).status, 204);
    assert.deepEqual(await recordKeys(), []);
    assert.equal(await stateOf(nodeRed.admin('GET', OF_ACCOUNT)), 'disconnected');
    for (const button of ['one-in', 'two-in'] as const) assert.equal(await outcome(button), 'NOT_AUTHORIZED');
  });
});
