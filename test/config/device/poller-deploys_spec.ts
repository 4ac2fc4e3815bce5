import assert from 'node:assert/strict';
import { EVENTS, type EventName, isEventName } from '../../../src/lametric/clock/events';
import { NOTIFICATIONS } from '../../helpers/clocks';
import { PollerWorld } from '../../helpers/poller';

const APPS = '/api/v2/device/apps';
const ALL = Object.keys(EVENTS).filter(isEventName);

describe('The polling of a clock over a Deploy, which takes the listeners away and brings them back', () => {
  let polled: PollerWorld;

  beforeEach(async () => {
    polled = await PollerWorld.start();
  });
  afterEach(() => polled.close());

  it('tells the changes that came with it', async () => {
    const names: EventName[] = ['offline', 'online', 'notification', 'mode'];
    const stop = polled.listen(names);
    await polled.pass(6);
    stop();
    polled.world.kitchen.settings.mode = 'auto';
    polled.world.kitchen.queue.add({
      priority: 'info',
      iconType: 'none',
      lifetime: 60_000,
      model: { cycles: 0, frames: [{ text: 'a' }] },
    });
    const stopAgain = polled.listen(names);
    await polled.pass(6);
    assert.deepEqual(polled.topics, ['mode', 'notification']);
    stopAgain();
    await polled.world.kitchen.unplug();
    polled.listen(names);
    await polled.pass(10);
    await polled.world.kitchen.plugIn();
    await polled.pass(40);
    assert.deepEqual(polled.topics.slice(2), ['offline', 'online']);
  });

  it('makes no event of it, even for those that ask for the first findings', async () => {
    const stop = polled.listen(ALL, { initial: true });
    await polled.pass(6);
    const before = polled.topics.length;
    stop();
    polled.listen(ALL, { initial: true });
    await polled.pass(6);
    assert.equal(polled.topics.length, before);
  });

  it('forgets after a minute without listeners, problems too', async () => {
    polled.world.kitchen.fail(APPS, { status: 200, body: '[]' }, Infinity);
    const stop = polled.listen(['mode', 'app']);
    await polled.pass(6);
    stop();
    polled.world.kitchen.settings.mode = 'auto';
    await polled.pass(61);
    polled.listen(['mode', 'app']);
    await polled.pass(6);
    assert.deepEqual(polled.topics, []);
    assert.equal(polled.warnings.length, 2);
  });

  it('tells the first findings where there had been no look before', async () => {
    const stop = polled.listen(['mode'], { initial: true });
    stop();
    polled.listen(['mode'], { initial: true });
    await polled.pass(6);
    assert.deepEqual(polled.topics, ['mode']);
  });

  it('tells what a look had found that it ended', async () => {
    const stop = polled.listen(['mode', 'notification']);
    await polled.pass(6);
    polled.world.kitchen.settings.mode = 'auto';
    polled.world.kitchen.fail(NOTIFICATIONS, { delay: 10_000_000 });
    polled.world.kitchen.clearRequests();
    await polled.pass(5.5);
    assert.equal(polled.looks(NOTIFICATIONS), 1);
    stop();
    polled.listen(['mode', 'notification']);
    await polled.pass(6);
    assert.deepEqual(polled.topics, ['mode']);
  });

  it('tells a listener that was away what others were told meanwhile', async () => {
    polled.listen(['mode'], { node: 'stays' });
    const stop = polled.listen(['mode'], { node: 'leaves' });
    await polled.pass(6);
    stop();
    polled.world.kitchen.settings.mode = 'auto';
    await polled.pass(6);
    polled.listen(['mode'], { node: 'leaves' });
    await polled.pass(6);
    assert.deepEqual(polled.topics, ['mode', 'mode']);
  });

  it('makes no event of what has changed since somebody asked for it, long before', async () => {
    const { settings } = polled.world.kitchen;
    const stop = polled.listen(['mode', 'app'], { node: 'node' });
    await polled.pass(6);
    stop();
    const stopAgain = polled.listen(['app'], { node: 'node' });
    await polled.pass(6);
    settings.mode = 'auto';
    polled.world.kitchen.apps.step(1);
    await polled.pass(100);
    stopAgain();
    polled.listen(['mode', 'app'], { node: 'node' });
    await polled.pass(6);
    assert.deepEqual(polled.topics, ['app']);
  });

  it('tells a new listener nothing of what was before it', async () => {
    const stop = polled.listen(['mode'], { node: 'old' });
    await polled.pass(6);
    stop();
    polled.world.kitchen.settings.mode = 'auto';
    polled.listen(['mode'], { node: 'new' });
    await polled.pass(6);
    assert.deepEqual(polled.topics, []);
  });
});
