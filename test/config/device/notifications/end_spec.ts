import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import type { Clock } from '../../../../src/config/device/clock';
import { ClocksWorld, NOTIFICATIONS, never } from '../../../helpers/clocks';
import { errorOf } from '../../../helpers/lametric';
import { request } from '../../../helpers/notifications';
import { settleSockets, stopTime } from '../../../helpers/time';

describe('The notifications of a clock that no node means any more', () => {
  let world: ClocksWorld;
  let clock: Clock;
  let time: SinonFakeTimers;

  beforeEach(async () => {
    world = await ClocksWorld.start();
    clock = world.clock({}, { found: world.whereabouts() });
    time = stopTime();
    world.kitchen.screensaver = true;
  });
  afterEach(async () => {
    time.restore();
    clock.disconnect();
    await world.close();
  });

  const show = (...of: Parameters<typeof request>) => clock.notifications.show(request(...of), never());
  const startWaiting = async () => {
    const waiting = [show('a', { refused: 'wait' }), show('b', { refused: 'wait' })] as const;
    await world.kitchen.requested('POST', NOTIFICATIONS, 2);
    await settleSockets();
    return waiting;
  };
  const isClosed = async (shown: Promise<unknown>) => {
    const { code, reason, sent } = await errorOf(shown);
    assert.deepEqual([code, reason, sent], ['UNREACHABLE', 'closed', false]);
  };
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      time.tick(1000);
      await settleSockets();
    }
  };

  it('wait no longer for its mode to end, nor does a later one, and none is sent', async () => {
    const waiting = await startWaiting();
    clock.notifications.end();
    for (const each of [...waiting, show('c', { refused: 'wait' })]) await isClosed(each);
    world.kitchen.screensaver = false;
    await pass(10);
    assert.deepEqual(world.shown, []);
  });

  it('end as they may where they are on their way to it', async () => {
    const [first, second] = await startWaiting();
    world.kitchen.screensaver = false;
    world.kitchen.clearRequests();
    const arrived = world.kitchen.requested('POST', NOTIFICATIONS);
    time.tick(5000);
    await arrived;
    clock.notifications.end();
    await isClosed(second);
    assert.equal(typeof (await first), 'string');
    assert.equal(world.shown.length, 1);
  });

  it('are not asked for their outcomes, those that come later neither', async () => {
    const follower = { isThere: () => true, tell: () => assert.fail('told') };
    await show('a', { follower }, { priority: 'critical' });
    clock.notifications.end();
    await show('b', { follower }, { priority: 'critical' });
    world.kitchen.clearRequests();
    await pass(30);
    assert.deepEqual(world.kitchen.requests, []);
  });
});
