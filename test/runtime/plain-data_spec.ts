import assert from 'node:assert/strict';
import { MAX_DEPTH, MAX_SIZE, UnusableValue, copyPlain } from '../../src/runtime/plain-data';

describe('A value of a message', () => {
  const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
  const refused = (value: unknown) => {
    try {
      return copyPlain(value);
    } catch (error) {
      return error instanceof UnusableValue ? error.reason : error;
    }
  };

  it('may be nothing at all', () => {
    assert.deepEqual([copyPlain(undefined), copyPlain(null)], [undefined, null]);
  });

  it('may be as deep and as large as it may be, and no more', () => {
    assert.deepEqual(copyPlain(nested(MAX_DEPTH + 1)), nested(MAX_DEPTH + 1));
    assert.equal(refused(nested(MAX_DEPTH + 2)), 'depth');
    assert.equal(copyPlain('x'.repeat(MAX_SIZE)), 'x'.repeat(MAX_SIZE));
    assert.equal(refused('x'.repeat(MAX_SIZE + 1)), 'size');
    assert.equal(refused({ ['x'.repeat(MAX_SIZE)]: 1 }), 'size', 'names count as well');
  });

  it('is read no further than it may be large', () => {
    let reads = 0;
    const names = Array.from({ length: 1000 }, (_, index) => `${index}`.padEnd(2000));
    const get = () => reads++;
    const large = Object.defineProperties(
      {},
      Object.fromEntries(names.map((name) => [name, { enumerable: true, get }])),
    );
    assert.equal(refused(large), 'size');
    assert.ok(reads <= 500, `${reads} reads`);
  });

  it('loses what JSON does not have, and the holes of its arrays', () => {
    assert.deepEqual(copyPlain({ a: () => 1, b: [1n, 'b'] }), { a: undefined, b: [undefined, 'b'] });
    assert.equal(Object.keys(copyPlain(Array(2)) ?? {}).length, 2);
    assert.equal(refused(Symbol('a')), 'kind');
  });
});
