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
