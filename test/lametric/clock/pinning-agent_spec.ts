import assert from 'node:assert/strict';
import dns from 'node:dns';
import { type SecureVersion, type TLSSocket, createServer as createTls } from 'node:tls';
import sinon from 'sinon';
import { Certificate, TrustInMemory } from '../../../src/lametric/clock/certificate';
import { ClockLink } from '../../../src/lametric/clock/link';
import { PinningAgent } from '../../../src/lametric/clock/pinning-agent';
import { getWifi, sendToClock } from '../../../src/lametric/clock/requests';
import { API_KEY, CERTIFICATE, listenAt, reply, startClock } from '../../helpers/clock';
import { type PausedClock, startPaused } from '../../helpers/paused-clock';
import { freeHost } from '../../../simulator/clock/free-host';
import { errorOf } from '../../helpers/lametric';
import { passTimeUntil, stopTime } from '../../helpers/time';

const ask = (link: ClockLink) => sendToClock(link, getWifi, API_KEY, new AbortController().signal);
const linkTo = (port: number, host = '127.0.0.1', certificate = new Certificate()) =>
  new ClockLink(`https://${host}:${port}`, certificate);

/** Asks a clock whose server deals with each connection by itself. */
async function askServer(options: object, serve: (socket: TLSSocket) => void, certificate?: Certificate) {
  const server = createTls({ ...CERTIFICATE, ...options }, (socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  });
  server.on('tlsClientError', () => undefined);
  const link = linkTo(await listenAt(server), '127.0.0.1', certificate);
  try {
    return await ask(link);
  } finally {
    link.close();
    server.close();
  }
}

const answering = (answer: string) => (socket: TLSSocket) => {
  socket.once('data', () => socket.end(answer));
};
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';

describe('A clock is read as curl -k reads it', () => {
  it('in an answer with a control character in a header', async () => {
    const answer = OK.replace('\r\n', '\r\nX-Name: Kit\u0001chen\r\n');
    assert.equal((await askServer({}, answering(answer))).data, '{}');
  });

  for (const version of ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] satisfies SecureVersion[]) {
    const options = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0' };

    it(`by ${version}`, async () => {
      assert.equal((await askServer(options, answering(OK))).data, '{}');
    });

    it(`but not where its certificate is another one than before (${version})`, async () => {
      const certificate = new Certificate(new TrustInMemory('other'));
      const { code } = await errorOf(askServer(options, answering(OK), certificate));
      assert.equal(code, 'CERTIFICATE_CHANGED');
    });
  }

  const answers: [what: string, answer: string][] = [
    ['of HTTP/1.0, without a length', 'HTTP/1.0 200 OK\r\n\r\n{}'],
    ['without a length, that ends with its connection', 'HTTP/1.1 200 OK\r\n\r\n{}'],
    ['with a header without a space', 'HTTP/1.1 200 OK\r\nContent-Length:2\r\n\r\n{}'],
    ['with lines that end in LF alone', 'HTTP/1.1 200 OK\nContent-Length: 2\n\n{}'],
    ['with a control character in a header', 'HTTP/1.1 200 OK\r\nX: a\u0001b\r\nContent-Length: 2\r\n\r\n{}'],
    [
      'in chunks, with a length besides',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
    ],
    ['longer than its length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}more'],
  ];
  for (const [what, answer] of answers) {
    it(`in an answer ${what}`, async () => {
      assert.equal((await askServer({}, answering(answer))).data, '{}');
    });
  }
});

describe('A clock that cannot be understood', () => {
  it('is told from one that is off: by its HTTP', async () => {
    const { code, reason, message } = await errorOf(askServer({}, answering('SSH-2.0-OpenSSH_9\r\n')));
    assert.deepEqual([code, reason], ['UNREACHABLE', 'protocol']);
    assert.match(message, /^HTTP: Expected HTTP/);
  });

  it('is told from one that is off: by its TLS', async () => {
    const plain = await startClock('http');
    const { code, reason, message } = await errorOf(ask(linkTo(plain.port)));
    await plain.close();
    assert.deepEqual([code, reason, message], ['UNREACHABLE', 'protocol', 'TLS: wrong version number']);
  });

  it('is told from one that is off: by the alert that it sends', async () => {
    // Its key is of another kind than the only cipher.
    const server = createTls({ ...CERTIFICATE, maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' });
    server.on('tlsClientError', () => undefined);
    const { reason, message } = await errorOf(ask(linkTo(await listenAt(server))));
    server.close();
    assert.equal(reason, 'protocol');
    assert.match(message, /^TLS: .*alert handshake failure/);
  });
});

describe('A clock by name', () => {
  let paused: PausedClock;
  beforeEach(async () => {
    paused = await startPaused();
  });
  afterEach(() => {
    sinon.restore();
    paused.close();
  });

  it('is not waited for where another connection takes its place', async () => {
    const agent = new PinningAgent(new Certificate(), {});
    const { port, host } = paused;
    const failed = new Promise((_, reject) => agent.createConnection({ port, host }, reject));
    agent.createConnection({ port, host }, () => undefined);
    assert.equal((await errorOf(failed)).message, 'no connection');
  });

  it('by its number is waited for for 5 s', async () => {
    const time = stopTime();
    const agent = new PinningAgent(new Certificate(), {});
    const { port, host } = paused;
    const failed = new Promise((_, reject) => agent.createConnection({ port, host }, reject));
    const begun = time.now;
    const { message } = await passTimeUntil(errorOf(failed), time, 100).finally(() => time.restore());
    assert.deepEqual([message, time.now - begun], ['no connection within 5 s', 5000]);
  });

  const resolveTo = (...addresses: string[]) => {
    const found = addresses.map((address) => ({ address, family: 4 }));
    sinon.stub(dns, 'lookup').callsFake((...args: unknown[]) => {
      const callback = args.at(-1);
      if (typeof callback === 'function') callback(null, found);
    });
  };

  it('has time to wake up at the first of its addresses', async () => {
    resolveTo('127.0.0.1', freeHost());
    const asked = ask(linkTo(paused.port, 'clock.example'));
    setTimeout(paused.goOn, 400);
    assert.equal((await asked).data, '{}');
  });

  it('is found at the second one where the first is dead', async () => {
    const host = freeHost();
    const clock = await startClock(CERTIFICATE);
    clock.answer = (response) => reply(response, 200, {});
    clock.server.close();
    clock.server.closeAllConnections();
    clock.server.listen(paused.port, host);
    resolveTo('127.0.0.1', host);
    assert.equal((await ask(linkTo(paused.port, 'clock.example'))).data, '{}');
    await clock.close();
  });
});
