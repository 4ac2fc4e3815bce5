import assert from 'node:assert/strict';
import { startClock, type Clock } from '../../../simulator/clock/clock';
import { isObject } from '../../../src/lametric/guards';
import { ask, askAt } from './ask';

const DEVICE = '/api/v2/device';
const DISPLAY = '/api/v2/device/display';

describe('simulator: settings of a clock', () => {
  let clock: Clock;

  beforeEach(async () => {
    clock = await startClock();
  });

  afterEach(() => clock.unplug());

  function refused(message: string): unknown {
    return { errors: [{ message }] };
  }

  async function screensaver(change: unknown): Promise<{ status: number; modes: unknown }> {
    const { status } = await ask(clock, 'PUT', DISPLAY, { screensaver: change });
    const { body } = await ask(clock, 'GET', DISPLAY);
    assert.ok(isObject(body) && isObject(body['screensaver']));
    return { status, modes: body['screensaver']['modes'] };
  }

  it('are changed one by one, and stay', async () => {
    await ask(clock, 'PUT', DISPLAY, { brightness: 30, brightness_mode: 'manual', on: false });
    await ask(clock, 'PUT', '/api/v2/device/audio', { volume: 7 });
    await ask(clock, 'PUT', '/api/v2/device/bluetooth', { active: true, name: 'Bedroom' });
    const { body } = await ask(clock, 'GET', DEVICE);
    assert.ok(isObject(body) && isObject(body['display']));
    assert.ok(isObject(body['audio']) && isObject(body['bluetooth']));
    const { brightness, brightness_mode, on } = body['display'];
    assert.deepEqual(
      { brightness, brightness_mode, on },
      { brightness: 30, brightness_mode: 'manual', on: false },
    );
    assert.equal(body['audio']['volume'], 7);
    assert.deepEqual([body['bluetooth']['active'], body['bluetooth']['name']], [true, 'Bedroom']);
  });

  it('are told by field, and fields that do not exist are ignored', async () => {
    const { body } = await ask(clock, 'GET', `${DEVICE}?fields=name,nothing,mode`);
    assert.deepEqual(body, { mode: 'manual', name: 'Kitchen' });
  });

  it('beyond their limit are a failure of the clock', async () => {
    clock.quirks.volumeLimit = { min: 0, max: 60 };
    const audio = await ask(clock, 'PUT', '/api/v2/device/audio', { volume: 61 });
    assert.deepEqual(
      [audio.status, audio.body],
      [500, refused('Audio state error putting settings Unknown error')],
    );
    assert.equal((await ask(clock, 'PUT', DISPLAY, { brightness: 1 })).status, 500);
  });

  it('have a mode, which an LM 37X8 does not let change', async () => {
    const { body } = await ask(clock, 'PUT', DEVICE, { mode: 'schedule' });
    assert.deepEqual(body, { success: { data: { mode: 'schedule' }, path: DEVICE } });
    assert.equal((await ask(clock, 'PUT', DEVICE, { mode: 'party' })).status, 400);
    clock.kindName = 'LM 37X8 2.3.9';
    assert.equal((await ask(clock, 'PUT', DEVICE, { mode: 'auto' })).status, 405);
  });

  describe('screensaver', () => {
    const times = { start_time: '23:00:00', end_time: '07:00:00' };

    it('of one mode disables the other, and tells the times of the clock too', async () => {
      clock.settings.utcOffset = 120;
      const { modes } = await screensaver({ mode: 'time_based', mode_params: { enabled: true, ...times } });
      assert.deepEqual(modes, {
        when_dark: { enabled: false },
        time_based: {
          enabled: true,
          ...times,
          local_start_time: '01:00:00',
          local_end_time: '09:00:00',
        },
      });
    });

    it('refuses an end alone, and ignores a start alone', async () => {
      const before = (await screensaver({})).modes;
      const end = await screensaver({
        mode: 'time_based',
        mode_params: { enabled: true, end_time: '07:00:00' },
      });
      const start = await screensaver({
        mode: 'time_based',
        mode_params: { enabled: true, start_time: '23:00:00' },
      });
      assert.deepEqual([end.status, start.status], [400, 200]);
      assert.deepEqual([end.modes, start.modes], [before, before]);
    });

    it('is switched off and on without losing its mode', async () => {
      const before = (await screensaver({})).modes;
      assert.deepEqual((await screensaver({ enabled: false })).modes, before);
    });

    it('loses its mode on some firmware, and starts nothing when it is switched on again', async () => {
      clock.quirks.clearsModes = true;
      const off = { when_dark: { enabled: false }, time_based: { enabled: false } };
      assert.deepEqual((await screensaver({ enabled: false })).modes, off);
      assert.deepEqual((await screensaver({ enabled: true })).modes, off);
    });

    it('switches to a mode that comes with its times alone, even switched off', async () => {
      clock.settings.utcOffset = 0;
      const change = { enabled: false, mode: 'time_based', mode_params: times };
      assert.deepEqual((await screensaver(change)).modes, {
        when_dark: { enabled: false },
        time_based: {
          enabled: true,
          ...times,
          local_start_time: times.start_time,
          local_end_time: times.end_time,
        },
      });
      const dark = await screensaver({ mode: 'when_dark' });
      assert.ok(isObject(dark.modes) && isObject(dark.modes['time_based']));
      assert.deepEqual(dark.modes['when_dark'], { enabled: true });
      assert.equal(dark.modes['time_based']['enabled'], false);
    });

    it('accepts times and ignores them on some firmware', async () => {
      clock.quirks.ignoresTimes = true;
      const before = (await screensaver({})).modes;
      const { status, modes } = await screensaver({ mode: 'time_based', mode_params: times });
      assert.deepEqual([status, modes], [200, before]);
    });

    it('takes screen_off on a TIME, and has no mode then', async () => {
      const { status, modes } = await screensaver({ mode: 'screen_off', mode_params: { enabled: true } });
      assert.equal(status, 200);
      assert.deepEqual(modes, { when_dark: { enabled: false }, time_based: { enabled: false } });
      assert.equal((await screensaver({ mode: 'party' })).status, 400);
    });
  });

  it('tell of an update only if there is one', async () => {
    assert.deepEqual((await ask(clock, 'GET', `${DEVICE}?fields=update_available`)).body, {});
    clock.quirks.update = '3.2.8';
    assert.deepEqual((await ask(clock, 'GET', `${DEVICE}?fields=update_available`)).body, {
      update_available: { version: '3.2.8' },
    });
  });

  it('need the key', async () => {
    for (const options of [{}, { auth: 'dev:wrong' }, { auth: `admin:${clock.apiKey}` }]) {
      const { status, headers, body } = await askAt(clock.url + DEVICE, 'GET', undefined, options);
      assert.equal(status, 401);
      assert.equal(headers['www-authenticate'], 'Basic realm="global"');
      assert.deepEqual(body, refused('Authorization is required'));
    }
  });

  it('are nowhere else', async () => {
    const unknown = await ask(clock, 'GET', '/api/v2/device/clock');
    assert.deepEqual([unknown.status, unknown.body], [404, refused('Resource not found')]);
    assert.equal((await ask(clock, 'POST', DISPLAY, {})).status, 405);
    assert.equal((await ask(clock, 'PUT', DISPLAY, 'bright')).status, 400);
  });

  it('keep the display dark that is off', async () => {
    assert.equal(clock.shown?.source, 'app');
    await ask(clock, 'PUT', DISPLAY, { on: false });
    assert.equal(clock.shown, undefined);
  });
});
