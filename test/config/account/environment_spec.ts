import assert from 'node:assert/strict';
import { ACCOUNT, LIST, accountFlow, authorize, connect } from '../../../harness/account';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { CONNECTED, INVALID_INPUT, OF_ACCOUNT, errorOf, messageOf, stateOf } from '../../helpers/routes';

const VARIABLES = { clientId: '${LAMETRIC_ID}', clientSecret: '${LAMETRIC_SECRET}' };
const NOT_SET = /environment variable .* is not set/;

describe('Client ID and client secret as environment variables', () => {
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

  it('connect an account before its first Deploy, which adopts it', async () => {
    const id = 'new-account';
    assert.deepEqual(await connect(nodeRed, simulator, { id, body: VARIABLES }), CONNECTED);
    const account = { id, credentials: VARIABLES };
    await nodeRed.deploy(accountFlow(simulator, { account, devices: { account: id } }));
    await nodeRed.nextStatus(LIST, ({ text }) => text === 'connected');
  });

  it('may be global ones', async () => {
    const { id: clientId, secret } = simulator.client;
    const env = [
      { name: 'GLOBAL_ID', type: 'str', value: clientId },
      { name: 'GLOBAL_SECRET', type: 'str', value: secret },
    ];
    await nodeRed.deploy([{ id: 'global', type: 'global-config', env }]);
    const body = { clientId: '${GLOBAL_ID}', clientSecret: '${GLOBAL_SECRET}' };
    assert.deepEqual(await connect(nodeRed, simulator, { id: 'with-global', body }), CONNECTED);
  });

  it('may be those of the tab that the form names', async () => {
    const { id: clientId, secret } = simulator.client;
    const env = [
      { name: 'TAB_ID', type: 'str', value: clientId },
      { name: 'TAB_SECRET', type: 'str', value: secret },
    ];
    const other = { id: 'other', type: 'inject', z: 'tab', x: 0, y: 0, wires: [[]] };
    await nodeRed.deploy([{ id: 'tab', type: 'tab', label: 'Tab', env }, other]);
    const body = { clientId: '${TAB_ID}', clientSecret: '${TAB_SECRET}', z: 'tab' };
    assert.deepEqual(await connect(nodeRed, simulator, { id: 'of-tab', body }), CONNECTED);
  });

  it('are not used where they are only a part of the text, as Node-RED has it', async () => {
    const response = await authorize(nodeRed, simulator, { clientId: 'x${LAMETRIC_ID}' }, 'part');
    const { body } = response;
    assert.match(JSON.stringify(body), /client_id=x%24%7BLAMETRIC_ID%7D/);
  });

  const unset: [what: string, credentials: Record<string, string>][] = [
    ['the client ID', { ...VARIABLES, clientId: '${UNKNOWN}' }],
    ['the client secret', { ...VARIABLES, clientSecret: '${UNKNOWN}' }],
    ['the client secret, in the old spelling,', { ...VARIABLES, clientSecret: '$(UNKNOWN)' }],
  ];
  for (const [index, [what, credentials]] of unset.entries()) {
    it(`say so before the first Deploy where that of ${what} is not set`, async () => {
      const response = await authorize(nodeRed, simulator, credentials, 'undeployed');
      assert.deepEqual(errorOf(response), INVALID_INPUT);
      assert.match(messageOf(response), NOT_SET);
    });

    it(`say so after it where that of ${what} is not set`, async () => {
      const id = `unset-${index}`;
      const account = { id, credentials };
      await nodeRed.deploy(accountFlow(simulator, { account, devices: { account: id } }));
      await nodeRed.nextStatus(LIST, ({ text }) => text === 'not set up');
      assert.equal(await stateOf(nodeRed.admin('GET', `lametric-account/${id}`)), 'unconfigured');
      const form = { ...credentials, clientSecret: '__PWRD__' };
      assert.match(messageOf(await authorize(nodeRed, simulator, form, id)), NOT_SET);
    });
  }

  it('are found while the account is disabled', async () => {
    const account = { credentials: VARIABLES, d: true };
    await nodeRed.deploy(accountFlow(simulator, { account }));
    const body = { clientId: VARIABLES.clientId, clientSecret: '__PWRD__' };
    assert.deepEqual(await connect(nodeRed, simulator, { id: ACCOUNT, body }), CONNECTED);
    assert.equal(await stateOf(nodeRed.admin('GET', OF_ACCOUNT)), 'connected');
  });
});
