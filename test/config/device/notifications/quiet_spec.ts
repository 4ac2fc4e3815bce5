import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import type { Clock } from '../../../../src/config/device/clock';
import type { NotificationRequest } from '../../../../src/config/device/notifications/notification-queue';
import type { Notification } from '../../../../src/lametric/clock/notification';
import type { QuietWay } from '../../../../src/lametric/quiet-hours';
import { ClocksWorld, NOTIFICATIONS, never } from '../../../helpers/clocks';
import { errorOf } from '../../../helpers/lametric';
import { settleSockets, stopTime } from '../../../helpers/time';

const MINUTE = 60_000;
const DAYS = [0, 1, 2, 3, 4, 5, 6];
const ALARM = { category: 'alarms', id: 'alarm1' } as const;

describe('A notification in quiet hours', () => {
  let world: ClocksWorld;
  let clock: Clock;
  let time: SinonFakeTimers;
  /** When they end. */
  let end: number;

  const timeOfDay = (moment: number) => new Date(moment).toISOString().slice(11, 16);
  /** From the last hour on for at least so many minutes. */
  const quietFor = (minutes: number, allow: QuietWay = 'critical') => {
    end = (Math.floor(Date.now() / MINUTE) + minutes + 1) * MINUTE;
    const hours = { days: DAYS, from: timeOfDay(Date.now() - 60 * MINUTE), to: timeOfDay(end), allow };
    change({ quiet: [hours], timezone: 'UTC' });
  };
  const change = (quiet: object) =>
    clock.change({ ...clock.settings, ...quiet }, world.session, world.whereabouts());

  beforeEach(async () => {
    world = await ClocksWorld.start();
    clock = world.clock();
    time = stopTime();
    await show('first');
    world.kitchen.queue.clear();
    world.kitchen.clearRequests();
    quietFor(10);
  });
  afterEach(async () => {
    time.restore();
    clock.disconnect();
    await world.close();
  });

  const show = (
    text: string,
    refused: NotificationRequest['refused'] = 'error',
    { sound = null, ...notification }: Partial<Notification> & { sound?: typeof ALARM | null } = {},
    medium?: NotificationRequest['medium'],
  ) =>
    clock.notifications.show(
      {
        notification: { priority: 'info', ...notification, model: { frames: [{ text }], sound } },
        topic: '',
        refused,
        replace: false,
        medium,
        noSound: 'error',
        follower: undefined,
        onStays: (thrown) => assert.fail(String(thrown)),
      },
      never(),
    );
  /** What has been shown: of each its text, and its sound if it has one. */
  const shown = () =>
    world.shown.map((body) => [/"text":"(\w+)"/, /"id":"(\w+)"/].map((of) => of.exec(body)?.[1]));
  const texts = () => shown().map(([text]) => text);
  const posts = () => world.kitchen.countRequests('POST', NOTIFICATIONS);
  const pass = async (milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += 5000) {
      time.tick(Math.min(5000, milliseconds - passed));
      await settleSockets();
    }
  };

  it('is refused as by the clock’s mode, or dropped, without asking the clock', async () => {
    const { code, origin, reason, until } = await errorOf(show('a'));
    assert.deepEqual([code, origin, reason, until], ['WRONG_MODE', 'clock', 'quiet', timeOfDay(end)]);
    assert.equal(await show('b', 'drop'), undefined);
    assert.deepEqual(world.kitchen.requests, []);
  });

  it('is shown where it is critical, or may be sent so', async () => {
    await show('a', 'error', { priority: 'critical', sound: ALARM });
    await show('b', 'critical');
    assert.deepEqual(shown(), [
      ['a', 'alarm1'],
      ['b', undefined],
    ]);
    assert.ok(world.shown.every((body) => body.includes('"priority":"critical"')));
  });

  it('waits for their end without asking the clock, in order, while critical ones pass', async () => {
    const waiting = ['a', 'b', 'c'].map((text) => show(text, 'wait'));
    await show('now', 'wait', { priority: 'critical' });
    await pass(end - 1 - Date.now());
    assert.equal(posts(), 1);
    await pass(1);
    assert.deepEqual(texts(), ['now', 'a', 'b', 'c']);
    await Promise.all(waiting);
  });

  it('waits for their end, however long the computer sleeps', async () => {
    const waiting = show('a', 'wait');
    await settleSockets();
    time.setSystemTime(end);
    await pass(5000);
    assert.equal(typeof (await waiting), 'string');
  });

  it('waits no longer than its lifetime', async () => {
    const [short, long] = [MINUTE, 60 * MINUTE].map((lifetime) => show('a', 'wait', { lifetime }));
    assert.ok(short && long);
    const failed = errorOf(short);
    await settleSockets();
    await pass(MINUTE);
    const { code, reason } = await failed;
    assert.deepEqual([code, reason], ['WRONG_MODE', 'quiet']);
    assert.equal(posts(), 0);
    await pass(end - Date.now());
    assert.equal(typeof (await long), 'string');
  });

  it('waits for two minutes more where the clock’s own mode refuses it after that', async () => {
    world.kitchen.screensaver = true;
    const failed = errorOf(show('a', 'wait'));
    await pass(end - Date.now() + 2 * MINUTE - 10_000);
    world.kitchen.clearRequests();
    await pass(15_000);
    assert.equal(posts(), 1);
    const { code, reason } = await failed;
    assert.deepEqual([code, reason], ['WRONG_MODE', undefined]);
  });

  it('is one of a hundred that wait at most', async () => {
    const waiting = Array.from({ length: 100 }, () => show('a', 'wait'));
    const { code, reason } = await errorOf(show('b', 'wait'));
    assert.deepEqual([code, reason], ['RATE_LIMITED', 'no-place']);
    change({ quiet: [] });
    await pass(5000);
    assert.equal((await Promise.all(waiting)).length, 100);
  });

  it('is shown though they begin just then, and those behind it wait on', async () => {
    change({ quiet: [] });
    world.kitchen.screensaver = true;
    const first = show('a', 'wait', { lifetime: 9000 });
    const later = show('b', 'wait');
    await world.kitchen.requested('POST', NOTIFICATIONS);
    await settleSockets();
    world.kitchen.screensaver = false;
    void world.kitchen.requested('POST', NOTIFICATIONS, 2).then(() => quietFor(10));
    await pass(5000);
    assert.equal(typeof (await first), 'string');
    assert.deepEqual(texts(), ['a']);
    change({ quiet: [] });
    await pass(5000);
    assert.equal(typeof (await later), 'string');
  });

  it('looks again when they are others', async () => {
    const waiting = show('a', 'wait');
    await pass(MINUTE);
    quietFor(20);
    await pass(15 * MINUTE);
    assert.equal(posts(), 0);
    let changes = 0;
    const endOfListening = clock.quiet.onChange(() => (changes += 1));
    change({ quiet: [] });
    assert.equal(changes, 1);
    endOfListening();
    await pass(5000);
    assert.equal(typeof (await waiting), 'string');
  });

  it('is told where they have no end', async () => {
    change({ quiet: [{ days: DAYS, from: '00:00', to: '00:00', allow: 'critical' }] });
    const { reason, until } = await errorOf(show('a'));
    assert.deepEqual([reason, until], ['always-quiet', '']);
  });

  it('waits where they have no end until they are changed', async () => {
    change({ quiet: [{ days: DAYS, from: '00:00', to: '00:00', allow: 'critical' }] });
    const waiting = show('a', 'wait');
    await pass(10 * MINUTE);
    assert.deepEqual(world.kitchen.requests, []);
    change({ quiet: [] });
    await pass(5000);
    assert.equal(typeof (await waiting), 'string');
  });

  it('asks the clock for the address of a sound from a message only once it is let through', async () => {
    const medium = {
      addressFor: (local: string) => `http://${local}/media/purr.mp3`,
      keep: () => undefined,
      fetched: async () => undefined,
    };
    assert.equal(await show('a', 'drop', { sound: ALARM }, medium), undefined);
    const waiting = show('b', 'wait', { sound: ALARM }, medium);
    await pass(end - 1 - Date.now());
    assert.deepEqual(world.kitchen.requests, []);
    await pass(1);
    await waiting;
    assert.match(String(world.shown), /media\/purr\.mp3/);
    quietFor(10, 'silent');
    world.kitchen.clearRequests();
    await show('c', 'error', { sound: ALARM }, medium);
    assert.deepEqual(
      world.kitchen.requests.map(({ method }) => method),
      ['POST'],
    );
  });

  it('is shown without its sound where they are silent, unless it is critical', async () => {
    quietFor(10, 'silent');
    await show('a', 'error', { sound: ALARM });
    await show('b', 'error', { sound: ALARM, priority: 'critical' });
    await pass(end - Date.now());
    await show('c', 'error', { sound: ALARM });
    assert.deepEqual(Object.fromEntries(shown()), { a: undefined, b: 'alarm1', c: 'alarm1' });
  });
});
