import assert from 'node:assert/strict';
import { once } from 'node:events';
import { IncomingMessage, type Server, createServer, request } from 'node:http';
import helper from 'node-red-node-test-helper';
import type { NodeAPI } from 'node-red';
import { LaMetricError } from '../../src/lametric/errors';
import { AdminEndpoints, RefusedRequest } from '../../src/runtime/admin';
import { errorOf } from '../helpers/routes';

describe('Admin endpoints', () => {
  let server: Server;
  let url: string;
  /** The endpoint under test. */
  let handle: (body: unknown) => unknown;

  before(async () => {
    helper.init(require.resolve('node-red'));
    await helper.startServer();
    await helper.load([registerEndpoints], []);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    url = `http://127.0.0.1:${address.port}`;
  });

  beforeEach(() => {
    handle = (body) => body;
  });

  after(async () => {
    server.close();
    await helper.unload();
    await helper.stopServer();
  });

  function registerEndpoints(RED: NodeAPI): void {
    const endpoints = new AdminEndpoints(RED, 'lametric-account');
    endpoints.post('echo', async ({ body }) => handle(body));
    endpoints.read('read', async () => ({}));
    endpoints.refuseBrokenBodies();
    server = createServer(RED.httpAdmin);
  }

  async function post(body: string, headers: Record<string, string> = {}) {
    const response = await fetch(`${url}/lametric-account/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    const text = await response.text();
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, body: answer, headers: response.headers };
  }

  it('answer in JSON, for no cache to keep', async () => {
    const { status, body, headers } = await post('{"a":1}');
    assert.deepEqual([status, body], [200, { a: 1 }]);
    assert.equal(headers.get('cache-control'), 'no-store');
  });

  it('answer 204 without a result', async () => {
    handle = () => undefined;
    assert.deepEqual((await post('{}')).status, 204);
  });

  const bodies: [what: string, body: string, type: string][] = [
    ['a text', '{"a":1}', 'text/plain'],
    ['a form', 'a=1', 'application/x-www-form-urlencoded'],
  ];
  for (const [what, body, type] of bodies) {
    it(`take nothing from ${what}, which another site could send`, async () => {
      assert.equal((await post(body, { 'content-type': type })).status, 204);
    });
  }

  const broken: [what: string, body: string, type: string][] = [
    ['broken JSON', '{"clientSecret":"x', 'application/json'],
    ['JSON that is a text', '"text"', 'application/json'],
    ['JSON in a charset that is none', '{}', 'application/json; charset=latin1'],
    ['too much', JSON.stringify({ more: 'x'.repeat(5 * 1024 * 1024) }), 'application/json'],
  ];
  for (const [what, body, type] of broken) {
    it(`refuse ${what}`, async () => {
      assert.deepEqual(errorOf(await post(body, { 'content-type': type })), [400, 'INVALID_INPUT']);
    });
  }

  const errors: [thrown: Error, status: number, code: string][] = [
    [new RefusedRequest(404, 'NOT_FOUND', 'There is no such thing.'), 404, 'NOT_FOUND'],
    [new LaMetricError('INVALID_INPUT', 'wrong'), 400, 'INVALID_INPUT'],
    [new LaMetricError('NOT_CONFIGURED', 'no account'), 409, 'NOT_CONFIGURED'],
    [new LaMetricError('NOT_AUTHORIZED', 'not connected'), 409, 'NOT_AUTHORIZED'],
    [new LaMetricError('NOT_FOUND', 'LaMetric knows it not'), 502, 'NOT_FOUND'],
    [new LaMetricError('RATE_LIMITED', 'too many'), 502, 'RATE_LIMITED'],
    [new TypeError('a bug'), 500, 'INTERNAL'],
  ];
  for (const [thrown, status, code] of errors) {
    it(`answer ${status} for ${thrown.name} ${code}`, async () => {
      handle = () => {
        throw thrown;
      };
      assert.deepEqual(errorOf(await post('{}')), [status, code]);
    });
  }

  const own = () => new URL(url).origin;
  const foreign: [what: string, headers: () => Record<string, string>][] = [
    ['a browser says cross-site', () => ({ 'Sec-Fetch-Site': 'cross-site', Origin: 'http://evil.example' })],
    ['a browser says same-site', () => ({ 'Sec-Fetch-Site': 'same-site' })],
    ['a browser says something new', () => ({ 'Sec-Fetch-Site': 'somewhere' })],
    [
      'a browser says cross-site of our own origin',
      () => ({ 'Sec-Fetch-Site': 'cross-site', Origin: own() }),
    ],
    ['only the origin shows it', () => ({ Origin: 'http://evil.example' })],
    ['the origin has another port', () => ({ Origin: 'http://127.0.0.1:1' })],
    ['the origin begins with our own', () => ({ Origin: `${own()}.evil.example` })],
    ['the origin is null', () => ({ Origin: 'null' })],
    ['the origin is empty', () => ({ Origin: '' })],
  ];
  for (const [what, headers] of foreign) {
    it(`refuse another site where ${what}`, async () => {
      assert.deepEqual(errorOf(await post('{}', headers())), [403, 'FORBIDDEN']);
    });
  }

  const ours: [what: string, headers: () => Record<string, string>][] = [
    ['a browser says same-origin', () => ({ 'Sec-Fetch-Site': 'same-origin', Origin: own() })],
    ['the user opened it', () => ({ 'Sec-Fetch-Site': 'none' })],
    ['only the origin shows it', () => ({ Origin: own() })],
  ];
  for (const [what, headers] of ours) {
    it(`answer where ${what}`, async () => assert.equal((await post('{}', headers())).status, 200));
  }

  /** A GET of an endpoint that needs the permission to read; a browser's `fetch` would not let `Host` be set. */
  const statusOfGet = async (headers: Record<string, string>): Promise<number | undefined> => {
    const [response] = await once(request(`${url}/lametric-account/read`, { headers }).end(), 'response');
    assert.ok(response instanceof IncomingMessage);
    response.resume();
    return response.statusCode;
  };

  const hosts: [origin: string, host: string, status: number][] = [
    ['http://red.example', 'red.example:80', 200],
    ['https://red.example', 'red.example:443', 200],
    ['http://RED.example', 'red.example', 200],
    ['http://[::1]', '[0:0:0:0:0:0:0:1]:80', 200],
    ['http://red.example:1880', 'red.example:1880', 200],
    ['http://red.example', 'red.example:1880', 403],
    ['http://red.example', 'red.example:443', 403],
    ['https://red.example', 'red.example:80', 403],
    ['http://red.example', 'other.example', 403],
    ['http://red.example', 'red.example@other.example', 403],
    ['http://red.example', 'a b', 403],
  ];
  for (const [origin, host, status] of hosts) {
    it(`answer ${status} where the origin is ${origin} and the host ${host}`, async () => {
      assert.equal(await statusOfGet({ origin, host }), status);
    });
  }

  describe('asked by a browser that says neither site nor origin, as for a picture over plain http', () => {
    const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36' };

    it('refuse', async () => assert.equal(await statusOfGet(browser), 403));

    it('answer the editor, whose requests say that a script made them', async () => {
      assert.equal(await statusOfGet({ ...browser, 'x-requested-with': 'XMLHttpRequest' }), 200);
    });

    it('answer a program that is no browser', async () => {
      assert.equal(await statusOfGet({ 'user-agent': 'curl/8.5.0' }), 200);
    });
  });
});
