import assert from 'node:assert/strict';
import { parseNumber } from '../../src/lametric/numbers';

const LANGUAGES = [
  'en',
  'de',
  'fr',
  'de-CH',
  'es',
  'pt',
  'sv',
  'pl',
  'ja',
  'hi',
  'fa',
  'bn',
  'ar-EG',
  'en-IN',
];

describe('A number in a text', () => {
  for (const language of LANGUAGES) {
    it(`is read as ${language} writes it`, () => {
      for (const number of [1234567.891, -12.5, 21.46, 0.3, 0.123, 7]) {
        const text = number.toLocaleString(language);
        assert.equal(parseNumber(text), number, text);
      }
    });
  }

  for (const [text, number] of [
    ['42', 42],
    [' 21.456 ', 21.456],
    ['1.234', 1.234],
    ['1,234', 1234],
    ['0,123', 0.123],
    ['1,5', 1.5],
    ['1 234,5', 1234.5],
    ['12,34,567.8', 1234567.8],
    ['\u22123,5', -3.5],
    ['+.5', 0.5],
    ['1e3', 1000],
  ] as const) {
    it(`is ${number} in ${JSON.stringify(text)}`, () => assert.equal(parseNumber(text), number));
  }

  for (const text of ['', ' ', 'x', '1,2,3', '1.2.3', '1 2', '5 %', '0x10', '1e999', '--1', ',', '1.']) {
    it(`is not there in ${JSON.stringify(text)}`, () => assert.equal(parseNumber(text), undefined));
  }
});
