import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import { NotificationOutcomes } from '../../../../src/config/device/notifications/notification-outcomes';
import {
  SentNotifications,
  contentsOf,
} from '../../../../src/config/device/notifications/sent-notifications';
import type { Notification } from '../../../../src/lametric/clock/notification';
import type { QueuedNotification } from '../../../../src/lametric/clock/types';
import { settleSockets, stopTime } from '../../../helpers/time';

/** It is shown for three seconds. */
const model = { frames: [{ text: 'A' }] };
const [OTHER, OURS] = [
  { id: '1', model: { frames: [{ text: 'B' }] } },
  { id: '2', model },
];

describe('The outcome of a notification', () => {
  let time: SinonFakeTimers;
  let queue: QueuedNotification[];
  let ended: string[];
  let isThere: boolean;
  let outcomes: NotificationOutcomes;
  let sent: SentNotifications;

  beforeEach(() => {
    time = stopTime();
    [queue, ended, isThere, sent] = [[], [], true, new SentNotifications()];
    outcomes = new NotificationOutcomes(async () => queue, sent);
  });
  afterEach(() => time.restore());

  const follow = (lifetime?: number, each: Notification['model'] = model) =>
    outcomes.follow(
      sent.add(OURS.id, contentsOf(each)),
      { model: each, ...(lifetime !== undefined && { lifetime }) },
      { isThere: () => isThere, tell: (id, how) => void ended.push(`${id} ${how}`) },
    );
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      time.tick(1000);
      await settleSockets(2);
    }
  };

  it('is that it was dismissed where it went before its turn, however long it waited', async () => {
    queue = [OTHER, OURS];
    follow();
    await pass(20);
    queue = [OTHER];
    await pass(2);
    assert.deepEqual(ended, ['2 dismissed']);
  });

  it('is that it was shown where its lifetime ended on the display', async () => {
    queue = [OURS];
    follow(2500);
    await pass(2);
    queue = [];
    await pass(2);
    assert.deepEqual(ended, ['2 shown']);
  });

  it('is that it expired where it was never seen on the display, though it could have been shown meanwhile', async () => {
    const short = { frames: [{ text: '', icon: 'i1', duration: 500 }] };
    queue = [OTHER, { ...OURS, model: short }];
    follow(2500, short);
    await pass(2);
    queue = [OTHER];
    await pass(2);
    assert.deepEqual(ended, ['2 expired']);
  });

  it('is told once it is known why it goes, though it has gone before', async () => {
    queue = [OURS];
    follow();
    let dismissed = (_wasThere: boolean) => {};
    const ending = outcomes.endAs('2', 'replaced', () => new Promise((resolve) => (dismissed = resolve)));
    queue = [];
    await pass(4);
    assert.deepEqual(ended, []);
    dismissed(true);
    assert.equal(await ending, true);
    assert.deepEqual(ended, ['2 replaced']);
  });

  it('is told once where two take it away at the same time', async () => {
    queue = [OURS];
    follow();
    const ends = (['replaced', 'dismissed'] as const).map((as) => outcomes.endAs('2', as, async () => true));
    assert.deepEqual(await Promise.all(ends), [true, true]);
    assert.deepEqual(ended, ['2 replaced']);
  });

  it('is told though it could not be taken away before', async () => {
    queue = [OTHER, OURS];
    follow();
    assert.equal(await outcomes.endAs('2', 'replaced', async () => false), false);
    await pass(2);
    queue = [OTHER];
    await pass(2);
    assert.deepEqual(ended, ['2 dismissed']);
  });

  it('is told after a Deploy that came long after it was sent', async () => {
    queue = [OTHER, OURS];
    follow();
    await pass(100);
    isThere = false;
    queue = [OTHER];
    await pass(10);
    isThere = true;
    await pass(2);
    assert.deepEqual(ended, ['2 dismissed']);
  });

  it('waits a minute for its node, and then for nobody, whether or not it still shows', async () => {
    for (const [seconds, told] of [
      [20, ['2 dismissed']],
      [100, []],
    ] as const) {
      for (const isGone of [true, false]) {
        [queue, ended, isThere] = [isGone ? [OTHER] : [OTHER, OURS], [], false];
        follow();
        await pass(seconds);
        isThere = true;
        queue = [OTHER];
        await pass(10);
        assert.deepEqual(ended, told);
        assert.equal(time.countTimers(), 0);
      }
    }
  });
});

describe('A notification that was sent', () => {
  it('is another one in another unit', () => {
    const inUnit = (unit: string) =>
      contentsOf({ frames: [{ goalData: { start: 0, current: 1, end: 2, unit } }] });
    assert.notEqual(inUnit('%'), inUnit('°C'));
  });

  it('is another one with other words, however long they are the same, or another chart', () => {
    const saying = (text: string) => contentsOf({ frames: [{ text: 'a'.repeat(200) + text }] });
    assert.notEqual(saying('b'), saying('c'));
    const drawing = (value: number) => contentsOf({ frames: [{ chartData: [value] }] });
    assert.notEqual(drawing(1), drawing(2));
  });

  it('is not found in the queue where that has only a new one of somebody else', () => {
    const sent = new SentNotifications();
    assert.equal(sent.findNew([OTHER], contentsOf(model), performance.now()), undefined);
    assert.equal(sent.findNew([OTHER, OURS], contentsOf(model), performance.now()), OURS);
  });

  it('is found in the queue, however many were sent after it', () => {
    const notifications = new SentNotifications();
    const first = notifications.add(OURS.id, contentsOf(model));
    for (let id = 3; id < 1003; id++) notifications.add(`${id}`, contentsOf(model));
    assert.equal(notifications.get(OURS.id), undefined);
    assert.equal(notifications.indexIn([OTHER, OURS], first), 1);
  });

  it('is found under an id that was seen before the clock has restarted', () => {
    const sent = new SentNotifications();
    sent.note([{ ...OURS, created: '2026-01-01T00:00:00Z' }]);
    const since = performance.now();
    const now = { ...OURS, created: '2026-01-02T00:00:00Z' };
    assert.equal(sent.findNew([now], contentsOf(model), since), now);
  });
});
