import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import type { Clock } from '../../../../src/config/device/clock';
import type { NotificationRequest } from '../../../../src/config/device/notifications/notification-queue';
import type { Notification } from '../../../../src/lametric/clock/notification';
import { ClocksWorld, NOTIFICATIONS, never } from '../../../helpers/clocks';
import { errorOf } from '../../../helpers/lametric';
import { request } from '../../../helpers/notifications';
import { passTimeUntil, settleSockets, stopTime } from '../../../helpers/time';

const CAT = { category: 'notifications', id: 'cat' } as const;

describe('Of notifications of one topic', () => {
  let world: ClocksWorld;
  let clock: Clock;
  let time: SinonFakeTimers | undefined;

  beforeEach(async () => {
    world = await ClocksWorld.start();
    clock = world.clock({}, { found: world.whereabouts() });
    // Then there are connections for reads and for writes.
    await clock.notifications.show(request('first'), never());
    await clock.notifications.dismissAll(never());
    world.kitchen.clearRequests();
  });
  afterEach(async () => {
    time?.restore();
    time = undefined;
    clock.disconnect();
    await world.close();
  });

  const show = (
    text: string,
    changes: Partial<NotificationRequest> = {},
    { sound = null, ...notification }: Partial<Notification> & { sound?: typeof CAT | null } = {},
  ) => {
    const model = { cycles: 0, frames: [{ text }], sound };
    const plain = request(text, { topic: 'door', replace: true, ...changes });
    return clock.notifications.show({ ...plain, notification: { ...notification, model } }, never());
  };
  const texts = () => world.kitchen.queue.all.map(({ model }) => model.frames[0]?.text);

  for (const [how, prepare, first, second] of [
    [
      'has a sound from a message',
      () => undefined,
      () =>
        show(
          'old',
          { medium: { addressFor: String, keep: () => undefined, fetched: async () => undefined } },
          { sound: CAT },
        ),
      () => show('new'),
    ],
    [
      'is sent once more as critical',
      () => (world.kitchen.screensaver = true),
      () => show('old', { refused: 'critical' }),
      () => show('new', {}, { priority: 'critical' }),
    ],
    [
      'is sent once more without its sound',
      () => (world.kitchen.kindName = 'sa5 3.2.7'),
      () => show('old', { noSound: 'omit' }, { sound: CAT }),
      () => show('new'),
    ],
  ] as const) {
    it(`the last replaces the one before, though that ${how}`, async () => {
      prepare();
      await Promise.all([first(), second()]);
      assert.deepEqual(texts(), ['new']);
    });
  }

  it('one that waited until the mode was over gives way to one that came after it', async () => {
    world.kitchen.screensaver = true;
    time = stopTime();
    const waiting = show('old', { refused: 'wait' });
    await world.kitchen.requested('POST', NOTIFICATIONS);
    await settleSockets();
    const alarm = await show('alarm', {}, { priority: 'critical' });
    world.kitchen.screensaver = false;
    await passTimeUntil(waiting, time, 100);
    assert.deepEqual(texts(), ['alarm']);
    assert.deepEqual(await clock.notifications.dismissTopic('door', never()), [alarm]);
  });

  it('an alarm waits for one dismissal, though all are to go', async () => {
    for (const text of ['a', 'b', 'c']) await show(text, { replace: false });
    const all = clock.notifications.dismissAll(never());
    await Promise.all([all, show('alarm', { replace: false }, { priority: 'critical' })]);
    const methods = world.kitchen.requests.map(({ method }) => method);
    assert.ok(methods.lastIndexOf('DELETE') > methods.lastIndexOf('POST'), methods.join());
    assert.deepEqual(texts(), ['alarm']);
  });

  for (const [how, dismiss] of [
    ['by its topic', () => clock.notifications.dismissTopic('door', never())],
    ['with all', () => clock.notifications.dismissAll(never())],
    ['as the one that shows', () => clock.notifications.dismissCurrent(never())],
  ] as const) {
    it(`one that is still on its way is dismissed ${how}`, async () => {
      world.kitchen.screensaver = true;
      const showing = show('open', { refused: 'critical' });
      assert.deepEqual(await dismiss(), [await showing]);
      assert.deepEqual(texts(), []);
    });
  }

  it('none holds up a dismissal for more than 30 s', async () => {
    time = stopTime();
    world.kitchen.fail('/*', { delay: 10_000_000 }, Infinity);
    const ends = Promise.all([
      errorOf(show('open')),
      errorOf(clock.notifications.dismissTopic('door', never())),
    ]);
    const [shown, dismissed] = await passTimeUntil(ends, time, 100);
    assert.deepEqual([shown.code, shown.reason], ['UNREACHABLE', 'maybe-shown']);
    assert.deepEqual([dismissed.code, dismissed.reason], ['RATE_LIMITED', 'no-turn']);
  });
});
