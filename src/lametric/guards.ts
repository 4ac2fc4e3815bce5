/** Type guards for values from outside: LaMetric's answers, messages, requests, stored records. */

export const isString = (value: unknown): value is string => typeof value === 'string';

export const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

/** Not for `NaN` and the infinities, which JSON has not either. */
export const isNumber = (value: unknown): value is number => Number.isFinite(value);

/** Only for integers that a number holds exactly: up to 2^53 - 1. */
export const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);

/** Not for arrays and `null`. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Also for an object of another realm, as function nodes make them. Not for arrays, Buffers, dates, errors and the like. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** The longest that `shorten` makes, and the most parts of an array or an object that it names. */
const MAX_SHORT = 30;
const MAX_PARTS = 10;

/**
 * A value that cannot be used, as an error can name it, in 30 characters at most: `"loud"`, `[1,"a",{…}]`, `Buffer`. Login and
 * parameters of an address may be secret, and are left out.
 */
export function shorten(value: unknown): string {
  const short = isPlainObject(value) || Array.isArray(value) ? partsOf(value) : nameOf(value);
  return short.length > MAX_SHORT ? `${short.slice(0, MAX_SHORT - 1)}…` : short;
}

function partsOf(value: object): string {
  if (Array.isArray(value)) return `[${value.slice(0, MAX_PARTS).map(nameOf).join()}]`;
  const names = Object.keys(value).slice(0, MAX_PARTS);
  return `{${names.map((name) => `${nameOf(name)}:${nameOf(Reflect.get(value, name))}`).join()}}`;
}

function nameOf(value: unknown): string {
  if (isString(value)) {
    const start = value.slice(0, 1000).replace(/\/\/[^/?#]*@/g, '//');
    return JSON.stringify(start.replace(/(:\/\/[^?#]*)[?#].*/s, '$1').slice(0, MAX_SHORT));
  }
  if (Array.isArray(value)) return '[…]';
  if (isPlainObject(value)) return '{…}';
  if (typeof value === 'object' && value !== null) {
    const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
    // A boxed text is one of another kind, such as JSON that cannot be parsed.
    if (tag === 'String') return nameOf(value.valueOf());
    return tag === 'Uint8Array' ? 'Buffer' : tag;
  }
  return typeof value === 'function' ? 'Function' : String(value);
}

/** @returns `undefined` for a text that is no absolute URL. Not by `URL.canParse`, which browsers of 2020 lack. */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Whether a URL leads to the computer that opens it. */
export const isLoopback = ({ hostname }: URL): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
