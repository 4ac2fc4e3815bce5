import assert from 'node:assert/strict';
import { clockFailureText, failureText, readFailure } from '../../src/editor/admin-api';

const text = (key: string, values?: object) =>
  key +
  Object.values(values ?? {})
    .map((value) => ` ${value}`)
    .join('');
const body = (code: string) => ({ error: { code, message: 'words' } });

describe('A failure of an admin request', () => {
  for (const [status, answer, isPermitted, expected] of [
    [0, undefined, true, 'failure.offline'],
    [401, undefined, true, 'failure.login'],
    [401, undefined, false, 'failure.permission'],
    [409, body('NOT_CONFIGURED'), true, 'error.at title.lametric-account error.account.NOT_CONFIGURED basic'],
    [502, body('FORBIDDEN'), true, 'error.at title.lametric-account error.account.FORBIDDEN basic'],
    [500, body('INTERNAL'), true, 'error.at title.lametric-account error.INTERNAL basic'],
    [502, body('UNREACHABLE'), true, 'words'],
    [400, body('INVALID_INPUT'), true, 'words'],
    [500, 'Internal Server Error', true, 'failure.refused 500'],
    [404, { error: { code: 5 } }, true, 'failure.refused 404'],
  ] as const) {
    it(`${status} ${JSON.stringify(answer)} is put as ${expected}`, () => {
      assert.equal(failureText(readFailure(status, answer, isPermitted), text, 'basic'), expected);
    });
  }

  it('to a clock is put in the words of the answer, not in those for an account', () => {
    assert.equal(clockFailureText(readFailure(409, body('NOT_CONFIGURED'), true), text), 'words');
    assert.equal(clockFailureText(readFailure(0, undefined, true), text), 'failure.offline');
  });
});
