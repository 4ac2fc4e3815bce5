import assert from 'node:assert/strict';
import { Socket } from 'node:dgram';
import type { Server } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import sinon from 'sinon';
import { startClock as startSimulated, type Clock as Simulated } from '../../../simulator/clock/clock';
import { freeHost } from '../../../simulator/clock/free-host';
import { type Discovery, findClocks } from '../../../src/lametric/clock/discovery';
import { PinningAgent } from '../../../src/lametric/clock/pinning-agent';
import { CERTIFICATE, type Clock, reply, startClock } from '../../helpers/clock';
import { startPaused } from '../../helpers/paused-clock';
import { type Answerer, type Behaviour, answerSearches, describing } from '../../helpers/ssdp';

/** Other simulators of this computer answer as well, with other serial numbers. */
const serial = (model: number) => `SA${model}${process.pid}${Math.random().toString().slice(2, 10)}`;

describe('A search by SSDP', () => {
  let kitchen: Simulated;
  let old: Simulated;
  let result: Discovery;
  let duration: number;
  let interfaces: string[];
  const others = new Map<string, Answerer>();

  const start = async (name: string, behaviour: Behaviour) =>
    others.set(name, await answerSearches(freeHost(), behaviour));
  const found = (serialNumber: string | undefined) =>
    result.clocks.filter((clock) => clock.serialNumber === serialNumber);

  before(async () => {
    kitchen = await startSimulated({ name: 'Büro & <Küche>', serialNumber: serial(8) });
    old = await startSimulated({ kind: 'LM 37X8 2.3.9', name: 'Old', serialNumber: serial(1) });
    await start('victim', { st: 'something else' });
    const victim = others.get('victim')?.location;
    await start('liar', { location: victim });
    await start('redirecting', { answer: (response) => response.writeHead(302, { location: victim }).end() });
    await start('talkative', { answer: (response, xml) => response.end(xml + ' '.repeat(64 * 1024)) });
    await start('packed', { answer: describing({ padding: 65_536, packed: true }) });
    await start('absent', { answer: (response, xml) => response.writeHead(404).end(xml) });
    await start('silent', { answer: () => undefined });
    await start('careless', {
      answer: (response, xml) => {
        response.socket?.end(`HTTP/1.1 200 OK\r\nServer: a\u0001b\r\nConnection: close\r\n\r\n${xml}`);
      },
    });
    await start('printer', { answer: describing({ type: 'urn:schemas-upnp-org:device:Printer:1' }) });
    await start('nameless', { answer: describing({ name: '' }) });
    await start('wordy', { answer: describing({ name: 'x'.repeat(201) }) });
    await start('odd', { answer: describing({ name: 'A &#65;&amp;&#x110000;&lt;b&gt; &#7;clock' }) });
    const through = sinon.spy(Socket.prototype, 'setMulticastInterface');
    const begun = performance.now();
    result = await findClocks(['127.0.0.1', '127.0.0.1'], [kitchen.network.address]);
    duration = performance.now() - begun;
    interfaces = through.args.flat();
    through.restore();
  });
  after(async () => {
    for (const other of others.values()) await other.close();
    await kitchen.unplug();
    await old.unplug();
  });

  it('finds each clock once, with what it says of itself', () => {
    assert.ok(result.complete);
    assert.deepEqual(found(kitchen.serialNumber), [
      {
        name: 'Büro & <Küche>',
        model: 'sa8',
        serialNumber: kitchen.serialNumber,
        cloudId: String(kitchen.id),
        address: kitchen.network.address,
        security: 'pinned',
      },
    ]);
    const [{ model, cloudId, name } = assert.fail('It was not found.')] = found(old.serialNumber);
    assert.deepEqual([name, model, cloudId], ['Old', 'LM 37X8', null]);
  });

  // Linux alone asks through the network of the own address by itself.
  it('asks through the network of each address', () =>
    assert.deepEqual(interfaces, ['127.0.0.1', '127.0.0.1']));

  it('ends soon, though somebody describes nothing', () => {
    assert.notEqual(others.get('silent')?.requests.length, 0);
    assert.ok(duration < 9000, `${duration} ms`);
  });

  it('fetches a description once, from the one who answers alone', () => {
    assert.notEqual(others.get('redirecting')?.requests.length, 0);
    assert.deepEqual(others.get('victim')?.requests, []);
    const { requests = [] } = others.get('nameless') ?? {};
    assert.equal(new Set(requests).size, requests.length);
    assert.deepEqual(found(others.get('liar')?.serialNumber), []);
  });

  for (const name of ['redirecting', 'absent', 'talkative', 'packed', 'silent', 'printer', 'victim']) {
    it(`finds no clock where somebody is ${name}`, () => {
      assert.deepEqual(found(others.get(name)?.serialNumber), []);
    });
  }

  it('finds one that takes HTTP less seriously', () => {
    assert.equal(found(others.get('careless')?.serialNumber).length, 1);
  });

  it('takes what is written there as text', () => {
    for (const name of ['nameless', 'wordy']) {
      const [clock = assert.fail(name)] = found(others.get(name)?.serialNumber);
      assert.equal(clock.name, null);
    }
    assert.equal(found(others.get('odd')?.serialNumber)[0]?.name, 'A A&&#x110000;<b> clock');
  });

  it('is not whole where it cannot begin', async () => {
    assert.deepEqual(await findClocks(['192.0.2.1'], []), { clocks: [], complete: false });
  });

  it('fetches no more than 256 descriptions', async () => {
    const flood = await answerSearches(freeHost(), { times: 600, answer: (response) => response.end() });
    await findClocks(['127.0.0.1'], []);
    await flood.close();
    // Somebody else may search in the same moment.
    const askers = flood.requests.map((path) => path.split('-')[0]);
    const counts = askers.map((asker) => askers.filter((each) => each === asker).length);
    const most = Math.max(...counts);
    // A slow computer fetches fewer in the time.
    assert.ok(most > 0 && most <= 256, `${most}`);
  });
});

describe('A search in a range', () => {
  const clocks: Clock[] = [];
  const refuse: Clock['answer'] = (response) => {
    response.setHeader('WWW-Authenticate', 'Basic realm="global"');
    reply(response, 401, { errors: [{ message: 'Authorization is required' }] });
  };

  /** @returns its address */
  async function start(port: 4343 | 8080, answer = refuse): Promise<string> {
    const host = freeHost();
    const clock = await startClock(port === 4343 ? CERTIFICATE : 'http', port, host);
    clock.answer = answer;
    clocks.push(clock);
    return host;
  }

  afterEach(async () => {
    for (const clock of clocks.splice(0)) await clock.close();
  });

  /** Resolves once all connections to it are. */
  const closed = async (server: Server) => {
    const count = promisify(server.getConnections.bind(server));
    while ((await count()) > 0) await setImmediate();
  };

  const unknown = { name: null, model: null, serialNumber: null, cloudId: null };

  it('finds the clocks that answer there, by https or else by http, and sends them no key', async () => {
    const [pinned, http] = [await start(4343), await start(8080)];
    const stranger = await start(8080, (response) => {
      response.setHeader('WWW-Authenticate', 'Basic realm="router"');
      reply(response, 401, {});
    });
    const open = await start(4343, (response) => {
      response.setHeader('WWW-Authenticate', 'Basic realm="global"');
      reply(response, 200, {});
    });
    const { clocks: found, complete } = await findClocks([], [freeHost(), stranger, pinned, open, http]);
    assert.ok(complete);
    const sorted = found.toSorted((one, other) => other.security.localeCompare(one.security));
    assert.deepEqual(sorted, [
      { ...unknown, address: pinned, security: 'pinned' },
      { ...unknown, address: http, security: 'http' },
    ]);
    const asked = clocks.flatMap((clock) => clock.asked);
    assert.deepEqual(
      asked.map(({ method, path, headers: { authorization, cookie } }) => [
        method,
        path,
        authorization,
        cookie,
      ]),
      Array.from({ length: 4 }, () => ['GET', '/api/v2', undefined, undefined]),
    );
    for (const { server } of clocks) await closed(server);
  });

  it('finds one that takes HTTP less seriously', async () => {
    const host = await start(8080, (response) => {
      const header =
        'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="global"\r\nServer: a\u0001b';
      response.socket?.end(`${header}\r\nContent-Length: 2\r\n\r\n{}`);
    });
    const { clocks: found } = await findClocks([], [host]);
    assert.deepEqual(found, [{ ...unknown, address: host, security: 'http' }]);
  });

  it('finds none where somebody answers at too great length', async () => {
    const host = await start(8080, (response) => {
      response.setHeader('WWW-Authenticate', 'Basic realm="global"');
      reply(response, 401, ' '.repeat(64 * 1024));
    });
    assert.deepEqual(await findClocks([], [host]), { clocks: [], complete: true });
  });

  it('asks nothing where nobody listens, and does not wait for ever', async () => {
    const dead = await startPaused(4343, freeHost());
    const asked = sinon.spy(PinningAgent.prototype, 'createConnection');
    try {
      assert.deepEqual(await findClocks([], [dead.host]), { clocks: [], complete: true });
      assert.equal(asked.callCount, 0);
    } finally {
      asked.restore();
      dead.close();
    }
  });

  it('looks at 128 addresses at a time, for 45 s', async () => {
    const [first, second, last] = [await start(8080), await start(8080), await start(8080)];
    const time = sinon.useFakeTimers({ toFake: ['performance'] });
    try {
      const searching = findClocks([], [first, ...Array.from({ length: 126 }, freeHost), second, last]);
      time.tick(45_001);
      const { clocks: found, complete } = await searching;
      assert.deepEqual(
        [found.map(({ address }) => address).toSorted(), complete],
        [[first, second].toSorted(), false],
      );
    } finally {
      time.restore();
    }
  });
});
