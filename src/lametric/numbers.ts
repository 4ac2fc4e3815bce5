/** Numbers as people and programs write them. */

/** Longer than any number is written. */
const MAX_LENGTH = 100;
/** As programs write them: most of all, and quickly read. */
const PLAIN = /^[+-]?\d*\.?\d+(?:e[+-]?\d+)?$/i;
/** Any kind of space, or an apostrophe, between a digit and three others. */
const SPACE = /(\p{Nd})[\s'\u2019](?=\p{Nd}{3}(?!\p{Nd}))/gu;
/** Groups of digits, as in `1,234` or `12,34,567`; `\1` keeps to one mark. */
const GROUPED = /^\d{1,3}([.,])(?:\d{2,3}\1)*\d{3}$/;

/**
 * Reads a number as `toLocaleString` writes it, in any language: `1,234.5`, `1.234,5`, `1 234,5`, `12,34,567`, `٣٫٥`.
 * A single comma before exactly three digits groups them, as in `1,234`, unless a 0 comes first; otherwise it is a decimal
 * one. A single point is always a decimal one.
 * @returns `undefined` for anything but one number
 */
export function parseNumber(text: string): number | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const trimmed = text.trim();
  if (PLAIN.test(trimmed)) return finite(Number(trimmed));
  const plain = trimmed
    .replace(/[\u200e\u200f\u061c]/g, '')
    .replace(SPACE, '$1')
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/\u2212/g, '-')
    .replace(/\u066b/g, '.')
    .replace(/\u066c/g, ',');
  const [, sign = '', digits = '', exponent = ''] = /^([+-]?)([\d.,]*\d)(e[+-]?\d+)?$/i.exec(plain) ?? [];
  const [whole, fraction] = split(digits);
  if (digits === '' || !(/^\d*$/.test(whole) || GROUPED.test(whole))) return undefined;
  return finite(Number(`${sign}${whole.replace(/\D/g, '')}.${fraction}${exponent}`));
}

const finite = (number: number) => (Number.isFinite(number) ? number : undefined);

/** The digits before the decimal mark and those after it. */
function split(digits: string): [whole: string, fraction: string] {
  const at = Math.max(digits.lastIndexOf(','), digits.lastIndexOf('.'));
  const mark = digits[at] ?? '';
  const isRepeated = digits.indexOf(mark) !== at;
  const isGroup = mark === ',' && GROUPED.test(digits) && !digits.startsWith('0');
  return at === -1 || isRepeated || isGroup ? [digits, ''] : [digits.slice(0, at), digits.slice(at + 1)];
}

/** Digits of all scripts stand in blocks of ten, and each block begins at 0. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  const zero = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].find(
    (value) => !/\p{Nd}/u.test(String.fromCodePoint(code - value - 1)),
  );
  return String(zero ?? 0);
}
