import assert from 'node:assert/strict';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { DEVICES } from '../helpers/paths';
import { authorizeUrl, consent, resource } from './requests';

describe('simulator: authorization', () => {
  let simulator: Simulator;

  beforeEach(async () => {
    simulator = await startSimulator();
  });

  afterEach(() => simulator.close());

  describe('the consent page', () => {
    it('lists what is asked for, with the login filled in and one button for each decision', async () => {
      const response = await fetch(authorizeUrl(simulator));
      const page = await response.text();
      assert.equal(response.status, 200);
      assert.match(page, /devices_read/);
      assert.doesNotMatch(page, /devices_write/);
      assert.match(page, /value="demo@example\.com"/);
      assert.match(page, /<button name="decision" value="approve"/);
      assert.match(page, /<button name="decision" value="deny"/);
    });

    it('sends the user back with a code and the state', async () => {
      const address = await simulator.authorize(authorizeUrl(simulator));
      const { origin, pathname, searchParams } = new URL(address);
      assert.equal(origin + pathname, simulator.client.redirectUris[0]);
      assert.match(searchParams.get('code') ?? '', /^[0-9a-f]{40}$/);
      assert.equal(searchParams.get('state'), 'state-1');
    });

    it('sends the user back with access_denied and the state after a denial', async () => {
      const result = await consent(simulator, {}, 'deny');
      assert.equal(result.get('error'), 'access_denied');
      assert.ok(result.get('error_description'));
      assert.equal(result.get('state'), 'state-1');
      assert.equal(result.get('code'), null);
    });

    it('asks again after a wrong password', async () => {
      const response = await fetch(authorizeUrl(simulator), {
        method: 'POST',
        body: new URLSearchParams({ email: simulator.user.email, password: 'wrong', decision: 'approve' }),
        redirect: 'manual',
      });
      assert.equal(response.status, 401);
      assert.match(await response.text(), /password is wrong/);
    });

    it('takes no decision from a page of another site', async () => {
      const response = await fetch(authorizeUrl(simulator), {
        method: 'POST',
        headers: { origin: 'http://evil.example' },
        body: new URLSearchParams({ email: simulator.user.email, password: 'demo', decision: 'approve' }),
        redirect: 'manual',
      });
      assert.equal(response.headers.get('location'), null);
    });

    it('cannot be framed and runs no script from elsewhere', async () => {
      const policy = (await fetch(authorizeUrl(simulator))).headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'self'/);
      assert.match(policy, /frame-ancestors 'none'/);
    });

    it('keeps the query of the redirect address', async () => {
      const redirectUri = `${simulator.client.redirectUris[0]}?from=editor`;
      const result = await consent(simulator, { redirect_uri: redirectUri });
      assert.equal(result.get('from'), 'editor');
      assert.ok(result.get('code'));
    });

    it('sends the user back with an error for an unknown scope and an unknown response type', async () => {
      assert.equal((await consent(simulator, { scope: 'basic admin' })).get('error'), 'invalid_scope');
      assert.equal((await consent(simulator, { scope: '' })).get('error'), 'invalid_scope');
      assert.equal(
        (await consent(simulator, { response_type: 'id_token' })).get('error'),
        'unsupported_response_type',
      );
    });

    it('leaves the state out if it was given none', async () => {
      const address = await simulator.authorize(authorizeUrl(simulator, { state: undefined }));
      assert.equal(new URL(address).searchParams.has('state'), false);
    });
  });

  describe('a request that is not trusted', () => {
    const registered = 'http://127.0.0.1:1880/lametric-account/callback';
    const unregistered = {
      'a slash at the end': `${registered}/`,
      'another host': 'http://localhost.example:1880/lametric-account/callback',
      'another port': 'http://127.0.0.1:1881/lametric-account/callback',
      'another scheme': 'https://127.0.0.1:1880/lametric-account/callback',
      'a longer path': `${registered}/more`,
      'another spelling of the path': 'http://127.0.0.1:1880/x/../lametric-account/callback',
      'another case': 'http://127.0.0.1:1880/Lametric-Account/callback',
      'a user name': 'http://127.0.0.1:1880@evil.example/lametric-account/callback',
      'a fragment': `${registered}#fragment`,
      'no address': '',
    };
    for (const [what, redirectUri] of Object.entries(unregistered)) {
      it(`is shown an error instead of being redirected: ${what}`, async () => {
        const response = await fetch(authorizeUrl(simulator, { redirect_uri: redirectUri }), {
          redirect: 'manual',
        });
        assert.equal(response.status, 400);
        assert.equal(response.headers.get('location'), null);
      });
    }

    it('is shown an error instead of being redirected: an unknown client', async () => {
      const response = await fetch(authorizeUrl(simulator, { client_id: 'other' }), { redirect: 'manual' });
      assert.equal(response.status, 400);
      assert.equal(response.headers.get('location'), null);
    });

    it('says how to register a redirect address', async () => {
      const address = 'http://pi.local:1880/lametric-account/callback';
      const page = await (await fetch(authorizeUrl(simulator, { redirect_uri: address }))).text();
      assert.ok(page.includes(`npm run simulator -- --redirect-uri ${address}`));
    });

    it('cannot bring markup into the page', async () => {
      const attack = `"'><script>alert(1)</script>`;
      for (const changes of [{ client_id: attack }, { redirect_uri: attack }]) {
        const page = await (await fetch(authorizeUrl(simulator, changes))).text();
        assert.doesNotMatch(page, /<script>/);
        assert.match(page, /&quot;&#39;&gt;&lt;script&gt;/);
      }
    });
  });

  describe('the implicit flow', () => {
    it('brings a usable access token in the fragment, and no refresh token', async () => {
      const address = new URL(await simulator.authorize(authorizeUrl(simulator, { response_type: 'token' })));
      const fragment = new URLSearchParams(address.hash.slice(1));
      assert.equal(address.search, '');
      assert.deepEqual([...fragment.keys()].toSorted(), [
        'access_token',
        'expires_in',
        'scope',
        'state',
        'token_type',
      ]);
      assert.equal(fragment.get('expires_in'), '3600');
      assert.equal(fragment.get('token_type'), 'Bearer');
      assert.equal(fragment.get('scope'), 'basic devices_read');
      assert.equal((await resource(simulator, DEVICES, fragment.get('access_token'))).status, 200);
    });

    it('brings a denial in the fragment', async () => {
      const url = authorizeUrl(simulator, { response_type: 'token' });
      const address = new URL(await simulator.authorize(url, 'deny'));
      const fragment = new URLSearchParams(address.hash.slice(1));
      assert.equal(address.search, '');
      assert.equal(fragment.get('error'), 'access_denied');
      assert.equal(fragment.get('state'), 'state-1');
    });
  });
});
