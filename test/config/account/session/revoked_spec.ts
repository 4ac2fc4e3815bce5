import assert from 'node:assert/strict';
import { REFRESH_REFUSALS } from '../../../../simulator/cloud/settings';
import { errorOf } from '../../../helpers/lametric';
import { DEVICES } from '../../../helpers/paths';
import { SessionWorld } from '../../../helpers/session';

for (const refusal of REFRESH_REFUSALS) {
  describe(`A session whose refresh token LaMetric refuses (${refusal})`, () => {
    let world: SessionWorld;

    before(async () => {
      world = await SessionWorld.start();
      world.simulator.refreshRefusal = refusal;
    });
    beforeEach(() => world.reset());
    after(() => world.close());

    beforeEach(async () => {
      await world.session.connect(world.client, world.expired());
      world.simulator.revokeRefreshTokens();
      const { code, message } = await errorOf(world.list());
      assert.equal(code, 'NOT_AUTHORIZED');
      assert.match(message, /^40[01]: /);
      assert.equal(world.refreshes, 1);
    });

    it('ends the token requests, whatever comes', async () => {
      const errors = await Promise.all(Array.from({ length: 1000 }, () => errorOf(world.list())));
      assert.ok(errors.every(({ code }) => code === 'NOT_AUTHORIZED'));
      assert.equal(world.refreshes, 1);
      assert.equal(world.simulator.countRequests('GET', DEVICES), 0);
      assert.equal(world.statuses.at(-1), 'reconnect');
    });

    it('ends them over a restart, too', async () => {
      world.restart();
      assert.equal(world.session.reconnectReason, 'revoked');
      await errorOf(world.list());
      assert.equal(world.refreshes, 1);
    });

    it('is cleared by a new authorization, over a restart too', async () => {
      await world.session.connect(world.client, world.issued());
      await world.list();
      world.restart();
      await world.list();
      assert.equal(world.refreshes, 1);
    });
  });
}
