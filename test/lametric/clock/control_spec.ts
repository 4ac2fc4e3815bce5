import assert from 'node:assert/strict';
import { type Clock, startClock } from '../../../simulator/clock/clock';
import { confirmedOf, planChanges, availableSettings } from '../../../src/lametric/clock/control';
import { getDevice, setDisplay } from '../../../src/lametric/clock/requests';
import { ClockLink } from '../../../src/lametric/clock/link';
import type { Settings } from '../../../src/lametric/clock/settings';
import { isObject } from '../../../src/lametric/guards';
import { parseJson } from '../../../src/lametric/http/exchange';
import { senderTo } from '../../helpers/clock';

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
    link.close();
    await clock.unplug();
  });

  const set = async (settings: Settings) => {
    const [change, ...others] = planChanges(settings, await send(getDevice));
    assert.ok(change && others.length === 0);
    const said = await change.set(send);
    return { said, confirmed: confirmedOf(settings, change.names, said) };
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
    clock.settings.utcOffset = OWN_OFFSET;
    assert.deepEqual((await set({ screensaver: NIGHT })).confirmed, { screensaver: NIGHT });
    assert.equal(told().length, 1);
  });

  it('are set right once the clock has shown that it is elsewhere', async () => {
    clock.settings.utcOffset = OWN_OFFSET + 60;
    assert.deepEqual((await set({ screensaver: NIGHT })).confirmed, { screensaver: NIGHT });
    assert.equal(told().length, 2);
  });

  it('turn the other mode off', async () => {
    const { said } = await set({ screensaver: NIGHT });
    const modes = said.display?.screensaver?.modes;
    assert.equal(modes?.['when_dark']?.enabled, false);
    assert.equal(modes?.['time_based']?.enabled, true);
  });

  it("go together with the display's other settings", async () => {
    const { confirmed } = await set({ brightness: 9, screensaver: NIGHT, display: true });
    assert.deepEqual(confirmed, { brightness: 9, display: true, screensaver: NIGHT });
  });
});

describe('The settings that a clock confirms', () => {
  it('are those of its answer', () => {
    const said = { display: { brightness: 2 }, audio: { volume: 40 } };
    assert.deepEqual(confirmedOf({ brightness: 0 }, ['brightness'], said), { brightness: 2 });
  });

  it('are those that were set, where it says nothing', () => {
    const settings = { brightness: 0, screensaver: NIGHT, mode: 'auto' } as const;
    assert.deepEqual(confirmedOf(settings, ['brightness', 'screensaver', 'mode'], {}), settings);
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
