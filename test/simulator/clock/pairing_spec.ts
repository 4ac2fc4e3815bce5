import assert from 'node:assert/strict';
import sinon from 'sinon';
import { startClock, type Clock } from '../../../simulator/clock/clock';
import { isObject } from '../../../src/lametric/guards';
import { ask, askAt, type ClockAnswer } from './ask';
import { CHALLENGE, shapeOf, USER } from './shapes';

describe('simulator: pairing by the button of a clock', () => {
  let clock: Clock;
  let time: sinon.SinonFakeTimers;

  beforeEach(async () => {
    time = sinon.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 9, 3, 13, 50, 8) });
    clock = await startClock();
  });

  afterEach(async () => {
    await clock.unplug();
    time.restore();
  });

  function web(method: string, path: string, body?: unknown, cookie?: string): Promise<ClockAnswer> {
    return askAt(`${clock.url}${path}`, method, body, cookie === undefined ? {} : { headers: { cookie } });
  }

  async function begin(): Promise<string> {
    const { body } = await web('POST', '/api/v1/user/request?group=web_admin');
    assert.ok(isObject(body) && isObject(body['challenge']));
    return String(body['challenge']['uuid']);
  }

  const exchange = (uuid: string): Promise<ClockAnswer> =>
    web('POST', '/api/v1/user/request/exchange', { challenge_id: uuid });

  async function adminKey(): Promise<string> {
    const uuid = await begin();
    clock.press();
    const { body } = await exchange(uuid);
    assert.ok(isObject(body) && isObject(body['user']));
    return String(body['user']['key']);
  }

  const users = (key: string): Promise<ClockAnswer> =>
    web('GET', '/api/v1/user', undefined, `no-auth-challenge=1; authorization=${key}:`);

  function integrations({ body }: ClockAnswer): unknown[] {
    assert.ok(Array.isArray(body));
    return body
      .filter((user) => isObject(user) && user['group'] === 'integration')
      .map(({ key, origin, status }) => [key, origin, status]);
  }

  it('asks for a press on the display and tells when it came', async () => {
    const { status, body } = await web('POST', '/api/v1/user/request?group=web_admin');
    assert.equal(status, 200);
    assert.deepEqual(shapeOf(body), { challenge: CHALLENGE });
    assert.ok(isObject(body) && isObject(body['challenge']));
    const { uuid, state, duration, date } = body['challenge'];
    assert.deepEqual([state, duration, date], ['in-progress', 60, 'Sat Oct 3 13:50:08 2026']);
    assert.equal(clock.shown?.source, 'pairing');

    time.tick(4000);
    clock.press();
    const after = (await web('GET', `/api/v1/user/challenge/${String(uuid)}`)).body;
    assert.deepEqual(after, { ...body['challenge'], state: 'resolved', date: 'Sat Oct 3 13:50:12 2026' });
    assert.equal(clock.shown.source, 'app');
  });

  it('hands out a key of the web interface, which lists the API key', async () => {
    const uuid = await begin();
    clock.press();
    const exchanged = await exchange(uuid);
    assert.deepEqual(shapeOf(exchanged.body), { user: USER });
    assert.ok(isObject(exchanged.body) && isObject(exchanged.body['user']));
    const { uuid: userId, key } = exchanged.body['user'];
    for (const id of [uuid, userId, key]) assert.match(String(id), /^7b([0-9a-f]{2}){36}7d$/);
    assert.equal(new Set([uuid, userId, key]).size, 3);
    const listed = await users(await adminKey());
    assert.deepEqual(shapeOf(listed.body), [USER, USER, USER, USER]);
    assert.deepEqual(integrations(listed), [[clock.accountKey, 'remote', 'active']]);
  });

  it('lists a key from the phone app as the local one, which the cloud does not know', async () => {
    const before = clock.accountKey;
    clock.renewKey({ inApp: true });
    assert.deepEqual(integrations(await users(await adminKey())), [
      [before, 'remote', 'inactive'],
      [clock.apiKey, 'local', 'active'],
    ]);
    assert.equal(clock.accountKey, before);
    assert.equal((await ask(clock, 'GET', '/api/v2')).status, 200);
  });

  it('expires after a minute', async () => {
    const uuid = await begin();
    time.tick(60_000);
    clock.press();
    const { body } = await web('GET', `/api/v1/user/challenge/${uuid}`);
    assert.ok(isObject(body));
    assert.equal(body['state'], 'expired');
    const late = await exchange(uuid);
    assert.deepEqual(
      [late.status, late.body],
      [400, { error: { message: 'Invalid challenge status expired' } }],
    );
  });

  it('is exchanged once, after the press', async () => {
    const uuid = await begin();
    const early = await exchange(uuid);
    assert.deepEqual(
      [early.status, early.body],
      [400, { error: { message: 'Invalid challenge status in-progress' } }],
    );
    clock.press();
    assert.equal((await exchange(uuid)).status, 200);
    assert.equal((await exchange(uuid)).status, 500);
  });

  it('knows no other challenge and no other key', async () => {
    const unknown = await web('GET', '/api/v1/user/challenge/7b00');
    assert.deepEqual(
      [unknown.status, unknown.body],
      [500, { error: { message: 'Failed to get info about challenge' } }],
    );
    for (const key of ['', 'wrong', clock.apiKey]) {
      const refused = await users(key);
      assert.deepEqual([refused.status, refused.body], [401, { error: { message: 'Invalid auth' } }]);
    }
  });

  it('is not there on an LM 37X8, which wants a login for all of it', async () => {
    assert.equal((await web('GET', '/')).status, 200);
    clock.kindName = 'LM 37X8 2.3.9';
    const root = await web('GET', '/');
    assert.deepEqual([root.status, root.body], [404, { errors: [{ message: 'Resource not found' }] }]);
    for (const [method, path] of [
      ['POST', '/api/v1/user/request?group=web_admin'],
      ['GET', '/api/v1/user'],
    ] as const) {
      const { status, body } = await web(method, path);
      assert.deepEqual([status, body], [401, { errors: [{ message: 'Authorization is required' }] }]);
    }
  });

  it('lets no key out unnoticed', async () => {
    const key = await adminKey();
    clock.renewKey();
    const secrets = clock.secrets();
    assert.ok([key, clock.apiKey, clock.accountKey].every((each) => secrets.includes(each)));
  });
});
