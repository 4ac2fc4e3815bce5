import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ErrorCode, LaMetricError } from './errors';
import { isObject, isString } from './guards';

const REQUEST_TIMEOUT = 10_000;
const MAX_WORDS = 200;

export interface HttpRequest {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  body?: string | undefined;
  /** What this request carries that must not come back in an error message. */
  secrets?: string[];
  /** The scope that the resource needs; named by the error when LaMetric refuses. */
  scope?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface HttpResponse {
  statusCode: number;
  contentType: string;
  retryAfter: string | undefined;
  text: string;
}

let client: ReturnType<typeof createClient> | undefined;

/** Axios is loaded by the first request: an idle Node-RED does not pay for it. */
async function createClient() {
  // The extension is what Node asks for in an `import()`, which stays one in the compiled CommonJS.
  const { createAxios } = await import('./axios-client.js');
  return createAxios(REQUEST_TIMEOUT, { 'User-Agent': userAgent(), Accept: 'application/json' });
}

function userAgent(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8'));
  const version = isObject(manifest) && isString(manifest.version) ? manifest.version : '0';
  return `node-red-lametric/${version}`;
}

/**
 * Sends one request and returns what a 2xx answer holds.
 * @throws {LaMetricError} for everything else: no answer within 10 s (`UNREACHABLE`), a redirect (`BAD_RESPONSE`),
 * or any error status, with LaMetric's own words in the message.
 */
export async function send(request: HttpRequest): Promise<HttpResponse> {
  const response = await exchange(request);
  if (response.statusCode < 200 || response.statusCode > 299) throw responseError(response, request);
  return response;
}

async function exchange({ method, url, headers, body, signal }: HttpRequest): Promise<HttpResponse> {
  const axios = await (client ??= createClient());
  try {
    const response = await axios.request<unknown>({
      method,
      url,
      headers: headers ?? {},
      data: body,
      ...(signal && { signal }),
    });
    const header = (name: string) => {
      const value: unknown = response.headers[name];
      return isString(value) ? value : undefined;
    };
    return {
      statusCode: response.status,
      contentType: header('content-type') ?? '',
      retryAfter: header('retry-after'),
      text: isString(response.data) ? response.data : '',
    };
  } catch (error) {
    signal?.throwIfAborted();
    // Axios's error holds the request with its token: only what it is called goes on.
    const { code, message } = isObject(error) ? error : {};
    if (isString(message) && message.startsWith('maxContentLength')) {
      throw new LaMetricError('BAD_RESPONSE', 'the answer is too long');
    }
    if (code === 'ECONNABORTED') {
      throw new LaMetricError('UNREACHABLE', `no answer within ${REQUEST_TIMEOUT / 1000} s`);
    }
    throw new LaMetricError('UNREACHABLE', isString(code) ? code : 'no connection');
  }
}

/**
 * Sends one request and returns the JSON value that a 2xx answer holds.
 * @throws {LaMetricError} as `send`, and `BAD_RESPONSE` when the answer is no JSON or does not say that it is.
 */
export async function sendForJson(request: HttpRequest): Promise<unknown> {
  const { statusCode, contentType, text } = await send(request);
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType)) {
    const type = redact(contentType, request.secrets ?? []) || 'no content type';
    throw new LaMetricError('BAD_RESPONSE', `${type} instead of JSON`, { statusCode });
  }
  const value = parseJson(text);
  if (value === undefined) throw new LaMetricError('BAD_RESPONSE', 'the body is not JSON', { statusCode });
  return value;
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
  const said = redact(words, request.secrets ?? []) || otherwise;
  const message = said === '' ? `${statusCode}` : `${statusCode}: ${said}`;
  return new LaMetricError(codeOf(statusCode), message, {
    statusCode,
    oauthError,
    scope: statusCode === 403 ? request.scope : undefined,
    retryAfter: parseRetryAfter(response.retryAfter),
  });
}

function codeOf(statusCode: number): ErrorCode {
  switch (statusCode) {
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
 * What an error body says. LaMetric sends `{"errors":[{"message"}]}`, OAuth 2.0 errors
 * (`{"error","error_description"}`), HTML, or nothing.
 */
function readError(text: string): { words: string; oauthError: string | undefined } {
  const body = parseJson(text);
  if (!isObject(body)) return { words: '', oauthError: undefined };
  const messages = Array.isArray(body.errors)
    ? body.errors.map((item: unknown) => (isObject(item) ? item.message : undefined)).filter(isString)
    : [];
  const oauthError = isString(body.error) ? body.error : undefined;
  const description = isString(body.error_description) ? body.error_description : undefined;
  const words = [...messages, description ?? oauthError ?? ''].filter((part) => part !== '').join('; ');
  return { words, oauthError };
}

/** LaMetric's words, on one line and short, without what must not be told, neither as it is nor as a form carries it. */
function redact(words: string, secrets: string[]): string {
  let text = words;
  for (const secret of secrets.filter((each) => each !== '')) {
    const inForm = new URLSearchParams([['', secret]]).toString().slice(1);
    text = text.replaceAll(secret, '…').replaceAll(inForm, '…');
  }
  text = text.replace(/[\s\p{C}]+/gu, ' ').trim();
  return text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS)}…` : text;
}

/** `Retry-After` in milliseconds; it comes as seconds or as a date (RFC 9110, section 10.2.3). */
export function parseRetryAfter(value: string | undefined, now = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
