import assert from 'node:assert/strict';
import { addressFor, originOf, parseAddress } from '../../../src/lametric/clock/address';

describe('The address of a clock', () => {
  const addresses: [string, string, number | undefined][] = [
    ['192.168.0.128', '192.168.0.128', undefined],
    ['192.168.0.128:4343', '192.168.0.128', 4343],
    ['lametric', 'lametric', undefined],
    ['LM1234.local:8080', 'LM1234.local', 8080],
    ['living_room-2.lan', 'living_room-2.lan', undefined],
    ['2nd-floor.lan:1', '2nd-floor.lan', 1],
    ['xn--kche-0ra.lan', 'xn--kche-0ra.lan', undefined],
    ['a', 'a', undefined],
    ['[::1]', '[::1]', undefined],
    ['[fe80::5a63:56ff:fe10:d630]:65535', '[fe80::5a63:56ff:fe10:d630]', 65_535],
    ['[::ffff:192.168.0.128]:443', '[::ffff:192.168.0.128]', 443],
    [`${'a'.repeat(63)}.lan`, `${'a'.repeat(63)}.lan`, undefined],
  ];
  for (const [text, host, port] of addresses) {
    it(`may be ${text}`, () => {
      assert.deepEqual(parseAddress(text), { host, port });
      assert.equal(URL.canParse(originOf({ host, port }, 'pinned')), true);
    });
  }

  const hostile: [what: string, texts: string[]][] = [
    ['empty', ['', ' ', '\t', '\n', '\0']],
    ['with spaces', [' clock', 'clock ', 'my clock', 'clock\n', 'clock\r\nHost: other', 'clock: 80']],
    ['with a user', ['user:pw@host', 'user@host', '@host', 'host@', 'a:80@host']],
    ['with a scheme', ['https://host', '//host', 'http:host', 'file:///etc/passwd', 'javascript:alert(1)']],
    [
      'with a path',
      ['host/', 'host/path', 'host:80/path', 'host\\path', 'host?query', 'host#hash', '..', '/'],
    ],
    ['in open brackets', ['[::1', '::1]', '[', ']', '[]', '[[::1]]', '[::1]]', '[::1]a', '[::1]:']],
    ['of IPv6 without brackets', ['::1', 'fe80::1', '::1:80', '1:2:3:4:5:6:7:8']],
    [
      'of IPv6 that is none',
      ['[host]', '[1.2.3.4]', '[:::1]', '[::g]', '[fe80::1%eth0]', '[fe80::1%25eth0]'],
    ],
    ['with a port that is none', ['host:', 'host:0', 'host:080', 'host:99999', 'host:65536', 'host:-1']],
    [
      'with a port in other words',
      ['host:http', 'host:8 0', 'host:+80', 'host:8e1', 'host:0x50', 'host:80:80'],
    ],
    ['of a number in another form', ['1', '127.1', '0x7f.1', '0x7f000001', '2130706433', 'clock.0x', 'a.1']],
    [
      'of IPv4 that is none',
      ['256.0.0.1', '1.2.3', '1.2.3.4.5', '1.2.3.4.', '01.2.3.4', '1.2.3.-4', '1..2.3'],
    ],
    [
      'of a name that is none',
      ['-a', 'a-', '.a', 'a.', 'a..b', 'a.-b', '.', '*', 'a*b', 'a,b', 'a;b', "a'b", 'a"b'],
    ],
    ['of a name that is too long', [`${'a'.repeat(64)}.lan`, 'a.'.repeat(127) + 'aa']],
    ['percent-encoded', ['%31%32%37.0.0.1', 'host%2Fpath', 'a%00b', '127.0.0.1%00']],
    [
      'in look-alikes',
      ['１２７.0.0.1', '127。0。0。1', 'ⓗost', 'hоst', 'host：80', 'host:８０', 'ho\u200bst', 'küche'],
    ],
    ['in a text that turns', ['\u202ehost', 'host\u2028', '\ufeffhost', 'host\u00a0', 'host\u3000']],
  ];
  for (const [what, texts] of hostile) {
    it(`is not ${what}`, () => {
      for (const text of texts) assert.equal(parseAddress(text), undefined, JSON.stringify(text));
    });
  }

  it('becomes that of its requests, with the port of the way that was chosen', () => {
    assert.equal(originOf({ host: 'clock', port: undefined }, 'pinned'), 'https://clock:4343');
    assert.equal(originOf({ host: '[::1]', port: undefined }, 'http'), 'http://[::1]:8080');
    assert.equal(originOf({ host: 'clock', port: 1 }, 'pinned'), 'https://clock:1');
    assert.equal(originOf({ host: 'clock', port: 2 }, 'http'), 'http://clock:2');
  });

  it('has the usual port where it names the one of the other way', () => {
    assert.deepEqual(addressFor('clock:8080', 'pinned'), { host: 'clock', port: undefined });
    assert.deepEqual(addressFor('clock:4343', 'http'), { host: 'clock', port: undefined });
    assert.deepEqual(addressFor('clock:4343', 'pinned'), { host: 'clock', port: 4343 });
    assert.deepEqual(addressFor('clock:1', 'http'), { host: 'clock', port: 1 });
    assert.equal(addressFor('clock:', 'http'), undefined);
  });
});
