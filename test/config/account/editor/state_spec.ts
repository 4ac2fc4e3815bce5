import assert from 'node:assert/strict';
import {
  type Configuration,
  hasChanged,
  formatMoment,
  readAccountState,
  readUser,
} from '../../../../src/config/account/editor/state';
import { joinScopes, splitScopes } from '../../../../src/config/account/editor/scopes';

describe('The state of an account', () => {
  it('is read from the answer', () => {
    const answer = {
      state: 'connected',
      flow: 'implicit',
      scopes: ['basic'],
      expiresAt: '2026-05-04T03:02:01.000Z',
      renewedAt: '2026-05-04T02:02:01.000Z',
      persisted: false,
    };
    const expiresAt = new Date(answer.expiresAt);
    const renewedAt = new Date(answer.renewedAt);
    assert.deepEqual(readAccountState(answer), { ...answer, expiresAt, renewedAt, message: '' });
  });

  it('is that of an account which is not set up where the answer makes no sense', () => {
    const unknown = {
      state: 'unconfigured',
      flow: 'code',
      scopes: [],
      expiresAt: undefined,
      renewedAt: undefined,
      persisted: true,
      message: '',
    };
    for (const answer of [undefined, null, 'text', [], {}, { state: 'x', scopes: 'x', expiresAt: 'x' }]) {
      assert.deepEqual(readAccountState(answer), unknown);
    }
  });

  it('names the user by what LaMetric knows', () => {
    assert.equal(readUser({ id: 1, name: 'Ada', email: 'ada@example.com' }), 'Ada (ada@example.com)');
    assert.equal(readUser({ name: 'Ada' }), 'Ada');
    assert.equal(readUser({ name: '', email: 'ada@example.com' }), 'ada@example.com');
    assert.equal(readUser(null), '');
  });

  it('tells the time without today’s date', () => {
    const now = new Date(2026, 4, 4, 12, 0);
    assert.equal(formatMoment(new Date(2026, 4, 4, 15, 7), now, 'de'), '15:07');
    assert.match(formatMoment(new Date(2026, 4, 5, 15, 7), now, 'de'), /05\.05\.2026.*15:07/);
  });

  const then: Configuration = {
    clientId: 'c',
    clientSecret: 's',
    flow: 'code',
    scopes: 'basic devices_read',
  };
  for (const [change, changed] of [
    [{}, false],
    [{ scopes: 'devices_read  basic' }, false],
    [{ scopes: 'basic' }, true],
    [{ clientId: 'x' }, true],
    [{ clientSecret: 'x' }, true],
    [{ flow: 'implicit' }, true],
  ] as const) {
    it(`${changed ? 'differs' : 'does not differ'} after ${JSON.stringify(change)}`, () => {
      assert.equal(hasChanged({ ...then, ...change }, then), changed);
    });
  }

  it('does not depend on the secret where none is used', () => {
    const implicit = { ...then, flow: 'implicit' };
    assert.equal(hasChanged({ ...implicit, clientSecret: 'x' }, implicit), false);
  });
});

describe('The scopes', () => {
  it('are saved in one order, and unknown ones are kept', () => {
    assert.equal(joinScopes(['devices_write', 'basic'], 'basic devices_read'), 'basic devices_write');
    assert.equal(joinScopes(['basic'], ' later  devices_read '), 'basic later');
    assert.equal(joinScopes([], 'basic'), '');
    assert.deepEqual(splitScopes('  a\tb '), ['a', 'b']);
  });
});
