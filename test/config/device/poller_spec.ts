import assert from 'node:assert/strict';
import sinon from 'sinon';
import { EVENTS, isEventName } from '../../../src/lametric/clock/events';
import { NOTIFICATIONS } from '../../helpers/clocks';
import { PollerWorld } from '../../helpers/poller';

const DEVICE = '/api/v2/device';
const APPS = '/api/v2/device/apps';
const ALL = Object.keys(EVENTS).filter(isEventName);

describe('The polling of a clock', () => {
  let polled: PollerWorld;

  beforeEach(async () => {
    polled = await PollerWorld.start();
  });
  afterEach(() => polled.close());

  it('asks once in five seconds, however many listen', async () => {
    for (let index = 0; index < 10; index++) polled.listen(['online', 'display']);
    await polled.pass(5);
    assert.equal(polled.looks(), 1);
    await polled.pass(30);
    assert.equal(polled.looks(), 7);
    assert.equal(polled.world.kitchen.requests.length, 7);
  });

  it('asks no more often than every five seconds, or than a test allows', async () => {
    const stop = polled.listen(['online'], { seconds: 0.1 });
    await polled.pass(10);
    assert.ok(polled.looks() <= 2);
    stop();
    polled.world.kitchen.clearRequests();
    polled.poller = polled.pollerOf(polled.clock, { shortestInterval: 200, spread: 0 });
    polled.listen(['online'], { seconds: 0.1 });
    await polled.pass(1.9);
    assert.equal(polled.looks(), 10);
  });

  it('asks as often as the most impatient one wants', async () => {
    polled.listen(['online'], { seconds: 60 });
    const stop = polled.listen(['online'], { seconds: 5 });
    await polled.pass(25);
    assert.equal(polled.looks(), 5);
    stop();
    await polled.pass(5);
    polled.world.kitchen.clearRequests();
    await polled.pass(58);
    assert.ok(polled.looks() <= 1);
  });

  it('asks for no resource that nobody listens to', async () => {
    polled.listen(['app']);
    await polled.pass(10);
    assert.deepEqual(new Set(polled.world.kitchen.requests.map(({ path }) => path)), new Set([APPS]));
    polled.listen(['ended']);
    await polled.pass(10);
    assert.ok(polled.looks(NOTIFICATIONS) > 0);
    assert.equal(polled.looks(), 0);
  });

  it('asks nothing before somebody listens, and nothing after the last one has left', async () => {
    await polled.pass(10);
    const timers = polled.time.countTimers();
    const stop = polled.listen(['online']);
    await polled.pass(5);
    stop();
    await polled.pass(60);
    assert.equal(polled.world.kitchen.requests.length, 1);
    assert.equal(polled.time.countTimers(), timers);
  });

  it('has forgotten after a while whether the clock was there', async () => {
    const stop = polled.listen(['offline']);
    await polled.pass(5);
    stop();
    await polled.pass(61);
    await polled.world.kitchen.unplug();
    polled.listen(['offline']);
    await polled.pass(60);
    assert.deepEqual([polled.topics, polled.warnings.length], [[], 1]);
  });

  it('tells nothing to one who leaves while others are told', async () => {
    let leave = () => {};
    polled.poller.subscribe({
      node: 'node',
      events: new Set(['online']),
      interval: 5000,
      initial: true,
      onEvent: () => leave(),
    });
    leave = polled.listen(['online'], { initial: true });
    await polled.pass(5);
    assert.equal(polled.looks(), 1);
    assert.deepEqual(polled.topics, []);
  });

  it('asks different clocks at different times', () => {
    const starts = Array.from({ length: 20 }, () => {
      const before = polled.time.countTimers();
      const stop = polled.pollerOf(polled.clock).subscribe({
        node: 'node',
        events: new Set(['online']),
        interval: 5000,
        initial: false,
        onEvent: () => undefined,
      });
      assert.equal(polled.time.countTimers(), before + 1);
      const began = polled.time.now;
      polled.time.next();
      stop();
      return polled.time.now - began;
    });
    assert.ok(new Set(starts).size > 10);
    assert.ok(starts.every((start) => start <= 5000));
  });

  it('takes its first findings for no events', async () => {
    polled.world.kitchen.quirks.update = '9.9.9';
    polled.listen(ALL);
    await polled.pass(11);
    assert.deepEqual(polled.events, []);
  });

  it('tells its first findings to those that ask for them, whenever they subscribe', async () => {
    polled.world.kitchen.quirks.update = '9.9.9';
    polled.listen(['online'], { initial: true });
    await polled.pass(6);
    assert.deepEqual(polled.topics, ['online']);
    polled.listen(ALL, { initial: true });
    await polled.pass(11);
    assert.deepEqual(polled.topics, ['online', 'online', 'update', 'display', 'audio', 'mode', 'app']);
  });

  it('forgets nothing where one more comes to listen', async () => {
    polled.listen(['mode']);
    await polled.pass(6);
    polled.world.kitchen.settings.mode = 'auto';
    polled.listen(['online']);
    await polled.pass(6);
    assert.deepEqual(polled.topics, ['mode']);
  });

  it('names the clock, by its serial number too, whatever resource is asked for', async () => {
    polled.listen(['app'], { initial: true });
    await polled.pass(6);
    assert.deepEqual(polled.events[0]?.device, {
      name: 'Kitchen',
      serialNumber: polled.world.kitchen.serialNumber,
    });
    await polled.pass(10);
    assert.equal(polled.looks(), 1);
  });

  it('tells what it knows where the clock does not tell its serial number', async () => {
    polled.world.kitchen.fail(DEVICE, { status: 404 }, Infinity);
    polled.listen(['app'], { initial: true });
    await polled.pass(6);
    assert.deepEqual(polled.events[0]?.device, { name: 'Kitchen', serialNumber: null });
  });

  it('gives each listener an event of its own', async () => {
    polled.listen(['mode'], { initial: true });
    polled.listen(['mode'], { initial: true });
    await polled.pass(6);
    const [one, other] = polled.events;
    assert.deepEqual(one, other);
    assert.notEqual(one?.payload, other?.payload);
    assert.notEqual(one?.device, other?.device);
  });

  describe('of a clock that is unplugged and comes back', () => {
    it('tells both once, and warns once', async () => {
      polled.listen(['online', 'offline', 'display']);
      await polled.pass(6);
      await polled.world.kitchen.unplug();
      await polled.pass(90);
      assert.deepEqual(polled.topics, ['offline']);
      await polled.world.kitchen.plugIn();
      await polled.pass(40);
      assert.deepEqual(polled.topics, ['offline', 'online']);
      assert.equal(polled.warnings.length, 1);
      assert.deepEqual(polled.events[0]?.payload, { message: polled.warnings[0] });
      assert.deepEqual(polled.events[1]?.payload, { model: 'sa8', os_version: '3.2.6' });
    });

    it('is asked less often while it is offline', async () => {
      polled.listen(['offline']);
      await polled.pass(6);
      await polled.world.kitchen.unplug();
      await polled.pass(60);
      const tries = sinon.spy(polled.clock, 'send');
      await polled.pass(60);
      assert.ok(tries.callCount >= 2 && tries.callCount <= 3, String(tries.callCount));
    });

    it('tells those that subscribe meanwhile, too', async () => {
      await polled.world.kitchen.unplug();
      polled.listen(['online', 'offline'], { initial: true });
      await polled.pass(20);
      assert.deepEqual(polled.topics, ['offline']);
      assert.equal(polled.events[0]?.device.serialNumber, null);
    });
  });

  it('tells the user of another problem once, and goes on with the resources that answer', async () => {
    polled.world.kitchen.fail(APPS, { status: 200, body: '[]' }, Infinity);
    polled.listen(['app', 'mode']);
    polled.listen(['online'], { initial: true });
    await polled.pass(11);
    polled.world.kitchen.settings.mode = 'auto';
    await polled.pass(6);
    assert.deepEqual(polled.topics, ['online', 'mode']);
    assert.equal(polled.warnings.length, 1);
  });

  it('takes a clock with another key for neither online nor offline', async () => {
    polled.listen(['online', 'offline']);
    await polled.pass(6);
    polled.world.kitchen.renewKey({ inApp: true });
    await polled.pass(20);
    assert.deepEqual(polled.events, []);
    assert.equal(polled.warnings.length, 1);
  });
});
