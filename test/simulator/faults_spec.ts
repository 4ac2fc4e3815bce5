import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { DEVICES, TOKEN } from '../helpers/paths';
import { postToken, refreshForm, resource } from './requests';

describe('simulator: faults on demand', () => {
  let simulator: Simulator;
  let token: string;

  beforeEach(async () => {
    simulator = await startSimulator();
    token = simulator.issueTokens().access_token;
  });

  afterEach(() => simulator.close());

  const devices = (): ReturnType<typeof resource> => resource(simulator, DEVICES, token);

  /** All bytes that arrive for a request of the devices until the connection ends. */
  async function rawAnswer(): Promise<string> {
    const socket = connect(Number(new URL(simulator.url).port), '127.0.0.1').setEncoding('utf8');
    socket.write(`GET ${DEVICES} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    let received = '';
    for await (const chunk of socket) received += String(chunk);
    return received;
  }

  it('hit the next requests of the path, as many as asked for, and no other path', async () => {
    simulator.fail(DEVICES, { status: 503 }, 2);
    assert.equal((await resource(simulator, '/api/v2/users/me', token)).status, 200);
    assert.equal((await devices()).status, 503);
    assert.equal((await devices()).status, 503);
    assert.equal((await devices()).status, 200);
  });

  it('hit every path that starts with one that ends in a star', async () => {
    simulator.fail('/api/v2/users/*', { status: 500 }, Infinity);
    assert.equal((await devices()).status, 500);
    assert.equal((await resource(simulator, '/api/v2/users/me', token)).status, 500);
    assert.equal((await resource(simulator, '/api/v2/icons', token)).status, 200);
    simulator.clearFaults();
    assert.equal((await devices()).status, 200);
  });

  it('come in the order in which they were asked for', async () => {
    simulator.fail(DEVICES, { status: 500 });
    simulator.fail(DEVICES, { status: 502 });
    assert.equal((await devices()).status, 500);
    assert.equal((await devices()).status, 502);
  });

  it('answer with the error body of their status', async () => {
    simulator.fail(DEVICES, { status: 429, headers: { 'Retry-After': '2' } });
    const { headers, body } = await devices();
    assert.equal(headers.get('retry-after'), '2');
    assert.deepEqual(body, { errors: [{ message: 'Too Many Requests' }] });
  });

  it('answer with any body and content type', async () => {
    simulator.fail(DEVICES, { headers: { 'Content-Type': 'text/html' }, body: '<h1>Maintenance' });
    const response = await fetch(simulator.url + DEVICES);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'text/html');
    assert.equal(await response.text(), '<h1>Maintenance');
  });

  it('can depend on the request', async () => {
    simulator.fail(DEVICES, ({ headers }) => ({ status: 400, body: `{"echo":"${headers.authorization}"}` }));
    assert.deepEqual((await devices()).body, { echo: `Bearer ${token}` });
  });

  it('can cut the answer short by some bytes', async () => {
    simulator.fail(DEVICES, { body: 'complete', cutAfter: -3 });
    assert.match(await rawAnswer(), /\r\n\r\ncompl$/);
  });

  it('keep the request from taking effect', async () => {
    const form = refreshForm(simulator, simulator.issueTokens().refresh_token);
    simulator.fail(TOKEN, { status: 500 });
    assert.equal((await postToken(simulator, form)).status, 500);
    assert.equal((await postToken(simulator, form)).status, 200);
  });

  it('let the request take effect first if they are asked to', async () => {
    const form = refreshForm(simulator, simulator.issueTokens().refresh_token);
    simulator.fail(TOKEN, { status: 500, afterEffect: true });
    assert.equal((await postToken(simulator, form)).status, 500);
    assert.equal((await postToken(simulator, form)).body['error'], 'invalid_grant');
  });

  it('cut the connection before any byte', async () => {
    simulator.fail(DEVICES, { cutAfter: 0 });
    assert.equal(await rawAnswer(), '');
  });

  it('cut the connection within the body', async () => {
    simulator.fail(DEVICES, { cutAfter: 6, afterEffect: true });
    const [head, body] = (await rawAnswer()).split('\r\n\r\n');
    assert.match(head ?? '', /^HTTP\/1\.1 200 OK/);
    assert.equal(body, '[{"id"');
  });

  it('switch protocols, which a client sees as neither a response nor an error', async () => {
    simulator.fail(DEVICES, { status: 101 });
    const seen: string[] = [];
    const request = httpRequest(simulator.url + DEVICES);
    request.on('response', () => seen.push('response')).on('error', () => seen.push('error'));
    await once(request.end(), 'close');
    assert.deepEqual(seen, []);
    assert.equal(simulator.requests[0]?.status, 101);
  });

  for (const encoding of ['gzip', 'br', 'deflate'] as const) {
    it(`compress the body by ${encoding}, their own and the real one`, async () => {
      simulator.fail(DEVICES, { body: '{"a":1}', encoding });
      simulator.fail(DEVICES, { afterEffect: true, encoding });
      const own = await devices();
      assert.equal(own.headers.get('content-encoding'), encoding);
      assert.deepEqual(own.body, { a: 1 });
      assert.deepEqual((await devices()).body, simulator.devices);
    });
  }

  it('delay the real answer', async () => {
    simulator.fail(DEVICES, { delay: 30, afterEffect: true });
    const started = performance.now();
    assert.equal((await devices()).status, 200);
    assert.ok(performance.now() - started >= 29);
  });
});
