import assert from 'node:assert/strict';
import { isObject } from '../../src/lametric/guards';
import { CROSS_SITE, INVALID_INPUT, NOT_FOUND, RoutesWorld, errorOf } from '../helpers/routes';

const ICONS = 'lametric-account/icons';

describe('The endpoints of the icons', () => {
  let world: RoutesWorld;

  before(async () => {
    world = await RoutesWorld.start();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('say why there are none, and find them once LaMetric answers', async () => {
    world.simulator.fail('/api/v2/icons', { status: 403 });
    assert.deepEqual(errorOf(await world.get(ICONS)), [502, 'FORBIDDEN']);
    const { body } = await world.get(`${ICONS}?search=heart&page=0`);
    assert.ok(isObject(body));
    const { complete: _complete, ...found } = body;
    assert.deepEqual(found, { icons: [{ code: 'i2', title: 'Heart' }], total: 1, page: 0 });
  });

  it('refuse a search that is none', async () => {
    for (const query of ['page=-1', 'page=x', 'search=a&search=b', `search=${'x'.repeat(5000)}`]) {
      assert.deepEqual(errorOf(await world.get(`${ICONS}?${query}`)), INVALID_INPUT, query);
    }
  });

  it('give a picture, which this browser alone may keep', async () => {
    const { status, headers } = await world.get(`${ICONS}/i1`);
    assert.equal(status, 200);
    assert.equal(headers.get('content-type'), 'image/png');
    assert.equal(headers.get('cache-control'), 'private, max-age=604800');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  });

  it('know no picture of what is no code, and of one that LaMetric does not have', async () => {
    for (const code of ['i999', 'x1', '1', '..%2f1', 'i1.png']) {
      assert.deepEqual(errorOf(await world.get(`${ICONS}/${code}`)), NOT_FOUND, code);
    }
  });

  it('answer 502 when LaMetric fails', async () => {
    world.simulator.fail('/content/*', { status: 200, body: '<html>' });
    assert.deepEqual(errorOf(await world.get(`${ICONS}/i2`)), [502, 'BAD_RESPONSE']);
  });

  it('answer no other site', async () => {
    for (const path of [ICONS, `${ICONS}/i1`]) {
      assert.deepEqual(errorOf(await world.get(path, { 'sec-fetch-site': 'cross-site' })), CROSS_SITE);
    }
  });
});
