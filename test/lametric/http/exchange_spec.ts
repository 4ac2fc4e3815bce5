import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import { IncomingMessage, type ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import sinon from 'sinon';
import { LaMetricError } from '../../../src/lametric/errors';
import { send } from '../../../src/lametric/http/exchange';
import { type Origin, WAYS, errorOf, exchange, setProxy, startOrigin } from '../../helpers/origin';
import { settleSockets } from '../../helpers/time';

for (const way of WAYS) {
  describe(`An exchange (${way})`, () => {
    let origin: Origin;

    beforeEach(async () => {
      origin = await startOrigin(way);
    });

    afterEach(() => origin.close());

    /** Has the time run out at a certain point. */
    const withTime = async (test: (pass: (milliseconds: number) => void) => Promise<void>) => {
      const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        await test((milliseconds) => clock.tick(milliseconds));
      } finally {
        clock.restore();
      }
    };

    it('sends method, headers and body, and asks for nothing that would have to be unpacked', async () => {
      let received: unknown[] = [];
      origin.answer = (request, response) => {
        const { method, url, headers } = request;
        received = [method, url, headers['x-test'], headers['content-length'], headers['accept-encoding']];
        received.push(headers.host, headers.accept);
        request.pipe(response);
      };
      const { host } = new URL(origin.url);
      const request = { method: 'PUT', headers: { 'X-Test': 'a' }, data: 'Küche' } as const;
      const { statusCode, text } = await origin.exchange({ ...request, url: `${origin.url}/a?b=c%20d` });
      assert.deepEqual(received, ['PUT', '/a?b=c%20d', 'a', '6', 'identity', host, 'application/json']);
      assert.deepEqual([statusCode, text], [200, 'Küche']);
    });

    it('takes any status for an answer', async () => {
      for (const status of [204, 302, 401, 503]) {
        origin.answer = (_request, response) => response.writeHead(status).end();
        assert.equal((await origin.exchange()).statusCode, status);
      }
    });

    it('follows no redirect', async () => {
      let requests = 0;
      origin.answer = (_request, response) => {
        requests++;
        response.writeHead(302, { Location: `${origin.url}/elsewhere` }).end();
      };
      assert.equal((await origin.exchange()).statusCode, 302);
      assert.equal(requests, 1);
    });

    it('ends at once with 101 Switching Protocols, and closes the connection', async () => {
      origin.answer = (_request, response) =>
        response.writeHead(101, { Connection: 'upgrade', Upgrade: 'h2c' }).flushHeaders();
      for (let time = 0; time < 2; time++) {
        const asked = once(origin.server, 'request');
        assert.equal((await origin.exchange()).statusCode, 101);
        const [request]: unknown[] = await asked;
        assert.ok(request instanceof IncomingMessage);
        if (!request.socket.closed) await once(request.socket.resume(), 'close');
      }
    });

    it('keeps its connection open', async () => {
      await origin.exchange();
      await origin.exchange();
      if (way !== 'proxy') assert.equal(origin.connections, 1);
    });

    it('tells a connection that is cut before the answer, or in it', async () => {
      origin.answer = (request) => request.socket.destroy();
      assert.equal((await errorOf(origin.exchange(), 'UNREACHABLE')).sent, true);
      origin.answer = (_request, response) => {
        response.writeHead(200, { 'Content-Length': 10 });
        response.write('[', () => response.destroy());
      };
      assert.equal((await errorOf(origin.exchange(), 'UNREACHABLE')).sent, true);
    });

    it('leaves nothing behind that waits for its end', async () => {
      const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        const { signal } = new AbortController();
        await origin.exchange({ signal });
        assert.equal(clock.countTimers(), 0);
        assert.equal(getEventListeners(signal, 'abort').length, 0);
      } finally {
        clock.restore();
      }
    });

    it('gives an answer 10 s to come, to its end', () =>
      withTime(async (pass) => {
        origin.answer = (_request, response) => response.write('[', () => pass(10_000));
        const { message, sent } = await errorOf(origin.exchange(), 'UNREACHABLE');
        assert.deepEqual([message, sent], ['no answer within 10 s', true]);
      }));

    it('gives the answer of what was sent more time, where that is asked for', () =>
      withTime(async (pass) => {
        const times = { timeout: 1000, exchange: { answerTimeout: 3000 } };
        // One after the other: the second limit begins when the first is over.
        const passInTurns = (response: ServerResponse, last: () => void) =>
          response.write('[', () => {
            pass(1000);
            settleSockets().then(last, last);
          });
        origin.answer = (_request, response) => passInTurns(response, () => response.end(']'));
        assert.equal((await origin.exchange(times)).text, '[]');
        origin.answer = (_request, response) => passInTurns(response, () => pass(2000));
        const { message } = await errorOf(origin.exchange(times), 'UNREACHABLE');
        assert.equal(message, 'no answer within 3 s');
      }));

    it('ends in time though the answer goes on arriving, byte by byte', () =>
      withTime(async (pass) => {
        origin.answer = (_request, response) => {
          // A byte a turn: a server that writes without a pause leaves the client no turn of the event loop.
          const drip = () => {
            pass(1000);
            response.write(' ', () => setImmediate(drip));
          };
          drip();
        };
        assert.equal(
          (await errorOf(origin.exchange({ timeout: 5000 }), 'UNREACHABLE')).message,
          'no answer within 5 s',
        );
      }));

    it('closes the connection when its caller aborts, and ends with the reason', async () => {
      const controller = new AbortController();
      const stopped = new LaMetricError('UNREACHABLE', 'stopped');
      let closed: Promise<unknown> | undefined;
      origin.answer = (_request, response) => {
        closed = once(response, 'close');
        response.write('[', () => controller.abort(stopped));
      };
      await assert.rejects(origin.exchange({ signal: controller.signal }), stopped);
      await closed;
    });

    it('does not begin when its caller has aborted already', async () => {
      const stopped = new LaMetricError('UNREACHABLE', 'stopped');
      await assert.rejects(origin.exchange({ signal: AbortSignal.abort(stopped) }), stopped);
      assert.equal(origin.connections, 0);
    });

    it('leaves nothing of the request in an error', async () => {
      origin.answer = (request) => request.socket.destroy();
      const headers = { Authorization: 'Bearer hidden' };
      const stopped = AbortSignal.abort(new LaMetricError('UNREACHABLE', 'stopped'));
      for (const signal of [undefined, stopped]) {
        const error = await errorOf(origin.exchange(signal ? { headers, signal } : { headers }));
        assert.doesNotMatch(inspect(error, { depth: Infinity, showHidden: true }), /hidden/);
      }
    });
  });
}

describe('An exchange', () => {
  let restore: () => void;

  before(() => {
    restore = setProxy({});
  });

  after(() => restore());

  it('refuses a certificate that nobody vouches for', async () => {
    const origin = await startOrigin('TLS');
    const { message, sent } = await errorOf(exchange({ method: 'GET', url: origin.url }), 'UNREACHABLE');
    assert.equal(message, 'the certificate cannot be trusted (DEPTH_ZERO_SELF_SIGNED_CERT)');
    assert.equal(sent, false);
    await origin.close();
  });

  it('says that nothing was sent to a server that is not there, or has no name', async () => {
    const origin = await startOrigin('plain');
    await origin.close();
    const refused = await errorOf(origin.exchange(), 'UNREACHABLE');
    assert.deepEqual([refused.message, refused.sent], ['ECONNREFUSED', false]);
    const unknown = await errorOf(exchange({ method: 'GET', url: 'http://cloud.invalid/' }), 'UNREACHABLE');
    assert.match(unknown.message, /^ENOTFOUND|EAI_AGAIN$/);
    assert.equal(unknown.sent, false);
  });

  it('takes a redirect for an answer that cannot be used, and names the scope for a 403 alone', async () => {
    const origin = await startOrigin('plain');
    const statuses = [301, 400, 403];
    origin.answer = (_request, response) => response.writeHead(statuses.shift() ?? 200).end();
    const ask = () => errorOf(send({ method: 'GET', url: origin.url, exchange: { scope: 'basic' } }));
    const errors = [await ask(), await ask(), await ask()];
    assert.deepEqual(
      errors.map(({ code, scope }) => [code, scope]),
      [
        ['BAD_RESPONSE', undefined],
        ['REJECTED', undefined],
        ['FORBIDDEN', 'basic'],
      ],
    );
    await origin.close();
  });

  it('takes 101 for a failure that may pass', async () => {
    const origin = await startOrigin('plain');
    origin.answer = (_request, response) =>
      response.writeHead(101, { Connection: 'upgrade', Upgrade: 'h2c' }).end();
    const { message, retryable } = await errorOf(send({ method: 'GET', url: origin.url }), 'UNREACHABLE');
    assert.deepEqual([message, retryable], ['101', true]);
    await origin.close();
  });
});
