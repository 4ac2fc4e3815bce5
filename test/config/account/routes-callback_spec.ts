import assert from 'node:assert/strict';
import { textFields, visit } from '../../../harness/account';
import { CALLBACK, INVALID_INPUT, RoutesWorld, errorOf, stateOf } from '../../helpers/routes';

describe('The endpoint callback', () => {
  let world: RoutesWorld;

  before(async () => {
    world = await RoutesWorld.start();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  /** The callback page as it came, but for the time. */
  const page = async (query: string) => {
    const { status, headers, body } = await world.get(CALLBACK + query);
    const { date: _date, ...others } = Object.fromEntries(headers);
    return { status, headers: others, body };
  };

  it('shows its page to who comes without a query', async () => {
    const { status, headers, body } = await page('');
    assert.equal(status, 200);
    assert.match(String(body), /^<!DOCTYPE html>/);
    assert.match(headers['content-security-policy'] ?? '', /^default-src 'none'; script-src 'sha256-/);
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['set-cookie'], undefined);
  });

  it('accepts the redirect of LaMetric, which comes from another site', async () => {
    const { handshake, authorizeUrl } = await world.started();
    const { search } = new URL(await world.simulator.authorize(authorizeUrl));
    const response = await world.get(CALLBACK + search, { 'Sec-Fetch-Site': 'cross-site' });
    assert.equal(response.status, 200);
    assert.equal(await stateOf(world.redeem({ handshake })), 'connected');
  });

  const SCRIPT = encodeURIComponent('"><script>alert(1)</script>');
  const CONTROL = '%00%0d%0aSet-Cookie:%20a=b%0d%0a%0d%0a%1b[2J';
  const UNICODE = encodeURIComponent('‮😀﷽\u2028');
  const HUGE = 'x'.repeat(10_000);
  const hostile: [what: string, query: (state: string) => string][] = [
    ['an unknown state', () => `?state=${'A'.repeat(43)}&code=c`],
    ['a state of control characters', () => `?state=${CONTROL}&code=c`],
    ['a state that cannot be decoded', () => '?state=%ff%zz&code=c'],
    ['a huge state', () => `?state=${HUGE}&code=c`],
    ['two states', (state) => `?state=${state}&state=${state}&code=c`],
    ['a list of states', (state) => `?state[]=${state}&code=c`],
    ['an object as its state', (state) => `?state[state]=${state}&code=c`],
    ['a state for the prototype', (state) => `?__proto__[state]=${state}&__proto__[code]=c`],
    ['a state that is a built-in name', () => '?toString=1&hasOwnProperty=1&constructor=1'],
    ['its state after a thousand others', (state) => `?${'a&'.repeat(1000)}state=${state}&code=c`],
    ['two codes', (state) => `?state=${state}&code=a&code=b`],
    ['an object as its code', (state) => `?state=${state}&code[a]=b`],
  ];
  for (const [what, query] of hostile) {
    it(`answers ${what} with the very same page and 400, and goes on waiting`, async () => {
      const { handshake, authorizeUrl, state } = await world.started();
      assert.deepEqual(await page(query(state)), { ...(await page('')), status: 400 });
      await visit(await world.simulator.authorize(authorizeUrl));
      assert.equal(await stateOf(world.redeem({ handshake })), 'connected');
    });
  }

  for (const [what, value] of [
    ['a script', SCRIPT],
    ['control characters', CONTROL],
    ['strange characters', UNICODE],
    ['a long text', 'x'.repeat(3000)],
  ]) {
    it(`shows nothing of an answer whose every other parameter is ${what}`, async () => {
      const { handshake, state } = await world.started();
      const query = `?state=${state}&code=${value}&error=${value}&error_description=${value}&${value}=${value}`;
      assert.deepEqual(await page(query), await page(''));
      const { message = '' } = textFields(await world.redeem({ handshake }));
      assert.match(message, /^[^\p{C}]{0,300}$/u);
    });
  }

  it('refuses a posted answer with an unknown state, and one that was used', async () => {
    const { state } = await world.started();
    assert.deepEqual(
      errorOf(await world.post(CALLBACK, { state: 'unknown', error: 'access_denied' })),
      INVALID_INPUT,
    );
    assert.equal((await world.post(CALLBACK, { state, error: 'access_denied' })).status, 204);
    assert.deepEqual(errorOf(await world.post(CALLBACK, { state, error: 'access_denied' })), INVALID_INPUT);
  });
});
