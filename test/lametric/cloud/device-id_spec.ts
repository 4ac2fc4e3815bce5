import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { parseDeviceId } from '../../../src/lametric/cloud/device-id';

describe('A device id', () => {
  for (const value of [18, '18', ' 18 ', '018']) {
    it(`may be ${inspect(value)}`, () => assert.equal(parseDeviceId(value), 18));
  }

  const wrong = [
    'x',
    1.5,
    '1.5',
    -1,
    '-1',
    0,
    '0',
    '99999999999999999999',
    { id: 1 },
    '1/../../me',
    '',
    ' ',
    NaN,
    null,
    undefined,
  ];
  for (const value of wrong) {
    it(`is not ${inspect(value)}`, () => assert.equal(parseDeviceId(value), undefined));
  }
});
