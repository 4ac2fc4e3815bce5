import assert from 'node:assert/strict';
import { findQuietFlaws, isSameClock, settingsOf } from '../../../src/config/device/settings';

const NIGHT = { days: [5], from: '22:00', to: '07:00', allow: 'silent' };
const nights = (count: number) => Array.from({ length: count }, () => NIGHT);

describe('The settings of a node', () => {
  it('mean another clock with another account, device, address or way, not with another name or key', () => {
    const settings = settingsOf({}, {});
    for (const name of ['account', 'device', 'address'] as const) {
      assert.equal(isSameClock(settings, { ...settings, [name]: 'other' }), false, name);
    }
    assert.equal(isSameClock(settings, { ...settings, security: 'http' }), false);
    assert.equal(isSameClock(settings, { ...settings, name: 'other', apiKey: 'other' }), true);
  });
});

describe('The quiet hours of a node', () => {
  it('count as far as they can be used', () => {
    for (const [properties, quiet, timezone, flaws] of [
      [{}, [], '', { hours: 0, zone: '' }],
      [{ quiet: [NIGHT], timezone: ' Asia/Tokyo ' }, [NIGHT], 'Asia/Tokyo', { hours: 0, zone: '' }],
      [{ quiet: [{ ...NIGHT, days: [] }, NIGHT, null] }, [NIGHT], '', { hours: 2, zone: '' }],
      [{ quiet: nights(1000) }, nights(100), '', { hours: 900, zone: '' }],
      [{ quiet: 'night', timezone: 'Tokyo' }, [], '', { hours: 1, zone: '"Tokyo"' }],
      [
        { quiet: null, timezone: ['x'.repeat(1000)] },
        [],
        '',
        { hours: 1, zone: '["xxxxxxxxxxxxxxxxxxxxxxxxxxx…' },
      ],
    ] as const) {
      const settings = settingsOf(properties, {});
      assert.deepEqual([settings.quiet, settings.timezone], [quiet, timezone]);
      assert.deepEqual(findQuietFlaws(properties), flaws);
    }
  });
});
