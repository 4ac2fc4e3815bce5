import assert from 'node:assert/strict';
import { storeResponse } from '../../../../src/config/account/handshake/response';
import { type Fields, HandshakeWorld, SCOPES } from '../../../helpers/handshakes';

describe('A handshake of the implicit flow', () => {
  let world: HandshakeWorld;

  before(async () => {
    world = await HandshakeWorld.open();
  });
  beforeEach(() => world.reset());

  after(() => world.close());

  it('brings its token along: nothing is exchanged, nothing is saved', async () => {
    const handshake = world.startImplicit();
    assert.equal(storeResponse(world.handshakes, await world.answered(handshake)), true);
    assert.deepEqual(await world.redeemed(handshake), { state: 'connected', persisted: false });
    assert.deepEqual([world.exchanges, world.settings.writes], [0, 0]);
    assert.deepEqual([world.session.state, world.session.scopes], ['connected', SCOPES]);
  });

  it('takes no refresh token, which could only be forged', async () => {
    const handshake = world.start({ grant: 'implicit' });
    storeResponse(world.handshakes, { ...(await world.answered(handshake)), refresh_token: 'forged' });
    assert.deepEqual(await world.redeemed(handshake), { state: 'connected', persisted: false });
    assert.equal(world.settings.writes, 0);
  });

  it('tells a denial', async () => {
    const handshake = world.startImplicit();
    storeResponse(world.handshakes, await world.answered(handshake, 'deny'));
    assert.equal((await world.redeemed(handshake)).state, 'denied');
  });

  const unusable: [what: string, change: Fields][] = [
    ['a code in place of a token', { access_token: undefined, code: 'code' }],
    ['a list of tokens', { access_token: ['token'] }],
    ['a token with a line break', { access_token: 'token\r\nX-Injected: 1' }],
    ['an endless token', { access_token: 't'.repeat(4097) }],
    ['a token of another type', { token_type: 'mac' }],
    ['an endless scope', { scope: 's '.repeat(4096) }],
  ];
  for (const [what, change] of unusable) {
    it(`refuses ${what}, and goes on waiting`, async () => {
      const handshake = world.startImplicit();
      const fields = await world.answered(handshake);
      assert.equal(storeResponse(world.handshakes, { ...fields, ...change }), false);
      assert.equal(storeResponse(world.handshakes, fields), true);
    });
  }
});
