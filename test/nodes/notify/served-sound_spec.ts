import assert from 'node:assert/strict';
import { once } from 'node:events';
import { freePort } from '../../../harness/free-port';
import type { Clock } from '../../../simulator/clock/clock';
import type { FetchedSound } from '../../../simulator/clock/sound';
import { makeTone } from '../../../src/config/device/media/tone';
import { isObject } from '../../../src/lametric/guards';
import { ClockFlow, clockId, flowNode } from '../../helpers/clock-flow';
import { NOTIFICATIONS } from '../../helpers/clocks';
import { startReverseProxy } from '../../helpers/reverse-proxy';

const TONE = makeTone();
const LOGIN = `settings.httpNodeAuth = { user: 'a', pass: '$2b$04$xxxxxxxxxxxxxxxxxxxxxuJCn1r2B9F7y3mQ4QfV8QeF5l0e5p3zq' };`;

describe('An mp3 in a message', () => {
  let world: ClockFlow;
  let clock: Clock;

  before(async () => {
    world = await ClockFlow.start();
    clock = world.clock('sa8');
    await world.deploy(nodes());
  });
  after(() => world.close());
  beforeEach(() => {
    clock.queue.clear();
    clock.clearRequests();
  });

  const nodes = () => [
    flowNode('in', 'inject', ['speech'], { props: [] }),
    flowNode('speech', 'function', ['node'], {
      func: `msg.payload = Buffer.from('${TONE.toString('base64')}', 'base64'); return msg;`,
      outputs: 1,
    }),
    flowNode('node', 'lametric notify', ['out'], {
      device: clockId(clock),
      frames: [{ type: 'text', value: 'Speech', valueType: 'str' }],
      sound: 'payload',
      soundType: 'msg',
    }),
  ];
  const speak = async (): Promise<FetchedSound> => {
    const fetched = once(clock.sounds, 'fetched');
    await world.nodeRed.inject('in');
    const [sound] = await fetched;
    return sound;
  };
  const fails = async () => {
    await world.nodeRed.inject('in');
    const { msg } = await world.nodeRed.nextDebug(({ id }) => id === 'errors');
    const { code, message } = isObject(msg) && isObject(msg['error']) ? msg['error'] : {};
    return { code, message: String(message) };
  };
  const isFetchedFrom = async (base: string) => {
    const { url, status, contentType, bytes } = await speak();
    assert.match(url.slice(base.length), /^lametric\/media\/[0-9a-f]{32}\.mp3$/);
    assert.deepEqual([url.slice(0, base.length), status, contentType], [base, 206, 'audio/mpeg']);
    assert.deepEqual(bytes, TONE);
    return url;
  };

  it("is fetched from Node-RED's own port, also after a Deploy, until Node-RED ends", async () => {
    const url = await isFetchedFrom(`http://127.0.0.1:${world.nodeRed.port}/`);
    await world.deploy(nodes(), 'full');
    const again = await fetch(url);
    assert.deepEqual(Buffer.from(await again.arrayBuffer()), TONE);
    await world.nodeRed.restart();
    assert.equal((await fetch(url)).status, 404);
  });

  it('is fetched below httpNodeRoot', async () => {
    await world.nodeRed.restart({ settingsSource: `settings.httpNodeRoot = '/flows/api/';` });
    await isFetchedFrom(`http://127.0.0.1:${world.nodeRed.port}/flows/api/`);
  });

  it('is fetched by way of a proxy', async () => {
    const proxy = await startReverseProxy(`http://127.0.0.1:${world.nodeRed.port}/api`, '/red');
    await world.nodeRed.restart({
      settingsSource: `settings.httpNodeRoot = '/api'; settings.lametricDeviceMediaUrl = '${proxy.url}/';`,
    });
    await isFetchedFrom(`${proxy.url}/`);
    await proxy.close();
  });

  it('is fetched from a port of its own, where nothing else is', async () => {
    const port = await freePort();
    await world.nodeRed.restart({ settingsSource: `${LOGIN} settings.lametricDeviceMediaPort = '${port}';` });
    const url = await isFetchedFrom(`http://127.0.0.1:${port}/`);
    for (const path of ['', 'flows', 'settings', 'lametric/media/']) {
      assert.equal((await fetch(`http://127.0.0.1:${port}/${path}`)).status, 404, path);
    }
    await world.deploy(nodes(), 'full');
    assert.equal((await fetch(url)).status, 200);
  });

  it('ends in an error with the line for settings.js where a login is asked for, and nothing is shown', async () => {
    await world.nodeRed.restart({ settingsSource: LOGIN });
    const { code, message } = await fails();
    assert.equal(code, 'NOT_CONFIGURED');
    assert.match(message, /write lametricDeviceMediaPort: 1881 into settings\.js/);
    assert.equal(clock.countRequests('POST', NOTIFICATIONS), 0);
  });

  it('says that its port is taken, and Node-RED goes on', async () => {
    const { port } = world.nodeRed;
    await world.nodeRed.restart({ settingsSource: `settings.lametricDeviceMediaPort = ${port};` });
    assert.match(world.nodeRed.output(), new RegExp(`port ${port} of lametricDeviceMediaPort .*EADDRINUSE`));
    const { code, message } = await fails();
    assert.equal(code, 'NOT_CONFIGURED');
    assert.match(message, /port that is free.*EADDRINUSE/);
  });
});
