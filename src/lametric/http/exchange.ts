import { version } from '../../../package.json';
import { errorFrom } from './errors';
import type { HttpRequest, HttpResponse } from './message';

/** Milliseconds after the first node that may send requests: then flows have started. */
const IDLE = 1000;

let client: ReturnType<typeof createClient> | undefined;
let loading: NodeJS.Timeout | undefined;

/**
 * Loads axios in a second, while Node-RED is idle: that takes a tenth of a second, and ten times as long on a small
 * computer. A request that comes sooner does it by itself.
 */
export function loadSoon(): void {
  // If it fails now, the first request tries again, and says why.
  loading ??= setTimeout(() => {
    try {
      client ??= createClient();
    } catch {}
  }, IDLE).unref();
}

function createClient() {
  // Axios first, by itself: when that fails, Node tries it again the next time, which it would not do for `import()`, nor
  // the bundle for a file of ours.
  const { Axios }: typeof import('axios') = require('axios');
  const { createAxios }: typeof import('./client') = require('./client');
  return createAxios(Axios, {
    'User-Agent': `node-red-lametric/${version}`,
    Accept: 'application/json',
    'Accept-Encoding': 'identity',
  });
}

/**
 * Sends one request and returns the answer if `validateStatus` accepts its status, which is 2xx by default; it follows no
 * redirect.
 * @throws {LaMetricError} `UNREACHABLE` without a whole answer in time, `BAD_RESPONSE` if it is longer than 4 MB or
 * damaged, `NOT_CONFIGURED` if the environment names no usable proxy; for any other status `BAD_RESPONSE` for a redirect,
 * else as `codeOf` says, with LaMetric's own words in the message; or the reason that `signal` is aborted with
 */
export async function send<T extends string | Buffer = string>(
  request: HttpRequest,
): Promise<HttpResponse<T>> {
  const { signal, exchange } = request;
  signal?.throwIfAborted();
  client ??= createClient();
  try {
    return await client.request<T>(request);
  } catch (error) {
    signal?.throwIfAborted();
    throw errorFrom(error, exchange);
  }
}
