import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type Pairing, type PairingResult, startPairing } from '../../../src/lametric/clock/pairing';
import { LaMetricError } from '../../../src/lametric/errors';
import { type Asked, type Clock, refuse, reply, startClock } from '../../helpers/clock';
import { errorOf } from '../../helpers/lametric';

const UUID = '7b3636393566323030';
const ADMIN_KEY = 'web-admin-key';

const user = (group: string, origin: string, key: string, status = 'active') => ({
  group,
  origin,
  key,
  status,
  name: '',
  uuid: 'u',
});
const ADMIN = user('web_admin', 'local', ADMIN_KEY);

describe('Pairing', () => {
  let clock: Clock;
  let state: string;
  let users: unknown;
  const never = () => new AbortController().signal;

  const challenge = () => ({
    uuid: UUID,
    state,
    type: 'press_key',
    duration: 60,
    date: 'Sat Oct 3 13:50:12 2026',
  });

  /** As an sa8 does. */
  const answer: Clock['answer'] = (response, { method, path, headers }) => {
    switch (`${method} ${path}`) {
      case 'POST /api/v1/user/request?group=web_admin':
        return reply(response, 200, { challenge: challenge() });
      case `GET /api/v1/user/challenge/${UUID}`:
        return reply(response, 200, challenge());
      case 'POST /api/v1/user/request/exchange':
        return reply(response, 200, { user: ADMIN });
      case 'GET /api/v1/user': {
        const isAdmin = headers.cookie === `no-auth-challenge=1; authorization=${ADMIN_KEY}:`;
        return isAdmin
          ? reply(response, 200, users)
          : reply(response, 401, { error: { message: 'Invalid auth' } });
      }
      default:
        return refuse(response, 404, 'Resource not found');
    }
  };

  /** Lets the clock fail at a path; in all else it is as it was. */
  const failAt = (path: string, fail: Clock['answer']) => {
    clock.answer = (response, asked) => (asked.path === path ? fail : answer)(response, asked);
  };
  const start = () => startPairing({ host: '127.0.0.1', port: clock.port }, never());
  /** As `answer`, but with another challenge at first. */
  const challengeOf = (changes: object) =>
    failAt('/api/v1/user/request?group=web_admin', (response) =>
      reply(response, 200, { challenge: { ...challenge(), ...changes } }),
    );
  const countOf = (path: string) => clock.asked.filter((asked) => asked.path === path).length;
  const last = (): Asked | undefined => clock.asked.at(-1);

  before(async () => {
    clock = await startClock();
  });

  beforeEach(() => {
    clock.answer = answer;
    clock.asked.length = 0;
    state = 'in-progress';
    users = [user('guest', 'local', 'guest', 'inactive'), user('integration', 'remote', 'remote-key'), ADMIN];
  });

  after(() => clock.close());

  it('waits for the button, as long as the clock says', async () => {
    const pairing = await start();
    assert.equal(pairing.seconds, 60);
    assert.deepEqual(await pairing.poll(), { state: 'waiting' });
    assert.deepEqual(await pairing.poll(), { state: 'waiting' });
    assert.equal(countOf('/api/v1/user/request?group=web_admin'), 1);
  });

  for (const duration of [-1, 0, '60']) {
    it(`waits for a minute where the clock says ${JSON.stringify(duration)}`, async () => {
      challengeOf({ duration });
      assert.equal((await start()).seconds, 60);
    });
  }

  it('ends with the key for other programs', async () => {
    const pairing = await start();
    state = 'resolved';
    assert.deepEqual(await pairing.poll(), { state: 'paired', apiKey: 'remote-key' });
    const exchange = clock.asked.find(({ path }) => path.endsWith('/exchange'));
    assert.deepEqual(exchange?.body, { challenge_id: UUID });
  });

  it('takes the key of the clock itself rather than one of the cloud', async () => {
    users = [user('integration', 'remote', 'remote-key'), user('integration', 'local', 'local-key')];
    state = 'resolved';
    assert.deepEqual(await (await start()).poll(), { state: 'paired', apiKey: 'local-key' });
  });

  const without: [string, unknown][] = [
    ['has none', [ADMIN]],
    ['has one that is not active', [ADMIN, user('integration', 'local', 'old', 'inactive')]],
    ['has an empty one', [ADMIN, user('integration', 'local', '')]],
    ['has one of nothing', [ADMIN, { ...user('integration', 'local', ''), key: null }]],
  ];
  for (const [what, list] of without) {
    it(`fails when the clock ${what}`, async () => {
      users = list;
      state = 'resolved';
      assert.deepEqual(await (await start()).poll(), { state: 'failed', reason: 'no-key', said: '' });
    });
  }

  const hangUp: Clock['answer'] = (response) => response.destroy();

  const ends: [string, Clock['answer'], PairingResult][] = [
    ['expires', answer, { state: 'expired' }],
    ['fails without an answer', hangUp, { state: 'failed', reason: 'silent', said: 'ECONNRESET' }],
  ];
  for (const [what, behave, end] of ends) {
    it(`${what} some seconds after the time for the button`, async () => {
      const time = sinon.useFakeTimers({ toFake: ['performance'] });
      try {
        const pairing = await start();
        clock.answer = behave;
        time.tick(69_000);
        assert.deepEqual(await pairing.poll(), { state: 'waiting' });
        time.tick(1000);
        assert.deepEqual(await pairing.poll(), end);
      } finally {
        time.restore();
      }
    });
  }

  it('expires when the clock says so', async () => {
    const pairing = await start();
    state = 'expired';
    assert.deepEqual(await pairing.poll(), { state: 'expired' });
  });

  it('shares one request among concurrent calls', async () => {
    const pairing = await start();
    state = 'resolved';
    const [first, second] = await Promise.all([pairing.poll(), pairing.poll()]);
    assert.equal(first, second);
    assert.equal(countOf('/api/v1/user/request/exchange'), 1);
  });

  describe('with a clock that refuses', () => {
    const refusals: [string, string, number, string][] = [
      ['to tell how far it is', `/api/v1/user/challenge/${UUID}`, 500, 'Failed to get info about challenge'],
      ['the exchange', '/api/v1/user/request/exchange', 400, 'Invalid challenge status in-progress'],
      ['to list its users', '/api/v1/user', 401, 'Invalid auth'],
    ];
    for (const [what, path, status, message] of refusals) {
      it(`${what}: fails with its words`, async () => {
        const pairing = await start();
        state = 'resolved';
        failAt(path, (response) => reply(response, status, { error: { message } }));
        const said = `${status}: ${message}`;
        assert.deepEqual(await pairing.poll(), { state: 'failed', reason: 'refused', said });
      });
    }

    it('in an unknown word: fails with it', async () => {
      const pairing = await start();
      state = 'rejected';
      assert.deepEqual(await pairing.poll(), { state: 'failed', reason: 'refused', said: 'rejected' });
    });

    it('and quotes a key: does not tell it', async () => {
      state = 'resolved';
      failAt('/api/v1/user', (response) => refuse(response, 403, `not with ${ADMIN_KEY}`));
      const result = await (await start()).poll();
      assert.deepEqual(result, { state: 'failed', reason: 'refused', said: '403: not with …' });
    });

    it('to pair, as an LM 37X8 does, or does not know of it: is not supported', async () => {
      for (const status of [401, 404, 405]) {
        clock.answer = (response) => refuse(response, status, 'Authorization is required');
        assert.equal((await errorOf(start())).code, 'NOT_SUPPORTED');
      }
    });
  });

  describe('with unusable answers', () => {
    it('does not begin', async () => {
      const challenges = [
        {},
        { uuid: UUID, state: '<p>' },
        ...['', '..', '\ud800'].map((uuid) => ({ uuid, state })),
      ].map((each) => ({ challenge: each }));
      for (const body of [null, {}, ...challenges]) {
        clock.answer = (response) => reply(response, 200, body);
        assert.equal((await errorOf(start())).code, 'BAD_RESPONSE');
      }
    });

    it('fails', async () => {
      state = 'resolved';
      for (const key of [undefined, '', 'a;b', 'a\r\nb', 'ключ', 7]) {
        const pairing = await start();
        failAt('/api/v1/user/request/exchange', (response) => reply(response, 200, { user: { key } }));
        const result = await pairing.poll();
        assert.equal(result.state, 'failed');
        clock.answer = answer;
      }
      assert.equal(countOf('/api/v1/user'), 0);
      users = { users: [] };
      assert.equal((await (await start()).poll()).state, 'failed');
    });

    it('waits a minute where the clock does not say how long', async () => {
      clock.answer = (response) => reply(response, 200, { challenge: { uuid: UUID, state } });
      assert.equal((await start()).seconds, 60);
    });
  });

  describe('with a clock that hangs up', () => {
    it('does not begin, and does not try again', async () => {
      clock.answer = hangUp;
      assert.equal((await errorOf(start())).code, 'UNREACHABLE');
      assert.equal(clock.asked.length, 1);
    });

    it('waits, and goes on with it later', async () => {
      const pairing = await start();
      state = 'resolved';
      for (const path of [`/api/v1/user/challenge/${UUID}`, '/api/v1/user']) {
        failAt(path, hangUp);
        assert.deepEqual(await pairing.poll(), { state: 'waiting' });
      }
      clock.answer = answer;
      assert.deepEqual(await pairing.poll(), { state: 'paired', apiKey: 'remote-key' });
      assert.equal(countOf('/api/v1/user/request/exchange'), 1);
      assert.equal(last()?.path, '/api/v1/user');
    });

    it('fails when that was during the exchange, which may have been done', async () => {
      const pairing = await start();
      state = 'resolved';
      failAt('/api/v1/user/request/exchange', hangUp);
      assert.equal((await pairing.poll()).state, 'failed');
    });
  });

  it('ends within 10 s a look at a clock that does not answer', async () => {
    const pairing: Pairing = await start();
    const time = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const asked = new Promise<void>((resolve) => {
        clock.answer = () => resolve();
      });
      const result = pairing.poll();
      await asked;
      time.tick(10_000);
      assert.deepEqual(await result, { state: 'waiting' });
    } finally {
      time.restore();
    }
  });

  it('does not begin after an abort', async () => {
    const stopped = new LaMetricError('UNREACHABLE', 'stopped');
    const starting = startPairing({ host: '127.0.0.1', port: clock.port }, AbortSignal.abort(stopped));
    assert.equal(await errorOf(starting), stopped);
    assert.equal(clock.asked.length, 0);
  });
});
