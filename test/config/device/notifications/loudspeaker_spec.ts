import assert from 'node:assert/strict';
import { KINDS } from '../../../../simulator/clock/kinds';
import type { Clock } from '../../../../src/config/device/clock';
import type { NotificationRequest } from '../../../../src/config/device/notifications/notification-queue';
import type { Notification } from '../../../../src/lametric/clock/notification';
import { ClocksWorld, NOTIFICATIONS, never } from '../../../helpers/clocks';
import { errorOf } from '../../../helpers/lametric';
import { request } from '../../../helpers/notifications';

const AUDIO = '/api/v2/device/audio';
const QUIET: Notification['model'] = { frames: [{ text: 'a' }] };
const LOUD: Notification['model'] = { ...QUIET, sound: { category: 'alarms', id: 'alarm1' } };

describe('A notification with a sound', () => {
  let world: ClocksWorld;
  let clock: Clock;

  beforeEach(async () => {
    world = await ClocksWorld.start();
    clock = world.clock();
  });
  afterEach(async () => {
    clock.disconnect();
    await world.close();
  });

  const show = (model: Notification['model'] = LOUD, noSound: NotificationRequest['noSound'] = 'error') =>
    clock.notifications.show({ ...request(''), notification: { model }, noSound }, never());

  for (const kind of ['LM 37X8 2.3.9', 'sa8 3.2.6', 'sa5 3.2.7'] as const) {
    it(`needs a loudspeaker (${KINDS[kind].model})`, async () => {
      world.kitchen.kindName = kind;
      if (KINDS[kind].audio === 'none') assert.equal((await errorOf(show())).code, 'NOT_SUPPORTED');
      else assert.equal(typeof (await show()), 'string');
    });
  }

  it('that is refused stays so where the clock does not tell of its loudspeaker', async () => {
    for (const answer of [{ status: 403 }, { status: 200, body: '{"volume":5}' }]) {
      world.kitchen.fail(NOTIFICATIONS, { status: 400 });
      world.kitchen.fail(AUDIO, answer);
      assert.equal((await errorOf(show())).code, 'REJECTED');
    }
  });

  it('that is refused for something else is not shown without it', async () => {
    world.kitchen.fail(NOTIFICATIONS, { status: 400 });
    assert.equal((await errorOf(show(LOUD, 'omit'))).code, 'REJECTED');
    assert.equal(world.kitchen.countRequests('POST', NOTIFICATIONS), 1);
  });

  it('or without one asks for no loudspeaker where something else is refused', async () => {
    for (const [status, model] of [
      [400, QUIET],
      [403, LOUD],
    ] as const) {
      world.kitchen.fail(NOTIFICATIONS, { status });
      await errorOf(show(model));
    }
    assert.equal(world.kitchen.countRequests('GET', AUDIO), 0);
  });
});
