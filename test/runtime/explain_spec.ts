import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import type { NodeAPI } from 'node-red';
import { type ErrorDetails, type ErrorCode, LaMetricError } from '../../src/lametric/errors';
import { explain } from '../../src/runtime/explain';

describe('An explanation', () => {
  let keys: string[];

  /** Explains an error where texts are their keys. */
  function hintOf(code: ErrorCode, details: Partial<ErrorDetails>): string | undefined {
    keys = [];
    const texts = { _: (key: string) => keys.push(key) && key };
    explain(Object.assign(api, texts), new LaMetricError(code, 'message', details), 'account');
    return keys.find((key) => key.startsWith('common.error.') && key !== 'common.error.at');
  }

  let api: NodeAPI;
  before(async () => {
    helper.init(require.resolve('node-red'));
    await helper.load([(RED) => (api = RED)], []);
  });
  after(() => helper.unload());

  for (const [what, code, details, hint] of [
    ['a network that fails', 'UNREACHABLE', {}, 'UNREACHABLE'],
    ['a LaMetric that answers with 503', 'UNREACHABLE', { statusCode: 503 }, 'out-of-order'],
    ['a name that is refused', 'REJECTED', { statusCode: 400 }, 'REJECTED'],
    [
      'an OAuth request that is refused',
      'REJECTED',
      { statusCode: 400, oauthError: 'invalid_scope' },
      'REJECTED',
    ],
    ['a wrong secret', 'REJECTED', { statusCode: 400, oauthError: 'invalid_client' }, 'client'],
    ["a wrong secret in LaMetric's own form", 'REJECTED', { statusCode: 401 }, 'client'],
  ] as const) {
    it(`of ${what} says what helps there`, () => {
      assert.equal(hintOf(code, details), `common.error.${hint}`);
    });
  }
});
