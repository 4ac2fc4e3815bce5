import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ErrorCode, LaMetricError } from '../errors';
import { isObject, isString } from '../guards';
import type { HttpRequest, HttpResponse } from './message';
import { isNestedDeeper } from './nesting';
import { redact } from './redact';

/** The longest `Retry-After` that is believed: milliseconds. */
const LONGEST_WAIT = 24 * 60 * 60 * 1000;
/** Characters of LaMetric's words that an error message quotes. */
const MAX_WORDS = 200;
/** Longer words are cut before secrets are looked for in them. */
const MAX_TEXT = 2000;
/** Arrays and objects within each other: Node-RED copies messages by recursion, and much more would end its process. */
const MAX_DEPTH = 100;

let client: ReturnType<typeof createClient> | undefined;

/** Loads axios with the first request, so that an idle Node-RED does not pay for it. */
function createClient() {
  // Not by `import()`: if that fails once, Node never tries it again.
  const { createAxios }: typeof import('./axios-client') = require('./axios-client');
  return createAxios({
    'User-Agent': userAgent(),
    Accept: 'application/json',
    'Accept-Encoding': 'identity',
  });
}

function userAgent(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8'));
  const version = isObject(manifest) && isString(manifest.version) ? manifest.version : '0';
  return `node-red-lametric/${version}`;
}

/**
 * Sends one request and returns the answer with any status; it follows no redirect.
 * @throws {LaMetricError} `UNREACHABLE` without a whole answer in time, `BAD_RESPONSE` if it is longer than 4 MB or
 * damaged, `NOT_CONFIGURED` if the environment names no usable proxy; or the reason that `signal` is aborted with
 */
export async function exchange(request: HttpRequest): Promise<HttpResponse> {
  request.signal?.throwIfAborted();
  client ??= createClient();
  try {
    // As `data`, because axios merges everything else with defaults, which costs half as much as the rest together.
    const { data } = await client.request<HttpResponse>({ url: request.url, data: request });
    return data;
  } catch (error) {
    request.signal?.throwIfAborted();
    throw error;
  }
}

/**
 * Sends one request and returns its answer if the status is 2xx.
 * @throws {LaMetricError} as `exchange`, and for every other status: `BAD_RESPONSE` for a redirect, else as `codeOf` says,
 * with LaMetric's own words in the message
 */
export async function send(request: HttpRequest): Promise<HttpResponse> {
  const response = await exchange(request);
  if (response.statusCode < 200 || response.statusCode > 299) throw responseError(response, request);
  return response;
}

/**
 * The JSON value of an answer. Its content type may be wrong and is not checked.
 * @throws {LaMetricError} `BAD_RESPONSE` when it is no JSON, or nested deeper than 100
 */
export function readJson({ statusCode, contentType, text }: HttpResponse): unknown {
  const value = parseJson(text);
  if (value !== undefined) return value;
  const message = isNestedDeeper(text, MAX_DEPTH) ? 'the answer is nested too deeply' : lackOf(contentType);
  throw new LaMetricError('BAD_RESPONSE', message, { statusCode });
}

function lackOf(contentType: string): string {
  if (/^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType)) return 'the body is not JSON';
  // Only a short type is named: a long one could be a secret that was sent back.
  const [type = 'no content type'] = /^[a-z]+\/[\w.+-]{1,30}(?=\s*(;|$))/i.exec(contentType) ?? [];
  return `${type} instead of JSON`;
}

/** The value of a JSON text; `undefined` if it is not JSON, or nested deeper than `maxDepth`. */
export function parseJson(text: string, maxDepth = MAX_DEPTH): unknown {
  if (isNestedDeeper(text, maxDepth)) return undefined;
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
  const code = codeOf(statusCode);
  return new LaMetricError(code, said === '' ? `${statusCode}` : `${statusCode}: ${said}`, {
    statusCode,
    // The network is fine when the other side itself answers that it cannot.
    reason: code === 'UNREACHABLE' ? 'out-of-order' : undefined,
    oauthError: oauthError === undefined ? undefined : quote(oauthError, secrets),
    scope: statusCode === 403 ? request.scope : undefined,
    retryAfter: parseRetryAfter(response.retryAfter),
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

/** LaMetric's words on one line, shortened and without secrets. */
function quote(words: string, secrets: string[]): string {
  // A cut within a word could leave part of a secret, which `redact` would not recognize.
  const short = words.length > MAX_TEXT ? words.slice(0, MAX_TEXT).replace(/\S*$/, '') : words;
  const text = redact(short, secrets)
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim();
  return text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS)}…` : text;
}

/**
 * `Retry-After` in milliseconds; it comes as seconds or as a date (RFC 9110, section 10.2.3). More than a day must be a
 * mistake and counts as a day, lest it stop the account for good.
 * @returns `undefined` if it is neither
 */
export function parseRetryAfter(value: string | undefined, now = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  const wait = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), LONGEST_WAIT);
}
