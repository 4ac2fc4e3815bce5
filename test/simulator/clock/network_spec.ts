import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp, createServer } from 'node:net';
import { connect, rootCertificates } from 'node:tls';
import { freeHost } from '../../../simulator/clock/free-host';
import { startClock, type Clock } from '../../../simulator/clock/clock';
import { ask, askAt, NOTIFICATIONS, notify } from './ask';

const DEVICE = '/api/v2/device';
/** Of no computer: reserved for documentation. */
const NOT_OURS = '203.0.113.7';

describe('simulator: a clock on the network', () => {
  let clock: Clock;

  beforeEach(async () => {
    clock = await startClock({ host: NOT_OURS });
  });

  afterEach(() => clock.unplug());

  const port = (): number => Number(new URL(clock.url).port);

  async function shownFingerprint(): Promise<string> {
    const socket = connect({ host: '127.0.0.1', port: port(), rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const fingerprint = socket.getPeerX509Certificate()?.fingerprint256 ?? '';
    socket.destroy();
    return fingerprint;
  }

  it('listens at its address on the ports of LaMetric, if it can', async () => {
    const host = freeHost();
    const own = await startClock({ host });
    try {
      // Another program may have them; then it is as below.
      if (own.address !== host) return;
      assert.equal(own.url, `https://${host}:4343`);
      assert.equal(own.httpUrl, `http://${host}:8080`);
      assert.equal((await ask(own, 'GET', DEVICE)).status, 200);
    } finally {
      await own.unplug();
    }
  });

  it('listens on free ports of 127.0.0.1 otherwise, which its address names', async () => {
    assert.match(clock.address, /^127\.0\.0\.1:\d+$/);
    assert.equal(clock.url, `https://${clock.address}`);
    assert.equal((await ask(clock, 'GET', DEVICE)).status, 200);
  });

  describe('has a web interface on ports 443 and 80', () => {
    const PAIRING = '/api/v1/user/request';
    let host: string;

    before(async function () {
      host = freeHost();
      const server = createServer().listen(80, host);
      try {
        await once(server, 'listening');
      } catch {
        this.skip(); // Only some systems give these ports to everybody.
      }
      server.close();
    });

    it('where pairing works as well', async () => {
      const own = await startClock({ host });
      try {
        for (const origin of [`https://${host}`, `http://${host}`]) {
          assert.equal((await askAt(origin + PAIRING, 'POST', undefined)).status, 200, origin);
        }
      } finally {
        await own.unplug();
      }
    });

    it('and does without them where they are taken', async () => {
      const others = [443, 80].map((taken) => createServer().listen(taken, host));
      await Promise.all(others.map((other) => once(other, 'listening')));
      const own = await startClock({ host });
      try {
        assert.equal(own.url, `https://${host}:4343`);
        assert.equal((await ask(own, 'GET', DEVICE)).status, 200);
      } finally {
        await own.unplug();
        for (const other of others) other.close();
      }
    });
  });

  it('pairs at the same address', async () => {
    assert.equal((await askAt(`${clock.url}/api/v1/user/request`, 'POST', undefined)).status, 200);
  });

  it('speaks http too', async () => {
    const { status } = await askAt(clock.httpUrl + DEVICE, 'GET', undefined, { auth: `dev:${clock.apiKey}` });
    assert.equal(status, 200);
  });

  it('shows a certificate of its own that nobody signed, until it is changed', async () => {
    const before = clock.fingerprint;
    assert.match(before, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    assert.equal(await shownFingerprint(), before);
    await assert.rejects(
      askAt(clock.url + DEVICE, 'GET', undefined, { rejectUnauthorized: true, ca: [...rootCertificates] }),
      { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    );
    await clock.changeCertificate();
    assert.notEqual(clock.fingerprint, before);
    assert.equal(await shownFingerprint(), clock.fingerprint);
  });

  it('cannot be reached while it is unplugged, and forgets what it was to show', async () => {
    await notify(clock, 'A');
    const { url } = clock;
    await clock.unplug();
    await assert.rejects(askAt(url + DEVICE, 'GET', undefined), { code: 'ECONNREFUSED' });
    assert.equal(clock.shown, undefined);
    await clock.plugIn();
    assert.equal(clock.url, url);
    assert.deepEqual((await ask(clock, 'GET', NOTIFICATIONS)).body, []);
  });

  it('ends its connections when it is unplugged, in the middle of an answer or a handshake', async () => {
    clock.fail(DEVICE, { delay: 60_000 });
    const answer = assert.rejects(ask(clock, 'GET', DEVICE), { code: 'ECONNRESET' });
    await clock.requested('GET', DEVICE);
    const silent = connectTcp(port(), '127.0.0.1');
    await once(silent, 'connect');
    await clock.unplug();
    await answer;
    silent.destroy();
    assert.equal(clock.connections, 0);
  });

  it('moves to another address and tells so', async () => {
    const { url } = clock;
    const told = once(clock, 'identity');
    await clock.moveTo(NOT_OURS);
    await told;
    assert.notEqual(clock.url, url);
    assert.equal((await ask(clock, 'GET', DEVICE)).status, 200);
    await assert.rejects(askAt(url + DEVICE, 'GET', undefined), { code: 'ECONNREFUSED' });
  });

  it('refuses its old key once it has another', async () => {
    const auth = `dev:${clock.apiKey}`;
    clock.renewKey();
    assert.equal((await askAt(clock.url + DEVICE, 'GET', undefined, { auth })).status, 401);
    assert.equal((await ask(clock, 'GET', DEVICE)).status, 200);
  });

  it('fails on demand, before or after the effect', async () => {
    clock.fail(NOTIFICATIONS, { status: 503 });
    assert.equal((await notify(clock, 'A')).status, 503);
    assert.equal(clock.queue.all.length, 0);
    clock.fail('/api/v2/*', { cutAfter: 5, afterEffect: true });
    await assert.rejects(notify(clock, 'B'));
    assert.equal(clock.queue.all.length, 1);
  });

  it('records what it was asked', async () => {
    await notify(clock, 'A');
    await clock.requested('POST', NOTIFICATIONS);
    assert.equal(clock.countRequests('POST', NOTIFICATIONS), 1);
    assert.deepEqual(JSON.parse(clock.requests[0]?.body ?? ''), { model: { frames: [{ text: 'A' }] } });
    assert.equal(clock.requests[0]?.status, 201);
  });
});
