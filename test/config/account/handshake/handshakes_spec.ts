import assert from 'node:assert/strict';
import sinon from 'sinon';
import { storeResponse } from '../../../../src/config/account/handshake/response';
import { HandshakeWorld, NODE } from '../../../helpers/handshakes';
import { TOKEN } from '../../../helpers/paths';

const MINUTE = 60_000;

describe('A handshake', () => {
  let world: HandshakeWorld;

  before(async () => {
    world = await HandshakeWorld.open();
  });
  beforeEach(() => world.reset());
  afterEach(() => sinon.restore());
  after(() => world.close());

  describe('when it starts', () => {
    it('has a state of 32 random bytes, and an id that LaMetric never learns', () => {
      const all = Array.from({ length: 100 }, () => world.start());
      assert.equal(new Set(all.flatMap(({ id, state }) => [id, state])).size, 200);
      for (const { id, state } of all) {
        assert.equal(Buffer.from(state, 'base64url').length, 32);
        assert.equal(Buffer.from(id, 'base64url').length, 32);
        assert.ok(!state.includes(id));
      }
    });

    it('does not keep the process', () => {
      const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
      const before = timers();
      world.start();
      assert.equal(timers(), before);
    });

    it('is found by its id, for its own node only', () => {
      const handshake = world.start();
      assert.equal(world.handshakes.find(handshake.id, NODE), handshake);
      assert.equal(world.handshakes.find(handshake.id, 'node-2'), undefined);
      assert.equal(world.handshakes.find(handshake.state, NODE), undefined);
    });

    it('takes the place of the oldest where 32 are known already', () => {
      const [oldest, ...others] = Array.from({ length: 33 }, () => world.start());
      assert.ok(oldest);
      assert.equal(world.handshakes.find(oldest.id, NODE), undefined);
      assert.equal(storeResponse(world.handshakes, { state: oldest.state, code: 'code' }), false);
      for (const other of others) assert.equal(world.handshakes.find(other.id, NODE), other);
    });
  });

  describe('when a redirect comes', () => {
    it('takes the response that carries its state, and waits no longer', async () => {
      const handshake = world.start();
      assert.deepEqual(await world.redeemed(handshake), { state: 'waiting' });
      assert.equal(storeResponse(world.handshakes, await world.answered(handshake)), true);
      assert.deepEqual(await world.redeemed(handshake), { state: 'connected', persisted: true });
    });

    it('lets no redirect do more than wait to be redeemed', async () => {
      storeResponse(world.handshakes, await world.answered(world.start()));
      assert.equal(world.simulator.countRequests('POST', TOKEN), 0);
      assert.deepEqual(
        [world.sessionsCreated, world.settings.writes, world.session.state],
        [0, 0, 'disconnected'],
      );
    });

    it('leaves every other handshake waiting', async () => {
      const mine = world.start();
      const other = world.start();
      storeResponse(world.handshakes, await world.answered(other));
      assert.deepEqual(await world.redeemed(mine), { state: 'waiting' });
    });

    it('refuses the state of another handshake where its own is asked for', async () => {
      const mine = world.start();
      const other = world.start();
      const fields = await world.answered(other);
      assert.equal(storeResponse(world.handshakes, fields, mine), false);
      assert.deepEqual(
        [await world.redeemed(mine), await world.redeemed(other)],
        [{ state: 'waiting' }, { state: 'waiting' }],
      );
    });

    it('keeps the first response: a replay, with another code too, is refused', async () => {
      const handshake = world.start();
      const first = await world.answered(handshake);
      assert.equal(storeResponse(world.handshakes, first), true);
      assert.equal(storeResponse(world.handshakes, first), false);
      assert.equal(storeResponse(world.handshakes, { ...first, code: 'forged' }), false);
      assert.equal(
        storeResponse(world.handshakes, { state: handshake.state, error: 'access_denied' }),
        false,
      );
      assert.equal((await world.redeemed(handshake)).state, 'connected');
    });

    it('stays used once it is redeemed', async () => {
      const handshake = world.start();
      storeResponse(world.handshakes, await world.answered(handshake));
      await world.redeemed(handshake);
      assert.equal(storeResponse(world.handshakes, { state: handshake.state, code: 'another' }), false);
      assert.equal(world.exchanges, 1);
    });

    const forged: [what: string, fields: (state: string) => unknown][] = [
      ['without a state', () => ({ code: 'code' })],
      ['with an empty state', () => ({ state: '', code: 'code' })],
      ['with an unknown state', (state) => ({ state: `${state.slice(0, -1)}!`, code: 'code' })],
      ['with the beginning of the state', (state) => ({ state: state.slice(0, -1), code: 'code' })],
      ['with more than the state', (state) => ({ state: `${state} `, code: 'code' })],
      ['with a list as its state', (state) => ({ state: [state], code: 'code' })],
      ['with an object as its state', (state) => ({ state: { toString: state }, code: 'code' })],
      ['with null as its state', () => ({ state: null, code: 'code' })],
      ['with nothing but the state', (state) => ({ state })],
      ['with an empty code', (state) => ({ state, code: '' })],
      ['with a list of codes', (state) => ({ state, code: ['code'] })],
      ['with an object as its code', (state) => ({ state, code: { code: 'code' } })],
      ['with a number as its code', (state) => ({ state, code: 1 })],
      ['with an endless code', (state) => ({ state, code: 'c'.repeat(4097) })],
      ['with a list of errors', (state) => ({ state, error: ['access_denied'] })],
      ['with an empty error', (state) => ({ state, error: '' })],
      ['with a token where a code is due', (state) => ({ state, access_token: 'token' })],
      ['that is a list', (state) => [state]],
      ['that is a text', (state) => state],
      ['that is null', () => null],
      ['that is missing', () => undefined],
    ];
    for (const [what, fields] of forged) {
      it(`refuses a response ${what}, and goes on waiting`, async () => {
        const handshake = world.start();
        assert.equal(storeResponse(world.handshakes, fields(handshake.state)), false);
        assert.equal(storeResponse(world.handshakes, await world.answered(handshake)), true);
      });
    }

    it('is not worn out by a flood of forged redirects', async () => {
      const all = Array.from({ length: 32 }, () => world.start());
      for (let count = 0; count < 10_000; count++) {
        assert.equal(storeResponse(world.handshakes, { state: `forged-${count}`, code: 'code' }), false);
      }
      for (const handshake of all) {
        assert.equal(world.handshakes.find(handshake.id, NODE), handshake);
        assert.deepEqual(await world.redeemed(handshake), { state: 'waiting' });
      }
    });
  });

  describe('when 10 minutes have gone', () => {
    let clock: sinon.SinonFakeTimers;

    beforeEach(() => {
      clock = sinon.useFakeTimers({ now: Date.now(), toFake: ['Date'] });
    });

    it('has waited until the last moment', async () => {
      const handshake = world.start();
      clock.tick(10 * MINUTE - 1);
      assert.deepEqual(await world.redeemed(handshake), { state: 'waiting' });
      assert.equal(storeResponse(world.handshakes, await world.answered(handshake)), true);
      assert.equal((await world.redeemed(handshake)).state, 'connected');
    });

    it('takes no response any more', async () => {
      const handshake = world.start();
      clock.tick(10 * MINUTE);
      assert.equal(storeResponse(world.handshakes, await world.answered(handshake)), false);
      assert.deepEqual(await world.redeemed(handshake), { state: 'expired' });
    });

    it('does not exchange the code that came in time', async () => {
      const handshake = world.start();
      storeResponse(world.handshakes, await world.answered(handshake));
      clock.tick(10 * MINUTE);
      assert.deepEqual(await world.redeemed(handshake), { state: 'expired' });
      assert.equal(world.exchanges, 0);
    });

    it('still tells its outcome to who asks again', async () => {
      const handshake = world.start();
      storeResponse(world.handshakes, await world.answered(handshake));
      const outcome = await world.redeemed(handshake);
      clock.tick(10 * MINUTE);
      assert.deepEqual(await world.redeemed(handshake), outcome);
    });
  });
});
