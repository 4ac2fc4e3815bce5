import assert from 'node:assert/strict';
import { authorize, connect } from '../../../harness/account';
import {
  CALLBACK,
  CROSS_SITE,
  ENDPOINTS,
  INVALID_INPUT,
  OF_ACCOUNT,
  RoutesWorld,
  adminAt,
  errorOf,
  stateOf,
} from '../../helpers/routes';

describe('The admin endpoints', () => {
  let world: RoutesWorld;

  before(async () => {
    world = await RoutesWorld.start();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('let no answer be kept by a cache', async () => {
    for (const [method, path, , status] of ENDPOINTS) {
      const response = await world.nodeRed.admin(method, OF_ACCOUNT + path);
      assert.equal(response.status, status, path);
      assert.equal(response.headers.get('cache-control'), 'no-store', path);
    }
  });

  const secret = 'a-secret-in-a-broken-body';
  const bodies: [what: string, body: string | undefined][] = [
    ['no body', undefined],
    ['a broken body', `{"clientSecret":"${secret}`],
    ['more than Node-RED accepts', JSON.stringify({ more: 'x'.repeat(5 * 1024 * 1024) })],
  ];
  for (const [what, body] of bodies) {
    it(`refuse ${what}, and do not log it`, async () => {
      for (const path of [`${OF_ACCOUNT}/authorize`, `${OF_ACCOUNT}/redeem`, CALLBACK]) {
        assert.deepEqual(errorOf(await world.nodeRed.admin('POST', path, body)), INVALID_INPUT, path);
      }
      assert.equal(world.nodeRed.output().includes(secret), false);
    });
  }

  it('refuse a node id that cannot be decoded', async () => {
    assert.deepEqual(errorOf(await world.get('lametric-account/%ff')), INVALID_INPUT);
  });

  for (const id of ['__proto__', 'a%2Fb']) {
    it(`take ${id} for a node id like any other`, async () => {
      const unconfigured = {
        state: 'unconfigured',
        flow: 'code',
        scopes: [],
        expiresAt: null,
        renewedAt: null,
        persisted: true,
      };
      assert.deepEqual((await world.get(`lametric-account/${id}`)).body, unconfigured);
      assert.deepEqual(errorOf(await world.get(`lametric-account/${id}/user`)), [409, 'NOT_CONFIGURED']);
      assert.equal((await world.post(`lametric-account/${id}/disconnect`)).status, 204);
    });
  }

  describe('asked by a page of another site', () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://evil.example' };

    it('refuse, all of them', async () => {
      const requests = ENDPOINTS.map(([method, path]) => [method, OF_ACCOUNT + path] as const);
      for (const [method, path] of [...requests, ['POST', CALLBACK] as const]) {
        const response = await world.nodeRed.admin(method, path, undefined, headers);
        assert.deepEqual(errorOf(response), CROSS_SITE, path);
      }
    });

    it('refuse a picture or a script over plain http, of which a browser says nothing', async () => {
      const browser = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64)' };
      await connect(world.nodeRed, world.simulator);
      world.simulator.clearRequests();
      for (const [method, path] of ENDPOINTS) {
        if (method !== 'GET') continue;
        assert.deepEqual(errorOf(await world.get(OF_ACCOUNT + path, browser)), CROSS_SITE, path);
      }
      assert.equal(world.simulator.requests.length, 0);
    });

    it('refuse before anything happens', async () => {
      await connect(world.nodeRed, world.simulator);
      await world.nodeRed.admin('POST', `${OF_ACCOUNT}/disconnect`, undefined, headers);
      assert.equal(await stateOf(world.get(OF_ACCOUNT)), 'connected');
    });
  });

  it('answer the editor', async () => {
    const headers = { 'Sec-Fetch-Site': 'same-origin', Origin: new URL(world.nodeRed.url).origin };
    assert.equal((await authorize(adminAt(world.nodeRed.url, headers), world.simulator)).status, 200);
  });
});
