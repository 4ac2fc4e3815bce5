import assert from 'node:assert/strict';
import type { Client } from '../../../../src/lametric/cloud/oauth';
import { errorOf } from '../../../helpers/lametric';
import { SessionWorld } from '../../../helpers/session';

describe('A session of the implicit flow', () => {
  let world: SessionWorld;

  before(async () => {
    world = await SessionWorld.start();
  });
  beforeEach(() => world.reset());
  after(() => world.close());

  const implicit = (): Client => ({ ...world.client, secret: '' });

  it('needs no client secret, and is kept in memory only', async () => {
    world.session.configure(implicit());
    assert.equal(world.session.state, 'disconnected');
    await world.session.connect(implicit(), world.issued({ refreshToken: undefined }));
    await world.list();
    assert.equal(world.session.persisted, false);
    assert.equal(world.statuses.at(-1), 'connected');
    assert.doesNotMatch(JSON.stringify(world.settings.disk), /tokens/);
  });

  it('asks to connect again when its token has expired', async () => {
    await world.session.connect(
      implicit(),
      world.issued({ refreshToken: undefined, expiresAt: Date.now() - 1 }),
    );
    assert.equal(world.session.state, 'reconnect');
    assert.equal(world.session.reconnectReason, 'expired');
    assert.equal((await errorOf(world.list())).code, 'NOT_AUTHORIZED');
    assert.equal(world.refreshes, 0);
  });

  it('does not refresh after a 401', async () => {
    await world.session.connect(implicit(), world.issued({ refreshToken: undefined }));
    world.simulator.expireAccessTokens();
    assert.equal((await errorOf(world.list())).code, 'NOT_AUTHORIZED');
    assert.equal(world.refreshes, 0);
  });

  it('takes the place of what was saved before', async () => {
    await world.session.connect(world.client, world.issued());
    await world.session.connect(world.client, world.issued({ refreshToken: undefined }));
    world.restart();
    assert.equal(world.session.state, 'disconnected');
  });
});
