import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { type SecureVersion, createServer as createTls } from 'node:tls';
import sinon from 'sinon';
import { Certificate, TrustInMemory } from '../../../src/lametric/clock/certificate';
import { getDevice, sendNotification, sendToClock } from '../../../src/lametric/clock/requests';
import { ClockLink } from '../../../src/lametric/clock/link';
import { LaMetricError } from '../../../src/lametric/errors';
import {
  API_KEY,
  CERTIFICATE,
  type Clock,
  OTHER_CERTIFICATE,
  listenAt,
  reply,
  startClock,
} from '../../helpers/clock';
import { errorOf } from '../../helpers/lametric';

const FINGERPRINT = new X509Certificate(CERTIFICATE.cert).fingerprint256;
const OTHER_FINGERPRINT = new X509Certificate(OTHER_CERTIFICATE.cert).fingerprint256;

const hello = sendNotification({ model: { frames: [{ text: 'Hi' }] } });
const never = () => new AbortController().signal;

const linkTo = (port: number, certificate: Certificate) =>
  new ClockLink(`https://127.0.0.1:${port}`, certificate);
const notify = (link: ClockLink, signal = never()) => sendToClock(link, hello, API_KEY, signal);
const unknown = () => new Certificate();
const known = (fingerprint = FINGERPRINT) => new Certificate(new TrustInMemory(fingerprint));

describe("A clock's certificate", () => {
  let clock: Clock;
  let save: () => void;
  let ask: () => void;

  before(async () => {
    clock = await startClock();
  });

  beforeEach(() => {
    clock.asked.length = 0;
  });

  after(() => clock.close());

  it('is remembered at the first contact, by its fingerprint', async () => {
    const trust = new TrustInMemory();
    const certificate = new Certificate(trust);
    const link = linkTo(clock.port, certificate);
    await notify(link);
    await sendToClock(link, getDevice, API_KEY, never());
    link.close();
    assert.match(FINGERPRINT, /^(?:[\dA-F]{2}:){31}[\dA-F]{2}$/);
    assert.deepEqual([trust.trusted, certificate.shown], [FINGERPRINT, FINGERPRINT]);
  });

  it('is saved before anything is sent', async () => {
    const saved = new Promise<void>((resolve) => (save = resolve));
    const asked = new Promise<void>((resolve) => (ask = resolve));
    const trust = new (class extends TrustInMemory {
      override async trustFirst(fingerprint: string): Promise<void> {
        ask();
        await saved;
        await super.trustFirst(fingerprint);
      }
    })();
    const link = linkTo(clock.port, new Certificate(trust));
    const sending = notify(link);
    await asked;
    // Anything sent would have arrived by the time of a whole exchange.
    const other = linkTo(clock.port, known());
    await notify(other);
    assert.equal(clock.asked.length, 1);
    save();
    await sending;
    assert.equal(clock.asked.length, 2);
    for (const each of [link, other]) each.close();
  });

  it('is not trusted while nobody knows whether another one is', async () => {
    const away = new LaMetricError('UNREACHABLE', 'Redis is away', { reason: 'redis', aborted: true });
    const trust = Object.assign(new TrustInMemory(), { trustFirst: () => Promise.reject(away) });
    const certificate = new Certificate(trust);
    const error = await errorOf(notify(linkTo(clock.port, certificate)));
    assert.deepEqual([error.code, error.reason, clock.asked.length], ['UNREACHABLE', 'redis', 0]);
    assert.deepEqual([certificate.shown, certificate.isTrusted], [FINGERPRINT, false]);
  });

  it('is not trusted where nobody remembers it', async () => {
    const trust = Object.assign(new TrustInMemory(), { trustFirst: async () => undefined });
    const error = await errorOf(notify(linkTo(clock.port, new Certificate(trust))));
    assert.deepEqual([error.code, clock.asked.length], ['CERTIFICATE_CHANGED', 0]);
  });

  it('that is trusted needs to be remembered by nobody', async () => {
    const away = new LaMetricError('UNREACHABLE', 'Redis is away', { reason: 'redis', aborted: true });
    const trust = Object.assign(new TrustInMemory(FINGERPRINT), { trustFirst: () => Promise.reject(away) });
    const link = linkTo(clock.port, new Certificate(trust));
    await notify(link);
    link.close();
  });

  it('is trusted neither before the clock has shown it nor where another one was the first', async () => {
    assert.equal(unknown().isTrusted, false);
    const trust = new TrustInMemory();
    await Promise.all([trust.trustFirst(FINGERPRINT), trust.trustFirst(OTHER_FINGERPRINT)]);
    assert.equal(trust.trusted, FINGERPRINT);
  });

  it('counts whatever the name of the host is', async () => {
    const link = new ClockLink(`https://localhost:${clock.port}`, known());
    await notify(link);
    link.close();
  });

  it('is compared at every new connection', async () => {
    const other = await startClock();
    const link = linkTo(other.port, unknown());
    await notify(link);
    link.close();
    await other.close();
    const changed = await startClock(OTHER_CERTIFICATE, other.port);
    assert.equal((await errorOf(notify(link))).code, 'CERTIFICATE_CHANGED');
    assert.equal(changed.asked.length, 0);
    await changed.close();
  });

  for (const version of ['TLSv1.2', 'TLSv1.3'] satisfies SecureVersion[]) {
    it(`that is another one than before gets nothing but the handshake (${version})`, async () => {
      let bytes = 0;
      const server = createTls(
        { ...OTHER_CERTIFICATE, minVersion: version, maxVersion: version },
        (socket) => {
          socket.on('error', () => undefined);
          socket.on('data', (chunk) => (bytes += chunk.length));
        },
      );
      server.on('tlsClientError', () => undefined);
      const relay = await startRelay(await listenAt(server));
      const certificate = known();
      const link = linkTo(relay.port, certificate);
      const error = await errorOf(notify(link));
      await relay.closed;
      assert.deepEqual([error.code, error.sent, error.retryable], ['CERTIFICATE_CHANGED', false, false]);
      assert.deepEqual([certificate.trusted, certificate.shown], [FINGERPRINT, OTHER_FINGERPRINT]);
      assert.equal(bytes, 0);
      // The client's Finished looks like data in TLS 1.3, but is shorter than any request.
      const data = relay.records.filter(({ type }) => type === APPLICATION_DATA);
      assert.ok(data.every(({ length }) => version === 'TLSv1.3' && length < 80));
      server.close();
      await relay.close();
    });
  }

  it('that is another one is used once it is trusted', async () => {
    const trust = new TrustInMemory(OTHER_FINGERPRINT);
    const certificate = new Certificate(trust);
    const link = linkTo(clock.port, certificate);
    await errorOf(notify(link));
    await certificate.trust(certificate.shown ?? '');
    await notify(link);
    link.close();
    assert.deepEqual([trust.trusted, clock.asked.length], [FINGERPRINT, 1]);
  });

  it('is asked for past every proxy', async () => {
    const { https_proxy } = process.env;
    process.env.https_proxy = 'http://127.0.0.1:1';
    try {
      const link = linkTo(clock.port, known());
      await notify(link);
      link.close();
    } finally {
      if (https_proxy === undefined) delete process.env.https_proxy;
      else process.env.https_proxy = https_proxy;
    }
  });

  it('is not compared where nobody listens', async () => {
    const closed = await startClock();
    await closed.close();
    const error = await errorOf(notify(linkTo(closed.port, known())));
    assert.deepEqual([error.code, error.said, error.sent], ['UNREACHABLE', 'ECONNREFUSED', false]);
  });

  it('is not compared where the other side speaks no TLS', async () => {
    const plain = await startClock('http');
    const error = await errorOf(notify(linkTo(plain.port, known())));
    assert.deepEqual([error.code, error.sent], ['UNREACHABLE', false]);
    assert.equal(plain.asked.length, 0);
    await plain.close();
  });

  it('does not concern an exchange that fails after the handshake: that was sent', async () => {
    clock.answer = (response) => response.destroy();
    const link = linkTo(clock.port, known());
    const error = await errorOf(notify(link));
    clock.answer = (response) => reply(response, 200, {});
    assert.deepEqual([error.code, error.sent], ['UNREACHABLE', true]);
  });

  describe('that never comes', () => {
    let mute: Server;
    let link: ClockLink;
    const connected = async (): Promise<Socket> => {
      const [socket] = await once(mute, 'connection');
      socket.on('error', () => undefined).resume();
      return socket;
    };

    beforeEach(async () => {
      mute = createServer();
      link = linkTo(await listenAt(mute), known());
    });

    afterEach(() => {
      mute.close();
    });

    it('is waited for 5 s', async () => {
      const time = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        const error = errorOf(notify(link));
        const socket = await connected();
        const closed = once(socket, 'close');
        await once(socket, 'data');
        time.tick(5000);
        const { code, said, sent } = await error;
        assert.deepEqual([code, said, sent], ['UNREACHABLE', 'no connection within 5 s', false]);
        await closed;
      } finally {
        time.restore();
      }
    });

    it('holds up no request that is given up, and leaves no connection to the next', async () => {
      const controller = new AbortController();
      const stopped = new LaMetricError('UNREACHABLE', 'stopped');
      const first = errorOf(notify(link, controller.signal));
      const closed = once(await connected(), 'close');
      controller.abort(stopped);
      assert.equal(await first, stopped);
      const next = new AbortController();
      const second = errorOf(notify(link, next.signal));
      const socket = await connected();
      await closed;
      const alsoClosed = once(socket, 'close');
      next.abort(stopped);
      assert.equal(await second, stopped);
      const last = new AbortController();
      const third = errorOf(notify(link, last.signal));
      await alsoClosed;
      last.abort(stopped);
      assert.equal(await third, stopped);
      link.close();
    });
  });
});

const APPLICATION_DATA = 23;

/** Passes a connection on, and notes the TLS records that come from the client. */
async function startRelay(target: number) {
  const records: { type: number; length: number }[] = [];
  let onClosed = () => {};
  const closed = new Promise<void>((resolve) => (onClosed = resolve));
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    let unread = Buffer.alloc(0);
    client.on('data', (chunk) => {
      unread = Buffer.concat([unread, chunk]);
      while (unread.length >= 5 && unread.length >= 5 + unread.readUInt16BE(3)) {
        records.push({ type: unread.readUInt8(0), length: unread.readUInt16BE(3) });
        unread = unread.subarray(5 + unread.readUInt16BE(3));
      }
    });
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.on('close', () => {
      upstream.destroy();
      assert.equal(unread.length, 0);
      onClosed();
    });
    client.pipe(upstream).pipe(client);
  });
  const port = await listenAt(server);
  const close = async () => {
    server.close();
    await once(server, 'close');
  };
  return { port, records, closed, close };
}
