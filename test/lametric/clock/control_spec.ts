import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type Clock, startClock } from '../../../simulator/clock/clock';
import {
  availableSettings,
  makeChange,
  planChanges,
  screensaverMode,
} from '../../../src/lametric/clock/control';
import { getDevice, setDisplay } from '../../../src/lametric/clock/requests';
import { ClockLink } from '../../../src/lametric/clock/link';
import type { Device } from '../../../src/lametric/clock/types';
import type { Settings } from '../../../src/lametric/clock/settings';
import { isObject } from '../../../src/lametric/guards';
import { parseJson } from '../../../src/lametric/http/json';
import { senderTo } from '../../helpers/clock';

type Send = Parameters<typeof makeChange>[1];

const OWN_OFFSET = -new Date().getTimezoneOffset();
const NIGHT = { from: '22:30', to: '07:00' };

describe('The times of a screensaver', () => {
  let clock: Clock;
  let link: ClockLink;
  let send: ReturnType<typeof senderTo>;

  beforeEach(async () => {
    clock = await startClock();
    link = new ClockLink(clock.httpUrl, undefined);
    send = senderTo(link, clock.apiKey);
  });
  afterEach(async () => {
    sinon.restore();
    link.close();
    await clock.unplug();
  });

  const set = async (settings: Settings, lastMode?: string) => {
    const [change, ...others] = planChanges(settings, await send(getDevice), lastMode);
    assert.ok(change && others.length === 0);
    return makeChange(change, send);
  };
  /** The screensavers that the clock was told of. */
  const told = () =>
    clock.requests
      .filter(({ method }) => method === 'PUT')
      .map(({ body }) => {
        const display = parseJson(body);
        return isObject(display) ? display['screensaver'] : undefined;
      });
  const byTimes = (start: string, end: string) => ({
    enabled: true,
    mode: 'time_based' as const,
    mode_params: { enabled: true, start_time: start, end_time: end },
  });

  const zones: [offset: number, start: string, end: string][] = [
    [0, '22:30:00', '07:00:00'],
    [120, '20:30:00', '05:00:00'],
    [-480, '06:30:00', '15:00:00'],
    [345, '16:45:00', '01:15:00'],
    [840, '08:30:00', '17:00:00'],
  ];
  for (const [offset, start, end] of zones) {
    it(`go to a clock that is ${offset} minutes ahead of UTC in UTC, at once`, async () => {
      clock.settings.utcOffset = offset;
      // It tells its time zone by the times that it has.
      await send(setDisplay({ screensaver: byTimes('18:00:00', '20:00:00') }));
      clock.clearRequests();
      const { confirmed } = await set({ screensaver: NIGHT });
      assert.deepEqual(told(), [byTimes(start, end)]);
      assert.deepEqual(confirmed, { screensaver: NIGHT });
    });
  }

  it('are first taken for those of this computer, where the clock has none yet', async () => {
    sinon.stub(Date.prototype, 'getTimezoneOffset').returns(-120);
    clock.settings.utcOffset = 120;
    assert.deepEqual((await set({ screensaver: NIGHT })).confirmed, { screensaver: NIGHT });
    assert.deepEqual(told(), [byTimes('20:30:00', '05:00:00')]);
  });

  it('are set right once the clock has shown that it is elsewhere', async () => {
    clock.settings.utcOffset = OWN_OFFSET + 60;
    assert.deepEqual((await set({ screensaver: NIGHT })).confirmed, { screensaver: NIGHT });
    assert.equal(told().length, 2);
  });

  it('turn the other mode off', async () => {
    await set({ screensaver: NIGHT });
    const { display } = await send(getDevice);
    assert.equal(screensaverMode(display), 'time_based');
    assert.equal(display?.screensaver?.modes?.['when_dark']?.enabled, false);
  });

  it("go together with the display's other settings", async () => {
    const { confirmed } = await set({ brightness: 9, screensaver: NIGHT, display: true });
    assert.deepEqual(confirmed, { brightness: 9, display: true, screensaver: NIGHT });
  });

  it('are contradicted by a clock that accepts and ignores them', async () => {
    clock.quirks.ignoresTimes = true;
    const { confirmed, contradictions } = await set({ screensaver: NIGHT, brightness: 9 });
    assert.deepEqual(confirmed, { brightness: 9 });
    assert.deepEqual(contradictions, [{ name: 'screensaver', wanted: NIGHT, said: false }]);
  });

  it('are contradicted by a clock that keeps those before', async () => {
    await set({ screensaver: { from: '20:00', to: '06:00' } });
    clock.quirks.ignoresTimes = true;
    const { contradictions } = await set({ screensaver: NIGHT });
    assert.deepEqual(contradictions, [
      { name: 'screensaver', wanted: NIGHT, said: { from: '20:00', to: '06:00' } },
    ]);
  });

  for (const mode of ['when_dark', 'time_based'] as const) {
    it(`start the mode that was on last, ${mode}, where the clock has cleared its modes`, async () => {
      clock.quirks.clearsModes = true;
      if (mode === 'time_based') await set({ screensaver: NIGHT });
      const before = screensaverMode((await send(getDevice)).display);
      assert.equal(before, mode);
      assert.deepEqual((await set({ screensaver: false })).confirmed, { screensaver: false });
      assert.deepEqual((await set({ screensaver: true }, before)).confirmed, { screensaver: true });
      assert.equal(screensaverMode((await send(getDevice)).display), mode);
    });
  }

  it('are not needed to start a mode that goes without them', async () => {
    clock.quirks.clearsModes = true;
    await set({ screensaver: NIGHT });
    await set({ screensaver: false });
    await set({ screensaver: true });
    assert.equal(screensaverMode((await send(getDevice)).display), 'when_dark');
  });
});

describe('A change of settings', () => {
  afterEach(() => sinon.restore());

  const enabled = { screensaver: { enabled: true, modes: { time_based: { enabled: true } } } };

  it('is confirmed by the answer, within the limits of the clock', async () => {
    const device = { display: { brightness: 40, brightness_limit: { min: 2, max: 60 } } };
    const [change] = planChanges({ brightness: 100 }, device);
    assert.ok(change);
    const made = await makeChange({ ...change, set: async () => ({ display: { brightness: 60 } }) }, never);
    assert.deepEqual(made, { confirmed: { brightness: 60 }, contradictions: [] });
  });

  it('is contradicted by a clock that stays automatic, where nothing can be seen of a brightness', async () => {
    const display = { brightness: 20, brightness_mode: 'auto' };
    const set = async () => ({ display });
    const { confirmed, contradictions } = await makeChange({ wanted: { brightness: 20 }, set }, never);
    assert.deepEqual(confirmed, {});
    assert.deepEqual(contradictions, [{ name: 'brightness', wanted: 20, said: 'auto' }]);
    const wanted = { brightness: 20, brightnessMode: 'auto' } as const;
    assert.deepEqual((await makeChange({ wanted, set }, never)).confirmed, wanted);
  });

  it('reads once more what the answer leaves out, and leaves out what is still missing', async () => {
    const device: Device = { id: '1', name: 'Kitchen', audio: { volume: 7 } };
    const read: Send = async (request) => request.parse(device);
    const silent = async () => ({});
    const volume = await makeChange({ wanted: { volume: 7 }, set: silent }, read);
    assert.deepEqual(volume, { confirmed: { volume: 7 }, contradictions: [] });
    const mode = await makeChange({ wanted: { mode: 'auto' }, set: silent }, read);
    assert.deepEqual(mode, { confirmed: {}, contradictions: [] });
  });

  it('takes the word of the answer rather than what is read once more', async () => {
    const device: Device = { id: '1', name: 'Kitchen', display: { on: true, brightness: 7 } };
    const wanted = { brightness: 50, display: true };
    const set = async () => ({ display: { brightness: 50 } });
    const { confirmed } = await makeChange({ wanted, set }, async (request) => request.parse(device));
    assert.deepEqual(confirmed, wanted);
  });

  it('turns no mode on where one is on', async () => {
    const modes = { when_dark: { enabled: false }, screen_off: { enabled: true } };
    const [change] = planChanges(
      { screensaver: true },
      { display: { screensaver: { enabled: false, modes } } },
    );
    const bodies: unknown[] = [];
    await change?.set(async (request) => {
      bodies.push(parseJson(JSON.stringify(request.body)));
      return request.parse({ success: { data: {} } });
    });
    assert.deepEqual(bodies, [{ screensaver: { enabled: true } }]);
  });

  it('to a screensaver is confirmed by a clock that tells of no modes', async () => {
    const set = async () => ({ display: { screensaver: { enabled: true } } });
    const { confirmed } = await makeChange({ wanted: { screensaver: true }, set }, never);
    assert.deepEqual(confirmed, { screensaver: true });
  });

  it('tells no times in a zone that the clock does not tell', async () => {
    const made = await makeChange(
      { wanted: { screensaver: NIGHT }, set: async () => ({ display: enabled }) },
      never,
    );
    assert.deepEqual(made, { confirmed: { screensaver: true }, contradictions: [] });
  });

  it('compares times in the zone of this computer, where the clock tells them in UTC alone', async () => {
    sinon.stub(Date.prototype, 'getTimezoneOffset').returns(-120);
    const [start_time, end_time] = ['01:00:00', '02:00:00'];
    const modes = { time_based: { enabled: true, start_time, end_time } };
    const set = async () => ({ display: { screensaver: { enabled: true, modes } } });
    const { contradictions } = await makeChange({ wanted: { screensaver: NIGHT }, set }, never);
    assert.deepEqual(contradictions, [
      { name: 'screensaver', wanted: NIGHT, said: { from: '03:00', to: '04:00' } },
    ]);
  });

  it('to a screensaver is contradicted by a clock whose modes are all off: it would never start', async () => {
    const modes = { when_dark: { enabled: false } };
    const set = async () => ({ display: { screensaver: { enabled: true, modes } } });
    const { contradictions } = await makeChange({ wanted: { screensaver: true }, set }, never);
    assert.deepEqual(contradictions, [{ name: 'screensaver', wanted: true, said: false }]);
  });

  it('without times is made once, whatever zone the clock shows itself to be in', async () => {
    const elsewhere = { start_time: '01:00:00', local_start_time: '12:34:00' };
    const answer = { screensaver: { enabled: true, modes: { time_based: elsewhere } } };
    const [change] = planChanges({ brightness: 9 }, { display: { brightness: 40 } });
    let count = 0;
    await change?.set(async (request) => {
      count++;
      return request.parse({ success: { data: answer } });
    });
    assert.equal(count, 1);
  });

  for (const times of [{}, { start_time: '20:00:00' }, { end_time: '06:00:00' }]) {
    it(`needs times where a screensaver has no other mode and ${Object.keys(times).join() || 'none of them'}`, () => {
      const display = {
        screensaver: { enabled: false, modes: { time_based: { enabled: false, ...times } } },
      };
      assert.throws(() => planChanges({ screensaver: true }, { display }), {
        code: 'INVALID_INPUT',
        reason: 'no-times',
      });
    });
  }

  for (const [mode, sent] of [
    ['auto', 'manual'],
    ['manual', undefined],
  ] as const) {
    it(`of the brightness in mode ${mode} ${sent === undefined ? 'changes nothing else' : 'makes it manual'}`, async () => {
      const device = { display: { brightness: 40, brightness_mode: mode } };
      const [change] = planChanges({ brightness: 20 }, device);
      let body: unknown;
      await change?.set(async (request) => {
        ({ body } = request);
        return request.parse(undefined);
      });
      assert.deepEqual(JSON.parse(JSON.stringify(body)), {
        brightness: 20,
        ...(sent && { brightness_mode: sent }),
      });
    });
  }
});

/** Fails the test if it is called. */
const never: Send = () => assert.fail('Nothing is to be read');

describe("A screensaver's mode", () => {
  it('is on only where the clock says so', () => {
    assert.equal(screensaverMode({ screensaver: { modes: { when_dark: {}, time_based: {} } } }), undefined);
  });
});

describe('The settings of a clock', () => {
  it('are those of its answer', () => {
    const display = { brightness: 5, brightness_mode: null, on: false };
    assert.deepEqual(availableSettings({ display, audio: { volume: 0 } }), [
      'brightness',
      'display',
      'volume',
    ]);
  });

  it('are none of a part that it says it lacks', () => {
    const bluetooth = { available: false, active: false, name: 'LM' };
    assert.deepEqual(availableSettings({ bluetooth, audio: { available: false, volume: 5 } }), []);
  });
});
