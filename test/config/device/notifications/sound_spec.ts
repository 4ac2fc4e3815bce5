import assert from 'node:assert/strict';
import type { Clock } from '../../../../src/config/device/clock';
import type { IsNeeded } from '../../../../src/config/device/media/store';
import type { NotificationRequest } from '../../../../src/config/device/notifications/notification-queue';
import { LaMetricError } from '../../../../src/lametric/errors';
import { ClocksWorld, NOTIFICATIONS, never } from '../../../helpers/clocks';
import { errorOf } from '../../../helpers/lametric';

describe('A notification whose sound is served', () => {
  let world: ClocksWorld;
  let clock: Clock;
  let needed: IsNeeded[];

  beforeEach(async () => {
    world = await ClocksWorld.start();
    clock = world.clock();
    needed = [];
  });
  afterEach(async () => {
    clock.disconnect();
    await world.close();
  });

  const request = (changes: Partial<NotificationRequest> = {}): NotificationRequest => ({
    notification: { model: { cycles: 0, frames: [{ text: 'a' }], sound: { url: 'http://node-red/' } } },
    medium: {
      addressFor: (local) => `http://${local}:1/a.mp3`,
      keep: (isNeeded) => void needed.push(isNeeded),
      fetched: () => Promise.resolve(),
    },
    noSound: 'error',
    topic: '',
    refused: 'error',
    replace: false,
    follower: undefined,
    onStays: (thrown) => assert.fail(String(thrown)),
    ...changes,
  });
  const show = (changes?: Partial<NotificationRequest>) =>
    clock.notifications.show(request(changes), never());
  const isNeeded = async () => {
    const all = await Promise.all(needed.map((each) => each()));
    return all.some(Boolean);
  };

  it("has the address on this computer's side of the connection", async () => {
    await show();
    assert.deepEqual(world.kitchen.queue.all[0]?.model['sound'], {
      url: 'http://127.0.0.1:1/a.mp3',
      type: 'mp3',
    });
  });

  it('needs it until it has ended', async () => {
    const id = await show();
    assert.equal(await isNeeded(), true);
    world.kitchen.queue.dismiss(String(id));
    assert.equal(await isNeeded(), false);
  });

  it('needs it as long as it waits', async () => {
    world.kitchen.screensaver = true;
    const leave = new AbortController();
    const waits = clock.notifications.show(request({ refused: 'wait' }), leave.signal);
    await world.kitchen.requested('POST', NOTIFICATIONS);
    assert.equal(await isNeeded(), true);
    leave.abort(new LaMetricError('UNREACHABLE', 'closed'));
    await errorOf(waits);
    assert.equal(await isNeeded(), false);
  });

  it('is not sent where the clock could not fetch it', async () => {
    const error = new LaMetricError('NOT_CONFIGURED', 'no way', { reason: 'media-login' });
    const { medium } = request();
    assert.ok(medium);
    const addressFor = () => {
      throw error;
    };
    assert.equal(await errorOf(show({ medium: { ...medium, addressFor } })), error);
    assert.equal(world.kitchen.countRequests('POST', NOTIFICATIONS), 0);
    assert.equal(await isNeeded(), false);
  });
});
