import assert from 'node:assert/strict';
import { type Seal, isProven, prove, seal, unseal } from '../../src/storage/sealed';

const by: Seal = { secret: 'the secret', purpose: 'test', place: 'a' };

const others: [what: string, other: Seal][] = [
  ['with another secret', { ...by, secret: 'another' }],
  ['for another purpose', { ...by, purpose: 'another' }],
  ['in another place', { ...by, place: 'b' }],
];

describe('A sealed text', () => {
  it('is read by who has its secret', () => {
    assert.equal(unseal(seal('Küche', by), by), 'Küche');
  });

  for (const [what, other] of others) {
    it(`is not read ${what}`, () => assert.equal(unseal(seal('text', by), other), undefined));
  }

  it('is another one each time', () => {
    const [one, other] = [seal('text', by), seal('text', by)].map((sealed) => Buffer.from(sealed, 'base64'));
    assert.notDeepEqual(one?.subarray(0, 16), other?.subarray(0, 16), 'the salt');
    assert.notDeepEqual(one?.subarray(16, 28), other?.subarray(16, 28), 'the nonce');
  });

  it('is not read with a shortened tag, which could be guessed', () => {
    const bytes = Buffer.from(seal('', by), 'base64');
    assert.equal(unseal(bytes.toString('base64'), by), '');
    for (const length of [0, 16, 28, 32, 43]) {
      assert.equal(unseal(bytes.subarray(0, length).toString('base64'), by), undefined, `${length}`);
    }
  });
});

describe('A proven record', () => {
  const record = prove({ name: 'Kitchen', scopes: ['basic'], expiresAt: null, generation: 1 }, by);

  it('is genuine in whatever order a storage returns its fields', () => {
    assert.equal(isProven(record, by), true);
    assert.equal(isProven(Object.fromEntries(Object.entries(record).toReversed()), by), true);
  });

  for (const [what, other] of others) {
    it(`is not genuine ${what}`, () => assert.equal(isProven(record, other), false));
  }

  const damages: [what: string, damaged: unknown][] = [
    ['a changed field', { ...record, generation: 2 }],
    ['a field more', { ...record, more: true }],
    ['a field less', { name: record.name, proof: record.proof }],
    ['a shortened proof', { ...record, proof: record.proof.slice(0, 8) }],
    ['no proof', { ...record, proof: undefined }],
    ['a number as its proof', { ...record, proof: 1 }],
    ['a deeply nested field', { ...record, name: JSON.parse('['.repeat(9_000) + ']'.repeat(9_000)) }],
    ['no fields', null],
  ];
  for (const [what, damaged] of damages) {
    it(`is not genuine with ${what}`, () => assert.equal(isProven(damaged, by), false));
  }
});
