/** Characters: shorter pieces of base64 would be found in ordinary words. */
const MIN_BASE64 = 6;

/**
 * Replaces secrets in a text by `…` in every spelling: plain, percent-encoded, escaped as in JSON, or in base64, alone or
 * as part of a longer encoded text.
 */
export function redact(text: string, secrets: string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce((redacted, secret) => redacted.replace(spellings(secret), '…'), text);
}

/** Matches a secret, even if each of its characters is spelled in a different way. */
function spellings(secret: string): RegExp {
  const plain = Array.from(secret, spellingsOfCharacter).join('');
  // The base64 of a secret depends on where in a group of three bytes it begins.
  const encoded = [0, 1, 2]
    .map((offset) => base64At(secret, offset))
    .filter((core) => core.length >= MIN_BASE64)
    .map((core) => `[\\w+/-]*${core.replace(/[+/]/g, anyOf)}[\\w+/-]*={0,2}`);
  return new RegExp([plain, ...encoded].join('|'), 'g');
}

const anyOf = (character: string) =>
  character === '+' ? '(?:[+-]|%2[bB]|\\\\u002[bB])' : '(?:\\\\?/|_|%2[fF]|\\\\u002[fF])';

function spellingsOfCharacter(character: string): string {
  const percent = [...Buffer.from(character)].map((byte) => `%${anyCase(byte, 2)}`).join('');
  const json = character
    .split('')
    .map((unit) => `\\\\u${anyCase(unit.charCodeAt(0), 4)}`)
    .join('');
  const literal = `\\\\?${character.replace(/[$()*+.?[\\\]^{|}/-]/g, '\\$&')}`;
  return `(?:${[percent, json, literal, ...(character === ' ' ? ['\\+'] : [])].join('|')})`;
}

/** A pattern for a number in hexadecimal, in small or capital letters. */
function anyCase(value: number, digits: number): string {
  const hex = value.toString(16).padStart(digits, '0');
  return hex.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/** The base64 of a secret that begins at this offset, without the characters that depend on its neighbours as well. */
function base64At(secret: string, offset: number): string {
  const bytes = Buffer.from(secret);
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  const first = Math.ceil((offset * 8) / 6);
  const end = Math.floor(((offset + bytes.length) * 8) / 6);
  return encoded.slice(first, end);
}
