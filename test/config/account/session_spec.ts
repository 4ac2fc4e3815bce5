import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { type SessionStatus, Session } from '../../../src/config/account/session';
import { TokenStore } from '../../../src/config/account/token-store';
import { getDevice, getDevices } from '../../../src/lametric/cloud/cloud';
import type { Client, TokenSet } from '../../../src/lametric/cloud/oauth';
import { LaMetricError } from '../../../src/lametric/errors';
import { errorOf, tokenSet } from '../../helpers/lametric';
import { DEVICES, TOKEN } from '../../helpers/paths';
import { MemorySettings } from '../../helpers/settings';

describe('Session', () => {
  let simulator: Simulator;
  let client: Client;
  let settings: MemorySettings;
  let store: TokenStore;
  let session: Session;
  let statuses: SessionStatus[];

  before(async () => {
    simulator = await startSimulator();
    client = { cloudUrl: simulator.url, id: simulator.client.id, secret: simulator.client.secret };
  });

  beforeEach(() => {
    settings = new MemorySettings();
    start();
    simulator.clearRequests();
  });

  afterEach(() => {
    simulator.clearFaults();
    simulator.accessTokenLifetime = 3600;
  });

  after(() => simulator.close());

  /** What a start of Node-RED does, with the settings as they are on disk. */
  function start(): void {
    settings = settings.restarted();
    store = new TokenStore(settings, () => session.publish());
    session = new Session('a', client, store);
    statuses = [];
    session.onStatus((status) => statuses.push(status));
  }

  const issued = (overrides: Partial<TokenSet> = {}) => tokenSet(simulator, overrides);

  const withoutRefreshToken = (overrides: Partial<TokenSet> = {}): TokenSet =>
    issued({ refreshToken: undefined, ...overrides });

  const expired = () => issued({ expiresAt: Date.now() - 1 });

  const list = (signal = new AbortController().signal) => session.send(getDevices, signal);

  const refreshes = () => simulator.countRequests('POST', TOKEN);

  describe('states', () => {
    it('is disconnected without an authorization, and asks LaMetric for nothing', async () => {
      assert.equal(session.state, 'disconnected');
      assert.equal((await errorOf(list())).code, 'NOT_AUTHORIZED');
      assert.equal(simulator.requests.length, 0);
    });

    it('is connected by a handshake, and after a restart', async () => {
      await session.connect(client, issued());
      assert.equal(session.state, 'connected');
      start();
      assert.equal(session.state, 'connected');
      assert.equal(session.persisted, true);
      assert.equal((await list()).length, simulator.devices.length);
    });

    it('does not refresh merely because Node-RED started', async () => {
      await session.connect(client, expired());
      start();
      await new Promise(setImmediate);
      assert.equal(refreshes(), 0);
    });

    it('is disconnected by the user, for good', async () => {
      await session.connect(client, issued());
      await session.disconnect();
      assert.equal(session.state, 'disconnected');
      start();
      assert.equal(session.state, 'disconnected');
    });

    it('asks to connect again when the client has changed, and is back with the old one', async () => {
      await session.connect(client, issued());
      session.configure({ ...client, secret: 'another' });
      assert.equal(session.state, 'reconnect');
      assert.equal(session.reconnectReason, 'unreadable');
      assert.equal((await errorOf(list())).code, 'NOT_AUTHORIZED');
      session.configure(client);
      assert.equal(session.state, 'connected');
    });

    it('keeps its authorization when the same client is deployed again', async () => {
      settings.readOnly = true;
      await session.connect(client, issued());
      session.configure({ ...client });
      assert.equal(session.state, 'connected');
    });

    it('stops telling a listener that has gone', async () => {
      const told: SessionStatus[] = [];
      session.onStatus((status) => told.push(status))();
      await session.connect(client, issued());
      assert.deepEqual(told, ['disconnected']);
    });
  });

  describe('refresh', () => {
    it('comes before the request when the token is known to have expired', async () => {
      await session.connect(client, expired());
      await list();
      assert.deepEqual(
        simulator.requests.map(({ path }) => path),
        [TOKEN, DEVICES],
      );
      assert.deepEqual(statuses.slice(-2), ['refreshing', 'connected']);
    });

    it('comes 30 s before the end of a token', async () => {
      await session.connect(client, issued({ expiresAt: Date.now() + 29_000 }));
      await list();
      assert.equal(refreshes(), 1);
      await session.connect(client, issued({ expiresAt: Date.now() + 31_000 }));
      await list();
      assert.equal(refreshes(), 1);
    });

    it('leaves a token that lives for seconds most of its life', async () => {
      await session.connect(client, issued({ expiresAt: Date.now() + 1500, lifetime: 2000 }));
      await list();
      assert.equal(refreshes(), 0);
    });

    it('comes after a 401, and the request is replayed once', async () => {
      await session.connect(client, issued());
      simulator.expireAccessTokens();
      await list();
      assert.deepEqual(
        simulator.requests.map(({ path, status }) => [path, status]),
        [
          [DEVICES, 401],
          [TOKEN, 200],
          [DEVICES, 200],
        ],
      );
    });

    it('does not help against a second 401', async () => {
      await session.connect(client, issued());
      simulator.fail(DEVICES, { status: 401, body: '{"errors":[{"message":"Unauthorized"}]}' }, 2);
      const error = await errorOf(list());
      assert.equal(error.code, 'NOT_AUTHORIZED');
      assert.equal(error.statusCode, 401);
      assert.equal(refreshes(), 1);
      assert.equal(session.state, 'connected');
    });

    it('is one for 50 requests at once', async () => {
      await session.connect(client, issued());
      simulator.expireAccessTokens();
      const ids = Array.from({ length: 50 }, (_, index) => index + 1);
      await Promise.allSettled(ids.map((id) => session.send(getDevice(id), new AbortController().signal)));
      assert.equal(refreshes(), 1);
    });

    it('and the replay are shared by reads of the same', async () => {
      await session.connect(client, issued());
      simulator.expireAccessTokens();
      await Promise.all(Array.from({ length: 50 }, () => list()));
      assert.equal(refreshes(), 1);
      assert.equal(simulator.countRequests('GET', DEVICES), 2);
    });

    it('is not repeated for a request whose 401 comes after another has refreshed', async () => {
      await session.connect(client, issued());
      simulator.expireAccessTokens();
      const first = `${DEVICES}/18`;
      simulator.fail(first, { delay: 100, status: 401 });
      const late = session.send(getDevice(18), new AbortController().signal);
      await simulator.requested('GET', first);
      await list();
      await late;
      assert.equal(refreshes(), 1);
    });

    it('is on disk before the new token is used', async () => {
      await session.connect(client, issued());
      simulator.expireAccessTokens();
      const writes = settings.writes;
      const seen: number[] = [];
      const look = () => {
        seen.push(settings.writes - writes);
        return {};
      };
      simulator.fail(DEVICES, () => ({ ...look(), afterEffect: true }), 2);
      await list();
      assert.deepEqual(seen, [0, 1]);
    });

    it('keeps the rotated token over a restart', async () => {
      await session.connect(client, issued());
      simulator.expireAccessTokens();
      await list();
      start();
      simulator.expireAccessTokens();
      await list();
      assert.equal(refreshes(), 2);
    });

    it('goes on in memory when it cannot be saved, says so, and is saved by the next one', async () => {
      await session.connect(client, issued());
      settings.failures.push(new Error('disk full'));
      simulator.expireAccessTokens();
      await list();
      assert.equal(session.persisted, false);
      assert.equal(statuses.at(-1), 'unsaved');
      simulator.expireAccessTokens();
      await list();
      assert.equal(session.persisted, true);
      assert.equal(statuses.at(-1), 'connected');
    });

    it('goes on when the message that wanted it is aborted', async () => {
      await session.connect(client, issued());
      simulator.expireAccessTokens();
      simulator.fail(TOKEN, { delay: 50, afterEffect: true });
      const controller = new AbortController();
      const aborted = errorOf(list(controller.signal));
      await simulator.requested('POST', TOKEN);
      controller.abort(new LaMetricError('UNREACHABLE', 'stopped'));
      assert.equal((await aborted).message, 'stopped');
      await list();
      assert.equal(refreshes(), 1);
    });

    it('gives way to a new authorization that comes while it is under way', async () => {
      await session.connect(client, issued());
      simulator.expireAccessTokens();
      simulator.fail(TOKEN, { delay: 50, afterEffect: true });
      const message = list();
      await simulator.requested('POST', TOKEN);
      const newer = issued();
      await session.connect(client, newer);
      await message;
      const kept = store.read('a', client);
      assert.ok(typeof kept === 'object');
      assert.equal(kept.tokens.refreshToken, newer.refreshToken);
      start();
      await list();
    });

    it('gives way to a disconnect that comes while it is under way', async () => {
      await session.connect(client, expired());
      simulator.fail(TOKEN, { delay: 50, afterEffect: true });
      const message = errorOf(list());
      await simulator.requested('POST', TOKEN);
      await session.disconnect();
      assert.equal((await message).code, 'NOT_AUTHORIZED');
      assert.equal(store.read('a', client), undefined);
    });

    it('is saved for its own client when another is deployed meanwhile', async () => {
      await session.connect(client, expired());
      simulator.fail(TOKEN, { delay: 50, afterEffect: true });
      const message = errorOf(list());
      await simulator.requested('POST', TOKEN);
      session.configure({ ...client, secret: 'another' });
      assert.equal((await message).code, 'NOT_AUTHORIZED');
      session.configure(client);
      await list();
      assert.equal(refreshes(), 1);
    });

    it('tells apart two accounts', async () => {
      const other = new Session('b', client, store);
      await Promise.all([session.connect(client, expired()), other.connect(client, expired())]);
      await Promise.all([list(), list(), other.send(getDevices, new AbortController().signal)]);
      assert.equal(refreshes(), 2);
    });
  });

  describe('invalid_grant', () => {
    beforeEach(async () => {
      await session.connect(client, expired());
      simulator.revokeRefreshTokens();
      const { code, message } = await errorOf(list());
      assert.equal(code, 'NOT_AUTHORIZED');
      assert.match(message, /^400: /);
      assert.equal(refreshes(), 1);
    });

    it('latches: no further token request, whatever comes', async () => {
      const errors = await Promise.all(Array.from({ length: 1000 }, () => errorOf(list())));
      assert.ok(errors.every(({ code }) => code === 'NOT_AUTHORIZED'));
      assert.equal(refreshes(), 1);
      assert.equal(simulator.countRequests('GET', DEVICES), 0);
      assert.equal(statuses.at(-1), 'reconnect');
    });

    it('latches over a restart', async () => {
      start();
      assert.equal(session.reconnectReason, 'revoked');
      await errorOf(list());
      assert.equal(refreshes(), 1);
    });

    it('is cleared by a new authorization, over a restart too', async () => {
      await session.connect(client, issued());
      await list();
      start();
      await list();
      assert.equal(refreshes(), 1);
    });
  });

  it('shares no reads over a change of the authorization', async () => {
    await session.connect(client, issued());
    for (const change of [
      () => session.connect(client, issued()),
      () => session.disconnect().then(() => session.connect(client, issued())),
    ]) {
      simulator.clearRequests();
      simulator.fail(DEVICES, { delay: 100, afterEffect: true });
      const before = list();
      await simulator.requested('GET', DEVICES);
      await change();
      await Promise.all([before, list()]);
      assert.equal(simulator.countRequests('GET', DEVICES), 2);
    }
  });

  describe('transient failures', () => {
    it('of a refresh are retried, and latch nothing', async () => {
      await session.connect(client, expired());
      simulator.fail(TOKEN, { status: 503 });
      await list();
      assert.equal(refreshes(), 2);
    });

    it('of a refresh that go on fail the message, and leave the account as it was', async () => {
      const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
      try {
        await session.connect(client, expired());
        simulator.fail(TOKEN, { status: 429, headers: { 'Retry-After': '3600' } });
        assert.equal((await errorOf(list())).code, 'RATE_LIMITED');
        assert.equal(refreshes(), 1);
        assert.equal(session.state, 'connected');
      } finally {
        clock.restore();
      }
    });

    it('that are refusals of the client latch nothing either', async () => {
      await session.connect(client, expired());
      simulator.fail(TOKEN, { status: 401, body: '{"error":"invalid_client"}' });
      assert.equal((await errorOf(list())).code, 'REJECTED');
      assert.equal(session.state, 'connected');
    });

    it('of a request are retried', async () => {
      await session.connect(client, issued());
      simulator.fail(DEVICES, { cutAfter: 0 });
      await list();
      assert.equal(simulator.countRequests('GET', DEVICES), 2);
    });

    it('end with the message after 30 s in all', async () => {
      const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
      try {
        await session.connect(client, issued());
        simulator.fail(DEVICES, { delay: 10_000_000 }, Infinity);
        const began = Date.now();
        const message = errorOf(list());
        const ticking = setInterval(() => clock.tick(500), 1);
        assert.equal((await message).code, 'UNREACHABLE');
        clearInterval(ticking);
        assert.ok(Date.now() - began <= 31_000, `${Date.now() - began} ms`);
      } finally {
        clock.restore();
      }
    });
  });

  describe('the implicit flow', () => {
    const implicit = (): Client => ({ ...client, secret: '' });

    it('needs no client secret, and is kept in memory only', async () => {
      session.configure(implicit());
      assert.equal(session.state, 'disconnected');
      await session.connect(implicit(), withoutRefreshToken());
      await list();
      assert.equal(session.persisted, false);
      assert.equal(statuses.at(-1), 'connected');
      assert.doesNotMatch(JSON.stringify(settings.disk), /tokens/);
    });

    it('asks to connect again when its token has expired', async () => {
      await session.connect(implicit(), withoutRefreshToken({ expiresAt: Date.now() - 1 }));
      assert.equal(session.state, 'reconnect');
      assert.equal(session.reconnectReason, 'expired');
      assert.equal((await errorOf(list())).code, 'NOT_AUTHORIZED');
      assert.equal(refreshes(), 0);
    });

    it('does not refresh after a 401', async () => {
      await session.connect(implicit(), withoutRefreshToken());
      simulator.expireAccessTokens();
      assert.equal((await errorOf(list())).code, 'NOT_AUTHORIZED');
      assert.equal(refreshes(), 0);
    });

    it('takes the place of what was saved before', async () => {
      await session.connect(client, issued());
      await session.connect(client, withoutRefreshToken());
      start();
      assert.equal(session.state, 'disconnected');
    });
  });
});
