import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import { LaMetricError } from '../../../../src/lametric/errors';
import { errorOf } from '../../../helpers/lametric';
import { DEVICES } from '../../../helpers/paths';
import { SessionWorld } from '../../../helpers/session';
import { settleSockets, stopTime } from '../../../helpers/time';

describe('A disconnect', () => {
  let world: SessionWorld;
  let clock: SinonFakeTimers;

  before(async () => {
    world = await SessionWorld.start();
  });
  beforeEach(async () => {
    world.reset();
    await world.session.connect(world.client, world.issued());
    clock = stopTime();
  });
  afterEach(() => clock.restore());
  after(() => world.close());

  it('is for good, and every node that uses the account shows it', async () => {
    assert.equal(await world.session.disconnect(), true);
    assert.equal(world.statuses.at(-1), 'disconnected');
    assert.equal(world.session.state, 'disconnected');
    assert.equal(world.refreshes, 0);
    world.restart();
    assert.equal(world.session.state, 'disconnected');
  });

  it('lets nobody share what is still being read', async () => {
    world.simulator.fail(DEVICES, { delay: 60_000 });
    const before = new AbortController();
    const reading = errorOf(world.list(before.signal));
    await world.simulator.requested('GET', DEVICES);
    await world.session.disconnect();
    assert.equal((await errorOf(world.list())).code, 'NOT_AUTHORIZED');
    before.abort(new LaMetricError('UNREACHABLE', 'stopped', { aborted: true }));
    await reading;
    world.simulator.clearFaults();
  });

  it('that cannot be saved says so, and leaves nothing on disk that a start could refresh', async () => {
    world.settings.failures.push(new Error('away'));
    assert.equal(await world.session.disconnect(), false);
    assert.equal(world.statuses.at(-1), 'disconnected');
    assert.equal(world.refreshes, 1);
    world.restart();
    world.simulator.expireAccessTokens();
    assert.equal((await errorOf(world.list())).code, 'NOT_AUTHORIZED');
    assert.equal(world.session.reconnectReason, 'revoked');
  });

  it('that cannot be saved is tried again by itself', async () => {
    world.settings.failures.push(new Error('away'), new Error('away'));
    assert.equal(await world.session.disconnect(), false);
    clock.tick(1000);
    await settleSockets();
    assert.notEqual(world.settings.disk['lametricAccounts'], '{}');
    clock.tick(2000);
    await settleSockets();
    world.restart();
    assert.equal(world.session.state, 'disconnected');
  });

  it('of read-only settings says so as well', async () => {
    world.settings.readOnly = true;
    assert.equal(await world.session.disconnect(), false);
    assert.equal(world.refreshes, 1);
    world.reset();
  });
});
