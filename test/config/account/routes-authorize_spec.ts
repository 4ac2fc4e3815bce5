import assert from 'node:assert/strict';
import { accountNode, authorize, connect } from '../../../harness/account';
import { CALLBACK, CONNECTED, INVALID_INPUT, RoutesWorld, errorOf } from '../../helpers/routes';

describe('The endpoint authorize', () => {
  let world: RoutesWorld;

  before(async () => {
    world = await RoutesWorld.start();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('leads to the cloud of settings.js, whatever the request says', async () => {
    const { authorizeUrl } = await world.started({ cloudUrl: 'http://evil.example' });
    assert.equal(new URL(authorizeUrl).origin, world.simulator.url);
  });

  it('puts no secret and no handshake into the address', async () => {
    const { handshake, authorizeUrl } = await world.started();
    const { searchParams } = new URL(authorizeUrl);
    assert.deepEqual(
      [...searchParams.keys()],
      ['client_id', 'redirect_uri', 'response_type', 'scope', 'state'],
    );
    for (const secret of [world.simulator.client.secret, handshake]) {
      assert.equal(authorizeUrl.includes(secret), false);
    }
  });

  it('refuses what is no request', async () => {
    assert.deepEqual(
      errorOf(await authorize(world.nodeRed, world.simulator, { scopes: ' ' })),
      INVALID_INPUT,
    );
  });

  it('refuses a redirect address that is not ours', async () => {
    const response = await authorize(world.nodeRed, world.simulator, {
      redirectUri: 'http://127.0.0.1:1880/',
    });
    assert.deepEqual(errorOf(response), INVALID_INPUT);
  });

  it('takes a redirect address to the letter', async () => {
    const redirectUri = `https://nodered.example/home/${CALLBACK}?tenant=a%20b`;
    const { authorizeUrl } = await world.started({ redirectUri });
    assert.equal(new URL(authorizeUrl).searchParams.get('redirect_uri'), redirectUri);
  });

  describe('without a secret', () => {
    const clientSecret = undefined;

    it('uses the deployed one', async () => {
      assert.deepEqual(await connect(world.nodeRed, world.simulator, { body: { clientSecret } }), CONNECTED);
    });

    it('does not give the deployed one to another client', async () => {
      const response = await authorize(world.nodeRed, world.simulator, { clientId: 'another', clientSecret });
      assert.deepEqual(errorOf(response), INVALID_INPUT);
    });

    it('does not borrow that of another node', async () => {
      const response = await authorize(world.nodeRed, world.simulator, { clientSecret }, 'undeployed-node');
      assert.deepEqual(errorOf(response), INVALID_INPUT);
    });
  });

  describe('after another client has connected that is not deployed', () => {
    before(async () => {
      const credentials = { clientId: 'deployed', clientSecret: 'deployed-secret' };
      await world.deploy(accountNode(world.simulator, { id: 'changed', credentials }));
      await connect(world.nodeRed, world.simulator, { id: 'changed' });
    });

    for (const clientSecret of ['typed-secret', '__PWRD__']) {
      it(`still asks for the deployed client (${clientSecret})`, async () => {
        const { authorizeUrl } = await world.started({ clientId: 'deployed', clientSecret }, 'changed');
        assert.equal(new URL(authorizeUrl).searchParams.get('client_id'), 'deployed');
      });
    }

    it('does not take the secret of the other one for deployed', async () => {
      const response = await authorize(
        world.nodeRed,
        world.simulator,
        { clientSecret: undefined },
        'changed',
      );
      assert.deepEqual(errorOf(response), INVALID_INPUT);
    });
  });

  it('takes another client with a secret of its own', async () => {
    const { authorizeUrl } = await world.started({ clientId: 'another', clientSecret: 'its own' });
    assert.equal(new URL(authorizeUrl).searchParams.get('client_id'), 'another');
  });
});
