import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { freeHost } from '../../../simulator/clock/free-host';
import type { ClockState } from '../../../src/config/device/clock-info';
import {
  getDevice,
  runAction,
  setAudio,
  setDisplay,
  showNextApp,
  showPreviousApp,
} from '../../../src/lametric/clock/requests';
import { ClocksWorld, NOTIFICATIONS, never, saying } from '../../helpers/clocks';
import { errorOf } from '../../helpers/lametric';
import { passTimeUntil, stopTime } from '../../helpers/time';

describe('The connection to a clock', () => {
  let world: ClocksWorld;

  beforeEach(async () => {
    world = await ClocksWorld.start();
  });
  afterEach(() => world.close());

  it('is unknown before the first request, then online', async () => {
    const clock = world.clock();
    const states: ClockState[] = [];
    const stop = clock.onState((state) => states.push(state));
    await clock.send(getDevice, never());
    const { answeredAt } = clock;
    await clock.send(getDevice, never());
    assert.ok(answeredAt > 0 && clock.answeredAt > answeredAt);
    assert.deepEqual(states, ['unknown', 'online']);
    stop();
    await world.kitchen.changeCertificate();
    await errorOf(clock.send(getDevice, never()));
    assert.deepEqual(states, ['unknown', 'online']);
  });

  it('is online once anything is answered, be it a refusal', async () => {
    world.kitchen.fail('/api/v2/device', { status: 404 });
    const clock = world.clock();
    await errorOf(clock.send(getDevice, never()));
    assert.equal(clock.state, 'online');
  });

  it('remembers no more of a name than an error can tell', async () => {
    const body = JSON.stringify({ id: '1', name: 'a'.repeat(1e6), serial_number: 'SA1' });
    world.kitchen.fail('/api/v2/device', { status: 200, body });
    const clock = world.clock({ name: '' });
    await clock.send(getDevice, never());
    assert.equal(clock.name.length, 200);
  });

  it('is unconfigured without a way to the clock', async () => {
    const clock = world.clock({ account: '' });
    assert.equal(clock.state, 'unconfigured');
    assert.equal((await errorOf(clock.send(getDevice, never()))).code, 'NOT_CONFIGURED');
  });

  it('asks no account where address and key are typed', async () => {
    const { address, apiKey } = world.kitchen;
    const clock = world.clock({ account: '', device: '', address, apiKey });
    assert.equal((await clock.send(getDevice, never())).name, 'Kitchen');
    assert.equal(world.lookUps, 0);
  });

  it('needs no internet where its endpoint was found before', async () => {
    const found = world.whereabouts();
    world.simulator.fail('/*', { cutAfter: 0 }, Infinity);
    assert.equal((await world.clock({}, { found }).send(getDevice, never())).name, 'Kitchen');
  });

  it('uses http where that is chosen', async () => {
    const address = new URL(world.kitchen.httpUrl).host;
    const clock = world.clock({ address, security: 'http', apiKey: world.kitchen.apiKey });
    await clock.send(getDevice, never());
    assert.equal(clock.certificate.shown, undefined);
  });

  it("has the name that the user gave, or the account's, or the form's", async () => {
    assert.equal(world.clock({ name: 'Mine' }).name, 'Mine');
    assert.equal(world.clock({ clockName: 'Old', address: '127.0.0.1' }).name, 'Old');
    assert.equal(world.clock({ address: '127.0.0.1' }).name, '127.0.0.1');
    const clock = world.clock({ clockName: 'Old' });
    await clock.send(getDevice, never());
    assert.equal(clock.name, 'Kitchen');
    clock.settings.name = 'Mine';
    assert.equal(clock.name, 'Mine');
  });

  it('tells of its own name as it says itself, else as the account does, once a change', async () => {
    const found = { ...world.whereabouts(), name: 'Listed' };
    const clock = world.clock({ name: 'Mine' }, { found });
    const names: string[] = [];
    clock.onName = (name) => names.push(name);
    assert.equal(clock.ownName, 'Listed');
    await clock.send(getDevice, never());
    world.kitchen.name = 'Pantry';
    await clock.send(getDevice, never());
    await clock.send(getDevice, never());
    clock.learn({ found: { ...found, name: 'Listed anew' }, said: undefined });
    assert.deepEqual(names, ['Kitchen', 'Pantry']);
    const silent = world.clock({}, { found });
    silent.onName = (name) => names.push(name);
    silent.learn({ found: { ...found, name: 'Listed anew' }, said: undefined });
    assert.deepEqual(names.slice(2), ['Listed anew']);
  });

  it('has the serial number that the account knows, and that it says itself', async () => {
    const typed = world.clock({
      account: '',
      device: '',
      address: world.kitchen.address,
      apiKey: world.kitchen.apiKey,
    });
    const chosen = world.clock();
    assert.deepEqual([typed.serialNumber, chosen.serialNumber], [null, null]);
    await chosen.send(saying('a'), never());
    await typed.send(getDevice, never());
    const { serialNumber } = world.kitchen;
    assert.deepEqual([typed.serialNumber, chosen.serialNumber], [serialNumber, serialNumber]);
  });

  it('sends all writes one after another', async () => {
    const clock = world.clock();
    world.kitchen.fail('/api/v2/device/display', { status: 503 }, 2);
    await Promise.all([
      clock.send(setDisplay({ brightness: 5 }), never()),
      clock.send(setAudio({ volume: 5 }), never()),
      clock.send(saying('a'), never()),
    ]);
    const paths = world.kitchen.requests.map(({ path }) => path.replace('/api/v2/device/', ''));
    assert.deepEqual(paths, ['display', 'display', 'display', 'audio', 'notifications']);
  });

  describe('to a clock that has moved', () => {
    it('finds it by one look-up, however many messages there are', async () => {
      const clock = world.clock({}, { found: world.whereabouts() });
      await clock.send(getDevice, never());
      await world.kitchen.moveTo(freeHost());
      const messages = Array.from({ length: 30 }, (_, index) => clock.send(saying(`${index}`), never()));
      await Promise.all([...messages, clock.send(getDevice, never())]);
      assert.equal(world.lookUps, 1);
      assert.equal(new Set(world.shown).size, 30);
      assert.equal(world.shown.length, 30);
      assert.equal(clock.address, world.kitchen.address);
    });

    it('finds it at another port of another address, too', async () => {
      const clock = world.clock({}, { found: world.whereabouts() });
      const before = clock.address;
      const host = freeHost();
      // Where LaMetric's port is taken, the simulator's clock goes to another address with a port of its own.
      const taken = createServer().listen(4343, host);
      await once(taken, 'listening');
      await world.kitchen.moveTo(host);
      taken.close();
      await clock.send(saying('x'), never());
      assert.notEqual(clock.address, before);
      assert.match(clock.address ?? '', /^127\.0\.0\.1:\d+$/);
      assert.equal(world.shown.length, 1);
    });

    it('is offline while it is nowhere', async () => {
      await world.kitchen.unplug();
      const clock = world.clock({}, { found: world.whereabouts() });
      assert.equal((await errorOf(clock.send(saying('x'), never()))).code, 'UNREACHABLE');
      assert.equal(clock.state, 'offline');
    });

    it('does not repeat a notification that may have been shown', async () => {
      const clock = world.clock();
      world.kitchen.fail(NOTIFICATIONS, { cutAfter: 0, afterEffect: true });
      assert.equal((await errorOf(clock.send(saying('x'), never()))).code, 'UNREACHABLE');
      assert.equal(world.kitchen.countRequests('POST', NOTIFICATIONS), 1);
    });
  });

  describe('that must not do a thing twice', () => {
    const NEXT = '/api/v2/device/apps/next';
    const ACTIONS = '/api/v2/device/apps/com.lametric.radio/widgets/radio/actions';
    const play = runAction('com.lametric.radio', 'radio', { id: 'radio.play', params: {}, activate: false });

    for (const [what, path, request] of [
      ['next', NEXT, showNextApp],
      ['previous', NEXT.replace('next', 'prev'), showPreviousApp],
      ['an action', ACTIONS, play],
    ] as const) {
      it(`does not repeat ${what} that may have arrived, and says so`, async () => {
        const clock = world.clock();
        world.kitchen.fail(path, { cutAfter: 0, afterEffect: true });
        const { code, reason } = await errorOf(clock.send<unknown>(request, never()));
        assert.deepEqual([code, reason], ['UNREACHABLE', 'maybe-done']);
        assert.equal(world.kitchen.countRequests(request.method, path), 1);
      });
    }

    it('repeats next where the clock was too busy to do it', async () => {
      const clock = world.clock();
      world.kitchen.fail(NEXT, { status: 429, headers: { 'retry-after': '0' } });
      await clock.send(showNextApp, never());
      assert.equal(world.kitchen.countRequests('PUT', NEXT), 2);
    });

    it('repeats next where the clock could not be reached', async () => {
      const clock = world.clock({}, { found: { ...world.whereabouts(), address: '127.0.0.1:1' } });
      await clock.send(showNextApp, never());
      assert.equal(world.kitchen.countRequests('PUT', NEXT), 1);
    });
  });

  it('leaves a clock that asks for it alone for a minute at most', async () => {
    const clock = world.clock();
    await clock.send(getDevice, never());
    world.kitchen.fail('/api/v2/device', { status: 429, headers: { 'retry-after': '86400' } });
    const time = stopTime();
    try {
      const { code, retryAt } = await errorOf(clock.send(getDevice, never()));
      assert.equal(code, 'RATE_LIMITED');
      assert.ok(Number(retryAt) - Date.now() <= 60_000, String(retryAt));
      time.tick(60_001);
      await clock.send(getDevice, never());
    } finally {
      time.restore();
    }
  });

  describe('with a key that is no longer the clock’s', () => {
    it('gets the new one by one look-up, and shows each message once', async () => {
      const clock = world.clock({}, { found: world.whereabouts() });
      await clock.send(getDevice, never());
      world.kitchen.renewKey();
      const messages = Array.from({ length: 30 }, (_, index) => clock.send(saying(`${index}`), never()));
      await Promise.all(messages);
      assert.equal(world.lookUps, 1);
      assert.equal(new Set(world.shown).size, 30);
      assert.equal(world.shown.length, 30);
      assert.equal(clock.state, 'online');
    });

    it('is refused where the account cannot be asked for the new one', async () => {
      const clock = world.clock({}, { found: world.whereabouts() });
      world.kitchen.renewKey();
      world.simulator.fail('/*', { cutAfter: 0 }, Infinity);
      const time = stopTime();
      try {
        const failure = errorOf(clock.send(getDevice, never()));
        assert.equal((await passTimeUntil(failure, time, 100)).code, 'NOT_AUTHORIZED');
      } finally {
        time.restore();
      }
    });

    it('is refused where the account does not know the new one', async () => {
      const clock = world.clock();
      await clock.send(getDevice, never());
      world.kitchen.renewKey({ inApp: true });
      const error = await errorOf(clock.send(saying('x'), never()));
      assert.deepEqual([error.code, error.statusCode], ['NOT_AUTHORIZED', 401]);
      assert.equal(clock.state, 'refused');
      assert.equal(world.lookUps, 2);
    });
  });

  it('takes what others have learnt of the clock', () => {
    const found = world.whereabouts();
    const clock = world.clock({}, { found });
    const names: string[] = [];
    clock.onName = (name) => names.push(name);
    clock.learn({
      found: { ...found, address: '10.0.0.7' },
      said: { name: 'Pantry', serialNumber: 'SA9' },
    });
    assert.deepEqual([clock.address, clock.name, clock.serialNumber], ['10.0.0.7', 'Pantry', 'SA9']);
    assert.deepEqual(names.at(-1), 'Pantry');
  });

  it('takes what the same clock has learnt in a form', () => {
    const clock = world.clock({ name: '' });
    clock.learnFrom(world.clock({}, { found: { ...world.whereabouts(), name: 'Listed' } }));
    assert.equal(clock.name, 'Listed');
  });

  it('takes its name from its own words on itself alone, and has them remembered once', async () => {
    const body = JSON.stringify({ name: 'Radio', serial_number: 'SA9' });
    world.kitchen.fail('/api/v2/device/apps', { status: 200, body });
    const clock = world.clock();
    await clock.send({ method: 'GET', path: '/api/v2/device/apps', parse: (value) => value }, never());
    for (let time = 0; time < 2; time++) await clock.send(getDevice, never());
    assert.deepEqual(world.said, [{ name: 'Kitchen', serialNumber: world.kitchen.serialNumber }]);
    assert.deepEqual(
      world.found.map(({ name }) => name),
      ['Kitchen'],
    );
  });
});
