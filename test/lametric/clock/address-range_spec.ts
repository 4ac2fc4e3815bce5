import assert from 'node:assert/strict';
import { parseRange } from '../../../src/lametric/clock/address-range';

describe('A range of addresses', () => {
  const ranges: [string, number, first: string, last: string][] = [
    ['192.168.1.0/24', 256, '192.168.1.0', '192.168.1.255'],
    [' 192.168.1.77/24 ', 256, '192.168.1.0', '192.168.1.255'],
    ['10.255.255.255/22', 1024, '10.255.252.0', '10.255.255.255'],
    ['172.31.0.9/30', 4, '172.31.0.8', '172.31.0.11'],
    ['127.0.0.3/32', 1, '127.0.0.3', '127.0.0.3'],
  ];
  for (const [text, count, first, last] of ranges) {
    it(`may be ${text}`, () => {
      const addresses = parseRange(text) ?? [];
      assert.deepEqual([addresses.length, addresses[0], addresses.at(-1)], [count, first, last]);
    });
  }

  const none: [string, string[]][] = [
    ['too large', ['10.0.0.0/21', '10.0.0.0/8', '10.0.0.0/02']],
    [
      'public',
      ['8.8.8.0/24', '172.32.0.0/24', '192.169.0.0/24', '11.0.0.0/24', '0.0.0.0/22', '169.254.0.0/24'],
    ],
    [
      'of no addresses',
      ['', '192.168.1.5', '192.168.1/24', '192.168.1.0/33', '192.168.1.0/99', '300.0.0.0/24'],
    ],
    [
      'in other words',
      ['fd00::/120', 'clock/24', '192.168.1.0-255', '192.168.1.0/24,10.0.0.0/24', '0x7f.0.0.1/24'],
    ],
  ];
  for (const [what, texts] of none) {
    it(`is not ${what}`, () => {
      for (const text of texts) assert.equal(parseRange(text), undefined, text);
    });
  }
});
