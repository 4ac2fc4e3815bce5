import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import sinon from 'sinon';
import type { Handshake } from '../../../../src/config/account/handshake/handshakes';
import { storeResponse } from '../../../../src/config/account/handshake/response';
import { exchangeCode } from '../../../../src/lametric/cloud/oauth';
import { isString } from '../../../../src/lametric/guards';
import { type Fields, HandshakeWorld, NODE } from '../../../helpers/handshakes';
import { errorOf } from '../../../helpers/lametric';
import { TOKEN } from '../../../helpers/paths';

const MINUTE = 60_000;

describe('A handshake that has ended', () => {
  let world: HandshakeWorld;

  before(async () => {
    world = await HandshakeWorld.open();
  });
  beforeEach(() => world.reset());
  afterEach(() => sinon.restore());
  after(() => world.close());

  /** Which of its secrets memory still holds. */
  const kept = (handshake: Handshake, { code, access_token: token }: Fields = {}) => {
    const text = inspect(handshake, { depth: Infinity });
    return [world.client.secret, code, token].filter((secret) => isString(secret) && text.includes(secret));
  };

  it('has had its secrets until then', async () => {
    const handshake = world.start();
    const fields = await world.answered(handshake);
    storeResponse(world.handshakes, fields);
    assert.deepEqual(kept(handshake, fields), [world.client.secret, fields['code']]);
  });

  it('keeps no secret after success', async () => {
    const handshake = world.start();
    const fields = await world.answered(handshake);
    storeResponse(world.handshakes, fields);
    assert.equal((await world.redeemed(handshake)).state, 'connected');
    assert.deepEqual(kept(handshake, fields), []);
  });

  it('keeps no secret after a failure', async () => {
    const handshake = world.start();
    const fields = await world.answered(handshake);
    storeResponse(world.handshakes, fields);
    world.simulator.fail(TOKEN, { status: 503 });
    assert.equal((await world.redeemed(handshake)).state, 'failed');
    assert.deepEqual(kept(handshake, fields), []);
  });

  it('keeps no secret after a denial', async () => {
    const handshake = world.start();
    storeResponse(world.handshakes, await world.answered(handshake, 'deny'));
    assert.equal((await world.redeemed(handshake)).state, 'denied');
    assert.deepEqual(kept(handshake), []);
  });

  it('keeps no token of the implicit flow', async () => {
    const handshake = world.startImplicit();
    const fields = await world.answered(handshake);
    storeResponse(world.handshakes, fields);
    await world.redeemed(handshake);
    assert.ok(fields['access_token']);
    assert.equal(handshake.response, undefined);
  });

  for (const isAnswered of [false, true]) {
    it(`keeps no secret after 10 minutes, ${isAnswered ? 'answered' : 'waiting'}`, async () => {
      const clock = sinon.useFakeTimers({ now: Date.now(), toFake: ['Date', 'setTimeout', 'clearTimeout'] });
      const handshake = world.start();
      const fields = { state: handshake.state, code: 'a code of LaMetric' };
      if (isAnswered) storeResponse(world.handshakes, fields);
      clock.tick(10 * MINUTE - 1);
      assert.notDeepEqual(kept(handshake, fields), []);
      clock.tick(1);
      assert.deepEqual(kept(handshake, fields), []);
      assert.deepEqual(await world.redeemed(handshake), { state: 'expired' });
    });
  }

  it('keeps no secret either where 32 others took its place, when its 10 minutes are over', () => {
    const clock = sinon.useFakeTimers({ now: Date.now(), toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    const [oldest] = Array.from({ length: 33 }, () => world.start());
    assert.ok(oldest);
    assert.equal(world.handshakes.find(oldest.id, NODE), undefined);
    clock.tick(10 * MINUTE);
    assert.deepEqual(kept(oldest), []);
  });
});

describe('A code that has expired at LaMetric', () => {
  it('is told as such, and not as an account that is not connected', async () => {
    const world = await HandshakeWorld.open();
    world.simulator.codeLifetime = 0;
    const handshake = world.start();
    const { code } = await world.answered(handshake);
    const error = await errorOf(exchangeCode(world.client, String(code), world.redirectUri, []));
    assert.deepEqual([error.code, error.reason], ['REJECTED', 'code']);
    await world.close();
  });
});
