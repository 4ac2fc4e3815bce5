/** Sounds from messages: many of them, each of a megabyte, to a clock that fetches them. */
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer, get } from 'node:http';
import { join } from 'node:path';
import { buffer, json } from 'node:stream/consumers';
import { loop } from '../../bench/driver';
import { DEVICE, deviceNode } from '../../harness/clock';
import { type NodeRed, startNodeRed } from '../../harness/node-red';
import { isObject } from '../../src/lametric/guards';
import { check, megabytes, run } from './run';

const SIZE = 2 ** 20;
/** Of a frame of the mp3. */
const FRAME = 417;
/** The most that all sounds may take, and what may be left of them: bytes. */
const MOST = 32 * SIZE;
const TOLERANCE = 8e6;

const ENDPOINTS = JSON.stringify({ api_version: '2.4.0', endpoints: {} });

/** A sound is there for six seconds, and not for ten minutes; the memory of all Buffers can be asked for. */
const SETTINGS = `
  const original = globalThis.setTimeout;
  const sooner = (callback, delay, ...values) => original(callback, delay === 600_000 ? 6000 : delay, ...values);
  globalThis.setTimeout = Object.defineProperties(sooner, Object.getOwnPropertyDescriptors(original));
  require('node:v8').setFlagsFromString('--expose-gc');
  const collectGarbage = require('node:vm').runInNewContext('gc');
  settings.httpAdminMiddleware = (request, response, next) => {
    if (request.path !== '/memory') return next();
    // The first frees the Buffers while others run; the second begins by waiting for that.
    collectGarbage();
    collectGarbage();
    response.json(process.memoryUsage());
  };
  const frame = Buffer.concat([Buffer.from('fffb90c0', 'hex')], ${FRAME});
  settings.functionGlobalContext = { speech: Buffer.concat(Array(${Math.floor(SIZE / FRAME)}).fill(frame)) };`;

/** @param isQuick whether there are fewer */
export async function manySounds(isQuick: boolean): Promise<void> {
  const messages = isQuick ? 100 : 1000;
  let fetched = 0;
  let lastId = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== 'POST') {
      response.end(ENDPOINTS);
      return;
    }
    const [sound] = await once(get(urlIn(await json(request))), 'response');
    if ((await buffer(sound)).length > SIZE - FRAME) fetched++;
    response.end(JSON.stringify({ success: { id: String(++lastId) } }));
  };
  const clock = createServer((...exchange) => void answer(...exchange));
  await once(clock.listen(0, '127.0.0.1'), 'listening');
  const listening = clock.address();
  const port = typeof listening === 'object' && listening !== null ? listening.port : 0;
  const nodeRed = await startNodeRed({
    link: true,
    nodesDir: join(__dirname, 'nodes'),
    settingsSource: SETTINGS,
  });
  try {
    const settings = { id: DEVICE, account: '', device: '', address: `127.0.0.1:${port}`, security: 'http' };
    const frames = [{ type: 'text', value: 'Speech', valueType: 'str' }];
    const notify = { type: 'lametric notify', device: DEVICE, frames, sound: 'speech', soundType: 'global' };
    const [driver, ...others] = loop('load', [notify]);
    await nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Load' },
      deviceNode(undefined, { ...settings, credentials: { apiKey: 'key' } }),
      { ...driver, type: 'test load' },
      ...others,
    ]);
    const before = await buffersOf(nodeRed);
    const { results } = await run(nodeRed, `${messages} sounds of a megabyte, 20 a second`, {
      messages,
      perSecond: 20,
    });
    const after = await buffersOf(nodeRed);
    await new Promise((resolve) => setTimeout(resolve, 7000));
    const later = await buffersOf(nodeRed);
    console.log(
      `  ${fetched} fetched; Buffers of ${megabytes(before)} before, ${megabytes(after)} after, ${megabytes(later)} later`,
    );
    check(results === messages, `only ${results} sounds of ${messages} were taken`);
    // Where more than 32 wait for the clock, the oldest give way.
    check(fetched > messages / 2, `only ${fetched} sounds of ${messages} were fetched`);
    check(after - before < MOST + TOLERANCE, `sounds take ${megabytes(after - before)}`);
    check(later - before < TOLERANCE, `${megabytes(later - before)} of sounds are left`);
  } finally {
    await nodeRed.stop();
    clock.close();
    clock.closeAllConnections();
  }
}

function urlIn(notification: unknown): string {
  const model = isObject(notification) && isObject(notification['model']) ? notification['model'] : {};
  return isObject(model['sound']) ? String(model['sound']['url']) : '';
}

async function buffersOf(nodeRed: NodeRed): Promise<number> {
  const { body } = await nodeRed.admin('GET', 'memory');
  return isObject(body) ? Number(body['arrayBuffers']) : NaN;
}
