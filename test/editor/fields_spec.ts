import assert from 'node:assert/strict';
import { millisecondsIn, numberIn } from '../../src/editor/fields';

describe('A field for a number', () => {
  for (const [text, number] of [
    ['', ''],
    [' 1.5 ', 1.5],
    ['-3', -3],
    ['1,5', '1,5'],
    ['Infinity', 'Infinity'],
    ['1e999', '1e999'],
  ] as const) {
    it(`is read as ${JSON.stringify(number)}, which JSON keeps: ${JSON.stringify(text)}`, () => {
      assert.equal(numberIn(text), number);
    });
  }

  it('has seconds, of which the milliseconds are saved, unless they are more than any number', () => {
    assert.deepEqual(['1.5', '', 'x', '1e308'].map(millisecondsIn), [1500, '', 'x', '1e308']);
  });
});
