import assert from 'node:assert/strict';
import sinon from 'sinon';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { DEVICES, TOKEN } from '../helpers/paths';
import { CLOUD, shapeOf } from './clock/shapes';
import { consent, exchangeForm, postToken, refreshForm, resource } from './requests';

describe('simulator: tokens', () => {
  let simulator: Simulator;

  beforeEach(async () => {
    simulator = await startSimulator();
  });

  afterEach(async () => {
    sinon.restore();
    await simulator.close();
  });

  async function newCode(): Promise<string> {
    return (await consent(simulator)).get('code') ?? '';
  }

  describe('the exchange of a code', () => {
    it('returns a pair of tokens with the scopes that were granted', async () => {
      const { status, headers, body } = await postToken(simulator, exchangeForm(simulator, await newCode()));
      assert.equal(status, 200);
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(JSON.stringify(shapeOf(body)), JSON.stringify(CLOUD.tokens));
      assert.equal(body['expires_in'], 3600);
      assert.equal(body['token_type'], 'Bearer');
      assert.equal(body['scope'], 'basic devices_read');
      for (const name of ['access_token', 'refresh_token']) {
        assert.match(String(body[name]), /^[0-9a-f]{40}$/);
      }
      assert.equal((await resource(simulator, DEVICES, body['access_token'])).status, 200);
    });

    it('may be multipart', async () => {
      const form = new FormData();
      for (const [name, value] of Object.entries(exchangeForm(simulator, await newCode())))
        form.append(name, value);
      const response = await fetch(simulator.url + TOKEN, { method: 'POST', body: form });
      assert.equal(response.status, 200);
    });

    it('may not be JSON', async () => {
      const response = await fetch(simulator.url + TOKEN, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(exchangeForm(simulator, await newCode())),
      });
      assert.equal(response.status, 400);
    });

    it('works once; a replay fails and ends the tokens of the first', async () => {
      const form = exchangeForm(simulator, await newCode());
      const first = await postToken(simulator, form);
      const replay = await postToken(simulator, form);
      assert.equal(replay.status, 400);
      assert.equal(replay.body['error'], 'invalid_grant');
      assert.equal((await resource(simulator, DEVICES, first.body['access_token'])).status, 401);
      const refresh = await postToken(simulator, refreshForm(simulator, String(first.body['refresh_token'])));
      assert.equal(refresh.body['error'], 'invalid_grant');
    });

    it('fails once the code has expired', async () => {
      const clock = sinon.useFakeTimers({ now: Date.now(), toFake: ['Date'] });
      const form = exchangeForm(simulator, await newCode());
      clock.tick(simulator.codeLifetime * 1000);
      const { status, body } = await postToken(simulator, form);
      assert.equal(status, 400);
      assert.equal(body['error'], 'invalid_grant');
    });

    const wrong = {
      'another redirect address': [
        { redirect_uri: 'http://localhost:1880/lametric-account/callback' },
        400,
        'invalid_grant',
      ],
      'an unknown code': [{ code: 'unknown' }, 400, 'invalid_grant'],
      'a wrong secret': [{ client_secret: 'wrong' }, 401, 'invalid_client'],
      'a wrong client': [{ client_id: 'wrong' }, 401, 'invalid_client'],
      'an unknown grant type': [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
    } as const;
    for (const [what, [change, status, error]] of Object.entries(wrong)) {
      it(`fails with ${what}, without using the code up`, async () => {
        const form = exchangeForm(simulator, await newCode());
        const refused = await postToken(simulator, { ...form, ...change });
        assert.equal(refused.status, status);
        assert.equal(refused.body['error'], error);
        assert.equal(typeof refused.body['error_description'], 'string');
        assert.equal((await postToken(simulator, form)).status, 200);
      });
    }
  });

  describe('a refresh', () => {
    it('returns a new pair, kills the old refresh token and leaves the old access token alone', async () => {
      const old = simulator.issueTokens();
      const { status, body } = await postToken(simulator, refreshForm(simulator, old.refresh_token));
      assert.equal(status, 200);
      assert.notEqual(body['refresh_token'], old.refresh_token);
      assert.equal(body['scope'], 'basic devices_read devices_write');
      assert.equal((await resource(simulator, DEVICES, body['access_token'])).status, 200);
      assert.equal((await resource(simulator, DEVICES, old.access_token)).status, 200);

      const replay = await postToken(simulator, refreshForm(simulator, old.refresh_token));
      assert.equal(replay.status, 400);
      assert.equal(replay.body['error'], 'invalid_grant');
    });

    it('fails after the refresh tokens were revoked', async () => {
      const { refresh_token } = simulator.issueTokens();
      simulator.revokeRefreshTokens();
      const { status, body } = await postToken(simulator, refreshForm(simulator, refresh_token));
      assert.equal(status, 400);
      assert.equal(body['error'], 'invalid_grant');
    });

    for (const [refreshRefusal, status] of [
      ['lametric-400', 400],
      ['lametric-401', 401],
    ] as const) {
      it(`is refused in LaMetric's form by ${status} if it is set so`, async () => {
        simulator.refreshRefusal = refreshRefusal;
        const refused = await postToken(simulator, refreshForm(simulator, 'unknown'));
        assert.equal(refused.status, status);
        assert.deepEqual(refused.body, { errors: [{ message: 'Invalid refresh token' }] });
      });
    }

    it('fails once the refresh token has expired, if they do', async () => {
      const clock = sinon.useFakeTimers({ now: Date.now(), toFake: ['Date'] });
      simulator.refreshTokenLifetime = 10;
      const { refresh_token } = simulator.issueTokens();
      clock.tick(9_999);
      const { body } = await postToken(simulator, refreshForm(simulator, refresh_token));
      clock.tick(10_000);
      const late = await postToken(simulator, refreshForm(simulator, String(body['refresh_token'])));
      assert.equal(late.body['error'], 'invalid_grant');
    });

    it('takes the client by HTTP Basic', async () => {
      const { id, secret } = simulator.client;
      const refresh = (credentials: string) => {
        const { refresh_token } = simulator.issueTokens();
        return fetch(simulator.url + TOKEN, {
          method: 'POST',
          headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
          body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token }),
        });
      };
      assert.equal((await refresh(`${id}:${secret}`)).status, 200);
      for (const wrong of [`${id}:wrong`, `wrong:${secret}`, id]) {
        assert.equal((await refresh(wrong)).status, 401, wrong);
      }
    });

    it('fails with a wrong secret, without using the token up', async () => {
      const form = refreshForm(simulator, simulator.issueTokens().refresh_token);
      assert.equal((await postToken(simulator, { ...form, client_secret: '' })).status, 401);
      assert.equal((await postToken(simulator, form)).status, 200);
    });
  });

  describe('an access token', () => {
    it('is valid for its lifetime, which can be set while the simulator runs', async () => {
      const clock = sinon.useFakeTimers({ now: Date.now(), toFake: ['Date'] });
      simulator.accessTokenLifetime = 5;
      const { access_token, expires_in } = simulator.issueTokens();
      assert.equal(expires_in, 5);
      clock.tick(4999);
      assert.equal((await resource(simulator, DEVICES, access_token)).status, 200);
      clock.tick(1);
      assert.equal((await resource(simulator, DEVICES, access_token)).status, 401);
    });

    for (const end of ['expireAccessTokens', 'revokeAccessTokens'] as const) {
      it(`ends with ${end}, its refresh token does not`, async () => {
        const { access_token, refresh_token } = simulator.issueTokens();
        simulator[end]();
        assert.equal((await resource(simulator, DEVICES, access_token)).status, 401);
        assert.equal((await postToken(simulator, refreshForm(simulator, refresh_token))).status, 200);
      });
    }

    it('gets the documented refusal when it is unknown or missing', async () => {
      for (const options of [{ headers: { authorization: 'Bearer unknown' } }, {}]) {
        const response = await fetch(simulator.url + DEVICES, options);
        assert.equal(response.status, 401);
        assert.equal(response.headers.get('www-authenticate'), 'native');
        assert.deepEqual(await response.json(), { errors: [{ message: 'Unauthorized' }] });
      }
    });
  });
});
