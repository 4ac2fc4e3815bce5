import assert from 'node:assert/strict';
import sinon, { type SinonFakeTimers } from 'sinon';
import type { Clock as SimulatedClock } from '../../../simulator/clock/clock';
import type { Clock } from '../../../src/config/device/clock';
import { type EventSource, Poller } from '../../../src/config/device/poller';
import { type ClockEvent, EVENTS, type EventName, isEventName } from '../../../src/lametric/clock/events';
import { sendNotification, setDisplay } from '../../../src/lametric/clock/requests';
import { ClocksWorld, NOTIFICATIONS, never } from '../../helpers/clocks';
import { passTimeUntil, settleSockets, stopTime } from '../../helpers/time';

const DEVICE = '/api/v2/device';
const APPS = '/api/v2/device/apps';
const ALL = Object.keys(EVENTS).filter(isEventName);

describe('Watching a clock', () => {
  let world: ClocksWorld;
  let time: SinonFakeTimers;
  let clock: Clock;
  let watch: Poller;
  /** What was told to the user. */
  let told: string[];
  let events: (ClockEvent & { device: EventSource })[];
  let stops: (() => void)[];

  beforeEach(async () => {
    world = await ClocksWorld.start();
    clock = world.clock({}, { found: world.whereabouts() });
    told = [];
    events = [];
    stops = [];
    watch = new Poller(clock, { explain: String, warn: (message) => told.push(message) });
    time = stopTime();
  });
  afterEach(async () => {
    for (const stop of stops) stop();
    time.restore();
    await world.close();
  });

  const listen = (names: EventName[], { seconds = 5, initial = false } = {}) => {
    const stop = watch.add({
      events: new Set(names),
      interval: seconds * 1000,
      initial,
      onEvent: (event, device) => events.push({ ...event, device }),
    });
    stops.push(stop);
    return stop;
  };

  /** Lets seconds go by, and whatever is asked meanwhile be answered. */
  const pass = async (seconds: number) => {
    for (let tenth = 0; tenth < seconds * 10; tenth++) {
      time.tick(100);
      await settleSockets(tenth % 10 === 0 ? 40 : 4);
    }
    await settleSockets();
  };

  const looks = (path = DEVICE, of: SimulatedClock = world.kitchen) => of.countRequests('GET', path);
  const topics = () => events.map(({ topic }) => topic);

  it('asks once in five seconds, however many listen', async () => {
    for (let index = 0; index < 10; index++) listen(['online', 'display']);
    await pass(5);
    assert.equal(looks(), 1);
    await pass(30);
    assert.equal(looks(), 7);
    assert.equal(world.kitchen.requests.length, 7);
  });

  it('asks as often as the most impatient one wants', async () => {
    listen(['online'], { seconds: 60 });
    const stop = listen(['online'], { seconds: 5 });
    await pass(25);
    assert.equal(looks(), 5);
    stop();
    await pass(5);
    world.kitchen.clearRequests();
    await pass(58);
    assert.ok(looks() <= 1);
  });

  it('asks for no part that nobody listens to', async () => {
    listen(['app']);
    await pass(10);
    assert.deepEqual(new Set(world.kitchen.requests.map(({ path }) => path)), new Set([APPS]));
    listen(['ended']);
    await pass(10);
    assert.ok(looks(NOTIFICATIONS) > 0);
    assert.equal(looks(), 0);
  });

  it('asks nothing before somebody listens, and nothing after the last one has left', async () => {
    await pass(10);
    const stop = listen(['online']);
    await pass(5);
    stop();
    await pass(60);
    assert.equal(world.kitchen.requests.length, 1);
  });

  it('asks different clocks at different times', () => {
    const starts = Array.from({ length: 20 }, () => {
      const before = time.countTimers();
      const stop = new Poller(clock, { explain: String, warn: () => undefined }).add({
        events: new Set(['online']),
        interval: 5000,
        initial: false,
        onEvent: () => undefined,
      });
      assert.equal(time.countTimers(), before + 1);
      const began = time.now;
      time.next();
      stop();
      return time.now - began;
    });
    assert.ok(new Set(starts).size > 10);
    assert.ok(starts.every((start) => start <= 5000));
  });

  it('takes what it finds first for no event', async () => {
    world.kitchen.quirks.update = '9.9.9';
    listen(ALL);
    await pass(11);
    assert.deepEqual(events, []);
  });

  it('tells what it finds first to those who ask for that, whenever they come', async () => {
    world.kitchen.quirks.update = '9.9.9';
    listen(['online'], { initial: true });
    await pass(6);
    assert.deepEqual(topics(), ['online']);
    listen(ALL, { initial: true });
    await pass(11);
    assert.deepEqual(topics(), ['online', 'online', 'update', 'display', 'audio', 'mode', 'app']);
  });

  it('names the clock, by its serial number too, whatever part is asked for', async () => {
    listen(['app'], { initial: true });
    await pass(6);
    assert.deepEqual(events[0]?.device, { name: 'Kitchen', serialNumber: world.kitchen.serialNumber });
    await pass(10);
    assert.equal(looks(), 1);
  });

  it('gives each listener an event of its own', async () => {
    listen(['mode'], { initial: true });
    listen(['mode'], { initial: true });
    await pass(6);
    const [one, other] = events;
    assert.deepEqual(one, other);
    assert.notEqual(one?.payload, other?.payload);
    assert.notEqual(one?.device, other?.device);
  });

  describe('that is unplugged and comes back', () => {
    it('tells both once, and one thing to the user', async () => {
      listen(['online', 'offline', 'display']);
      await pass(6);
      await world.kitchen.unplug();
      await pass(90);
      assert.deepEqual(topics(), ['offline']);
      await world.kitchen.plugIn();
      await pass(40);
      assert.deepEqual(topics(), ['offline', 'online']);
      assert.equal(told.length, 1);
      assert.deepEqual(events[0]?.payload, { message: told[0] });
      assert.deepEqual(events[1]?.payload, { model: 'sa8', os_version: '3.2.6' });
    });

    it('is asked less often while it is away', async () => {
      listen(['offline']);
      await pass(6);
      await world.kitchen.unplug();
      await pass(60);
      const tries = sinon.spy(clock, 'send');
      await pass(60);
      assert.ok(tries.callCount >= 2 && tries.callCount <= 3, String(tries.callCount));
    });

    it('does not leave those who come meanwhile without a word', async () => {
      await world.kitchen.unplug();
      listen(['online', 'offline'], { initial: true });
      await pass(20);
      assert.deepEqual(topics(), ['offline']);
      assert.equal(events[0]?.device.serialNumber, null);
    });
  });

  it('tells the user of another trouble once, and goes on with the parts that answer', async () => {
    world.kitchen.fail(APPS, { status: 200, body: '[]' }, Infinity);
    listen(['app', 'mode']);
    listen(['online'], { initial: true });
    await pass(11);
    world.kitchen.settings.mode = 'auto';
    await pass(6);
    assert.deepEqual(topics(), ['online', 'mode']);
    assert.equal(told.length, 1);
  });

  it('takes a clock with another key for neither gone nor come', async () => {
    listen(['online', 'offline']);
    await pass(6);
    world.kitchen.renewKey({ inApp: true });
    await pass(20);
    assert.deepEqual(events, []);
    assert.equal(told.length, 1);
  });

  for (const model of ['LM 37X8', 'sa8', 'sa5']) {
    describe(`a ${model}`, () => {
      let simulated: SimulatedClock;

      beforeEach(() => {
        simulated = world.simulator.clocks.find(({ kind }) => kind.model === model) ?? assert.fail(model);
        const { address, accountKey: apiKey } = simulated;
        clock = world.clock({ account: '', device: '', address, apiKey });
        watch = new Poller(clock, { explain: String, warn: (message) => told.push(message) });
      });

      const during = async (name: EventName, deed: () => unknown) => {
        listen([name]);
        await pass(6);
        await deed();
        await pass(6);
        assert.deepEqual(topics(), [name]);
        const [{ payload, device } = assert.fail('There is no event')] = events;
        assert.equal(device.serialNumber, simulated.serialNumber);
        return payload;
      };
      const send = <T>(request: Parameters<typeof clock.send<T>>[0]) =>
        passTimeUntil(clock.send(request, never()), time);
      const notify = () => send(sendNotification({ model: { cycles: 0, frames: [{ text: 'Hi' }] } }));

      it('tells that it is gone, and back', async () => {
        listen(['online', 'offline']);
        await pass(6);
        await simulated.unplug();
        await pass(40);
        await simulated.plugIn();
        await pass(40);
        assert.deepEqual(topics(), ['offline', 'online']);
      });

      it('tells of the app that comes into view', async () => {
        const payload = await during('app', () => simulated.apps.step(1));
        const app = `com.lametric.weather/${simulated.apps.widgetOf('com.lametric.weather')}`;
        assert.deepEqual(payload, { app, title: 'Weather' });
      });

      it('tells of a notification as the clock has it', async () => {
        assert.deepEqual(await during('notification', notify), simulated.queue.all[0]);
      });

      it('tells of its end', async () => {
        const id = await notify();
        const queued = simulated.queue.find(id);
        assert.deepEqual(await during('ended', () => simulated.press()), queued);
      });

      it('tells of an update', async () => {
        const update = () => (simulated.quirks.update = '9.9.9');
        assert.deepEqual(await during('update', update), {
          version: '9.9.9',
          installed: simulated.kind.osVersion,
        });
      });

      it('tells of the display', async () => {
        const display = await during('display', () => send(setDisplay({ brightness: 7 })));
        assert.equal('brightness' in display && display.brightness, 7);
      });

      it('tells of the mode', async () => {
        assert.deepEqual(await during('mode', () => (simulated.settings.mode = 'schedule')), {
          mode: 'schedule',
        });
      });

      if (model === 'sa5') {
        it('never tells of a volume, as it has none', async () => {
          listen(['audio']);
          await pass(6);
          simulated.settings.volume = 12;
          await pass(6);
          assert.deepEqual(events, []);
        });
      } else {
        it('tells of the volume', async () => {
          const audio = await during('audio', () => (simulated.settings.volume = 12));
          assert.equal('volume' in audio && audio.volume, 12);
        });
      }
    });
  }
});
