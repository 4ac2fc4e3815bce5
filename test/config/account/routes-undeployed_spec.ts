import assert from 'node:assert/strict';
import { LIST, accountFlow, connect } from '../../../harness/account';
import { TOKEN } from '../../helpers/paths';
import { CONNECTED, RoutesWorld, errorOf, stateOf } from '../../helpers/routes';

describe('The admin endpoints of an account that is not deployed yet', () => {
  let world: RoutesWorld;

  before(async () => {
    world = await RoutesWorld.start();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  const NEW = 'new-account';

  it('work, and the first Deploy adopts what was connected', async () => {
    assert.deepEqual(await connect(world.nodeRed, world.simulator, { id: NEW }), CONNECTED);
    assert.equal(await stateOf(world.get(`lametric-account/${NEW}`)), 'connected');
    assert.equal((await world.get(`lametric-account/${NEW}/user`)).status, 200);
    assert.equal((await world.get(`lametric-account/${NEW}/devices`)).status, 200);
    world.simulator.clearRequests();
    await world.nodeRed.deploy(
      accountFlow(world.simulator, { account: { id: NEW }, devices: { account: NEW } }),
    );
    assert.equal(world.nodeRed.status(LIST)?.text, 'connected');
    await world.nodeRed.inject('list-in');
    assert.equal((await world.nodeRed.nextDebug()).id, 'out');
    assert.equal(world.simulator.countRequests('POST', TOKEN), 0);
  });

  it('forget it as well', async () => {
    const id = 'never-deployed';
    await connect(world.nodeRed, world.simulator, { id });
    assert.equal((await world.nodeRed.admin('POST', `lametric-account/${id}/disconnect`)).status, 204);
    assert.deepEqual(errorOf(await world.get(`lametric-account/${id}/user`)), [409, 'NOT_AUTHORIZED']);
  });
});
