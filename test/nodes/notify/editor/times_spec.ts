import assert from 'node:assert/strict';
import { isTimes } from '../../../../src/nodes/notify/editor/times';

describe('A number of times', () => {
  for (const value of [0, 1, '0', '12', ' 3 ']) {
    it(`may be ${JSON.stringify(value)}`, () => assert.ok(isTimes(value)));
  }
  for (const value of [-1, 1.5, '', ' ', 'x', '-1']) {
    it(`cannot be ${JSON.stringify(value)}`, () => assert.ok(!isTimes(value)));
  }
});
