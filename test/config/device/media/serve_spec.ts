import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingHttpHeaders, createServer, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { serve } from '../../../../src/config/device/media/serve';
import { MediaStore } from '../../../../src/config/device/media/store';
import { listenAt } from '../../../helpers/clock';

const SOUND = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 256));

describe('What clocks fetch', () => {
  const store = new MediaStore();
  const server = createServer((...exchange) => serve(store, ...exchange));
  let port: number;
  let path: string;

  before(async () => {
    port = await listenAt(server);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    path = `/lametric/media/${store.add(SOUND)}.mp3`;
  });

  /** Not by `fetch`, which would tidy up the path. */
  const ask = async (method: string, at: string, headers: Record<string, string> = {}) => {
    const asked = request({ port, host: '127.0.0.1', method, path: at, headers, agent: false }).end();
    const [response] = await once(asked, 'response');
    const { statusCode, headers: got }: { statusCode: number; headers: IncomingHttpHeaders } = response;
    return { statusCode, headers: got, body: await buffer(response) };
  };

  it('is the sound, byte for byte, as often as they like', async () => {
    for (let time = 0; time < 3; time++) {
      const { statusCode, headers, body } = await ask('GET', path);
      assert.equal(statusCode, 200);
      assert.deepEqual(body, SOUND);
      assert.deepEqual(
        [
          headers['content-type'],
          headers['content-length'],
          headers['cache-control'],
          headers['accept-ranges'],
        ],
        ['audio/mpeg', '1000', 'no-store', 'bytes'],
      );
    }
  });

  it('is its length alone, for HEAD', async () => {
    const { statusCode, headers, body } = await ask('HEAD', path);
    assert.deepEqual([statusCode, headers['content-length'], body.length], [200, '1000', 0]);
  });

  for (const { range, start, end } of [
    { range: 'bytes=0-', start: 0, end: 1000 },
    { range: 'bytes=0-0', start: 0, end: 1 },
    { range: 'bytes=10-19', start: 10, end: 20 },
    { range: 'bytes=990-5000', start: 990, end: 1000 },
    { range: 'bytes=-5', start: 995, end: 1000 },
    { range: 'bytes=-5000', start: 0, end: 1000 },
  ]) {
    it(`is a part of it, for ${range}`, async () => {
      const { statusCode, headers, body } = await ask('GET', path, { range });
      assert.equal(statusCode, 206);
      assert.deepEqual(body, SOUND.subarray(start, end));
      assert.deepEqual(
        [headers['content-range'], headers['content-length']],
        [`bytes ${start}-${end - 1}/1000`, String(end - start)],
      );
    });
  }

  for (const range of ['bytes=1000-', 'bytes=5000-6000', 'bytes=-0']) {
    it(`is nothing for ${range}, which is not there`, async () => {
      const { statusCode, headers, body } = await ask('GET', path, { range });
      assert.deepEqual([statusCode, headers['content-range'], body.length], [416, 'bytes */1000', 0]);
    });
  }

  for (const range of ['bytes=20-10', 'bytes=1-2,5-6', 'lines=1-2', 'bytes=-', 'nonsense']) {
    it(`is all of it for ${range}`, async () => {
      const { statusCode, body } = await ask('GET', path, { range });
      assert.deepEqual([statusCode, body.length], [200, 1000]);
    });
  }

  it('is nothing else', async () => {
    const name = path.slice(-36);
    for (const other of [
      '/',
      '/lametric/media/',
      `/lametric/media/${'0'.repeat(32)}.mp3`,
      `/${name}`,
      `/lametric/media/../media/${name}`,
      '/lametric/media/../../settings.js',
      '/lametric/media/..%2f..%2fsettings.js',
      `/lametric/media/./${name}`,
      `${path}/`,
      `${path}?a`,
      path.toUpperCase(),
      path.replace('.mp3', ''),
    ]) {
      assert.equal((await ask('GET', other)).statusCode, 404, other);
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const { statusCode, body } = await ask(method, path);
      assert.deepEqual([statusCode, body.length], [404, 0], method);
    }
  });
});
