import assert from 'node:assert/strict';
import { ClocksWorld, NOTIFICATIONS, never } from '../../../helpers/clocks';

const COUNT = 1000;
/** As long as the answer to a notification at most: a cut after more is none. */
const LONGEST_ANSWER = 30;

describe('A thousand notifications', () => {
  let world: ClocksWorld;

  before(async () => {
    world = await ClocksWorld.start();
  });
  after(() => world.close());

  it('are each shown once, wherever the answer is cut', async () => {
    const clock = world.clock();
    for (let number = 0; number < COUNT; number++) {
      const text = `#${number}#`;
      // Every third one is spared, so that nobody takes the clock for one that is off.
      const fault = { cutAfter: number % LONGEST_ANSWER, afterEffect: number % 2 === 0 };
      if (number % 3 !== 2) world.kitchen.fail(NOTIFICATIONS, fault);
      const request = {
        notification: { model: { frames: [{ text }] } },
        topic: '',
        medium: undefined,
        noSound: 'error' as const,
        refused: 'error' as const,
        replace: false,
        follower: undefined,
        onStays: (thrown: unknown) => assert.fail(String(thrown)),
      };
      const id = await clock.notifications.show(request, never());
      const { all } = world.kitchen.queue;
      assert.deepEqual(
        all.map(({ id: shown, model }) => [shown, model.frames[0]?.text]),
        [[id, text]],
      );
      world.kitchen.queue.clear();
      world.kitchen.clearRequests();
    }
  }).timeout(60_000);
});
