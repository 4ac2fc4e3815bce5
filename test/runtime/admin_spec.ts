import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import helper from 'node-red-node-test-helper';
import type { NodeAPI } from 'node-red';
import { LaMetricError } from '../../src/lametric/errors';
import { AdminEndpoints, RefusedRequest } from '../../src/runtime/admin';
import { errorOf } from '../helpers/routes';

describe('Admin endpoints', () => {
  let server: Server;
  let url: string;
  /** What the endpoint under test does. */
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
    const endpoints = new AdminEndpoints(RED, 'test');
    endpoints.post('echo', async ({ body }) => handle(body));
    endpoints.refuseBrokenBodies('This cannot be read.');
    server = createServer(RED.httpAdmin);
  }

  async function post(body: string, headers: Record<string, string> = {}) {
    const response = await fetch(`${url}/test/echo`, {
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

  it('answer 204 where there is nothing to say', async () => {
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
});
