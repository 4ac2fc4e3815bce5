import assert from 'node:assert/strict';
import type { Clock } from '../../simulator/clock/clock';
import { isObject } from '../../src/lametric/guards';
import { ClockFlow, clockId, flowNode } from '../helpers/clock-flow';
import { FAST_TIMERS, SPEED } from '../helpers/time';

const DEVICE = '/api/v2/device';

describe('lametric events', () => {
  let world: ClockFlow;
  let clock: Clock;

  before(async () => {
    world = await ClockFlow.start({ settingsSource: FAST_TIMERS });
    clock = world.clock('sa8');
  });
  afterEach(() => world.reset());
  after(() => world.close());

  const listener = (id: string, properties: object) =>
    flowNode(id, 'lametric events', ['out'], {
      name: '',
      device: clockId(clock),
      events: ['online', 'offline'],
      interval: '5',
      initial: false,
      ...properties,
    });
  const next = async () => {
    const { msg } = await world.nodeRed.nextDebug(undefined, 20_000);
    assert.ok(isObject(msg));
    const { topic, payload, device } = msg;
    return { topic, payload, device };
  };

  it('sends an event as a message of its own, and shows how the clock is', async () => {
    await world.deploy([listener('node', { events: ['online', 'app'], initial: true })]);
    const device = { name: clock.name, serialNumber: clock.serialNumber };
    assert.deepEqual(await next(), {
      topic: 'online',
      payload: { model: 'sa8', os_version: '3.2.6' },
      device,
    });
    assert.equal((await next()).topic, 'app');
    assert.equal(world.nodeRed.status('node')?.text, 'online');
    clock.apps.step(1);
    const app = `com.lametric.weather/${clock.apps.widgetOf('com.lametric.weather')}`;
    assert.deepEqual(await next(), { topic: 'app', payload: { app, title: 'Weather' }, device });
  });

  it('takes ten nodes for one, and tells each; an unplugged clock stands in the log once', async () => {
    const nodes = Array.from({ length: 10 }, (_, index) => listener(`node-${index}`, {}));
    await world.deploy(nodes);
    await clock.requested('GET', DEVICE);
    const first = Date.now();
    await clock.requested('GET', DEVICE, 2);
    assert.ok(Date.now() - first > 4500 / SPEED);
    assert.equal(clock.requests.length, 2);

    const printed = world.nodeRed.output().length;
    await clock.unplug();
    for (let index = 0; index < 10; index++) assert.equal((await next()).topic, 'offline');
    assert.equal(world.nodeRed.status('node-9')?.text, 'offline');
    const lines =
      world.nodeRed
        .output()
        .slice(printed)
        .match(/It cannot be reached/g) ?? [];
    assert.equal(lines.length, 1);
  });

  it('asks nothing any more once its node is gone', async () => {
    await world.deploy([listener('node', { events: ['mode'] })]);
    await clock.requested('GET', DEVICE);
    await world.deploy([listener('node', { events: [] })]);
    clock.clearRequests();
    await world.deploy([listener('node', { events: ['nothing'], interval: 5 })]);
    await world.nodeRed.restart();
    assert.deepEqual(clock.requests, []);
  });

  it('tells what happens in a Deploy, and takes the Deploy for no event', async () => {
    const events = ['online', 'offline', 'notification'];
    const nodes = (name: string) => [listener('node', { name, events, initial: true })];
    await world.deploy(nodes('a'));
    assert.equal((await next()).topic, 'online');
    await world.deploy(nodes('b'), 'full');
    clock.queue.add({
      priority: 'info',
      iconType: 'none',
      lifetime: 60_000,
      model: { cycles: 0, frames: [{ text: 'a' }] },
    });
    assert.equal((await next()).topic, 'notification');
    await clock.unplug();
    await world.deploy(nodes('c'), 'full');
    assert.equal((await next()).topic, 'offline');
    await clock.plugIn();
    assert.equal((await next()).topic, 'online');
  });

  it('is silent without a clock', async () => {
    await world.deploy([listener('node', { device: '' })]);
    assert.equal(world.nodeRed.status('node')?.text, 'no clock');
  });
});
