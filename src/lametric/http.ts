import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ErrorCode, LaMetricError } from './errors';
import { isObject, isString } from './guards';
import type { HttpRequest, HttpResponse } from './http-message';
import { redact } from './redact';

const LONGEST_WAIT = 24 * 60 * 60 * 1000;
const MAX_WORDS = 200;
/** Longer texts are cut before anything is looked for in them. */
const MAX_TEXT = 2000;

let client: ReturnType<typeof createClient> | undefined;

/** Axios is loaded by the first request: an idle Node-RED does not pay for it. */
function createClient() {
  // Not by `import()`: Node remembers for ever when that fails.
  const { createAxios }: typeof import('./axios-client') = require('./axios-client');
  return createAxios({
    'User-Agent': userAgent(),
    Accept: 'application/json',
    'Accept-Encoding': 'identity',
  });
}

function userAgent(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8'));
  const version = isObject(manifest) && isString(manifest.version) ? manifest.version : '0';
  return `node-red-lametric/${version}`;
}

/**
 * Sends one request and returns the answer, whatever its status; no redirect is followed.
 * @throws {LaMetricError} `UNREACHABLE` when there is no whole answer in time, `BAD_RESPONSE` when it is longer than
 * 4 MB or damaged; or what `signal` is aborted with
 */
export async function exchange(request: HttpRequest): Promise<HttpResponse> {
  request.signal?.throwIfAborted();
  client ??= createClient();
  try {
    // The request goes through axios as it is: to merge it with defaults would cost as much as half of the rest.
    const { data } = await client.request<HttpResponse>({ url: request.url, data: request });
    return data;
  } catch (error) {
    request.signal?.throwIfAborted();
    throw error;
  }
}

/**
 * Sends one request and returns what a 2xx answer holds.
 * @throws {LaMetricError} as `exchange`, and for every other status: a redirect is a `BAD_RESPONSE`, an error has
 * LaMetric's own words in the message
 */
export async function send(request: HttpRequest): Promise<HttpResponse> {
  const response = await exchange(request);
  if (response.statusCode < 200 || response.statusCode > 299) throw responseError(response, request);
  return response;
}

/**
 * The JSON value of an answer, whatever content type it claims.
 * @throws {LaMetricError} `BAD_RESPONSE` when it is no JSON
 */
export function readJson({ statusCode, contentType, text }: HttpResponse): unknown {
  const value = parseJson(text);
  if (value !== undefined) return value;
  const claimsJson = /^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType);
  // Nothing long: it could be a secret that came back.
  const [type = 'no content type'] = /^[a-z]+\/[\w.+-]{1,30}(?=\s*(;|$))/i.exec(contentType) ?? [];
  const message = claimsJson ? 'the body is not JSON' : `${type} instead of JSON`;
  throw new LaMetricError('BAD_RESPONSE', message, { statusCode });
}

/** The value of a JSON text; `undefined` when it is none. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/**
 * The error that a response stands for.
 * @param otherwise what to say where LaMetric says nothing itself
 */
export function responseError(response: HttpResponse, request: HttpRequest, otherwise = ''): LaMetricError {
  const { statusCode } = response;
  const { words, oauthError } = readError(response.text);
  const secrets = request.secrets ?? [];
  const said = quote(words, secrets) || otherwise;
  return new LaMetricError(codeOf(statusCode), said === '' ? `${statusCode}` : `${statusCode}: ${said}`, {
    statusCode,
    oauthError: oauthError === undefined ? undefined : quote(oauthError, secrets),
    scope: statusCode === 403 ? request.scope : undefined,
    retryAfter: parseRetryAfter(response.retryAfter),
  });
}

function codeOf(statusCode: number): ErrorCode {
  switch (statusCode) {
    // Whoever switches protocols without being asked is not LaMetric.
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
 * What an error body says. LaMetric sends `{"errors":[{"message"}]}`, OAuth 2.0 errors (`{"error","error_description"}`),
 * `{"error":{"code","message"}}`, HTML, or nothing.
 */
function readError(text: string): { words: string; oauthError: string | undefined } {
  const body = parseJson(text);
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

/** LaMetric's words, on one line and short, without what must not be told. */
function quote(words: string, secrets: string[]): string {
  // What is cut must not leave a part of a secret that nobody would recognize.
  const short = words.length > MAX_TEXT ? words.slice(0, MAX_TEXT).replace(/\S*$/, '') : words;
  const text = redact(short, secrets)
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim();
  return text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS)}…` : text;
}

/**
 * `Retry-After` in milliseconds; it comes as seconds or as a date (RFC 9110, section 10.2.3). More than a day is a
 * mistake, and must not stop the account for good.
 */
export function parseRetryAfter(value: string | undefined, now = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  const wait = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), LONGEST_WAIT);
}
