import assert from 'node:assert/strict';
import { invalidInput } from '../../src/runtime/invalid-input';

/** As much of Node-RED as is used here. */
const host = Object.assign(Object.create(null), {
  _: (key: string, values: object) => `${key} ${JSON.stringify(values)}`,
});

describe('Input that is wrong in many ways', () => {
  it('is told five of them, and how many there are more', () => {
    const complain = (count: number) =>
      invalidInput(
        host,
        Array.from({ length: count }, (_, index) => index),
        String,
      ).message;
    assert.equal(complain(5), '0 1 2 3 4');
    assert.equal(complain(7), '0 1 2 3 4 common.error.more {"count":2}');
  });

  it('is not put into words beyond that', () => {
    let words = 0;
    invalidInput(host, Array.from({ length: 100_000 }), () => String(words++));
    assert.equal(words, 5);
  });
});
