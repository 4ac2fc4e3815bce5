import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import { TemporaryApp, activate } from '../../../src/config/device/temporary-app';
import type { Clock } from '../../../src/config/device/clock';
import { showNextApp } from '../../../src/lametric/clock/requests';
import { LaMetricError } from '../../../src/lametric/errors';
import { ClocksWorld, never } from '../../helpers/clocks';
import { errorOf } from '../../helpers/lametric';
import { passTimeUntil, settleSockets, stopTime } from '../../helpers/time';
import { notify } from '../../simulator/clock/ask';

const CLOCK = 'com.lametric.clock';
const WEATHER = 'com.lametric.weather';
const RADIO = 'com.lametric.radio';

describe('Showing an app for a while', () => {
  let world: ClocksWorld;
  let time: SinonFakeTimers;
  let clock: Clock;
  let temporaryApp: TemporaryApp;
  let failures: unknown[];

  beforeEach(async () => {
    world = await ClocksWorld.start();
    clock = world.clock({}, { found: world.whereabouts() });
    temporaryApp = new TemporaryApp(clock);
    failures = [];
    time = stopTime();
  });
  afterEach(async () => {
    time.restore();
    await world.close();
  });

  const widget = (app: string) => ({ app, widget: world.kitchen.apps.widgetOf(app) });
  const show = (app: string, seconds: number) =>
    passTimeUntil(
      temporaryApp.show(widget(app), seconds * 1000, (thrown) => failures.push(thrown), never()),
      time,
      1,
    );
  const pass = async (seconds: number) => {
    for (let tenth = 0; tenth < seconds * 10; tenth++) {
      time.tick(100);
      await settleSockets(4);
    }
    await settleSockets();
  };
  const shown = () => world.kitchen.apps.active.name;

  it('goes back to the app before', async () => {
    await show(WEATHER, 20);
    await pass(18);
    assert.equal(shown(), WEATHER);
    await pass(3);
    assert.equal(shown(), CLOCK);
    assert.deepEqual(failures, []);
  });

  it('goes back to the app before the first, however many there are', async () => {
    await show(WEATHER, 20);
    await pass(10);
    await show(RADIO, 20);
    await pass(15);
    assert.equal(shown(), RADIO);
    await pass(6);
    assert.equal(shown(), CLOCK);
  });

  it('stays longer when the same app is shown again', async () => {
    await show(WEATHER, 20);
    await pass(15);
    await show(WEATHER, 20);
    await pass(15);
    assert.equal(shown(), WEATHER);
    await pass(6);
    assert.equal(shown(), CLOCK);
  });

  describe('when the time is over while the clock has not answered yet', () => {
    const activation = () => `/api/v2/device/apps/${WEATHER}/widgets/${widget(WEATHER).widget}/activate`;

    beforeEach(async () => {
      await show(WEATHER, 20);
      await pass(19.5);
    });

    it('stays longer where the same app is shown again', async () => {
      world.kitchen.fail(activation(), { delay: 1000, afterEffect: true });
      await show(WEATHER, 20);
      await pass(15);
      assert.equal(shown(), WEATHER);
      await pass(6);
      assert.equal(shown(), CLOCK);
    });

    it('stays for its time where it is shown while the clock goes back', async () => {
      world.kitchen.fail('/api/v2/device/apps', { delay: 1000 });
      await pass(1);
      await show(WEATHER, 20);
      await pass(15);
      assert.equal(shown(), WEATHER);
      await pass(6);
      assert.equal(shown(), CLOCK);
    });

    it('goes back where the clock refuses to show it again', async () => {
      world.kitchen.fail(activation(), { delay: 1000, status: 403 });
      assert.equal((await errorOf(show(WEATHER, 20))).code, 'FORBIDDEN');
      await pass(1);
      assert.equal(shown(), CLOCK);
      assert.deepEqual(failures, []);
    });
  });

  it('leaves the app in view that somebody has chosen meanwhile', async () => {
    await show(WEATHER, 5);
    await passTimeUntil(clock.send(showNextApp, never()), time);
    await pass(6);
    assert.equal(shown(), RADIO);
  });

  it('does not go back from the app that was there already', async () => {
    await show(CLOCK, 5);
    await passTimeUntil(clock.send(showNextApp, never()), time);
    await pass(10);
    assert.equal(shown(), WEATHER);
    assert.equal(time.countTimers(), 0);
  });

  it('has nothing left to do once the app before is shown again', async () => {
    await show(WEATHER, 20);
    await show(CLOCK, 5);
    assert.equal(time.countTimers(), 0);
  });

  it('does nothing more where the app was there already and stays', async () => {
    await show(CLOCK, 5);
    world.kitchen.clearRequests();
    await pass(10);
    assert.deepEqual(world.kitchen.requests, []);
  });

  it('goes back at once when Node-RED stops, and only once', async () => {
    await show(WEATHER, 20);
    await passTimeUntil(temporaryApp.end(), time, 1);
    assert.equal(shown(), CLOCK);
    world.kitchen.clearRequests();
    await passTimeUntil(temporaryApp.end(), time, 1);
    await pass(25);
    assert.deepEqual(world.kitchen.requests, []);
  });

  it('does not keep Node-RED from stopping where the clock is away', async () => {
    await show(WEATHER, 20);
    world.kitchen.fail('/*', { delay: 60_000 }, Infinity);
    const began = time.now;
    await passTimeUntil(temporaryApp.end(), time, 100);
    assert.ok(time.now - began <= 5_500);
    assert.equal(failures.length, 1);
  });

  describe('while a notification shows', () => {
    const cover = () => notify(world.kitchen, '', { model: { cycles: 0, frames: [{ text: 'Dinner' }] } });

    it('fails, and says why', async () => {
      await cover();
      for (const call of [
        activate(clock, widget(WEATHER), never()),
        temporaryApp.show(widget(WEATHER), 1000, () => undefined, never()),
      ]) {
        const error = await passTimeUntil(errorOf(call), time, 1);
        assert.deepEqual([error.code, error.reason], ['REJECTED', 'notification']);
      }
      assert.equal(time.countTimers(), 0);
    });

    it('fails as the clock has refused it where the clock does not say what shows', async () => {
      await cover();
      world.kitchen.fail('/api/v2/device/notifications/current', { status: 404 });
      const error = await passTimeUntil(errorOf(activate(clock, widget(WEATHER), never())), time, 1);
      assert.deepEqual([error.code, error.reason], ['REJECTED', undefined]);
    });

    it('goes back as soon as the notification has gone', async () => {
      await show(WEATHER, 20);
      await cover();
      await pass(30);
      assert.equal(shown(), WEATHER);
      world.kitchen.press();
      await pass(6);
      assert.equal(shown(), CLOCK);
      assert.deepEqual(failures, []);
    });

    it('gives up after two minutes, and says why', async () => {
      await show(WEATHER, 20);
      await cover();
      world.kitchen.clearRequests();
      await pass(150);
      assert.equal(world.kitchen.requests.filter(({ method }) => method === 'PUT').length, 24);
      const [failure] = failures;
      assert.ok(failure instanceof LaMetricError && failure.reason === 'notification');
      world.kitchen.press();
      await pass(20);
      assert.equal(shown(), WEATHER);
      assert.equal(failures.length, 1);
    });

    it('cannot go back when Node-RED stops, and says so', async () => {
      await show(WEATHER, 20);
      await cover();
      await passTimeUntil(temporaryApp.end(), time, 1);
      assert.equal(failures.length, 1);
      assert.equal(time.countTimers(), 0);
    });
  });

  it('says so where the clock does not name the app before', async () => {
    world.kitchen.fail('/api/v2/device/apps', { status: 200, body: '{}' });
    await show(WEATHER, 5);
    assert.equal(shown(), WEATHER);
    const [failure] = failures;
    assert.ok(failure instanceof LaMetricError && failure.code === 'BAD_RESPONSE');
  });

  it('goes back where the clock does not name the app in view by then', async () => {
    await show(WEATHER, 5);
    world.kitchen.fail('/api/v2/device/apps', { status: 200, body: '{}' });
    await pass(6);
    assert.equal(shown(), CLOCK);
  });

  it('forgets the app to which it could not go back', async () => {
    await show(WEATHER, 5);
    world.kitchen.fail('/api/v2/device/apps', { status: 404 });
    await pass(6);
    assert.equal(failures.length, 1);
    await show(RADIO, 5);
    await pass(6);
    assert.equal(shown(), WEATHER);
  });

  it('does not go back at once from an app that is to stay for years', async () => {
    await show(WEATHER, 1e9);
    await pass(5);
    assert.equal(shown(), WEATHER);
  });

  it('passes on any other refusal', async () => {
    const error = await passTimeUntil(errorOf(activate(clock, { app: CLOCK, widget: 'no' }, never())), time);
    assert.deepEqual([error.code, error.reason], ['NOT_FOUND', undefined]);
  });
});
