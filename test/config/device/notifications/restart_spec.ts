import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import type { Clock } from '../../../../src/config/device/clock';
import type { NotificationRequest } from '../../../../src/config/device/notifications/notification-queue';
import { ClocksWorld, NOTIFICATIONS, never } from '../../../helpers/clocks';
import { passTimeUntil, settleSockets, stopTime } from '../../../helpers/time';

describe('After a restart of the clock, whose ids begin again', () => {
  let world: ClocksWorld;
  let clock: Clock;
  let time: SinonFakeTimers;

  beforeEach(async () => {
    world = await ClocksWorld.start();
    clock = world.clock({}, { found: world.whereabouts() });
    time = stopTime();
  });
  afterEach(async () => {
    time.restore();
    clock.disconnect();
    await world.close();
  });

  const show = (text: string, changes: Partial<NotificationRequest> = {}) =>
    clock.notifications.show(
      {
        notification: { model: { cycles: 0, frames: [{ text }] } },
        topic: 'washing',
        medium: undefined,
        noSound: 'error',
        refused: 'error',
        replace: true,
        follower: undefined,
        onStays: (thrown) => assert.fail(String(thrown)),
        ...changes,
      },
      never(),
    );
  const pass = async (seconds: number) => {
    for (let passed = 0; passed < seconds; passed++) {
      time.tick(1000);
      await settleSockets();
    }
  };
  /** Another system shows its own, which gets the first id. */
  const restartAndShow = async (text: string) => {
    await settleSockets();
    await world.kitchen.unplug();
    await world.kitchen.plugIn();
    await pass(2);
    const model = { cycles: 0, frames: [{ text }] };
    world.kitchen.queue.add({ priority: 'info', iconType: 'none', lifetime: 60_000, model });
  };
  const texts = () => world.kitchen.queue.all.map(({ model }) => model.frames[0]?.text);

  // One with the same words is told by the time of its creation.
  for (const stranger of ['SMOKE', 'washed']) {
    it(`a stranger's ${stranger} is not replaced`, async () => {
      assert.equal(await show('washed'), '1');
      await restartAndShow(stranger);
      assert.equal(await show('again'), '2');
      assert.deepEqual(texts(), [stranger, 'again']);
    });

    it(`a stranger's ${stranger} is not dismissed by the topic or by an id that was ours`, async () => {
      await show('washed');
      await restartAndShow(stranger);
      assert.deepEqual(await clock.notifications.dismissTopic('washing', never()), []);
      assert.deepEqual(await clock.notifications.dismissId('1', never()), []);
      assert.deepEqual(texts(), [stranger]);
    });

    it(`a stranger's ${stranger} does not stand for ours, which has ended`, async () => {
      const ended: string[] = [];
      await show('washed', {
        follower: { isThere: () => true, tell: (id, how) => void ended.push(`${id} ${how}`) },
      });
      await pass(3);
      await restartAndShow(stranger);
      await pass(3);
      assert.deepEqual(ended, ['1 dismissed']);
    });
  }

  it('an id that never was ours is dismissed as asked, and so are the one that shows and all', async () => {
    await show('washed');
    await restartAndShow('SMOKE');
    await restartAndShow('SMOKE');
    world.kitchen.queue.add({
      priority: 'info',
      iconType: 'none',
      lifetime: 60_000,
      model: { cycles: 0, frames: [{ text: 'more' }] },
    });
    assert.deepEqual(await clock.notifications.dismissId('2', never()), ['2']);
    assert.deepEqual(await clock.notifications.dismissCurrent(never()), ['1']);
    await restartAndShow('SMOKE');
    assert.deepEqual(await clock.notifications.dismissAll(never()), ['1']);
  });

  describe('and which was not seen to have ours', () => {
    const showUnseen = (text: string) => {
      const unseen = ({ method }: { method: string }) =>
        method === 'GET' ? { status: 404 } : { afterEffect: true };
      world.kitchen.fail(NOTIFICATIONS, unseen, 2);
      return show(text);
    };

    it("a stranger's with other words is not replaced", async () => {
      assert.equal(await showUnseen('washed'), '1');
      await restartAndShow('SMOKE');
      assert.equal(await show('again'), '2');
      assert.deepEqual(texts(), ['SMOKE', 'again']);
    });

    it('a new one with the same words, which gets the old id, is not replaced', async () => {
      assert.equal(await showUnseen('washed'), '1');
      await settleSockets();
      await world.kitchen.unplug();
      await world.kitchen.plugIn();
      assert.equal(await passTimeUntil(show('washed'), time), '1');
      assert.deepEqual(texts(), ['washed']);
    });
  });

  it('a new one that gets the old id stays, and has an outcome of its own', async () => {
    const ended: string[] = [];
    const tell = (text: string): Partial<NotificationRequest> => ({
      follower: { isThere: () => true, tell: (_id, how) => void ended.push(`${text} ${how}`) },
    });
    assert.equal(await show('washed', tell('old')), '1');
    await settleSockets();
    await world.kitchen.unplug();
    await world.kitchen.plugIn();
    assert.equal(await passTimeUntil(show('washed', tell('new')), time), '1');
    assert.deepEqual(texts(), ['washed']);
    await pass(3);
    assert.deepEqual(ended, ['old dismissed']);
    assert.deepEqual(await clock.notifications.dismissTopic('washing', never()), ['1']);
    assert.deepEqual(ended, ['old dismissed', 'new dismissed']);
  });
});
