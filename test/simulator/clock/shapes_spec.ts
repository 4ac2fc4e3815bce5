import assert from 'node:assert/strict';
import { startClock, type Clock } from '../../../simulator/clock/clock';
import { KINDS, isKindName } from '../../../simulator/clock/kinds';
import { isObject } from '../../../src/lametric/guards';
import { ask, askAt, NOTIFICATIONS, notify } from './ask';
import { CLOCK_APP, LISTED_APPS, TITLED_WIDGET, WIDGET, WIDGET_ALONE } from './app-shapes';
import {
  CONNECTING,
  CONNECTING_ALONE,
  ENDPOINTS,
  LONE_START,
  QUEUED,
  READS,
  shapeOf,
  SKY_STREAM,
  STREAM_ENDPOINTS,
  TIME_BASED,
  TIME_STREAM,
  UNKNOWN_STRENGTH,
  UNKNOWN_STRENGTH_ALONE,
  VALUES,
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
          const { body } = await ask(clock, 'GET', `/api/v2/${path}`);
          assert.deepEqual(shapeOf(body), shape);
          assertInOrder(body);
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

  for (const [kind, widget, inList] of [
    ['LM 37X8 2.3.9', '08b8eac21074f8f7e5a29f2855ba8060', WIDGET],
    ['sa8 3.2.6', '1_com.lametric.clock', TITLED_WIDGET],
  ] as const) {
    it(`an app of ${kind}, in the list and alone`, async () => {
      clock = await startClock({ kind });
      const { body } = await ask(clock, 'GET', '/api/v2/device/apps');
      assert.ok(isObject(body));
      assert.deepEqual(shapeOf(body['com.lametric.clock']), { ...CLOCK_APP, widgets: { [widget]: inList } });
      const alone = await ask(clock, 'GET', '/api/v2/device/apps/com.lametric.clock');
      assert.deepEqual(shapeOf(alone.body), { ...CLOCK_APP, widgets: { [widget]: WIDGET_ALONE } });
      assertInOrder(body);
      assertInOrder(alone.body);
    });
  }

  for (const [name, { app, old, since2022 }] of Object.entries(LISTED_APPS)) {
    it(name, async () => {
      clock = await startClock();
      for (const [kind, id] of [
        ['LM 37X8 2.3.9', old],
        ['sa8 3.2.6', since2022],
      ] as const) {
        clock.kindName = kind;
        const { body } = await ask(clock, 'GET', '/api/v2/device/apps');
        assert.ok(isObject(body) && isObject(body[name]) && isObject(body[name]['widgets']));
        const { widgets, ...rest } = body[name];
        assert.deepEqual(shapeOf(rest), app);
        const [[widget, told] = []] = Object.entries(widgets);
        assert.match(widget ?? '', id);
        // Recorded on both: My Data DIY has a title everywhere, the others since 2022.
        const isTitled = kind === 'sa8 3.2.6' || name === 'com.lametric.diy.devwidget';
        assert.deepEqual(shapeOf(told), isTitled ? TITLED_WIDGET : WIDGET);
      }
    });
  }

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

  it('a screensaver that starts at a time and has no end', async () => {
    clock = await startClock({ kind: 'LM 37X8 2.2.2' });
    clock.quirks.takesLoneStart = true;
    const change = { mode: 'time_based', mode_params: { enabled: true, start_time: '00:00:39' } };
    await ask(clock, 'PUT', '/api/v2/device/display', { screensaver: change });
    const { body } = await ask(clock, 'GET', '/api/v2/device/display');
    assert.ok(isObject(body) && isObject(body['screensaver']) && isObject(body['screensaver']['modes']));
    assert.deepEqual(shapeOf(body['screensaver']['modes']['time_based']), LONE_START);
  });

  it('a Wi-Fi of an unknown strength', async () => {
    clock = await startClock({ kind: 'LM 37X8 2.2.2' });
    clock.quirks.unknownStrength = true;
    const { body } = await ask(clock, 'GET', '/api/v2/device?fields=wifi');
    assert.deepEqual(shapeOf(body), { wifi: UNKNOWN_STRENGTH });
    const alone = await ask(clock, 'GET', '/api/v2/device/wifi');
    assert.deepEqual(shapeOf(alone.body), UNKNOWN_STRENGTH_ALONE);
  });

  it('a Wi-Fi that is just connecting', async () => {
    clock = await startClock();
    clock.quirks.connecting = true;
    const { body } = await ask(clock, 'GET', '/api/v2/device?fields=wifi');
    assert.deepEqual(body, { wifi: CONNECTING });
    assert.deepEqual((await ask(clock, 'GET', '/api/v2/device/wifi')).body, CONNECTING_ALONE);
  });

  for (const kind of Object.keys(KINDS).filter(isKindName)) {
    it(`the map of ${kind}, with the scheme and port that it was asked by`, async () => {
      clock = await startClock({ kind });
      const paths = { ...ENDPOINTS, ...(!clock.kind.old && STREAM_ENDPOINTS) };
      for (const url of [clock.url, clock.httpUrl]) {
        const { body } = await askAt(`${url}/api/v2`, 'GET', undefined, { auth: `dev:${clock.apiKey}` });
        assert.ok(isObject(body));
        const addresses = Object.entries(paths).map(([name, path]) => [name, `${url}/api/v2/${path}`]);
        assert.deepEqual(body['endpoints'], Object.fromEntries(addresses));
        assertInOrder(body);
      }
    });

    it(`the stream of ${kind}`, async () => {
      clock = await startClock({ kind });
      const { status, body } = await ask(clock, 'GET', '/api/v2/device/stream');
      if (clock.kind.old) {
        assert.deepEqual([status, body], [404, { errors: [{ message: 'Resource not found' }] }]);
      } else {
        assert.deepEqual(body, clock.kind.model === 'sa8' ? TIME_STREAM : SKY_STREAM);
        assertInOrder(body);
      }
    });
  }
});

/** Clocks send the keys of every object in alphabetical order. */
function assertInOrder(value: unknown): void {
  if (Array.isArray(value)) value.forEach(assertInOrder);
  if (!isObject(value)) return;
  assert.deepEqual(Object.keys(value), Object.keys(value).toSorted());
  Object.values(value).forEach(assertInOrder);
}
