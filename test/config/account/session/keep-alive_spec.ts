import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import { errorOf } from '../../../helpers/lametric';
import { TOKEN } from '../../../helpers/paths';
import { SessionWorld } from '../../../helpers/session';
import { stopTime } from '../../../helpers/time';

const DAY = 24 * 60 * 60 * 1000;

describe('An authorization that nobody uses', () => {
  let world: SessionWorld;
  let clock: SinonFakeTimers;

  before(async () => {
    world = await SessionWorld.start();
  });
  beforeEach(() => {
    world.reset();
    clock = stopTime();
  });
  afterEach(() => clock.restore());
  after(() => world.close());

  it('is refreshed once, after seven days', async () => {
    await world.session.connect(world.client, world.issued());
    clock.tick(7 * DAY - 1);
    await world.session.keepAlive();
    assert.equal(world.refreshes, 0);
    clock.tick(1);
    await Promise.all([world.session.keepAlive(), world.session.keepAlive()]);
    await world.session.keepAlive();
    assert.equal(world.refreshes, 1);
    assert.equal(world.session.refreshedAt, Date.now());
  });

  it('has its seven days counted over a restart', async () => {
    await world.session.connect(world.client, world.issued());
    clock.tick(4 * DAY);
    world.restart();
    await world.session.keepAlive();
    assert.equal(world.refreshes, 0);
    clock.tick(3 * DAY);
    await world.session.keepAlive();
    assert.equal(world.refreshes, 1);
  });

  it('is left alone once LaMetric takes it no more', async () => {
    await world.session.connect(world.client, world.expired());
    world.simulator.revokeRefreshTokens();
    await errorOf(world.list());
    clock.tick(8 * DAY);
    await world.session.keepAlive();
    assert.equal(world.refreshes, 1);
  });

  it('is left alone where there is nothing to refresh it by, or none at all', async () => {
    await world.session.keepAlive();
    await world.session.connect(
      world.client,
      world.issued({ refreshToken: undefined, expiresAt: undefined }),
    );
    clock.tick(8 * DAY);
    await world.session.keepAlive();
    assert.equal(world.refreshes, 0);
  });

  it('is tried again at the next look when that fails', async () => {
    await world.session.connect(world.client, world.issued());
    clock.tick(7 * DAY);
    world.simulator.fail(TOKEN, { cutAfter: 0 });
    await world.session.keepAlive();
    await world.session.keepAlive();
    assert.equal(world.refreshes, 2);
  });

  /** The record that version 0.1 has left on the disk. */
  const asVersion01 = () => {
    const map: Record<string, Record<string, unknown>> = JSON.parse(
      world.settings.disk['lametricAccounts'] ?? '{}',
    );
    delete map['a']?.['refreshedAt'];
    world.settings.disk['lametricAccounts'] = JSON.stringify(map);
    world.restart();
  };

  it('of version 0.1 was refreshed when its token began to live', async () => {
    await world.session.connect(world.client, world.issued());
    const granted = Date.now();
    asVersion01();
    assert.equal(world.session.refreshedAt, granted);
    clock.tick(7 * DAY - 1);
    await world.session.keepAlive();
    assert.equal(world.refreshes, 0);
  });

  it('of version 0.1 whose age nobody knows is refreshed', async () => {
    await world.session.connect(world.client, world.issued({ expiresAt: undefined, lifetime: undefined }));
    asVersion01();
    assert.equal(world.session.refreshedAt, undefined);
    await world.session.keepAlive();
    assert.equal(world.refreshes, 1);
    assert.equal(world.session.refreshedAt, Date.now());
  });
});
