import assert from 'node:assert/strict';
import { generationOf, isNewer } from '../../src/storage/records';

describe('Of two records', () => {
  const fresh = (generation: unknown) => ({ generation });
  const revoked = (generation: unknown) => ({ generation, latched: true });

  const pairs: [what: string, newer: object, older: object][] = [
    ['of a higher generation', fresh(3), fresh(2)],
    ['that is revoked in a higher generation', revoked(3), fresh(2)],
    ['with new tokens of the generation that says they are revoked', fresh(2), revoked(2)],
    ['with a generation that can be', fresh(1), fresh(2 ** 53 - 1)],
  ];
  for (const [what, newer, older] of pairs) {
    it(`the one ${what} is newer`, () => {
      assert.deepEqual([isNewer(newer, older), isNewer(older, newer)], [true, false]);
    });
  }

  it('neither is newer where they are of one generation, revoked or not', () => {
    for (const kind of [fresh, revoked]) assert.equal(isNewer(kind(2), kind(2)), false);
  });

  it('the older one does not count for being revoked no more', () => {
    assert.equal(isNewer(fresh(1), revoked(2)), false);
  });

  it('the one without a generation is the older one', () => {
    for (const none of [undefined, null, 'x', fresh('1'), fresh(-1), fresh(1.5)]) {
      assert.deepEqual(
        [generationOf(none), isNewer(none, fresh(1)), isNewer(fresh(1), none)],
        [0, false, true],
      );
    }
  });
});
