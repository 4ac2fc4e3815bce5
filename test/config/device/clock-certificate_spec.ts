import assert from 'node:assert/strict';
import { TrustInMemory } from '../../../src/lametric/clock/certificate';
import { LaMetricError } from '../../../src/lametric/errors';
import { getDevice, getWifi } from '../../../src/lametric/clock/requests';
import { freeHost } from '../../../simulator/clock/free-host';
import { startClock } from '../../helpers/clock';
import { ClocksWorld, never, saying } from '../../helpers/clocks';
import { errorOf } from '../../helpers/lametric';
import { settleSockets } from '../../helpers/time';

describe('The connection to a clock with another certificate', () => {
  let world: ClocksWorld;

  beforeEach(async () => {
    world = await ClocksWorld.start();
  });
  afterEach(() => world.close());

  it('sends it nothing, and says so', async () => {
    const clock = world.clock();
    await clock.send(getDevice, never());
    await world.kitchen.changeCertificate();
    world.kitchen.clearRequests();
    assert.equal((await errorOf(clock.send(saying('x'), never()))).code, 'CERTIFICATE_CHANGED');
    assert.equal(clock.state, 'certificate');
    assert.deepEqual(world.kitchen.requests, []);
    assert.equal(world.lookUps, 2);
  });

  it('sends again once that is trusted', async () => {
    const clock = world.clock();
    await clock.send(getDevice, never());
    await world.kitchen.changeCertificate();
    await errorOf(clock.send(saying('x'), never()));
    await clock.trust(world.kitchen.fingerprint);
    assert.equal(clock.state, 'unknown');
    await clock.send(saying('x'), never());
  });

  it('finds the clock elsewhere, where another one has its address', async () => {
    const clock = world.clock({}, { found: world.whereabouts(), trusted: world.kitchen.fingerprint });
    const { host } = new URL(world.kitchen.url);
    await world.kitchen.moveTo(freeHost());
    await world.simulator.clocks[2]?.moveTo(host);
    await clock.send(saying('x'), never());
    assert.equal(world.shown.length, 1);
    assert.deepEqual(world.simulator.clocks[2]?.requests, []);
  });

  it('says that it cannot be reached where the account cannot say whose address that is', async () => {
    const clock = world.clock({}, { found: world.whereabouts(), trusted: 'AA' });
    await world.session.disconnect();
    const error = await errorOf(clock.send(saying('x'), never()));
    assert.deepEqual([error.code, error.reason], ['UNREACHABLE', 'moved']);
    assert.equal(clock.state, 'offline');
  });

  it('is looked for by a connection on which nothing is sent', async () => {
    const clock = world.clock();
    assert.equal(await clock.showCertificate(), world.kitchen.fingerprint);
    assert.deepEqual(world.kitchen.requests, []);
  });

  it('is not looked for where http is chosen', async () => {
    const { hostname } = new URL(world.kitchen.url);
    const clock = world.clock({ address: hostname, security: 'http', apiKey: 'k' });
    assert.equal(await clock.showCertificate(), undefined);
  });

  it('proves nothing where the caller gives up before the account has answered', async () => {
    const clock = world.clock({}, { found: world.whereabouts(), trusted: 'AA' });
    const path = `/api/v2/users/me/devices/${world.kitchen.id}`;
    world.simulator.fail(path, { delay: 60_000 });
    const caller = new AbortController();
    const sending = errorOf(clock.send(getDevice, caller.signal));
    await world.simulator.requested('GET', path);
    caller.abort(new LaMetricError('UNREACHABLE', 'stopped', { aborted: true }));
    await sending;
    await settleSockets();
    assert.equal(clock.state, 'unknown');
  });

  it('retries where it was found after the failure', async () => {
    const other = await startClock();
    const found = { ...world.whereabouts(), address: `127.0.0.1:${other.port}` };
    const clock = world.clock({}, { found, trusted: world.kitchen.fingerprint });
    world.kitchen.fail('/api/v2/device', { status: 503 });
    await clock.send(getDevice, never());
    assert.equal(other.connections, 1);
    await other.close();
  });

  describe('that is trusted', () => {
    it('is made anew, for it may be another clock', async () => {
      const clock = world.clock();
      await clock.send(getDevice, never());
      await clock.trust('AA');
      assert.equal((await errorOf(clock.send(getDevice, never()))).code, 'CERTIFICATE_CHANGED');
    });

    it('is said to be trusted once that is saved', async () => {
      let save = () => {};
      const saved = new Promise<void>((resolve) => (save = resolve));
      const clock = world.clock({}, { trust: Object.assign(new TrustInMemory(), { trust: () => saved }) });
      let isOver = false;
      const trusting = clock.trust('AA').then(() => (isOver = true));
      await settleSockets();
      assert.equal(isOver, false);
      save();
      await trusting;
    });
  });

  describe('that others have trusted', () => {
    it('is made anew where the clock shows another one than that', async () => {
      const trust = new TrustInMemory();
      const clock = world.clock({}, { trust });
      await clock.send(getDevice, never());
      trust.trusted = 'AA';
      clock.learn({ found: undefined, said: undefined });
      assert.equal((await errorOf(clock.send(getDevice, never()))).code, 'CERTIFICATE_CHANGED');
      clock.learn({ found: undefined, said: undefined });
      assert.equal(clock.state, 'certificate');
      trust.trusted = world.kitchen.fingerprint;
      clock.learn({ found: undefined, said: undefined });
      assert.equal(clock.state, 'unknown');
    });

    it('is kept where the clock has shown that one', async () => {
      const shown = await startClock();
      const address = `127.0.0.1:${shown.port}`;
      const clock = world.clock({ account: '', device: '', address, apiKey: 'k' });
      await clock.send(getWifi, never());
      clock.learn({ found: undefined, said: undefined });
      await clock.send(getWifi, never());
      assert.equal(shown.connections, 1);
      await shown.close();
    });
  });
});
