import { Axios, type AxiosAdapter, AxiosHeaders } from 'axios';
import { LaMetricError } from '../errors';
import type { HttpRequest, HttpResponse } from './message';
import { refusedByProxy } from './proxy';
import { MAX_RESPONSE_BYTES, receive, tooLong } from './receive';
import { decode, unpack } from './unpack';

/**
 * Axios as this client uses it: `data` is an `HttpRequest` on the way out and an `HttpResponse` on the way back. Any status
 * resolves; a missing or unreadable answer rejects with a `LaMetricError`.
 * @param headers of every request
 */
export function createAxios(headers: Record<string, string>): InstanceType<typeof Axios> {
  // Without the defaults of `axios.create`, none of which serves here: each would be merged into every request.
  return new Axios({ adapter: adapterWith(headers), validateStatus: () => true });
}

/**
 * Sends requests by Node's `http`. Axios's own adapter takes several times as long, limits only the silence and not the
 * whole exchange, and behaves differently behind a proxy. Like Node, this one follows no redirect, which could carry a
 * token or the client secret to another host.
 */
function adapterWith(headers: Record<string, string>): AxiosAdapter {
  return async (config) => {
    const request: HttpRequest = config.data;
    const { response, body } = await receive({ ...request, headers: { ...headers, ...request.headers } });
    const { statusCode: status = 0, statusMessage: statusText = '' } = response;
    // Only a proxy asks for this (`Proxy Authentication Required`).
    if (status === 407) throw refusedByProxy(status);
    const unpacked = await unpackAll(body, response.headers['content-encoding'] ?? '', status);
    const data: HttpResponse = {
      statusCode: status,
      contentType: response.headers['content-type'] ?? '',
      retryAfter: response.headers['retry-after'],
      body: unpacked,
      text: decode(unpacked),
    };
    return { status, statusText, headers: NO_HEADERS, data, config };
  };
}

async function unpackAll(body: Buffer, encoding: string, statusCode: number): Promise<Buffer> {
  try {
    return await unpack(body, encoding, MAX_RESPONSE_BYTES);
  } catch (error) {
    if (error instanceof RangeError) throw tooLong(statusCode);
    throw new LaMetricError('BAD_RESPONSE', 'the answer is packed, and damaged', {
      statusCode,
      cause: error,
    });
  }
}

/** `HttpResponse` has the headers that matter; converting all of them to axios's form would be work for nothing. */
const NO_HEADERS = new AxiosHeaders();
