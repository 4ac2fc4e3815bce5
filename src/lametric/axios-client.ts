import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { Axios, type AxiosAdapter, AxiosError, AxiosHeaders } from 'axios';

const MAX_RESPONSE_BYTES = 4 * 1024 * 1024;

/**
 * Axios as this client uses it: every status is an answer, and every body is text.
 * @param timeout milliseconds for a request and all of its answer
 */
export function createAxios(timeout: number, headers: Record<string, string>): InstanceType<typeof Axios> {
  // Without the defaults of `axios.create`, none of which serves here: each would be merged into every request.
  return new Axios({
    adapter: isBehindProxy(process.env) ? 'http' : nodeAdapter,
    // A redirect could carry a token or the client secret to another host.
    maxRedirects: 0,
    timeout,
    maxContentLength: MAX_RESPONSE_BYTES,
    validateStatus: () => true,
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true }),
    headers: { ...headers, 'Accept-Encoding': 'identity' },
  });
}

/** Whether the environment names a proxy. Only axios's own adapter knows how to use one, and which hosts go without. */
export function isBehindProxy(env: NodeJS.ProcessEnv): boolean {
  return Object.entries(env).some(([name, value]) => /^(https?|all)_proxy$/i.test(name) && value !== '');
}

/**
 * Sends a request straight by Node's `http`, which takes a fraction of the time of axios's own adapter. It does what the
 * client above asks for and no more: it follows no redirect and unpacks nothing.
 */
const nodeAdapter: AxiosAdapter = (config) =>
  new Promise((resolve, reject) => {
    const { url = '', method = 'get', data, signal, timeout, maxContentLength = Infinity } = config;
    const isHttps = url.startsWith('https:');
    const request = (isHttps ? requestHttps : requestHttp)(url, {
      method: method.toUpperCase(),
      headers: config.headers.toJSON(),
      agent: isHttps ? config.httpsAgent : config.httpAgent,
    });
    const abort = () => request.destroy();
    signal?.addEventListener?.('abort', abort);
    const timer = setTimeout(() => {
      request.destroy(new AxiosError(`no answer within ${timeout} ms`, AxiosError.ECONNABORTED));
    }, timeout);
    request.on('close', () => {
      clearTimeout(timer);
      signal?.removeEventListener?.('abort', abort);
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > maxContentLength)
          response.destroy(new Error(`maxContentLength of ${maxContentLength} exceeded`));
      });
      // Also says so when the connection ends before the body does.
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status = 0, statusMessage: statusText = '' } = response;
        const headers = new AxiosHeaders();
        for (const [name, value] of Object.entries(response.headers)) headers.set(name, value);
        resolve({ status, statusText, headers, data: Buffer.concat(chunks).toString(), config, request });
      });
    });
    request.end(data);
  });
