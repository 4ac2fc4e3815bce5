import assert from 'node:assert/strict';
import { startClock, type Clock } from '../../../simulator/clock/clock';
import { KINDS, isKindName } from '../../../simulator/clock/kinds';
import { isObject } from '../../../src/lametric/guards';
import { ask, NOTIFICATIONS, notify } from './ask';
import {
  CLOCK_APP,
  CONNECTING,
  QUEUED,
  READS,
  shapeOf,
  TIME_BASED,
  VALUES,
  WIDGET_ALONE,
  WIDGET_IN_LIST,
} from './shapes';

describe('simulator: a clock answers in the shape of a recorded one', () => {
  let clock: Clock;

  afterEach(() => clock.unplug());

  for (const kind of Object.keys(KINDS).filter(isKindName)) {
    describe(kind, () => {
      beforeEach(async () => {
        clock = await startClock({ kind });
      });

      for (const [path, shape] of Object.entries(READS[kind])) {
        it(`GET ${path}`, async () => {
          assert.deepEqual(shapeOf((await ask(clock, 'GET', `/api/v2/${path}`)).body), shape);
        });
      }

      it('tells its model, size and version', async () => {
        const { display, api, model } = VALUES[kind];
        const device = await ask(clock, 'GET', '/api/v2/device');
        assert.ok(isObject(device.body) && isObject(device.body['display']));
        assert.equal(device.body['model'], model);
        assert.equal(`${model} ${String(device.body['os_version'])}`, kind);
        for (const [field, value] of Object.entries(display)) {
          assert.equal(device.body['display'][field], value);
        }
        const map = await ask(clock, 'GET', '/api/v2');
        assert.ok(isObject(map.body) && isObject(map.body['endpoints']));
        assert.equal(map.body['api_version'], api);
        assert.equal(map.body['endpoints']['display_url'], `${clock.url}/api/v2/device/display`);
      });

      for (const [part, change] of [
        ['display', { brightness: 50 }],
        ['audio', { volume: 50 }],
        ['bluetooth', { active: false }],
      ] as const) {
        it(`PUT ${part}`, async () => {
          const path = `/api/v2/device/${part}`;
          const { body, status } = await ask(clock, 'PUT', path, change);
          const read = await ask(clock, 'GET', path);
          const available = !isObject(read.body) || read.body['available'] !== false;
          if (available) assert.deepEqual(body, { success: { data: read.body, path } });
          else assert.equal(status, 400);
        });
      }

      it('its queue', async () => {
        const { status, body } = await notify(clock, 'A', { model: { frames: [{ text: 'A' }], cycles: 0 } });
        assert.equal(status, 201);
        assert.deepEqual(body, { success: { id: '1' } });
        assert.deepEqual(shapeOf((await ask(clock, 'GET', NOTIFICATIONS)).body), [QUEUED]);
        assert.deepEqual(shapeOf((await ask(clock, 'GET', `${NOTIFICATIONS}/current`)).body), QUEUED);
        assert.deepEqual(shapeOf((await ask(clock, 'GET', `${NOTIFICATIONS}/1`)).body), QUEUED);
      });
    });
  }

  it('an app, in the list and alone', async () => {
    clock = await startClock({ kind: 'LM 37X8 2.3.9' });
    const widget = clock.apps.widgetOf('com.lametric.clock');
    assert.match(widget, /^[0-9a-f]{32}$/);
    const { body } = await ask(clock, 'GET', '/api/v2/device/apps');
    assert.ok(isObject(body));
    assert.deepEqual(shapeOf(body['com.lametric.clock']), {
      ...CLOCK_APP,
      widgets: { [widget]: WIDGET_IN_LIST },
    });
    assert.deepEqual(shapeOf((await ask(clock, 'GET', '/api/v2/device/apps/com.lametric.clock')).body), {
      ...CLOCK_APP,
      widgets: { [widget]: WIDGET_ALONE },
    });
  });

  it('a screensaver by time', async () => {
    clock = await startClock();
    const params = { enabled: true, start_time: '23:00:00', end_time: '07:00:00' };
    await ask(clock, 'PUT', '/api/v2/device/display', {
      screensaver: { enabled: true, mode: 'time_based', mode_params: params },
    });
    const { body } = await ask(clock, 'GET', '/api/v2/device/display');
    assert.ok(isObject(body) && isObject(body['screensaver']) && isObject(body['screensaver']['modes']));
    assert.deepEqual(shapeOf(body['screensaver']['modes']['time_based']), TIME_BASED);
  });

  it('a Wi-Fi that is just connecting', async () => {
    clock = await startClock();
    clock.quirks.connecting = true;
    const { body } = await ask(clock, 'GET', '/api/v2/device?fields=wifi');
    assert.deepEqual(shapeOf(body), { wifi: CONNECTING });
  });
});
