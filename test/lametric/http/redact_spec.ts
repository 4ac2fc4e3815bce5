import assert from 'node:assert/strict';
import { redact } from '../../../src/lametric/http/redact';

describe('Redaction', () => {
  const secret = 'S3cr+t/Wörd &"=~(x)?';
  const upperCase = encodeURIComponent(secret);
  const lowerCase = upperCase.replace(/%../g, (sign) => sign.toLowerCase());
  const inForm = new URLSearchParams([['', secret]]).toString().slice(1);
  const inJson = JSON.stringify(secret).slice(1, -1);
  const unicode = secret
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  const spellings: [string, string][] = [
    ['as it is', secret],
    ['percent-encoded', upperCase],
    ['percent-encoded in small letters', lowerCase],
    [
      'percent-encoded to the last sign',
      upperCase.replace(/[()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`),
    ],
    ['form-encoded', inForm],
    ['in JSON', inJson],
    ['in the JSON of PHP', inJson.replaceAll('/', '\\/').replace('ö', '\\u00f6')],
    ['in JSON, every character escaped', unicode],
    ['in JSON, escaped in capital letters', unicode.replace(/[a-f0-9]{4}/g, (hex) => hex.toUpperCase())],
    ['in base64', base64(secret)],
    ['in base64url', Buffer.from(secret).toString('base64url')],
  ];
  for (const [spelling, text] of spellings) {
    it(`finds a secret ${spelling}`, () => {
      assert.equal(redact(`a ${text}, b`, [secret]), 'a …, b');
    });
  }

  it('finds a secret in the base64 of Basic, whatever stands before and behind it', () => {
    for (const id of ['', 'a', 'ab', 'abc', 'abcd']) {
      for (const end of ['', 'x', 'xy']) {
        assert.equal(redact(`Basic ${base64(`${id}:${secret}${end}`)}`, [secret]), 'Basic …');
      }
    }
  });

  it('finds base64 whose signs are escaped again', () => {
    const text = '>>>???>>>???';
    assert.match(base64(text), /\+.*\//);
    assert.equal(redact(encodeURIComponent(base64(text)), [text]), '…');
    assert.equal(redact(base64(text).replaceAll('/', '\\/'), [text]), '…');
  });

  it('finds every one of several secrets, every time', () => {
    assert.equal(redact('one two one', ['one', 'two']), '… … …');
  });

  it('leaves everything else', () => {
    assert.equal(redact('Invalid refresh token', ['', secret]), 'Invalid refresh token');
    assert.equal(redact('abc ABC', ['abc']), '… ABC');
    assert.equal(redact('Invalid', ['ab']), 'Invalid');
  });
});
