import assert from 'node:assert/strict';
import { type Fault, type Simulator, startSimulator } from '../../../simulator/simulator';
import type { ErrorCode } from '../../../src/lametric/errors';
import {
  type Client,
  authorizeUrl,
  exchangeCode,
  parseTokenResponse,
  refreshTokens,
} from '../../../src/lametric/cloud/oauth';
import { errorOf } from '../../helpers/lametric';
import { TOKEN } from '../../helpers/paths';

describe('OAuth', () => {
  let simulator: Simulator;
  let client: Client;
  let redirectUri: string;

  before(async () => {
    simulator = await startSimulator();
    client = { cloudUrl: simulator.url, id: simulator.client.id, secret: simulator.client.secret };
    [redirectUri = ''] = simulator.client.redirectUris;
  });

  const issued = () => {
    const { refresh_token: refreshToken, scope } = simulator.issueTokens();
    return { refreshToken, scopes: scope.split(' ') };
  };

  afterEach(() => simulator.clearFaults());

  after(() => simulator.close());

  const consent = async (scopes: string[]) => {
    const request = {
      cloudUrl: simulator.url,
      clientId: client.id,
      redirectUri,
      scopes,
      state: 's',
      grant: 'code' as const,
    };
    return new URL(await simulator.authorize(authorizeUrl(request))).searchParams.get('code') ?? '';
  };

  it('builds the address that asks for consent', () => {
    const url = new URL(
      authorizeUrl({
        cloudUrl: 'https://developer.lametric.com',
        clientId: 'a b',
        redirectUri: 'https://h/x?y=1',
        scopes: ['basic', 'devices_read'],
        state: 'S',
        grant: 'implicit',
      }),
    );
    assert.equal(`${url.origin}${url.pathname}`, 'https://developer.lametric.com/api/v2/oauth2/authorize/');
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      client_id: 'a b',
      redirect_uri: 'https://h/x?y=1',
      response_type: 'token',
      scope: 'basic devices_read',
      state: 'S',
    });
  });

  it('exchanges a code for tokens', async () => {
    const before = Date.now();
    const tokens = await exchangeCode(client, await consent(['basic', 'devices_read']), redirectUri, [
      'basic',
    ]);
    assert.deepEqual(tokens.scopes, ['basic', 'devices_read']);
    assert.ok(tokens.refreshToken);
    assert.ok((tokens.expiresAt ?? 0) >= before + 3_600_000);
    assert.equal(simulator.requests.at(-1)?.headers['content-type'], 'application/x-www-form-urlencoded');
  });

  it('refreshes, and returns the new refresh token', async () => {
    const old = issued();
    const fresh = await refreshTokens(client, old);
    assert.ok(fresh.refreshToken);
    assert.notEqual(fresh.refreshToken, old.refreshToken);
    const dead = await errorOf(refreshTokens(client, old));
    assert.equal(dead.code, 'NOT_AUTHORIZED');
    assert.equal(dead.oauthError, 'invalid_grant');
  });

  const answers: [string, Fault, ErrorCode][] = [
    ['an answer without a token', { body: '{"access_token":""}' }, 'BAD_RESPONSE'],
    ['a token that no header could carry', { body: '{"access_token":"a\\r\\nb"}' }, 'BAD_RESPONSE'],
    ['a token of another type', { body: '{"access_token":"a","token_type":"mac"}' }, 'BAD_RESPONSE'],
    ['HTML', { body: '<html>' }, 'BAD_RESPONSE'],
    ['a redirect', { status: 307, headers: { Location: '/elsewhere' } }, 'BAD_RESPONSE'],
    ['5xx', { status: 502, body: '<html>' }, 'UNREACHABLE'],
    ['429', { status: 429, body: '' }, 'RATE_LIMITED'],
  ];
  for (const [what, fault, code] of answers) {
    it(`turns ${what} into ${code}`, async () => {
      simulator.fail(TOKEN, fault);
      assert.equal((await errorOf(refreshTokens(client, issued()))).code, code);
    });
  }

  it('takes tokens whatever content type the answer claims', async () => {
    simulator.fail(TOKEN, { afterEffect: true, headers: { 'Content-Type': 'text/html' } });
    assert.ok((await refreshTokens(client, issued())).accessToken);
  });

  it('never repeats a secret in an error', async () => {
    const old = issued();
    simulator.fail(TOKEN, {
      status: 400,
      body: JSON.stringify({ error: 'no', error_description: `${client.secret} ${old.refreshToken}` }),
    });
    assert.equal((await errorOf(refreshTokens(client, old))).message, '400: … …');
  });

  describe('a token response', () => {
    const previous = { refreshToken: 'old', scopes: ['basic'] };
    const parse = (body: object) => parseTokenResponse({ access_token: 'a', ...body }, previous, 1_000_000);

    it('keeps the refresh token and the scopes that it does not name', () => {
      const { refreshToken, scopes } = parse({}) ?? {};
      assert.deepEqual({ refreshToken, scopes }, { refreshToken: 'old', scopes: ['basic'] });
    });

    it('may give the lifetime as a number or as text', () => {
      assert.equal(parse({ expires_in: 60 })?.expiresAt, 1_060_000);
      assert.equal(parse({ expires_in: '60' })?.expiresAt, 1_060_000);
    });

    for (const expiresIn of [0, '0', null, '', 'soon', -1, Infinity, {}]) {
      it(`has no known end with a lifetime of ${JSON.stringify(expiresIn)}`, () => {
        assert.equal(parse({ expires_in: expiresIn })?.expiresAt, undefined);
      });
    }
  });
});
