import type { Client } from '../../../lametric/cloud/oauth';
import { LaMetricError } from '../../../lametric/errors';
import type { StoredAuthorization } from './authorization';
import type { Refresher } from './refresher';
import type { TokenStore } from './token-store';

/**
 * Refreshes the tokens of an authorization and persists the result: new tokens, or that LaMetric refused the old ones.
 * @param id of the account's node
 * @returns the error if LaMetric no longer accepts the refresh token
 * @throws {LaMetricError} for any other error: the refresh token is as good as before
 */
export async function persistRefresh(
  refresher: Refresher,
  store: TokenStore,
  id: string,
  client: Client,
  old: StoredAuthorization,
): Promise<LaMetricError | undefined> {
  const { failure, ...result } = await refresher.refresh(client, old.tokens).then(
    (tokens) => ({ tokens, refreshedAt: Date.now(), revoked: false, failure: undefined }),
    (error: unknown) => {
      if (!(error instanceof LaMetricError && error.code === 'NOT_AUTHORIZED')) throw error;
      return { ...old, revoked: true, failure: error };
    },
  );
  // Another Node-RED may have used the refresh token up.
  if (failure !== undefined) await store.catchUp();
  await store.replace(id, client, old.generation, result);
  return failure;
}
