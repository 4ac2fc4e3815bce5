import assert from 'node:assert/strict';
import { connect, textFields } from '../../../harness/account';
import { DEVICES } from '../../helpers/paths';
import { OF_ACCOUNT, RoutesWorld, errorOf } from '../../helpers/routes';

describe('The endpoints user and devices', () => {
  let world: RoutesWorld;

  before(async () => {
    world = await RoutesWorld.start();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('tell of the user no more than id, name and address', async () => {
    await connect(world.nodeRed, world.simulator);
    const { id, name, email } = world.simulator.user;
    assert.deepEqual((await world.get(`${OF_ACCOUNT}/user`)).body, { id, name, email });
  });

  it('list the devices without their keys', async () => {
    await connect(world.nodeRed, world.simulator);
    assert.deepEqual(
      (await world.get(`${OF_ACCOUNT}/devices`)).body,
      world.simulator.devices.map(({ api_key: _key, ...device }) => device),
    );
  });

  it('say when an account is not set up', async () => {
    const id = 'lametric-account/without-credentials';
    assert.deepEqual(errorOf(await world.get(`${id}/user`)), [409, 'NOT_CONFIGURED']);
    assert.deepEqual(errorOf(await world.get(`${id}/devices`)), [409, 'NOT_CONFIGURED']);
  });

  it('say when an account is not connected', async () => {
    assert.deepEqual(errorOf(await world.get(`${OF_ACCOUNT}/user`)), [409, 'NOT_AUTHORIZED']);
    assert.deepEqual(errorOf(await world.get(`${OF_ACCOUNT}/devices`)), [409, 'NOT_AUTHORIZED']);
  });

  it('say when the authorization was revoked, and so does the state', async () => {
    await connect(world.nodeRed, world.simulator);
    world.simulator.revokeAccessTokens();
    world.simulator.revokeRefreshTokens();
    assert.deepEqual(errorOf(await world.get(`${OF_ACCOUNT}/devices`)), [409, 'NOT_AUTHORIZED']);
    const { state, message } = textFields(await world.get(OF_ACCOUNT));
    assert.deepEqual(
      [state, message],
      ['reconnect', 'LaMetric no longer accepts the connection. Click Connect.'],
    );
  });

  it('answer 502 when LaMetric refuses', async () => {
    await connect(world.nodeRed, world.simulator);
    world.simulator.fail(DEVICES, { status: 403 });
    assert.deepEqual(errorOf(await world.get(`${OF_ACCOUNT}/devices`)), [502, 'FORBIDDEN']);
  });
});
