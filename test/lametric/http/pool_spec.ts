import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, type ServerResponse } from 'node:http';
import { type LookupFunction, connect } from 'node:net';
import { freeHost } from '../../../simulator/clock/free-host';
import { AGENT_OPTIONS } from '../../../src/lametric/http/agents';
import { LaMetricError } from '../../../src/lametric/errors';
import { type Origin, type Way, by, errorOf, exchange, startOrigin } from '../../helpers/origin';

const count = (lists: NodeJS.ReadOnlyDict<unknown[]>) => Object.values(lists).flat().length;

// Plain http through a proxy is the same as straight here: the connections are those to the proxy.
for (const way of ['plain', 'TLS', 'tunnel'] satisfies Way[]) {
  describe(`The connections to a host (${way})`, () => {
    let origin: Origin;
    let agent: Agent;
    /** The answers that the server withholds. */
    let waiting: ServerResponse[];
    let requests: number;

    beforeEach(async () => {
      origin = await startOrigin(way);
      assert.ok(origin.agent);
      ({ agent } = origin);
      waiting = [];
      requests = 0;
      origin.server.on('request', () => requests++);
    });

    afterEach(() => origin.close());

    /** Has the server leave requests without an answer; resolves when there are this many. */
    const silence = (length: number) =>
      new Promise<void>((resolve) => {
        origin.answer = (_request, response) => {
          if (waiting.push(response) === length) resolve();
        };
      });

    const answerAll = () => {
      origin.answer = (_request, response) => response.end('{}');
      for (const response of waiting) response.end('{}');
    };

    it('are 32 at most; what is more waits for its turn', async () => {
      const asked = silence(32);
      const answers = Array.from({ length: 100 }, () => origin.exchange());
      await asked;
      assert.equal(count(agent.requests), 68);
      answerAll();
      for (const { statusCode } of await Promise.all(answers)) assert.equal(statusCode, 200);
      assert.equal(origin.connections, 32);
      assert.equal(origin.proxy?.asked.length ?? 32, 32);
    });

    it('are not taken by requests that have ended in the queue, which say why', async () => {
      const asked = silence(32);
      const sent = Array.from({ length: 32 }, () => origin.exchange());
      await asked;
      const controller = new AbortController();
      const aborted = errorOf(origin.exchange({ signal: controller.signal }));
      const late = await errorOf(origin.exchange({ timeout: 50 }), 'UNREACHABLE');
      assert.equal(late.message, 'too many requests at once: no turn within 0.05 s');
      assert.equal(late.sent, false);
      controller.abort(new LaMetricError('UNREACHABLE', 'stopped'));
      assert.equal((await aborted).message, 'stopped');
      answerAll();
      await Promise.all(sent);
      assert.equal((await origin.exchange()).statusCode, 200);
      assert.equal(requests, 33);
      assert.equal(count(agent.requests), 0);
    });

    /** Leaves so many connections open, all of which are dead: nothing arrives any more, and nobody says so. */
    const die = async (connections: number) => {
      const asked = silence(connections);
      const sent = Array.from({ length: connections }, () => origin.exchange());
      await asked;
      answerAll();
      await Promise.all(sent);
      // The last ones become free a moment after their answer.
      while (count(agent.freeSockets) < connections) await new Promise(setImmediate);
      const dead = new Set(waiting.map(({ req }) => req.socket));
      origin.answer = (request, response) => {
        if (!dead.has(request.socket)) response.end('{}');
      };
    };

    it('are all dropped when one of them turns out to be dead', async () => {
      await die(5);
      const { message, sent } = await errorOf(origin.exchange({ timeout: 50 }), 'UNREACHABLE');
      assert.deepEqual([message, sent], ['no answer within 0.05 s', true]);
      assert.equal((await origin.exchange({ timeout: 10_000 })).statusCode, 200);
      assert.equal(origin.connections, 6);
    });

    it('are stale where they end as they are used, but not in the middle of an answer', async () => {
      const keepOne = async () => {
        answerAll();
        await origin.exchange();
        while (count(agent.freeSockets) < 1) await new Promise(setImmediate);
      };
      const errorAfter = async (answer: Origin['answer']) => {
        origin.answer = answer;
        return errorOf(origin.exchange(), 'UNREACHABLE');
      };
      await keepOne();
      assert.equal((await errorAfter(({ socket }) => socket.destroy())).stale, true);
      assert.equal((await errorAfter(({ socket }) => socket.destroy())).stale, false);
      await keepOne();
      const { stale } = await errorAfter(({ socket }, response) => {
        response.writeHead(200, { 'Content-Length': 9 }).write('{', () => socket.destroy());
      });
      assert.equal(stale, false);
      await keepOne();
      const noHttp = await errorAfter(({ socket }) => socket.end('no HTTP\r\n\r\n'));
      assert.equal(noHttp.stale, false);
    });

    it('are all left alone by a request that cannot be repeated, which takes a fresh one', async () => {
      await die(5);
      const { statusCode } = await origin.exchange({ exchange: { freshConnection: true } });
      assert.deepEqual([statusCode, origin.connections], [200, 6]);
    });

    it('stay when the caller aborts', async () => {
      await die(5);
      const controller = new AbortController();
      const aborted = errorOf(origin.exchange({ signal: controller.signal }));
      controller.abort(new LaMetricError('UNREACHABLE', 'stopped'));
      await aborted;
      assert.equal(count(agent.freeSockets), 4);
    });

    it('stay when a fresh one fails', async () => {
      await die(1);
      const asked = silence(waiting.length + 2);
      const kept = origin.exchange();
      const fresh = errorOf(origin.exchange());
      await asked;
      waiting.at(-2)?.end('{}');
      await kept;
      while (count(agent.freeSockets) < 1) await new Promise(setImmediate);
      waiting.at(-1)?.destroy();
      await fresh;
      answerAll();
      await origin.exchange();
      assert.equal(origin.connections, 2);
    });

    it('are kept for half a minute at most', async () => {
      origin.server.keepAliveTimeout = 600_000;
      await die(1);
      const [socket] = Object.values(agent.freeSockets).flat();
      assert.equal(socket?.timeout, 30_000);
    });

    it('are kept no longer than the server says', async () => {
      origin.answer = ({ socket }, response) => {
        closed = once(socket, 'close');
        response.writeHead(200, { 'Keep-Alive': 'timeout=1' }).end('{}');
      };
      let closed: Promise<unknown> | undefined;
      await origin.exchange();
      await closed;
      assert.equal(count(agent.freeSockets), 0);
    });
  });
}

describe('A host with several addresses', () => {
  /** A server that is paused, with more connections than its system accepts for it: it answers the next one late. */
  it('has more time than a quarter of a second to answer on the first one', async () => {
    const program = `
      const server = require('node:http').createServer((_, response) => response.end('{}'));
      server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => process.send(server.address().port));`;
    const child = spawn(process.execPath, ['-e', program], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const [port]: unknown[] = await once(child, 'message');
    child.kill('SIGSTOP');
    const fillers = Array.from({ length: 4 }, () => connect(Number(port), '127.0.0.1'));
    for (const filler of fillers) filler.on('error', () => undefined);
    if (fillers[0]) await once(fillers[0], 'connect');
    const addresses = [
      { address: '127.0.0.1', family: 4 },
      { address: freeHost(), family: 4 },
    ];
    const lookup: LookupFunction = (_host, _options, callback) => callback(null, addresses);
    const agent = new Agent({ ...AGENT_OPTIONS, lookup });
    const answer = exchange({ method: 'GET', url: `http://cloud.example:${Number(port)}/`, ...by(agent) });
    setTimeout(() => child.kill('SIGCONT'), 400);
    assert.equal((await answer).statusCode, 200);
    agent.destroy();
    for (const filler of fillers) filler.destroy();
    child.kill();
  });
});
