import assert from 'node:assert/strict';
import type { SessionStatus } from '../../../../src/config/account/session/authorization';
import { errorOf } from '../../../helpers/lametric';
import { DEVICES } from '../../../helpers/paths';
import { SessionWorld } from '../../../helpers/session';

describe('The states of a session', () => {
  let world: SessionWorld;

  before(async () => {
    world = await SessionWorld.start();
  });
  beforeEach(() => world.reset());
  after(() => world.close());

  it('is disconnected without an authorization, and asks LaMetric for nothing', async () => {
    assert.equal(world.session.state, 'disconnected');
    const { code, reason } = await errorOf(world.list());
    assert.deepEqual([code, reason], ['NOT_AUTHORIZED', 'not-connected']);
    assert.equal(world.simulator.requests.length, 0);
  });

  it('is connected by a handshake, and after a restart', async () => {
    await world.session.connect(world.client, world.issued());
    assert.equal(world.session.state, 'connected');
    world.restart();
    assert.equal(world.session.state, 'connected');
    assert.equal(world.session.persisted, true);
    assert.equal((await world.list()).length, world.simulator.devices.length);
  });

  it('does not refresh merely because Node-RED started', async () => {
    await world.session.connect(world.client, world.expired());
    world.restart();
    await new Promise(setImmediate);
    assert.equal(world.refreshes, 0);
  });

  it('asks to connect again when the client has changed, and is back with the old one', async () => {
    await world.session.connect(world.client, world.issued());
    world.session.configure({ ...world.client, secret: 'another' });
    assert.equal(world.session.state, 'reconnect');
    assert.equal(world.session.reconnectReason, 'unreadable');
    assert.equal((await errorOf(world.list())).code, 'NOT_AUTHORIZED');
    world.session.configure(world.client);
    assert.equal(world.session.state, 'connected');
  });

  it('keeps its authorization when the same client is deployed again', async () => {
    world.settings.readOnly = true;
    await world.session.connect(world.client, world.issued());
    world.session.configure({ ...world.client });
    assert.equal(world.session.state, 'connected');
  });

  it('stops telling a listener that has gone', async () => {
    const told: SessionStatus[] = [];
    world.session.onStatus((status) => told.push(status))();
    await world.session.connect(world.client, world.issued());
    assert.deepEqual(told, ['disconnected']);
  });

  it('shares no reads over a change of the authorization', async () => {
    await world.session.connect(world.client, world.issued());
    for (const change of [
      () => world.session.connect(world.client, world.issued()),
      () => world.session.disconnect().then(() => world.session.connect(world.client, world.issued())),
    ]) {
      world.simulator.clearRequests();
      world.simulator.fail(DEVICES, { delay: 100, afterEffect: true });
      const before = world.list();
      await world.simulator.requested('GET', DEVICES);
      await change();
      await Promise.all([before, world.list()]);
      assert.equal(world.simulator.countRequests('GET', DEVICES), 2);
    }
  });
});
