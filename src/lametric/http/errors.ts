import type { AxiosError, AxiosResponse } from 'axios';
import { type ErrorCode, LaMetricError } from '../errors';
import { isObject, isString } from '../guards';
import { parseJson } from './json';
import type { ExchangeOptions } from './message';
import { redact } from './redact';

/** The longest `Retry-After` that is believed: milliseconds. */
const LONGEST_WAIT = 24 * 60 * 60 * 1000;
/** Characters of LaMetric's words that an error message quotes. */
const MAX_WORDS = 200;
/** Longer words are cut before secrets are looked for in them. */
const MAX_TEXT = 2000;

/** What is known of a request that got no answer; see `LaMetricError`. */
export interface NoAnswer {
  sent: boolean;
  stale: boolean;
  cause: Error | undefined;
}

type RequestError = AxiosError & Partial<NoAnswer>;

function isRequestError(error: unknown): error is RequestError {
  return isObject(error) && error['isAxiosError'] === true;
}

/**
 * The error that the caller acts on, for anything that axios throws. Nothing of the request is in it: its cause is Node's.
 * @returns an error that is none of axios's as it is
 */
export function errorFrom(error: unknown, options?: ExchangeOptions): unknown {
  if (!isRequestError(error)) return error;
  const { response, code, message, status, sent = true, stale = false, cause } = error;
  // An agent's, which knows better.
  if (cause instanceof LaMetricError) return cause;
  if (response !== undefined) return responseError(response, options);
  if (code === 'ERR_BAD_RESPONSE')
    return new LaMetricError('BAD_RESPONSE', message, { statusCode: status, cause });
  return new LaMetricError('UNREACHABLE', message, {
    sent,
    stale,
    reason: isParseError(cause) ? 'protocol' : undefined,
    cause,
  });
}

/** Whether there was an answer, but none in HTTP. */
export const isParseError = (error: unknown) =>
  isObject(error) && isString(error.code) && error.code.startsWith('HPE_');

/**
 * The error that a response stands for.
 * @param otherwise what to say where LaMetric says nothing itself
 */
export function responseError(
  { status: statusCode, headers, data }: Pick<AxiosResponse<unknown>, 'status' | 'headers' | 'data'>,
  { secrets = [], scope }: ExchangeOptions = {},
  otherwise = '',
): LaMetricError {
  const { words, oauthError } = readError(data);
  const said = quote(words, secrets) || otherwise;
  const code = codeOf(statusCode);
  return new LaMetricError(code, said === '' ? `${statusCode}` : `${statusCode}: ${said}`, {
    statusCode,
    // The network is fine when the other side itself answers that it cannot.
    reason: code === 'UNREACHABLE' ? 'out-of-order' : undefined,
    oauthError: oauthError === undefined ? undefined : quote(oauthError, secrets),
    scope: statusCode === 403 ? scope : undefined,
    retryAfter: parseRetryAfter(headers['retry-after']),
  });
}

function codeOf(statusCode: number): ErrorCode {
  switch (statusCode) {
    // LaMetric would not switch protocols without being asked: something else answered.
    case 101:
      return 'UNREACHABLE';
    case 401:
      return 'NOT_AUTHORIZED';
    case 403:
      return 'FORBIDDEN';
    case 404:
      return 'NOT_FOUND';
    case 429:
      return 'RATE_LIMITED';
    default:
      if (statusCode >= 500) return 'UNREACHABLE';
      return statusCode >= 400 ? 'REJECTED' : 'BAD_RESPONSE';
  }
}

/**
 * Reads the words and the OAuth error in an error body. LaMetric sends `{"errors":[{"message"}]}`, OAuth 2.0 errors
 * (`{"error","error_description"}`), `{"error":{"code","message"}}`, HTML, or nothing.
 */
function readError(data: unknown): { words: string; oauthError: string | undefined } {
  const body = isString(data) ? parseJson(data) : undefined;
  if (!isObject(body)) return { words: '', oauthError: undefined };
  const { errors, error, error_description: description } = body;
  const code = isObject(error) ? error.code : error;
  const words = [
    ...(Array.isArray(errors) ? errors.map(messageOf) : []),
    isString(description) ? description : (messageOf(error) ?? code),
  ];
  return {
    words: words.filter((part) => isString(part) && part !== '').join('; '),
    oauthError: isString(code) ? code : undefined,
  };
}

const messageOf = (value: unknown) => (isObject(value) ? value.message : undefined);

/** LaMetric's words on one line, shortened and without secrets. */
function quote(words: string, secrets: string[]): string {
  // A cut within a word could leave part of a secret, which `redact` would not recognize.
  const short = words.length > MAX_TEXT ? words.slice(0, MAX_TEXT).replace(/\S*$/, '') : words;
  const text = redact(short, secrets)
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim();
  return text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS)}…` : text;
}

/** `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994` (RFC 9110, section 5.6.7). */
const HTTP_DATES = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT$/,
  /^[A-Z][a-z]+, \d{2}-[A-Z][a-z]{2}-\d{2} [\d:]{8} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [\d ]\d [\d:]{8} \d{4}$/,
];

/**
 * `Retry-After` in milliseconds; it comes as seconds or as a date (RFC 9110, section 10.2.3). More than a day must be a
 * mistake and counts as a day, lest it stop the account for good.
 * @returns `undefined` if it is neither
 */
export function parseRetryAfter(value: unknown, now = Date.now()): number | undefined {
  if (!isString(value)) return undefined;
  const text = value.trim();
  const date = HTTP_DATES.some((form) => form.test(text))
    ? Date.parse(text.replace(/(?<! GMT)$/, ' GMT'))
    : NaN;
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : date - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), LONGEST_WAIT);
}
