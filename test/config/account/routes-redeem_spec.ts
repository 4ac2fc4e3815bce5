import assert from 'node:assert/strict';
import { ACCOUNT, connect, visit } from '../../../harness/account';
import { TOKEN } from '../../helpers/paths';
import {
  CONNECTED,
  INVALID_INPUT,
  NOT_FOUND,
  OF_ACCOUNT,
  OTHER_ACCOUNT,
  RoutesWorld,
  errorOf,
  stateOf,
} from '../../helpers/routes';

describe('The endpoint redeem', () => {
  let world: RoutesWorld;

  before(async () => {
    world = await RoutesWorld.start();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('waits until LaMetric has answered', async () => {
    const { handshake } = await world.started();
    assert.deepEqual((await world.redeem({ handshake })).body, { state: 'waiting' });
  });

  it('does not know the handshake of another node', async () => {
    const { handshake, authorizeUrl } = await world.started({}, OTHER_ACCOUNT);
    await visit(await world.simulator.authorize(authorizeUrl));
    assert.deepEqual(errorOf(await world.redeem({ handshake })), NOT_FOUND);
    assert.equal(await stateOf(world.get(OF_ACCOUNT)), 'disconnected');
    assert.equal(await stateOf(world.redeem({ handshake }, OTHER_ACCOUNT)), 'connected');
  });

  it('tells a failed exchange, and leaves what was connected as it was', async () => {
    await connect(world.nodeRed, world.simulator);
    const before = (await world.get(OF_ACCOUNT)).body;
    world.simulator.fail(TOKEN, { status: 500 });
    const { state, message } = await connect(world.nodeRed, world.simulator);
    assert.equal(state, 'failed');
    assert.match(String(message), /^LaMetric account: try again later\. .*\(500: Internal Server Error\)$/);
    assert.deepEqual((await world.get(OF_ACCOUNT)).body, before);
  });

  describe('with a pasted address', () => {
    it('takes the whole address that the browser ended at', async () => {
      const { handshake, authorizeUrl } = await world.started();
      const address = await world.simulator.authorize(authorizeUrl);
      assert.deepEqual((await world.redeem({ handshake, address })).body, CONNECTED);
    });

    it('gives the same outcome for the same address again', async () => {
      const { handshake, authorizeUrl } = await world.started();
      const address = await world.simulator.authorize(authorizeUrl);
      const answers = await Promise.all([
        world.redeem({ handshake, address }),
        world.redeem({ handshake, address }),
      ]);
      for (const { body } of answers) assert.deepEqual(body, CONNECTED);
    });

    it('is too late after 10 minutes', async () => {
      const { handshake, authorizeUrl } = await world.started();
      const address = await world.simulator.authorize(authorizeUrl);
      const later = { 'Test-Minutes-Later': '10' };
      assert.equal(await stateOf(world.redeem({ handshake, address }, ACCOUNT, later)), 'expired');
    });

    it('refuses the address of another handshake', async () => {
      const mine = await world.started();
      const other = await world.started();
      const address = await world.simulator.authorize(other.authorizeUrl);
      assert.deepEqual(errorOf(await world.redeem({ handshake: mine.handshake, address })), INVALID_INPUT);
      assert.equal(await stateOf(world.redeem({ handshake: mine.handshake })), 'waiting');
      assert.equal(await stateOf(world.redeem({ handshake: other.handshake })), 'waiting');
    });

    it('refuses any other address, and goes on waiting', async () => {
      const { handshake } = await world.started();
      const address = 'https://evil.example/lametric-account/callback?code=code';
      assert.deepEqual(errorOf(await world.redeem({ handshake, address })), INVALID_INPUT);
      assert.equal(await stateOf(world.redeem({ handshake })), 'waiting');
    });
  });
});
