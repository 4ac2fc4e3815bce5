import assert from 'node:assert/strict';
import { isGenuine, removalRecord, sealRecord } from '../../../../src/config/account/session/sealed-record';
import type { Client } from '../../../../src/lametric/cloud/oauth';

const client: Client = { cloudUrl: 'https://cloud', id: 'client', secret: 'the secret' };

const recordOf = (generation: number) =>
  sealRecord('a', client, {
    tokens: { accessToken: 'a', refreshToken: 'r', scopes: [], expiresAt: undefined, lifetime: undefined },
    refreshedAt: undefined,
    revoked: false,
    generation,
  });

describe('A record of an authorization, or of its end,', () => {
  const kinds = [
    ['a record', recordOf],
    ['a removal', (generation: number) => removalRecord('a', client, generation)],
  ] as const;
  for (const [what, make] of kinds) {
    it(`is genuine where it is ${what} of a generation that can be, in its own place`, () => {
      assert.equal(isGenuine('a', client, make(1)), true);
      assert.equal(isGenuine('b', client, make(1)), false);
      assert.equal(isGenuine('a', { ...client, secret: 'another' }, make(1)), false);
      for (const generation of [-1, 1.5, 2 ** 53 - 1, 2 ** 53]) {
        assert.equal(isGenuine('a', client, make(generation)), false, String(generation));
      }
    });
  }

  it('is not genuine for another client, even one with the same secret', () => {
    for (const other of [{ id: 'another' }, { cloudUrl: 'https://another' }]) {
      assert.equal(isGenuine('a', { ...client, ...other }, recordOf(1)), false);
    }
  });

  it('is not genuine in another form', () => {
    for (const odd of [undefined, null, 'x', [], { removed: true }, { generation: 1, removed: true }]) {
      assert.equal(isGenuine('a', client, odd), false);
    }
  });
});
