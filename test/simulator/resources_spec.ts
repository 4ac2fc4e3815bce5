import assert from 'node:assert/strict';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { DEVICES } from '../helpers/paths';
import { CLOUD, shapeOf } from './clock/shapes';
import { resource } from './requests';

describe('simulator: resources', () => {
  let simulator: Simulator;
  let token: string;

  beforeEach(async () => {
    simulator = await startSimulator();
    token = simulator.issueTokens().access_token;
  });

  afterEach(() => simulator.close());

  function rename(id: number | string, body: string): ReturnType<typeof resource> {
    return resource(simulator, `${DEVICES}/${id}`, token, { method: 'PUT', body });
  }

  it('tells who the user is', async () => {
    assert.deepEqual((await resource(simulator, '/api/v2/users/me', token)).body, {
      id: 1,
      email: 'demo@example.com',
      name: 'Demo User',
      apps_count: 2,
      private_device_count: 3,
      private_apps_count: 1,
    });
  });

  it('answers in the shape and the order of recorded answers', async () => {
    const shapeAt = async (path: string): Promise<string> =>
      JSON.stringify(shapeOf((await resource(simulator, path, token)).body));
    assert.equal(await shapeAt('/api/v2/users/me'), JSON.stringify(CLOUD.user));
    assert.equal(await shapeAt(DEVICES), JSON.stringify(simulator.devices.map(() => CLOUD.device)));
    const { state: _state, product_code: _productCode, ...single } = CLOUD.device;
    assert.equal(await shapeAt(`${DEVICES}/18`), JSON.stringify(single));
  });

  it('lists the devices with state and product code and the API key', async () => {
    const { body } = await resource(simulator, DEVICES, token);
    assert.deepEqual(body, simulator.devices);
    assert.ok(simulator.devices.every((device) => device.state === 'configured' && device.product_code));
    assert.ok(simulator.devices.every((device) => device.api_key));
  });

  it('leaves state and product code out of a single device', async () => {
    const { body } = await resource(simulator, `${DEVICES}/18`, token);
    assert.equal(body['name'], 'My LaMetric');
    assert.equal(body['api_key'], simulator.devices[0]?.api_key);
    assert.equal('state' in body, false);
    assert.equal('product_code' in body, false);
  });

  it('renames a device for good', async () => {
    const { status, body } = await rename(18, '{"name":"Device @ Work"}');
    assert.equal(status, 200);
    assert.deepEqual(body, { success: { id: 18, name: 'Device @ Work' } });
    assert.equal(simulator.devices[0]?.name, 'Device @ Work');
    assert.equal((await resource(simulator, `${DEVICES}/18`, token)).body['name'], 'Device @ Work');
  });

  for (const body of ['', 'no JSON', '[]', '"name"']) {
    it(`refuses to rename by a body that is not an object: ${JSON.stringify(body)}`, async () => {
      assert.equal((await rename(18, body)).status, 400);
      assert.equal(simulator.devices[0]?.name, 'My LaMetric');
    });
  }

  for (const body of ['{}', '{"name":7}', '{"name":" "}', JSON.stringify({ name: 'x'.repeat(101) })]) {
    it(`refuses a name that cannot be: ${body.slice(0, 20)}`, async () => {
      assert.equal((await rename(18, body)).status, 422);
      assert.equal(simulator.devices[0]?.name, 'My LaMetric');
    });
  }

  it('knows no other device, path or method', async () => {
    assert.equal((await resource(simulator, `${DEVICES}/19`, token)).status, 404);
    assert.equal((await rename('18x', '{"name":"x"}')).status, 404);
    assert.equal((await resource(simulator, '/api/v2/users/you', token)).status, 404);
    assert.equal((await resource(simulator, `${DEVICES}/`, token)).status, 404);
    assert.equal((await resource(simulator, DEVICES, token, { method: 'DELETE' })).status, 405);
  });

  const guarded = [
    ['GET', '/api/v2/users/me', 'basic'],
    ['GET', DEVICES, 'devices_read'],
    ['GET', `${DEVICES}/18`, 'devices_read'],
    ['PUT', `${DEVICES}/18`, 'devices_write'],
  ] as const;
  for (const [method, path, scope] of guarded) {
    it(`wants the scope ${scope} for ${method} ${path}`, async () => {
      const scopes = ['basic', 'devices_read', 'devices_write'].filter((each) => each !== scope);
      const { status, body } = await resource(simulator, path, simulator.issueTokens(scopes).access_token, {
        method,
      });
      assert.equal(status, 403);
      assert.deepEqual(body, { errors: [{ message: 'Forbidden' }] });
    });
  }

  it('refuses a body over 1 MB', async () => {
    assert.equal((await rename(18, ' '.repeat(1024 * 1024 + 1))).status, 413);
  });

  describe('icons', () => {
    it('come in pages that count from 0, reduced to the fields asked for, without a token', async () => {
      assert.deepEqual((await resource(simulator, '/api/v2/icons?page=1&page_size=3&fields=id,code')).body, {
        meta: { total_icon_count: 10, page: 1, page_size: 3, page_count: 4 },
        data: [
          { id: 4, code: 'i4' },
          { id: 5, code: 'i5' },
          { id: 6, code: 'a6' },
        ],
      });
    });

    it('look as LaMetric documents them', async () => {
      const { body } = await resource(simulator, '/api/v2/icons?page=1&page_size=2');
      const address = 'https://developer.lametric.com/content/apps/icon_thumbs';
      assert.deepEqual(body['data'], [
        {
          id: 3,
          title: 'Clock',
          code: 'a3',
          type: 'movie',
          category: null,
          url: `${address}/3_icon_thumb.gif`,
          thumb: {
            original: `${address}/3_icon_thumb.gif`,
            small: `${address}/3_icon_thumb_sm.png`,
            large: `${address}/3_icon_thumb_lg.png`,
            xlarge: `${address}/3_icon_thumb_big.png`,
          },
        },
        {
          id: 4,
          title: 'Rain',
          code: 'i4',
          type: 'picture',
          category: null,
          url: `${address}/4_icon_thumb.png`,
          thumb: {
            original: `${address}/4_icon_thumb.png`,
            small: `${address}/4_icon_thumb_sm.png`,
            large: `${address}/4_icon_thumb_lg.png`,
            xlarge: `${address}/4_icon_thumb_big.png`,
          },
        },
      ]);
    });

    it('come in the order asked for', async () => {
      assert.deepEqual((await resource(simulator, '/api/v2/icons?page_size=2&fields=id&order=newest')).body, {
        meta: { total_icon_count: 10, page: 0, page_size: 2, page_count: 5 },
        data: [{ id: 10 }, { id: 9 }],
      });
      assert.deepEqual(
        (await resource(simulator, '/api/v2/icons?page_size=2&fields=title&order=title')).body,
        {
          meta: { total_icon_count: 10, page: 0, page_size: 2, page_count: 5 },
          data: [{ title: 'Clock' }, { title: 'Heart' }],
        },
      );
    });

    for (const query of ['?page=-1', '?page=x', '?page_size=0', '?order=random', '?order=constructor']) {
      it(`refuses ${query}`, async () => {
        assert.equal((await resource(simulator, `/api/v2/icons${query}`)).status, 400);
      });
    }
  });
});
