import assert from 'node:assert/strict';
import {
  type Fields,
  addressProblem,
  clockProblem,
  fieldsFor,
  findMissing,
  quietProblem,
  setupOf,
  zoneProblem,
} from '../../../../src/config/device/editor/setup';

const EMPTY: Fields = { account: '', device: '', address: '', security: 'pinned', apiKey: '' };
const FROM_ACCOUNT: Fields = { ...EMPTY, account: 'a', device: '18' };
const BY_HAND: Fields = { ...EMPTY, address: 'clock.home', apiKey: '__PWRD__' };

describe('A clock is set up', () => {
  it('from the account, unless it is set up by hand already', () => {
    assert.equal(setupOf(EMPTY), 'account');
    assert.equal(setupOf(FROM_ACCOUNT), 'account');
    assert.equal(setupOf({ ...FROM_ACCOUNT, address: 'clock.home' }), 'account');
    assert.equal(setupOf(BY_HAND), 'key');
    assert.equal(setupOf({ ...EMPTY, apiKey: 'k' }), 'key');
    assert.equal(setupOf({ ...EMPTY, address: 'clock.home' }), 'key');
  });

  it('with the account in its own setup alone', () => {
    const both = { ...FROM_ACCOUNT, address: 'clock.home', apiKey: 'k' };
    assert.deepEqual(fieldsFor('account', both), both);
    assert.deepEqual(fieldsFor('key', both), { ...both, account: '', device: '' });
    assert.deepEqual(fieldsFor('button', both), { ...both, account: '', device: '' });
  });

  for (const [setup, fields, missing] of [
    ['account', EMPTY, 'account'],
    ['account', { ...EMPTY, account: 'a' }, 'device'],
    ['account', FROM_ACCOUNT, undefined],
    ['button', EMPTY, 'address'],
    ['button', { ...EMPTY, address: 'clock.home' }, 'press'],
    ['button', BY_HAND, undefined],
    ['key', { ...EMPTY, apiKey: 'k' }, 'address'],
    ['key', { ...EMPTY, address: 'clock.home' }, 'key'],
    ['key', BY_HAND, undefined],
  ] as const) {
    it(`by the setup "${setup}" with ${JSON.stringify(fields)}: ${missing ?? 'nothing'} is missing`, () => {
      assert.equal(findMissing(setup, fields), missing);
    });
  }

  it('wrongly from an account without a clock, and without account or address', () => {
    assert.equal(clockProblem('a', ''), 'no-device');
    assert.equal(clockProblem('a', ' '), 'no-device');
    assert.equal(clockProblem('a', 'x'), 'device-id');
    assert.equal(clockProblem('a', '${CLOCK}'), undefined);
    assert.equal(clockProblem('', ''), undefined);
    assert.equal(addressProblem('', ' '), 'address');
    assert.equal(addressProblem('a', ''), undefined);
    assert.equal(addressProblem('', 'clock.home'), undefined);
  });

  it('with quiet hours that are whole, and a time zone that there is', () => {
    const night = { days: [5], from: '22:00', to: '07:00', allow: 'critical' };
    assert.equal(quietProblem([]), undefined);
    assert.equal(quietProblem([night]), undefined);
    for (const bad of [{ ...night, days: [] }, { ...night, from: '' }, null]) {
      assert.equal(quietProblem([night, bad]), 'hours');
    }
    assert.equal(quietProblem('night'), 'hours');
    for (const zone of ['', ' ', 'Asia/Tokyo', ' UTC ', '${ZONE}'])
      assert.equal(zoneProblem(zone), undefined);
    assert.equal(zoneProblem('Tokyo'), 'zone');
  });
});
