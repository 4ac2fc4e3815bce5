import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import sinon from 'sinon';
import { createAxios, isBehindProxy } from '../../src/lametric/axios-client';

/** What cannot be seen through `Cloud`: see cloud_spec.ts for the rest. */
describe('Axios', () => {
  let server: Server;
  let url: string;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let connections: number;

  beforeEach(async () => {
    connections = 0;
    answer = (_request, response) => response.end('{}');
    server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
    server.on('connection', () => connections++);
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    url = `http://127.0.0.1:${address.port}`;
  });

  afterEach(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  it('keeps its connection open', async () => {
    const axios = createAxios(10_000, {});
    await axios.request({ url });
    await axios.request({ url });
    assert.equal(connections, 1);
  });

  it('sends method, headers and body, and asks for nothing that would have to be unpacked', async () => {
    let received: unknown[] = [];
    answer = (request, response) => {
      const { method, headers } = request;
      received = [method, headers['x-test'], headers['content-length'], headers['accept-encoding']];
      request.pipe(response);
    };
    const { status, data } = await createAxios(10_000, { 'X-Test': 'a' }).request({
      method: 'PUT',
      url,
      data: 'Küche',
    });
    assert.deepEqual(received, ['PUT', 'a', '6', 'identity']);
    assert.deepEqual([status, data], [200, 'Küche']);
  });

  it('speaks TLS to an https address', async () => {
    const tls = url.replace('http:', 'https:');
    await assert.rejects(createAxios(10_000, {}).request({ url: tls }), { code: 'EPROTO' });
  });

  it('puts together a letter that comes in two parts', async () => {
    const letter = Buffer.from('ü');
    answer = (_request, response) => {
      response.write(letter.subarray(0, 1));
      setTimeout(() => response.end(letter.subarray(1)), 20);
    };
    assert.equal((await createAxios(10_000, {}).request<unknown>({ url })).data, 'ü');
  });

  it('closes the connection when it is aborted in the middle of an answer', async () => {
    const controller = new AbortController();
    let closed: Promise<unknown> | undefined;
    answer = (_request, response) => {
      closed = once(response, 'close');
      response.write('[', () => controller.abort());
    };
    await assert.rejects(createAxios(10_000, {}).request({ url, signal: controller.signal }));
    await closed;
  });

  it('closes the connection when the answer is too long', async () => {
    let closed: Promise<unknown> | undefined;
    answer = (_request, response) => {
      closed = once(response, 'close');
      const more = () => response.write(Buffer.alloc(100_000), more);
      more();
    };
    await assert.rejects(createAxios(10_000, {}).request({ url }), /^Error: maxContentLength/);
    await closed;
  });

  /** Has the time run out in the middle of an answer. */
  const stall = async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      answer = (_request, response) => response.write('[', () => clock.tick(10_000));
      await assert.rejects(createAxios(10_000, {}).request({ url }), { code: 'ECONNABORTED' });
    } finally {
      clock.restore();
    }
  };

  it('gives an answer 10 s to come, to its end', stall);

  describe('behind a proxy', () => {
    const environment = { ...process.env };

    afterEach(() => {
      for (const name of ['http_proxy', 'no_proxy']) {
        if (environment[name] === undefined) delete process.env[name];
        else process.env[name] = environment[name];
      }
    });

    it('goes through it, and is the same', async () => {
      process.env['http_proxy'] = url;
      process.env['no_proxy'] = '';
      let received = '';
      answer = (request, response) => {
        received = `${request.method} ${request.url} ${request.headers['accept-encoding']}`;
        response.writeHead(418).end('{"a":1}');
      };
      const { status, data } = await createAxios(10_000, {}).request<unknown>({
        url: 'http://cloud.example/api',
      });
      assert.equal(received, 'GET http://cloud.example/api identity');
      assert.deepEqual([status, data], [418, '{"a":1}']);
    });

    it('follows no redirect either', async () => {
      process.env['http_proxy'] = url;
      process.env['no_proxy'] = '';
      answer = (_request, response) => response.writeHead(302, { Location: 'http://other.example/' }).end();
      assert.equal((await createAxios(10_000, {}).request({ url: 'http://cloud.example/' })).status, 302);
    });

    it('gives an answer as long', () => {
      process.env['http_proxy'] = url;
      process.env['no_proxy'] = '';
      return stall();
    });

    it('is told by the environment', () => {
      for (const name of ['HTTP_PROXY', 'https_proxy', 'ALL_PROXY']) {
        assert.equal(isBehindProxy({ [name]: 'http://proxy:3128' }), true, name);
      }
      assert.equal(
        isBehindProxy({ https_proxy: '', NO_PROXY: '*', npm_config_proxy: 'http://proxy' }),
        false,
      );
    });
  });
});
