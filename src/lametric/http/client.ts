import { type Axios, type AxiosAdapter, AxiosError, AxiosHeaders } from 'axios';
import { refusedByProxy } from './proxy';
import { badResponse, receive } from './receive';
import { decode, unpack } from './unpack';

/** The longest body that is read, both as it arrives and unpacked: bytes. */
const MAX_RESPONSE_BYTES = 4 * 1024 * 1024;
/** Milliseconds for a request and its whole answer. */
const REQUEST_TIMEOUT = 10_000;

/**
 * @param Class that of axios's instances, without the defaults of `axios.create`, none of which serves here: each would be
 * merged into every request
 * @param headers of every request
 */
export function createAxios(
  Class: typeof Axios,
  headers: Record<string, string>,
): InstanceType<typeof Axios> {
  return new Class({
    adapter,
    headers,
    timeout: REQUEST_TIMEOUT,
    maxContentLength: MAX_RESPONSE_BYTES,
    validateStatus: (status) => status >= 200 && status <= 299,
  });
}

/**
 * Sends requests by Node's `http`. Axios's own adapter takes several times as long, limits only the silence and not the
 * whole exchange, and behaves differently behind a proxy. Like Node, this one follows no redirect, which could carry a
 * token or the client secret to another host.
 */
const adapter: AxiosAdapter = async (config) => {
  const { response, body } = await receive(config);
  const { statusCode: status = 0, statusMessage: statusText = '' } = response;
  // Only a proxy asks for this (`Proxy Authentication Required`).
  if (status === 407) throw refusedByProxy(status);
  const { responseType, maxContentLength = Infinity } = config;
  const unpacked = await unpackAll(
    body,
    response.headers['content-encoding'] ?? '',
    status,
    maxContentLength,
  );
  const headers = new AxiosHeaders();
  for (const [name, value] of Object.entries(response.headers)) headers.set(name, value);
  const answer = {
    status,
    statusText,
    headers,
    data: responseType === 'arraybuffer' ? unpacked : decode(unpacked),
    config,
  };
  if (config.validateStatus?.(status) ?? true) return answer;
  const code = status >= 400 && status < 500 ? AxiosError.ERR_BAD_REQUEST : AxiosError.ERR_BAD_RESPONSE;
  throw new AxiosError(`Request failed with status code ${status}`, code, config, undefined, answer);
};

async function unpackAll(body: Buffer, encoding: string, status: number, limit: number): Promise<Buffer> {
  try {
    return await unpack(body, encoding, limit);
  } catch (error) {
    if (error instanceof RangeError) throw badResponse('the answer is too long', status);
    throw badResponse(
      'the answer is packed, and damaged',
      status,
      error instanceof Error ? error : undefined,
    );
  }
}
