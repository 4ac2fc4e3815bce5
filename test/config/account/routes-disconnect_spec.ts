import assert from 'node:assert/strict';
import { ACCOUNT, connect } from '../../../harness/account';
import { isObject } from '../../../src/lametric/guards';
import { OF_ACCOUNT, RoutesWorld, stateOf } from '../../helpers/routes';

describe('The endpoint disconnect', () => {
  let world: RoutesWorld;

  before(async () => {
    world = await RoutesWorld.start();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('forgets the tokens, on disk too', async () => {
    await connect(world.nodeRed, world.simulator);
    const saved = async () => {
      const settings = await world.nodeRed.settingsFile();
      const accounts = isObject(settings) ? settings['lametricAccounts'] : undefined;
      return isObject(accounts) && ACCOUNT in accounts;
    };
    assert.equal(await saved(), true);
    const { status, body } = await world.nodeRed.admin('POST', `${OF_ACCOUNT}/disconnect`);
    assert.deepEqual([status, body], [204, '']);
    assert.equal(await saved(), false);
    assert.equal(await stateOf(world.get(OF_ACCOUNT)), 'disconnected');
  });

  it('may be asked for again', async () => {
    assert.equal((await world.nodeRed.admin('POST', `${OF_ACCOUNT}/disconnect`)).status, 204);
    assert.equal((await world.nodeRed.admin('POST', `${OF_ACCOUNT}/disconnect`)).status, 204);
  });
});
