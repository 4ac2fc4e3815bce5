import assert from 'node:assert/strict';
import { once } from 'node:events';
import sinon from 'sinon';
import { startClock, type Clock } from '../../../simulator/clock/clock';
import { isObject } from '../../../src/lametric/guards';
import { ask, NOTIFICATIONS, notify } from './ask';

describe('simulator: notifications of a clock', () => {
  let clock: Clock;
  let time: sinon.SinonFakeTimers;

  beforeEach(async () => {
    time = sinon.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: 1e12 });
    clock = await startClock();
  });

  afterEach(async () => {
    await clock.unplug();
    time.restore();
  });

  /** The texts in the queue, the shown one first. */
  function queue(): (string | null | undefined)[] {
    return clock.queue.all.map(({ model }) => model.frames[0]?.text);
  }

  it('are shown by priority, then oldest first', async () => {
    for (const [text, priority] of [
      ['info 1', 'info'],
      ['critical', 'critical'],
      ['info 2', undefined],
      ['warning', 'warning'],
    ]) {
      await notify(clock, text ?? '', priority === undefined ? {} : { priority });
    }
    assert.deepEqual(queue(), ['critical', 'warning', 'info 1', 'info 2']);
    const { body } = await ask(clock, 'GET', `${NOTIFICATIONS}/current`);
    assert.ok(isObject(body));
    assert.equal(body['priority'], 'critical');
  });

  it('make way for the next when they have been shown', async () => {
    await notify(clock, 'A', { model: { cycles: 2, frames: [{ text: 'A', duration: 1000 }] } });
    await notify(clock, 'B');
    time.tick(1999);
    assert.deepEqual(queue(), ['A', 'B']);
    time.tick(1);
    assert.deepEqual(queue(), ['B']);
    time.tick(60_000);
    assert.deepEqual(queue(), []);
    assert.deepEqual((await ask(clock, 'GET', `${NOTIFICATIONS}/current`)).body, {});
  });

  it('stay until dismissed with 0 cycles, whatever their lifetime', async () => {
    await notify(clock, 'A', { lifetime: 1000, model: { cycles: 0, frames: [{ text: 'A' }] } });
    time.tick(3_600_000);
    assert.deepEqual(queue(), ['A']);
    const dismissed = await ask(clock, 'DELETE', `${NOTIFICATIONS}/1`);
    assert.deepEqual([dismissed.status, dismissed.body], [200, { success: true }]);
    assert.deepEqual(queue(), []);
  });

  it('are dropped unseen when they waited longer than their lifetime, 120 s by default', async () => {
    await notify(clock, 'blocker', { model: { cycles: 0, frames: [{ text: 'blocker' }] } });
    await notify(clock, 'short', { lifetime: 5000 });
    await notify(clock, 'usual');
    time.tick(5000);
    assert.deepEqual(queue(), ['blocker', 'usual']);
    time.tick(115_000);
    assert.deepEqual(queue(), ['blocker']);
  });

  it('begin again after one of a higher priority', async () => {
    await notify(clock, 'A', { model: { frames: [{ text: 'A', duration: 1000 }] } });
    time.tick(900);
    await notify(clock, 'B', { priority: 'critical', model: { frames: [{ text: 'B', duration: 1000 }] } });
    time.tick(1999);
    assert.deepEqual(queue(), ['A']);
    time.tick(1);
    assert.deepEqual(queue(), []);
  });

  it('are dismissed by the button, the shown one alone', async () => {
    await notify(clock, 'A');
    await notify(clock, 'B');
    clock.press();
    assert.deepEqual(queue(), ['B']);
  });

  it('tell their times in UTC, their cycles and their model as it came', async () => {
    const frames = [
      { icon: 7956, goalData: { start: 0, current: 42, end: 100, unit: '%' } },
      { chartData: [1, 2] },
    ];
    await notify(clock, '', { model: { frames } });
    assert.deepEqual((await ask(clock, 'GET', `${NOTIFICATIONS}/1`)).body, {
      id: '1',
      type: 'external',
      priority: 'info',
      created: '2001-09-09T01:46:40Z',
      updated: '2001-09-09T01:46:40Z',
      expiration_date: '2001-09-09T01:48:40Z',
      model: { cycles: 1, frames },
    });
  });

  it('have ids from 1 on again after a power cut', async () => {
    await notify(clock, 'A');
    await clock.unplug();
    await clock.plugIn();
    assert.deepEqual((await notify(clock, 'B')).body, { success: { id: '1' } });
  });

  it('that are gone are not found', async () => {
    for (const method of ['GET', 'DELETE']) {
      const { status, body } = await ask(clock, method, `${NOTIFICATIONS}/7`);
      assert.deepEqual([status, body], [404, { errors: [{ message: 'Notification not found' }] }], method);
    }
  });

  for (const [what, change] of [
    ['screensaver', () => (clock.screensaver = true)],
    ['kiosk mode', () => ask(clock, 'PUT', '/api/v2/device', { mode: 'kiosk' })],
  ] as const) {
    it(`that are not critical are refused in ${what}`, async () => {
      await change();
      const message = "Only notifications with priority 'critical' are allowed in current mode";
      const { status, body } = await notify(clock, 'A', { priority: 'warning' });
      assert.deepEqual([status, body], [400, { errors: [{ message }] }]);
      assert.equal((await notify(clock, 'A', { priority: 'critical' })).status, 201);
    });
  }

  for (const notification of [
    'text',
    {},
    { model: { frames: [] } },
    { model: { frames: ['A'] } },
    { model: { frames: [{ text: 1 }] } },
    { model: { frames: [{ goalData: {} }] } },
    { model: { frames: [{ chartData: ['1'] }] } },
    { priority: 'urgent', model: { frames: [{ text: 'A' }] } },
  ]) {
    it(`refuse ${JSON.stringify(notification)}`, async () => {
      assert.equal((await ask(clock, 'POST', NOTIFICATIONS, notification)).status, 400);
      assert.deepEqual(queue(), []);
    });
  }

  it('may hold a null, but not on an LM 37X8', async () => {
    const model = { frames: [{ text: 'A', icon: null }], sound: null };
    assert.equal((await notify(clock, '', { model })).status, 201);
    clock.kindName = 'LM 37X8 2.3.9';
    assert.equal((await notify(clock, '', { model })).status, 400);
    clock.quirks.refusesNull = false;
    assert.equal((await notify(clock, '', { model })).status, 201);
  });

  it('may have an empty sound, but not on an LM 37X8', async () => {
    const model = { frames: [{ text: 'A' }], sound: {} };
    assert.equal((await notify(clock, '', { model })).status, 201);
    clock.kindName = 'LM 37X8 2.3.9';
    assert.equal((await notify(clock, '', { model })).status, 400);
  });

  it('have no sound on a clock without audio, nor on a SKY 3.0.13', async () => {
    const model = { frames: [{ text: 'A' }], sound: { category: 'notifications', id: 'cat' } };
    assert.equal((await notify(clock, '', { model })).status, 201);
    for (const kind of ['sa5 3.2.7', 'sa5 3.0.13'] as const) {
      clock.kindName = kind;
      assert.equal((await notify(clock, '', { model })).status, 400, kind);
    }
  });

  it('are accepted with 200 where the clock keeps to the documentation', async () => {
    clock.quirks.answers200 = true;
    assert.equal((await notify(clock, 'A')).status, 200);
  });

  it('are what the display shows, with what they began', async () => {
    const changed = once(clock, 'changed');
    await notify(clock, 'A', { icon_type: 'alert' });
    await changed;
    assert.equal(clock.shown?.source, 'notification');
    assert.equal(clock.shown.since, 1e12);
    assert.equal(clock.shown.notification.icon_type, 'alert');
  });
});
