import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { Socket } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { startClock, type Clock } from '../../../simulator/clock/clock';
import { ask, askAt } from './ask';

const DEVICE = '/api/v2/device';

describe('simulator: the web server of a clock', () => {
  let clock: Clock;

  beforeEach(async () => {
    clock = await startClock();
  });

  afterEach(() => clock.unplug());

  /** Asks by http on a connection that may be used again. */
  async function raw(path: string): Promise<{ names: string[]; body: string; socket: Socket }> {
    const agent = new Agent({ keepAlive: true });
    const asked = request(clock.httpUrl + path, { agent, auth: `dev:${clock.apiKey}` });
    asked.end();
    const [response] = await once(asked, 'response');
    const names = response.rawHeaders.filter((_: string, index: number) => index % 2 === 0);
    const { socket } = response;
    return { names: names.map((name: string) => name.toLowerCase()), body: await readText(response), socket };
  }

  it('answers in lighttpd’s headers', async () => {
    const { headers } = await ask(clock, 'GET', DEVICE);
    assert.equal(headers['content-type'], 'application/json;charset=UTF8');
    assert.equal(headers.server, 'lighttpd/1.4.35');
  });

  it('sends a success in chunks, and an error with its length', async () => {
    const success = (await raw(DEVICE)).names;
    assert.ok(success.includes('transfer-encoding') && !success.includes('content-length'));
    const error = (await raw('/api/v2/nothing')).names;
    assert.ok(error.includes('content-length') && !error.includes('transfer-encoding'));
  });

  it('keeps a connection without saying so', async () => {
    const { names, socket } = await raw(DEVICE);
    assert.ok(!names.includes('connection') && !names.includes('keep-alive'));
    assert.equal(socket.destroyed, false);
  });

  it('indents its JSON', async () => {
    const { body } = await raw(`${DEVICE}?fields=name,mode`);
    assert.equal(body, '{\n  "mode": "manual",\n  "name": "Kitchen"\n}');
  });

  it('ends a connection that is idle for 5 s', async () => {
    const { socket } = await raw(DEVICE);
    const idleSince = performance.now();
    await once(socket, 'close');
    const idle = performance.now() - idleSince;
    assert.ok(idle > 4500, `${idle} ms`);
  });

  it('ends a connection unannounced after an answer on some firmware', async () => {
    clock.quirks.closesConnections = true;
    const { names, body, socket } = await raw(`${DEVICE}?fields=mode`);
    assert.ok(!names.includes('connection'));
    assert.deepEqual(JSON.parse(body), { mode: 'manual' });
    if (!socket.destroyed) await once(socket, 'close');
  });

  it('takes a path with a slash at its end', async () => {
    const { status, body } = await ask(clock, 'GET', `${DEVICE}/apps/`);
    assert.deepEqual([status, body], [200, (await ask(clock, 'GET', `${DEVICE}/apps`)).body]);
    assert.equal((await ask(clock, 'GET', '/api/v2/')).status, 200);
  });

  it('asks for a key on every port', async () => {
    for (const url of [clock.url, clock.httpUrl]) {
      const { status, headers } = await askAt(url + DEVICE, 'GET', undefined);
      assert.deepEqual([status, headers['www-authenticate']], [401, 'Basic realm="global"']);
    }
  });

  it('names an error of a v1 path otherwise since 2022', async () => {
    const path = '/api/v1/dev/widget/update/com.lametric.other/1';
    const push = () =>
      askAt(clock.url + path, 'POST', {}, { headers: { 'x-access-token': clock.indicatorToken } });
    assert.deepEqual((await push()).body, { error: { message: 'Not found app' } });
    clock.kindName = 'LM 37X8 2.3.9';
    assert.deepEqual((await push()).body, { errors: [{ message: 'Not found app' }] });
  });
});
