import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Socket, createServer } from 'node:net';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AGENT_OPTIONS } from '../../../src/lametric/http/agents';
import { isObject, isString } from '../../../src/lametric/guards';
import { type LateOriginData, Step } from '../../helpers/late-origin';
import { WAYS, agentFor, by, errorOf, exchange, setProxy } from '../../helpers/origin';

describe('The deadline of an exchange', () => {
  const errorWithin = (agent: Agent, url: string) =>
    errorOf(exchange({ method: 'GET', url, ...by(agent), timeout: 50 }), 'UNREACHABLE');

  it('ends the waiting for a name that nobody tells', async () => {
    const agent = new Agent({ ...AGENT_OPTIONS, lookup: () => undefined });
    const { message, sent } = await errorWithin(agent, 'http://cloud.example/');
    assert.deepEqual([message, sent], ['no connection within 0.05 s', false]);
  });

  it('ends the waiting for TLS with a server that says nothing', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    const connected = once(server, 'connection');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    const { message, sent } = await errorWithin(
      new HttpsAgent(AGENT_OPTIONS),
      `https://127.0.0.1:${address.port}/`,
    );
    assert.deepEqual([message, sent], ['no connection within 0.05 s', false]);
    const [socket]: unknown[] = await connected;
    assert.ok(socket instanceof Socket);
    if (!socket.closed) await once(socket.resume(), 'close');
    server.close();
  });

  // A thread does not know TypeScript by itself.
  const thread = `require('tsx/cjs'); require(${JSON.stringify(join(__dirname, '../../helpers/late-origin.ts'))})`;

  for (const way of WAYS) {
    it(`lets an answer through that had arrived while the event loop stood still (${way})`, async () => {
      const body = 'x'.repeat(200_000);
      const data: LateOriginData = { way, shared: new Int32Array(new SharedArrayBuffer(8)), body };
      const worker = new Worker(thread, { eval: true, workerData: data });
      const [addresses]: unknown[] = await once(worker, 'message');
      assert.ok(isObject(addresses) && isString(addresses.url));
      const { url } = addresses;
      const proxy = isString(addresses.proxy) ? addresses.proxy : undefined;
      const restore = setProxy(way === 'proxy' && proxy !== undefined ? { http_proxy: proxy } : {});
      const agent = agentFor(way, url, proxy);
      const timeout = 1000;
      const end = performance.now() + timeout;
      const answer = exchange({ method: 'GET', url: `${url}/`, timeout, ...by(agent) });

      while (Atomics.load(data.shared, 0) !== Step.ASKED) await new Promise(setImmediate);
      Atomics.store(data.shared, 0, Step.BLOCKED);
      Atomics.notify(data.shared, 0);
      assert.equal(Atomics.wait(data.shared, 0, Step.BLOCKED, 10_000), 'ok');
      Atomics.wait(data.shared, 1, 0, end - performance.now() + 50);

      assert.equal((await answer).text, body);
      restore();
      agent?.destroy();
      await worker.terminate();
    });
  }
});
