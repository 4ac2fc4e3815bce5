import assert from 'node:assert/strict';
import type { Client } from '../../../../src/lametric/cloud/oauth';
import { errorOf } from '../../../helpers/lametric';
import { DEVICES } from '../../../helpers/paths';
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
    const { code, statusCode } = await errorOf(world.list());
    assert.deepEqual([code, statusCode], ['NOT_AUTHORIZED', 401]);
    assert.deepEqual([world.refreshes, world.session.state], [0, 'connected']);
  });

  it('goes on with its token after a 401 that was a passing one', async () => {
    await world.session.connect(implicit(), world.issued({ refreshToken: undefined }));
    world.simulator.fail(DEVICES, { status: 401 });
    assert.equal((await errorOf(world.list())).code, 'NOT_AUTHORIZED');
    await world.list();
    assert.equal(world.session.state, 'connected');
  });

  it('is not saved without a secret that could seal it', async () => {
    world.session.configure(implicit());
    await world.session.connect(implicit(), world.issued());
    assert.equal(world.settings.writes, 0);
  });

  it('keeps its token when the same client is deployed again, and when others change theirs', async () => {
    world.session.configure(implicit());
    await world.session.connect(implicit(), world.issued({ refreshToken: undefined }));
    world.session.configure(implicit());
    assert.equal(world.session.state, 'connected');
    world.session.reload();
    assert.equal(world.session.state, 'connected');
  });

  it('takes the place of what was saved before', async () => {
    await world.session.connect(world.client, world.issued());
    await world.session.connect(world.client, world.issued({ refreshToken: undefined }));
    world.restart();
    assert.equal(world.session.state, 'disconnected');
  });
});
