/** Shared by tests of the client and of the session. */
import assert from 'node:assert/strict';
import type { Simulator } from '../../simulator/simulator';
import { LaMetricError } from '../../src/lametric/errors';
import type { TokenSet } from '../../src/lametric/cloud/oauth';

/** The error of a call, which has to be one of this package's. */
export async function errorOf(call: Promise<unknown>): Promise<LaMetricError> {
  const error: unknown = await call.then(
    () => assert.fail('The call succeeded.'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof LaMetricError, String(error));
  return error;
}

/** Tokens as a handshake would bring them. */
export function tokenSet(simulator: Simulator, changes: Partial<TokenSet> = {}): TokenSet {
  const { access_token, refresh_token, scope } = simulator.issueTokens();
  return {
    accessToken: access_token,
    refreshToken: refresh_token,
    scopes: scope.split(' '),
    expiresAt: Date.now() + 3_600_000,
    lifetime: 3_600_000,
    ...changes,
  };
}
