import assert from 'node:assert/strict';
import sinon, { type SinonFakeTimers } from 'sinon';
import { QuietTimes } from '../../../src/config/device/quiet-times';
import type { QuietHours } from '../../../src/lametric/quiet-hours';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NIGHTS: QuietHours[] = [{ days: [0, 1, 2, 3, 4, 5, 6], from: '22:00', to: '07:00', allow: 'critical' }];

describe('When a clock is quiet', () => {
  let time: SinonFakeTimers;
  let settings: { quiet: QuietHours[]; timezone: string };
  let times: QuietTimes;
  let told: string[];
  const note = () => void told.push(times.now === undefined ? 'loud' : `until ${times.now.untilText}`);

  beforeEach(() => {
    time = sinon.useFakeTimers({ now: Date.parse('2026-06-01T21:00Z') });
    settings = { quiet: NIGHTS, timezone: 'UTC' };
    times = new QuietTimes(() => settings);
    told = [];
  });
  afterEach(() => time.restore());

  it('is told at each beginning and end', () => {
    times.onChange(note);
    time.tick(HOUR - 1);
    assert.deepEqual(told, []);
    time.tick(1);
    assert.deepEqual(told, ['until 07:00']);
    time.tick(9 * HOUR - 1);
    assert.deepEqual(told, ['until 07:00']);
    time.tick(1);
    assert.deepEqual(told, ['until 07:00', 'loud']);
    time.tick(3 * 24 * HOUR);
    assert.equal(told.length, 8);
  });

  it('is told within a minute after the computer has slept, or its clock was set', () => {
    times.onChange(note);
    time.setSystemTime(Date.parse('2026-08-04T23:00Z'));
    time.tick(MINUTE);
    assert.deepEqual(told, ['until 07:00']);
    time.setSystemTime(Date.parse('2026-01-01T12:00Z'));
    time.tick(MINUTE);
    assert.deepEqual(told, ['until 07:00', 'loud']);
    time.setSystemTime(Date.parse('2025-01-01T23:00Z'));
    time.tick(MINUTE);
    assert.deepEqual(told, ['until 07:00', 'loud', 'until 07:00']);
  });

  it('is told when other settings hold', () => {
    settings = { quiet: NIGHTS, timezone: 'Europe/Berlin' };
    times.onChange(note);
    settings = { quiet: [], timezone: '' };
    times.look();
    times.look();
    assert.deepEqual(told, ['loud']);
  });

  it('is no longer told to somebody who does not want it, and costs nothing then', () => {
    const [end, other] = [times.onChange(note), times.onChange(() => note())];
    end();
    time.tick(HOUR);
    assert.deepEqual(told, ['until 07:00']);
    other();
    assert.equal(time.countTimers(), 0);
    times.look();
    assert.equal(time.countTimers(), 0);
  });

  it('keeps no process', () => {
    time.restore();
    const before = process.getActiveResourcesInfo().length;
    const end = times.onChange(note);
    assert.equal(process.getActiveResourcesInfo().length, before);
    end();
  });
});
