import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import { TemporaryApp } from '../../../src/config/device/temporary-app';
import { ClocksWorld, never } from '../../helpers/clocks';
import { errorOf } from '../../helpers/lametric';
import { settleSockets, stopTime } from '../../helpers/time';

const APPS = '/api/v2/device/apps';
const CLOCK = 'com.lametric.clock';
const WEATHER = 'com.lametric.weather';

describe('An app that is shown for a while, after others', () => {
  let world: ClocksWorld;
  let time: SinonFakeTimers;
  let temporaryApp: TemporaryApp;

  beforeEach(async () => {
    world = await ClocksWorld.start();
    temporaryApp = new TemporaryApp(world.clock({}, { found: world.whereabouts() }));
    time = stopTime();
  });
  afterEach(async () => {
    time.restore();
    await world.close();
  });

  const show = (app = WEATHER) => {
    const widget = { app, widget: world.kitchen.apps.widgetOf(app) };
    return temporaryApp.show(widget, 20_000, (thrown) => assert.fail(String(thrown)), never());
  };
  const failing = (count: number) => Array.from({ length: count }, () => errorOf(show()));
  /** From now on the clock says nothing. */
  const silence = () => world.kitchen.fail('/*', { delay: 10_000_000 }, Infinity);
  const pass = async (seconds: number) => {
    for (let tenth = 0; tenth < seconds * 10; tenth++) {
      time.tick(100);
      await settleSockets(4);
    }
    await settleSockets();
  };
  const shown = () => world.kitchen.apps.active.name;

  it('has its turn within 30 s, or is told that there was none', async () => {
    silence();
    const all = failing(2);
    await pass(30.1);
    const [first, second] = await Promise.all(all);
    assert.equal(first?.code, 'UNREACHABLE');
    assert.deepEqual([second?.code, second?.reason], ['RATE_LIMITED', 'no-turn']);
  });

  it('is told at once that a hundred wait already', async () => {
    silence();
    const all = failing(101);
    const { code, reason } = await errorOf(show());
    assert.deepEqual([code, reason], ['RATE_LIMITED', 'no-place']);
    await pass(30.1);
    await Promise.all(all);
  });

  it('goes when they have had their turn, however many wait when its time is over', async () => {
    const showing = show();
    await pass(1);
    await showing;
    silence();
    const others = failing(101);
    await pass(30.1);
    await Promise.all(others);
    assert.equal(shown(), WEATHER);
    world.kitchen.clearFaults();
    await pass(6);
    assert.equal(shown(), CLOCK);
  });

  it('goes at once where it comes into view only after Node-RED was to stop', async () => {
    world.kitchen.fail(APPS, { delay: 1000, afterEffect: true });
    const showing = show();
    await temporaryApp.end();
    await pass(2);
    await showing;
    assert.equal(shown(), CLOCK);
    assert.equal(time.countTimers(), 0);
  });
});
