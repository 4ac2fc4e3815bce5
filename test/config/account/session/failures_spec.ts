import assert from 'node:assert/strict';
import sinon from 'sinon';
import { errorOf } from '../../../helpers/lametric';
import { DEVICES } from '../../../helpers/paths';
import { SessionWorld } from '../../../helpers/session';

describe('Transient failures', () => {
  let world: SessionWorld;

  before(async () => {
    world = await SessionWorld.start();
  });
  beforeEach(() => world.reset());
  after(() => world.close());

  it('of a request are retried', async () => {
    await world.session.connect(world.client, world.issued());
    world.simulator.fail(DEVICES, { cutAfter: 0 });
    await world.list();
    assert.equal(world.simulator.countRequests('GET', DEVICES), 2);
  });

  it('end with the message after 30 s in all', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    try {
      await world.session.connect(world.client, world.issued());
      world.simulator.fail(DEVICES, { delay: 10_000_000 }, Infinity);
      const began = Date.now();
      const message = errorOf(world.list());
      const ticking = setInterval(() => clock.tick(500), 1);
      assert.equal((await message).code, 'UNREACHABLE');
      clearInterval(ticking);
      assert.ok(Date.now() - began <= 31_000, `${Date.now() - began} ms`);
    } finally {
      clock.restore();
    }
  });
});
