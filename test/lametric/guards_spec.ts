import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { shorten } from '../../src/lametric/guards';

describe('A value that cannot be used', () => {
  for (const [value, short] of [
    ['loud', '"loud"'],
    ['a'.repeat(1e6), `"${'a'.repeat(28)}…`],
    [7, '7'],
    [Number.NaN, 'NaN'],
    [10n, '10'],
    [true, 'true'],
    [undefined, 'undefined'],
    [[1, 'a', [2], { b: 3 }, null], '[1,"a",[…],{…},null]'],
    [Array.from({ length: 1e6 }, () => 12345), '[12345,12345,12345,12345,1234…'],
    [[], '[]'],
    [{ from: '22:00', to: '24:00' }, '{"from":"22:00","to":"24:00"}'],
    [{ a: { b: 1 }, c: [2], text: 'long'.repeat(9) }, '{"a":{…},"c":[…],"text":"long…'],
    [{}, '{}'],
    [runInNewContext('({ a: 1 })'), '{"a":1}'],
    [Buffer.from('secret'), 'Buffer'],
    [new Date(0), 'Date'],
    [new Error('secret'), 'Error'],
    [Object('[1,'), '"[1,"'],
    ['ftp://me:secret@nas/a.mp3', '"ftp://nas/a.mp3"'],
    ['ftp://nas/a.mp3?key=secret', '"ftp://nas/a.mp3"'],
  ] as const) {
    it(`is called ${short}`, () => assert.equal(shorten(value), short));
  }
});
