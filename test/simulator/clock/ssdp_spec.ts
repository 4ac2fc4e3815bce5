import assert from 'node:assert/strict';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { startClock, type Clock } from '../../../simulator/clock/clock';

const TYPE = 'urn:schemas-upnp-org:device:LaMetric:1';

describe('simulator: discovery of a clock', () => {
  let clock: Clock;
  let socket: Socket;

  beforeEach(async () => {
    clock = await startClock({ name: 'Büro & <Küche>' });
    socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    socket.setMulticastInterface('127.0.0.1');
  });

  afterEach(async () => {
    socket.close();
    await clock.unplug();
  });

  const search = (target: string): void =>
    socket.send(
      `M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: ${target}\r\n\r\n`,
      1900,
      '239.255.255.250',
    );

  /** The first answer of this clock: other simulators of this computer answer as well. */
  async function answer(): Promise<{ text: string; from: RemoteInfo }> {
    for (;;) {
      const received = await new Promise<{ text: string; from: RemoteInfo }>((resolve) => {
        socket.once('message', (message, from) => resolve({ text: message.toString(), from }));
      });
      if (received.from.address === clock.network.address) return received;
    }
  }

  async function describeClock(): Promise<string> {
    search(TYPE);
    const { text } = await answer();
    const location = /^LOCATION: (.+)\r$/m.exec(text)?.[1] ?? assert.fail(text);
    const response = await fetch(location);
    // As UPnP asks for it; without the charset, clients read a name as Latin-1.
    assert.equal(response.headers.get('content-type'), 'text/xml; charset="utf-8"');
    return response.text();
  }

  it('answers a search from another port than 1900, with the place of its description', async () => {
    search(TYPE);
    const { text, from } = await answer();
    assert.notEqual(from.port, 1900);
    assert.match(text, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(text, new RegExp(`^ST: ${TYPE}\r$`, 'm'));
    const location = new URL(/^LOCATION: (.+)\r$/m.exec(text)?.[1] ?? assert.fail(text));
    assert.deepEqual([location.protocol, location.hostname], ['http:', clock.network.address]);
    assert.match(location.pathname, /^\/[0-9a-f-]{36}\/device_description\.xml$/);
  });

  it('describes itself, with its id since 2022', async () => {
    const xml = await describeClock();
    assert.match(xml, new RegExp(`<deviceType>${TYPE}</deviceType>`));
    assert.match(xml, /<friendlyName>LaMetric Time \(Büro &#38; &#60;Küche&#62;\)<\/friendlyName>/);
    assert.match(xml, new RegExp(`<serialNumber>${clock.serialNumber}</serialNumber>`));
    assert.match(xml, new RegExp(`<deviceId>${clock.id}</deviceId>`));

    clock.kindName = 'LM 37X8 2.3.9';
    assert.doesNotMatch(await describeClock(), /deviceId/);
  });

  it('answers a search for all that describe themselves, in the words of the search', async () => {
    search('upnp:rootdevice');
    const { text } = await answer();
    assert.match(text, /^ST: upnp:rootdevice\r\nUSN: uuid:[0-9a-f-]{36}::upnp:rootdevice\r$/m);
  });

  it('answers a search for everything, and none for something else', async () => {
    const answers: string[] = [];
    socket.on('message', (message, { address }) => {
      if (address === clock.network.address) answers.push(message.toString());
    });
    search('urn:schemas-upnp-org:device:MediaRenderer:1');
    search('ssdp:all');
    search(TYPE);
    while (answers.length < 2) await once(socket, 'message');
    await describeClock();
    assert.equal(answers.length, 3);
  });

  it('ends when the clock is unplugged', async () => {
    search(TYPE);
    const location = /^LOCATION: (.+)\r$/m.exec((await answer()).text)?.[1] ?? '';
    await clock.unplug();
    await assert.rejects(fetch(location));
  });
});
