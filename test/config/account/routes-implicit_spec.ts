import assert from 'node:assert/strict';
import { ACCOUNT, accountFlow, connect, textFields } from '../../../harness/account';
import { isObject } from '../../../src/lametric/guards';
import { TOKEN } from '../../helpers/paths';
import { OF_ACCOUNT, RoutesWorld, stateOf } from '../../helpers/routes';

describe('The admin endpoints of an account with the implicit flow', () => {
  let world: RoutesWorld;

  before(async () => {
    world = await RoutesWorld.start();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  const IMPLICIT = { flow: 'implicit', clientSecret: undefined };
  const outcome = { state: 'connected', persisted: false };

  before(async () => {
    const credentials = { clientId: world.simulator.client.id };
    await world.nodeRed.deploy(accountFlow(world.simulator, { account: { flow: 'implicit', credentials } }));
  });

  it('need no client secret, and connect in memory only', async () => {
    assert.equal(await stateOf(world.get(OF_ACCOUNT)), 'disconnected');
    world.simulator.clearRequests();
    assert.deepEqual(await connect(world.nodeRed, world.simulator, { body: IMPLICIT }), outcome);
    assert.equal(world.simulator.countRequests('POST', TOKEN), 0);
    const { body } = await world.get(OF_ACCOUNT);
    assert.ok(isObject(body));
    assert.deepEqual([body['state'], body['persisted']], ['connected', false]);
    assert.doesNotMatch(JSON.stringify(await world.nodeRed.settingsFile()), new RegExp(`"${ACCOUNT}"`));
  });

  it('serve messages, until the token has expired: then each is told to connect again', async () => {
    await connect(world.nodeRed, world.simulator, { body: IMPLICIT });
    await world.nodeRed.inject('list-in');
    assert.equal((await world.nodeRed.nextDebug()).id, 'out');
    world.simulator.clearRequests();
    await world.nodeRed.admin('POST', 'inject/list-in', {}, { 'Test-Minutes-Later': '60' });
    const { id, msg } = await world.nodeRed.nextDebug();
    assert.ok(isObject(msg) && isObject(msg['error']));
    assert.deepEqual([id, msg['error']['code']], ['errors', 'NOT_AUTHORIZED']);
    assert.equal(world.simulator.requests.length, 0);
    const { state, message } = textFields(await world.get(OF_ACCOUNT, { 'Test-Minutes-Later': '60' }));
    assert.deepEqual([state, message], ['reconnect', 'The connection has ended. Click Connect.']);
  });
});
