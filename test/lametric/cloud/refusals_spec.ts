import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import type { ErrorCode } from '../../../src/lametric/errors';
import { type Client, exchangeCode, parseScopes, refreshTokens } from '../../../src/lametric/cloud/oauth';
import { errorOf } from '../../helpers/lametric';
import { TOKEN } from '../../helpers/paths';

/** The subject of a refusal: the grant, which is lost; the client; or none that the answer names. */
type Subject = 'grant' | 'client' | 'nothing';

const AT_REFRESH: Record<Subject, [ErrorCode, string | undefined]> = {
  grant: ['NOT_AUTHORIZED', undefined],
  client: ['REJECTED', 'client'],
  nothing: ['REJECTED', 'token-endpoint'],
};
const AT_EXCHANGE: Record<Subject, [ErrorCode, string | undefined]> = {
  ...AT_REFRESH,
  grant: ['REJECTED', 'code'],
};

const json = (status: number, body: unknown): [number, string] => [status, JSON.stringify(body)];
const lametric = (status: number, message: string) => json(status, { errors: [{ message }] });
const oauth = (status: number, error: string, description?: string) =>
  json(status, { error, error_description: description });

const REFUSALS: Record<Subject, [status: number, body: string][]> = {
  grant: [
    oauth(400, 'invalid_grant'),
    oauth(401, 'invalid_grant'),
    oauth(403, 'invalid_grant'),
    oauth(500, 'invalid_grant'),
    oauth(200, 'invalid_grant'),
    oauth(400, 'INVALID_GRANT'),
    oauth(400, 'Invalid Grant'),
    oauth(400, 'invalid-grant'),
    oauth(400, 'invalidGrant'),
    oauth(400, 'invalid_grant', 'The client may not use it'),
    lametric(400, 'Invalid refresh token'),
    lametric(401, 'Invalid refresh token'),
    lametric(400, 'Not found'),
    lametric(401, 'Unauthorized'),
    json(400, { errors: [] }),
    oauth(401, 'invalid_token'),
    oauth(400, 'invalid_token', 'It has expired'),
    oauth(401, 'expired_token'),
    oauth(400, 'Invalid refresh token'),
    oauth(400, 'invalid_request', 'The refresh token is invalid'),
    json(400, { error: { code: 'invalid_grant', message: 'No' } }),
    json(401, { error: { code: 17, message: 'The refresh token has expired' } }),
    json(401, { error: { message: 'Invalid refresh token' } }),
  ],
  client: [
    oauth(400, 'invalid_client'),
    oauth(401, 'invalid_client'),
    oauth(200, 'invalid_client'),
    oauth(403, 'unauthorized_client'),
    oauth(401, 'Invalid Client'),
    oauth(401, 'invalid_client', 'No token for this client'),
    lametric(401, 'Invalid client credentials'),
    oauth(400, 'invalid_request', 'Unknown client_id'),
    json(401, { error: { code: 'invalid_client', message: 'No' } }),
  ],
  nothing: [
    oauth(400, 'unsupported_grant_type'),
    oauth(400, 'unsupported_grant_type', 'This grant is not supported'),
    json(400, { error: { code: 'unsupported_grant_type', message: 'Unknown grant type' } }),
    oauth(400, 'invalid_request'),
    oauth(400, 'invalid_scope'),
    lametric(403, 'Invalid refresh token'),
    lametric(418, 'Invalid refresh token'),
    json(400, {}),
    json(400, ['Invalid refresh token']),
    json(401, 'Invalid refresh token'),
    [400, ''],
    [401, ''],
    [401, '<h1>Invalid refresh token</h1>'],
    [403, '<h1>Forbidden</h1>'],
    [404, ''],
  ],
};

describe('A refusal at the token endpoint', () => {
  let simulator: Simulator;
  let client: Client;

  before(async () => {
    simulator = await startSimulator();
    client = { cloudUrl: simulator.url, id: simulator.client.id, secret: simulator.client.secret };
  });
  afterEach(() => simulator.clearFaults());
  after(() => simulator.close());

  for (const subject of ['grant', 'client', 'nothing'] as const) {
    for (const [status, body] of REFUSALS[subject]) {
      it(`is about ${subject}: ${status} ${body}`, async () => {
        simulator.fail(TOKEN, { status, body }, 2);
        const refresh = await errorOf(refreshTokens(client, { refreshToken: 'r-1', scopes: [] }));
        assert.deepEqual([refresh.code, refresh.reason], AT_REFRESH[subject]);
        const exchange = await errorOf(exchangeCode(client, 'c-1', 'http://localhost/', []));
        assert.deepEqual([exchange.code, exchange.reason], AT_EXCHANGE[subject]);
      });
    }
  }

  it('that may pass is none', async () => {
    for (const [status, body] of [
      oauth(500, 'server_error'),
      oauth(429, 'slow_down'),
      oauth(503, 'invalid_client'),
    ]) {
      simulator.fail(TOKEN, { status, body });
      assert.ok((await errorOf(refreshTokens(client, { refreshToken: 'r-1', scopes: [] }))).retryable);
    }
  });
});

describe('Scopes', () => {
  it('may be separated by spaces or commas', () => {
    assert.deepEqual(parseScopes(' basic,devices_read, devices_write  other '), [
      'basic',
      'devices_read',
      'devices_write',
      'other',
    ]);
  });
});
