import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import type { Clock } from '../../../../src/config/device/clock';
import type { ClockState } from '../../../../src/config/device/clock-info';
import type { NotificationRequest } from '../../../../src/config/device/notifications/notification-queue';
import type { Notification } from '../../../../src/lametric/clock/notification';
import { ClocksWorld, NOTIFICATIONS, never } from '../../../helpers/clocks';
import { errorOf } from '../../../helpers/lametric';
import { passTimeUntil, settleSockets, stopTime } from '../../../helpers/time';

const CUT = { cutAfter: 0 };
const LOST = { cutAfter: 0, afterEffect: true };

describe('A notification whose answer is missing', () => {
  let world: ClocksWorld;
  let clock: Clock;
  let time: SinonFakeTimers | undefined;

  beforeEach(async () => {
    world = await ClocksWorld.start();
    clock = world.clock({}, { found: world.whereabouts() });
  });
  afterEach(async () => {
    time?.restore();
    time = undefined;
    clock.disconnect();
    await world.close();
  });

  const show = (
    text: string,
    notification: Partial<Notification> = {},
    changes: Partial<NotificationRequest> = {},
  ) =>
    clock.notifications.show(
      {
        notification: { model: { frames: [{ text }] }, ...notification },
        topic: '',
        medium: undefined,
        noSound: 'error',
        refused: 'error',
        replace: false,
        follower: undefined,
        onStays: (thrown) => assert.fail(String(thrown)),
        ...changes,
      },
      never(),
    );
  const queue = () => world.kitchen.queue.all;
  const texts = () => queue().map(({ model }) => model.frames[0]?.text);
  const posts = () => world.kitchen.countRequests('POST', NOTIFICATIONS);
  /** Lets this happen to the next notification alone, not to a look at the queue. */
  const failPost = (fault: object) => world.kitchen.fail(NOTIFICATIONS, fault);

  it('is known by the queue', async () => {
    failPost(LOST);
    assert.equal(await show('a'), queue()[0]?.id);
    assert.deepEqual([posts(), texts()], [1, ['a']]);
  });

  it('is sent once more where the queue does not have it', async () => {
    failPost(CUT);
    assert.equal(await show('a'), queue()[0]?.id);
    assert.deepEqual([posts(), texts()], [2, ['a']]);
  });

  it('is sent no more than twice', async () => {
    world.kitchen.fail(NOTIFICATIONS, ({ method }) => (method === 'POST' ? CUT : { afterEffect: true }), 9);
    const { code, reason } = await errorOf(show('a'));
    assert.deepEqual([code, reason, posts()], ['UNREACHABLE', 'maybe-shown', 2]);
  });

  it('is not sent again where the queue cannot be read', async () => {
    failPost(CUT);
    world.kitchen.fail(NOTIFICATIONS, { status: 400 });
    const { code, reason } = await errorOf(show('a'));
    assert.deepEqual([code, reason, posts()], ['UNREACHABLE', 'maybe-shown', 1]);
  });

  it('is not sent again where it may have been shown before the look', async () => {
    time = stopTime();
    failPost(CUT);
    world.kitchen.fail(NOTIFICATIONS, { delay: 9000, afterEffect: true });
    const { reason } = await passTimeUntil(errorOf(show('a')), time);
    assert.deepEqual([reason, posts()], ['maybe-shown', 1]);
  });

  it('is not sent again where it may have expired before the look', async () => {
    time = stopTime();
    failPost(CUT);
    world.kitchen.fail(NOTIFICATIONS, { delay: 1500, afterEffect: true });
    const stays = { model: { cycles: 0, frames: [{ text: 'a' }] }, lifetime: 1000 };
    const { reason } = await passTimeUntil(errorOf(show('a', stays)), time);
    assert.deepEqual([reason, posts()], ['maybe-shown', 1]);
  });

  it('is not mistaken for an earlier one with the same text', async () => {
    const first = await show('a');
    failPost(CUT);
    const second = await show('a');
    assert.notEqual(first, second);
    assert.deepEqual([posts(), texts()], [3, ['a', 'a']]);
  });

  it('is not mistaken for one of others that was seen before', async () => {
    world.kitchen.queue.add({
      priority: 'info',
      iconType: 'none',
      lifetime: 60_000,
      model: { cycles: 1, frames: [{ text: 'a' }] },
    });
    await clock.notifications.dismissTopic('none', never());
    failPost(LOST);
    await show('b');
    failPost(CUT);
    await show('a');
    assert.deepEqual(texts(), ['a', 'b', 'a']);
  });

  it('is found where the clock adds to its frames, and has another form of its icon', async () => {
    world.kitchen.fail(
      NOTIFICATIONS,
      ({ method }) => {
        if (method === 'POST') return LOST;
        const [queued] = queue();
        const frames = [{ icon: 1234, text: 'a', index: 0 }];
        return { body: JSON.stringify([{ ...queued, model: { cycles: 1, frames } }]) };
      },
      2,
    );
    const model = { frames: [{ icon: 'i1234', text: 'a', duration: 1000 }] };
    assert.equal(await show('a', { model }), queue()[0]?.id);
    assert.equal(posts(), 1);
  });

  it('is found although somebody has looked at the queue meanwhile', async () => {
    time = stopTime();
    await show('first', {}, { follower: { isThere: () => true, tell: () => undefined } });
    failPost({ delay: 10_000_000, afterEffect: true });
    const shown = show('a');
    await world.kitchen.requested('POST', NOTIFICATIONS, 2);
    await settleSockets();
    assert.equal(await passTimeUntil(shown, time), queue().at(-1)?.id);
    assert.equal(posts(), 2);
  });

  it('is looked for every two seconds', async () => {
    time = stopTime();
    failPost({ delay: 12_000, afterEffect: true });
    const began = performance.now();
    assert.equal(await passTimeUntil(show('a'), time), queue()[0]?.id);
    const took = performance.now() - began;
    assert.ok(took >= 2000 && took < 2500, `${took} ms`);
  });

  it('has it yet when it comes after 12 s and the queue cannot be read', async () => {
    time = stopTime();
    const fault = ({ method }: { method: string }) =>
      method === 'POST' ? { delay: 12_000, afterEffect: true } : { status: 400 };
    world.kitchen.fail(NOTIFICATIONS, fault, 9);
    assert.equal(await passTimeUntil(show('a'), time), '1');
    assert.equal(posts(), 1);
  });

  it('comes to an end after 30 s, and may have been shown', async () => {
    time = stopTime();
    world.kitchen.fail(NOTIFICATIONS, { delay: 10_000_000 }, 99);
    const { code, reason } = await passTimeUntil(errorOf(show('a')), time, 100);
    assert.deepEqual([code, reason, posts()], ['UNREACHABLE', 'maybe-shown', 1]);
  });

  it('holds up those behind it no longer, and keeps its place', async () => {
    failPost(CUT);
    const all = ['a', 'b', 'c', 'd'];
    await Promise.all(all.map((text) => show(text)));
    assert.deepEqual(texts(), all);
  });

  for (const security of ['pinned', 'http'] as const) {
    it(`is the everyday case with a clock that closes each connection (${security})`, async () => {
      world.kitchen.quirks.closesConnections = true;
      const address = new URL(security === 'http' ? world.kitchen.httpUrl : world.kitchen.url).host;
      clock = world.clock({ account: '', device: '', address, security, apiKey: world.kitchen.apiKey });
      const states: ClockState[] = [];
      clock.onState((state) => states.push(state));
      const all = ['a', 'b', 'c', 'd', 'e', 'f'];
      // Nothing waits for a time to pass.
      time = stopTime();
      const ids = await Promise.all(all.map((text) => show(text)));
      assert.deepEqual(states, ['unknown', 'online']);
      assert.deepEqual(texts(), all);
      assert.deepEqual(
        ids,
        queue().map(({ id }) => id),
      );
    });
  }

  it('needs no connection of its own where the clock keeps them', async () => {
    const [before] = [world.kitchen.connections];
    for (let index = 0; index < 40; index++) await show(`${index}`);
    assert.equal(world.kitchen.connections - before, 1);
    assert.equal(world.kitchen.requests.length, 40);
  });
});
