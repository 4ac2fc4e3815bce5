import { Axios, type AxiosAdapter, AxiosHeaders } from 'axios';
import { LaMetricError } from './errors';
import type { HttpResponse } from './http';
import { refusedByProxy } from './proxy';
import { MAX_RESPONSE_BYTES, receive, tooLong } from './receive';
import { decode, unpack } from './unpack';

/**
 * Axios as this client uses it: every status is an answer, and `data` is an `HttpResponse`. One that does not come or cannot
 * be read rejects with a `LaMetricError`.
 */
export function createAxios(headers: Record<string, string>): InstanceType<typeof Axios> {
  // Without the defaults of `axios.create`, none of which serves here: each would be merged into every request.
  return new Axios({
    adapter: nodeAdapter,
    validateStatus: () => true,
    headers: { ...headers, 'Accept-Encoding': 'identity' },
  });
}

/**
 * Sends a request by Node's `http`. Axios's own adapter takes several times as long, gives a time-out only to silence, not
 * to the whole, and behaves in another way behind a proxy. Like Node, this one follows no redirect: it could carry a
 * token or the client secret to another host.
 */
const nodeAdapter: AxiosAdapter = async (config) => {
  const { response, body } = await receive(config);
  const { statusCode: status = 0, statusMessage: statusText = '', headers } = response;
  // LaMetric itself never asks for this.
  if (status === 407) throw refusedByProxy(status);
  try {
    const unpacked = await unpack(body, headers['content-encoding'] ?? '', MAX_RESPONSE_BYTES);
    const answer: HttpResponse = {
      statusCode: status,
      contentType: headers['content-type'] ?? '',
      retryAfter: headers['retry-after'],
      text: decode(unpacked),
    };
    return { status, statusText, headers: NO_HEADERS, data: answer, config };
  } catch (error) {
    if (error instanceof RangeError) throw tooLong(status);
    throw new LaMetricError('BAD_RESPONSE', 'the answer is packed, and damaged', { statusCode: status });
  }
};

/** Those that matter stand in the answer: to bring all of them into axios's form would be work for nothing. */
const NO_HEADERS = new AxiosHeaders();
