import assert from 'node:assert/strict';
import sinon from 'sinon';
import { Session } from '../../../../src/config/account/session/session';
import { getDevice, getDevices } from '../../../../src/lametric/cloud/cloud';
import { LaMetricError } from '../../../../src/lametric/errors';
import { errorOf } from '../../../helpers/lametric';
import { DEVICES, TOKEN } from '../../../helpers/paths';
import { SessionWorld } from '../../../helpers/session';

describe('A refresh', () => {
  let world: SessionWorld;

  before(async () => {
    world = await SessionWorld.start();
  });
  beforeEach(() => world.reset());
  after(() => world.close());

  it('comes before the request when the token is known to have expired', async () => {
    await world.session.connect(world.client, world.expired());
    await world.list();
    assert.deepEqual(
      world.simulator.requests.map(({ path }) => path),
      [TOKEN, DEVICES],
    );
    assert.deepEqual(world.statuses.slice(-2), ['refreshing', 'connected']);
  });

  it('comes 30 s before the end of a token', async () => {
    await world.session.connect(world.client, world.issued({ expiresAt: Date.now() + 29_000 }));
    await world.list();
    assert.equal(world.refreshes, 1);
    await world.session.connect(world.client, world.issued({ expiresAt: Date.now() + 31_000 }));
    await world.list();
    assert.equal(world.refreshes, 1);
  });

  it('leaves a token that lives for seconds most of its life', async () => {
    await world.session.connect(world.client, world.issued({ expiresAt: Date.now() + 1500, lifetime: 2000 }));
    await world.list();
    assert.equal(world.refreshes, 0);
  });

  it('comes after a 401, and the request is replayed once', async () => {
    await world.session.connect(world.client, world.issued());
    world.simulator.expireAccessTokens();
    await world.list();
    assert.deepEqual(
      world.simulator.requests.map(({ path, status }) => [path, status]),
      [
        [DEVICES, 401],
        [TOKEN, 200],
        [DEVICES, 200],
      ],
    );
  });

  it('that fails after a 401 is tried again by the next request, before that goes out', async () => {
    await world.session.connect(world.client, world.issued());
    world.simulator.expireAccessTokens();
    world.simulator.fail(TOKEN, { cutAfter: 0 });
    assert.equal((await errorOf(world.list())).code, 'UNREACHABLE');
    await world.list();
    assert.deepEqual(
      world.simulator.requests.map(({ path }) => path),
      [DEVICES, TOKEN, TOKEN, DEVICES],
    );
  });

  it('does not help against a second 401', async () => {
    await world.session.connect(world.client, world.issued());
    world.simulator.fail(DEVICES, { status: 401, body: '{"errors":[{"message":"Unauthorized"}]}' }, 2);
    const error = await errorOf(world.list());
    assert.equal(error.code, 'NOT_AUTHORIZED');
    assert.equal(error.statusCode, 401);
    assert.equal(world.refreshes, 1);
    assert.equal(world.session.state, 'connected');
  });

  it('is one for 50 requests at once', async () => {
    await world.session.connect(world.client, world.issued());
    world.simulator.expireAccessTokens();
    const ids = Array.from({ length: 50 }, (_, index) => index + 1);
    await Promise.allSettled(
      ids.map((id) => world.session.send(getDevice(id), new AbortController().signal)),
    );
    assert.equal(world.refreshes, 1);
  });

  it('and the replay are shared by reads of the same', async () => {
    await world.session.connect(world.client, world.issued());
    world.simulator.expireAccessTokens();
    await Promise.all(Array.from({ length: 50 }, () => world.list()));
    assert.equal(world.refreshes, 1);
    assert.equal(world.simulator.countRequests('GET', DEVICES), 2);
  });

  it('is not repeated for a request whose 401 comes after another has refreshed', async () => {
    await world.session.connect(world.client, world.issued());
    world.simulator.expireAccessTokens();
    const first = `${DEVICES}/18`;
    world.simulator.fail(first, { delay: 100, status: 401 });
    const late = world.session.send(getDevice(18), new AbortController().signal);
    await world.simulator.requested('GET', first);
    await world.list();
    await late;
    assert.equal(world.refreshes, 1);
  });

  it('is on disk before the new token is used', async () => {
    await world.session.connect(world.client, world.issued());
    world.simulator.expireAccessTokens();
    const writes = world.settings.writes;
    const seen: number[] = [];
    const look = () => {
      seen.push(world.settings.writes - writes);
      return {};
    };
    world.simulator.fail(DEVICES, () => ({ ...look(), afterEffect: true }), 2);
    await world.list();
    assert.deepEqual(seen, [0, 1]);
  });

  it('keeps the rotated token over a restart', async () => {
    await world.session.connect(world.client, world.issued());
    world.simulator.expireAccessTokens();
    await world.list();
    world.restart();
    world.simulator.expireAccessTokens();
    await world.list();
    assert.equal(world.refreshes, 2);
  });

  it('goes on in memory when it cannot be saved, says so, and is saved by the next one', async () => {
    await world.session.connect(world.client, world.issued());
    world.settings.failures.push(new Error('disk full'));
    world.simulator.expireAccessTokens();
    await world.list();
    assert.equal(world.session.persisted, false);
    assert.equal(world.statuses.at(-1), 'unsaved');
    world.simulator.expireAccessTokens();
    await world.list();
    assert.equal(world.session.persisted, true);
    assert.equal(world.statuses.at(-1), 'connected');
  });

  it('goes on when the message that wanted it is aborted', async () => {
    await world.session.connect(world.client, world.issued());
    world.simulator.expireAccessTokens();
    world.simulator.fail(TOKEN, { delay: 50, afterEffect: true });
    const controller = new AbortController();
    const aborted = errorOf(world.list(controller.signal));
    await world.simulator.requested('POST', TOKEN);
    controller.abort(new LaMetricError('UNREACHABLE', 'stopped'));
    assert.equal((await aborted).message, 'stopped');
    await world.list();
    assert.equal(world.refreshes, 1);
  });

  it('gives way to a new authorization that comes while it is under way', async () => {
    await world.session.connect(world.client, world.issued());
    world.simulator.expireAccessTokens();
    world.simulator.fail(TOKEN, { delay: 50, afterEffect: true });
    const message = world.list();
    await world.simulator.requested('POST', TOKEN);
    const newer = world.issued();
    await world.session.connect(world.client, newer);
    await message;
    const kept = world.store.read('a', world.client);
    assert.ok(typeof kept === 'object');
    assert.equal(kept.tokens.refreshToken, newer.refreshToken);
    world.restart();
    await world.list();
  });

  it('that is refused does no harm where a new authorization came meanwhile', async () => {
    await world.session.connect(world.client, world.expired());
    world.simulator.fail(TOKEN, { delay: 50, status: 400, body: '{"error":"invalid_grant"}' });
    const message = world.list();
    await world.simulator.requested('POST', TOKEN);
    await world.session.connect(world.client, world.issued());
    await message;
    assert.equal(world.session.state, 'connected');
  });

  it('gives way to tokens of the implicit flow, which stay in memory', async () => {
    await world.session.connect(world.client, world.expired());
    world.simulator.fail(TOKEN, { delay: 50, afterEffect: true });
    const message = world.list();
    await world.simulator.requested('POST', TOKEN);
    const { accessToken } = world.issued();
    await world.session.connect(world.client, world.issued({ accessToken, refreshToken: undefined }));
    await message;
    assert.equal(world.session.grant, 'implicit');
  });

  it('unseals the record once', async () => {
    await world.session.connect(world.client, world.expired());
    const read = sinon.spy(world.store, 'read');
    await world.list();
    assert.equal(read.callCount, 1);
  });

  it('gives way to a disconnect that comes while it is under way', async () => {
    await world.session.connect(world.client, world.expired());
    world.simulator.fail(TOKEN, { delay: 50, afterEffect: true });
    const message = errorOf(world.list());
    await world.simulator.requested('POST', TOKEN);
    await world.session.disconnect();
    assert.equal((await message).code, 'NOT_AUTHORIZED');
    assert.equal(world.store.read('a', world.client), undefined);
  });

  it('is saved for its own client when another is deployed meanwhile', async () => {
    await world.session.connect(world.client, world.expired());
    world.simulator.fail(TOKEN, { delay: 50, afterEffect: true });
    const message = errorOf(world.list());
    await world.simulator.requested('POST', TOKEN);
    world.session.configure({ ...world.client, secret: 'another' });
    assert.equal((await message).code, 'NOT_AUTHORIZED');
    world.session.configure(world.client);
    await world.list();
    assert.equal(world.refreshes, 1);
  });

  it('tells apart two accounts', async () => {
    const other = new Session('b', world.client, world.store);
    await Promise.all([
      world.session.connect(world.client, world.expired()),
      other.connect(world.client, world.expired()),
    ]);
    await Promise.all([world.list(), world.list(), other.send(getDevices, new AbortController().signal)]);
    assert.equal(world.refreshes, 2);
  });
});
