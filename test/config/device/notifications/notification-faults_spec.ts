import assert from 'node:assert/strict';
import { LaMetricError } from '../../../../src/lametric/errors';
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

  it('are each shown once at most, and each come to one end, wherever the answer is cut', async () => {
    const clock = world.clock();
    let shown = 0;
    for (let number = 0; number < COUNT; number++) {
      const text = `#${number}#`;
      // Every third one is spared, so that nobody takes the clock for one that is off.
      const fault = { cutAfter: number % LONGEST_ANSWER, afterEffect: number % 2 === 0 };
      if (number % 3 !== 2) world.kitchen.fail(NOTIFICATIONS, fault);
      const request = {
        notification: { model: { frames: [{ text }] } },
        topic: '',
        refused: 'error' as const,
        replace: false,
        onEnded: undefined,
        onStays: (thrown: unknown) => assert.fail(String(thrown)),
      };
      const ends: unknown[] = [];
      await clock.notifications.show(request, never()).then(
        (id) => ends.push(id),
        (error: unknown) => ends.push(error),
      );
      assert.equal(ends.length, 1);
      const [end] = ends;
      const asked = world.kitchen.requests.filter(
        ({ method, body }) => method === 'POST' && body.includes(text),
      );
      assert.ok(asked.length <= 1, text);
      const times = world.kitchen.queue.all.filter(({ model }) => model.frames[0]?.text === text).length;
      assert.ok(times <= 1, text);
      if (end instanceof LaMetricError)
        assert.ok(['UNREACHABLE', 'BAD_RESPONSE'].includes(end.code), end.code);
      else assert.equal(times, 1);
      shown += times;
      world.kitchen.queue.clear();
      world.kitchen.clearRequests();
    }
    assert.ok(shown > 0);
  }).timeout(60_000);
});
