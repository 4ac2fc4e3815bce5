import assert from 'node:assert/strict';
import {
  type QuietHours,
  type QuietWay,
  isQuietHours,
  isTimeZone,
  nextChange,
  quietAt,
  quietSpans,
} from '../../src/lametric/quiet-hours';

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

/** `22:00-07:00`, with `silent` or the days behind it where it is not every day and critical. */
function hours(text: string): QuietHours {
  const [, from = '', to = '', allow, days] = /^(\S+)-(\S+)(?: (silent))?(?: on (\d+))?$/.exec(text) ?? [];
  return {
    days: days === undefined ? EVERY_DAY : days.split('').map(Number),
    from,
    to,
    allow: allow === 'silent' ? 'silent' : 'critical',
  };
}

/** What gets through at a moment, and until when: `critical 2026-06-01T05:00Z`. */
function at(zone: string, all: string[], moment: string): string {
  const time = Date.parse(moment);
  const quiet = quietAt(quietSpans(all.map(hours), zone, time), zone, time);
  if (quiet === undefined) return 'all';
  return `${quiet.allow} ${quiet.until?.toISOString().replace(':00.000', '') ?? 'for ever'}`;
}

const until = (end: string, allow: QuietWay = 'critical') => `${allow} ${end}`;

/** Moments and ends are in UTC, so that they do not depend on what is tested. */
const CASES: Record<string, [zone: string, hours: string[], moments: Record<string, string>]> = {
  'over midnight': [
    'Europe/Berlin',
    ['22:00-07:00'],
    {
      '2026-06-01T19:59:59Z': 'all',
      '2026-06-01T20:00Z': until('2026-06-02T05:00Z'),
      '2026-06-01T22:00Z': until('2026-06-02T05:00Z'),
      '2026-06-02T04:59:59Z': until('2026-06-02T05:00Z'),
      '2026-06-02T05:00Z': 'all',
      // In winter they are an hour later.
      '2026-01-01T20:30Z': 'all',
      '2026-01-01T21:00Z': until('2026-01-02T06:00Z'),
    },
  ],
  'within a day': [
    'America/New_York',
    ['13:00-14:30'],
    {
      '2026-06-01T16:59Z': 'all',
      '2026-06-01T17:00Z': until('2026-06-01T18:30Z'),
      '2026-06-01T18:30Z': 'all',
    },
  ],
  'with a zone of half an hour': [
    'Asia/Kolkata',
    ['22:00-07:00'],
    { '2026-06-01T16:29Z': 'all', '2026-06-01T16:30Z': until('2026-06-02T01:30Z') },
  ],
  'to midnight, and from it': [
    'Europe/Berlin',
    ['22:00-00:00', '00:00-07:00'],
    { '2026-06-01T20:00Z': until('2026-06-02T05:00Z'), '2026-06-01T23:00Z': until('2026-06-02T05:00Z') },
  ],
  'that adjoin': [
    'Europe/Berlin',
    ['12:00-13:00', '13:00-14:00', '14:01-15:00'],
    { '2026-06-01T10:30Z': until('2026-06-01T12:00Z'), '2026-06-01T12:00Z': 'all' },
  ],
  // 2026-06-05 is a Friday.
  'over midnight on some days, which belong to the day they begin': [
    'Europe/Berlin',
    ['22:00-07:00 on 5'],
    {
      '2026-06-04T23:00Z': 'all',
      '2026-06-05T20:00Z': until('2026-06-06T05:00Z'),
      '2026-06-06T04:00Z': until('2026-06-06T05:00Z'),
      '2026-06-06T20:00Z': 'all',
    },
  ],
  'on Sundays': [
    'America/New_York',
    ['08:00-10:00 on 0'],
    {
      '2026-06-06T13:00Z': 'all',
      '2026-06-07T13:00Z': until('2026-06-07T14:00Z'),
      '2026-06-08T13:00Z': 'all',
    },
  ],
  'of a whole day': [
    'Europe/Berlin',
    ['00:00-00:00 on 0'],
    {
      '2026-06-06T21:59Z': 'all',
      '2026-06-06T22:00Z': until('2026-06-07T22:00Z'),
      '2026-06-07T22:00Z': 'all',
    },
  ],
  'of a whole day that begins in the evening': [
    'Europe/Berlin',
    ['20:00-20:00 on 6'],
    {
      '2026-06-06T17:59Z': 'all',
      '2026-06-07T17:59Z': until('2026-06-07T18:00Z'),
      '2026-06-07T18:00Z': 'all',
    },
  ],
  'of several whole days': [
    'Europe/Berlin',
    ['00:00-00:00 on 60', '22:00-07:00 on 1'],
    { '2026-06-05T22:00Z': until('2026-06-07T22:00Z') },
  ],
  'of all days but one': [
    'Europe/Berlin',
    ['00:00-00:00 on 123456'],
    { '2026-05-31T22:00Z': until('2026-06-06T22:00Z'), '2026-06-06T22:00Z': 'all' },
  ],
  'at all times': [
    'Europe/Berlin',
    ['00:00-00:00'],
    { '2026-03-28T12:00Z': 'critical for ever', '2026-10-24T12:00Z': 'critical for ever' },
  ],
  'at all times, some of them without sound': [
    'Europe/Berlin',
    ['00:00-00:00 silent', '22:00-07:00'],
    {
      '2026-06-01T12:00Z': until('2026-06-01T20:00Z', 'silent'),
      '2026-06-01T20:00Z': until('2026-06-02T05:00Z'),
    },
  ],
  'that overlap: critical holds': [
    'Europe/Berlin',
    ['20:00-23:00 silent', '22:00-06:00', '05:00-08:00', '07:00-09:00 silent'],
    {
      '2026-06-01T18:00Z': until('2026-06-01T20:00Z', 'silent'),
      '2026-06-01T20:00Z': until('2026-06-02T06:00Z'),
      '2026-06-02T06:00Z': until('2026-06-02T07:00Z', 'silent'),
      '2026-06-02T07:00Z': 'all',
    },
  ],
  'one within the other': [
    'Europe/Berlin',
    ['20:00-08:00 silent', '23:00-01:00'],
    {
      '2026-06-01T20:00Z': until('2026-06-01T21:00Z', 'silent'),
      '2026-06-01T21:00Z': until('2026-06-01T23:00Z'),
      '2026-06-01T23:00Z': until('2026-06-02T06:00Z', 'silent'),
    },
  ],
  // On 2026-03-29, 02:00 to 03:00 is left out, at 01:00 UTC.
  'in the night that is an hour shorter': [
    'Europe/Berlin',
    ['22:00-07:00'],
    { '2026-03-28T21:00Z': until('2026-03-29T05:00Z'), '2026-03-29T05:00Z': 'all' },
  ],
  'that begin at a time which is left out': [
    'Europe/Berlin',
    ['02:30-04:00'],
    { '2026-03-29T00:59Z': 'all', '2026-03-29T01:00Z': until('2026-03-29T02:00Z') },
  ],
  'that end at a time which is left out': [
    'Europe/Berlin',
    ['01:00-02:30'],
    { '2026-03-29T00:00Z': until('2026-03-29T01:00Z'), '2026-03-29T01:00Z': 'all' },
  ],
  'that are left out themselves': [
    'Europe/Berlin',
    ['02:10-02:50'],
    {
      '2026-03-29T00:59:59Z': 'all',
      '2026-03-29T01:00Z': 'all',
      '2026-03-30T00:10Z': until('2026-03-30T00:50Z'),
    },
  ],
  // On 2026-10-25, 02:00 to 03:00 is there twice, from 00:00 and from 01:00 UTC.
  'that begin at a time which is there twice': [
    'Europe/Berlin',
    ['02:30-04:00'],
    { '2026-10-25T00:29Z': 'all', '2026-10-25T00:30Z': until('2026-10-25T03:00Z') },
  ],
  'that end at a time which is there twice': [
    'Europe/Berlin',
    ['01:00-02:30'],
    { '2026-10-24T23:00Z': until('2026-10-25T01:30Z'), '2026-10-25T01:30Z': 'all' },
  ],
  'within the hour that is there twice': [
    'Europe/Berlin',
    ['02:10-02:50'],
    { '2026-10-25T00:09Z': 'all', '2026-10-25T00:10Z': until('2026-10-25T01:50Z') },
  ],
  // 2026-03-08 and 2026-11-01.
  'at the changes of the hour in New York': [
    'America/New_York',
    ['02:30-03:30'],
    {
      '2026-03-08T06:59Z': 'all',
      '2026-03-08T07:00Z': until('2026-03-08T07:30Z'),
      '2026-11-01T07:30Z': until('2026-11-01T08:30Z'),
    },
  ],
  // By half an hour: on 2026-04-05 from 15:00 UTC, 01:30 to 02:00 is there twice; on 2026-10-04, 02:00 to 02:30 is left out.
  'at changes by half an hour': [
    'Australia/Lord_Howe',
    ['01:45-02:15'],
    {
      '2026-04-04T14:44Z': 'all',
      '2026-04-04T14:45Z': until('2026-04-04T15:45Z'),
      '2026-10-03T15:14Z': 'all',
      '2026-10-03T15:15Z': until('2026-10-03T15:30Z'),
    },
  ],
  // On 2026-04-04 it is 23:00 again after 23:59.
  'to a time late in the evening which is there twice': [
    'America/Santiago',
    ['22:00-23:30'],
    { '2026-04-05T01:00Z': until('2026-04-05T03:30Z') },
  ],
  // On 2026-04-24 it is 01:00 after 23:59.
  'from a midnight that is left out': [
    'Africa/Cairo',
    ['00:00-06:00'],
    { '2026-04-23T21:59Z': 'all', '2026-04-23T22:00Z': until('2026-04-24T03:00Z') },
  ],
};

describe('Quiet hours', () => {
  for (const [name, [zone, all, moments]] of Object.entries(CASES)) {
    it(name, () => {
      const found = Object.keys(moments).map((moment) => [moment, at(zone, all, moment)]);
      assert.deepEqual(Object.fromEntries(found), moments);
    });
  }

  it('are never where there are none', () => {
    assert.deepEqual(quietSpans([], 'Europe/Berlin', Date.now()), []);
    assert.equal(nextChange([], Date.now()), Infinity);
  });

  it('are in the zone of this computer where none is named', () => {
    const time = Date.parse('2026-06-01T12:00Z');
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const all = [hours('22:00-07:00')];
    assert.deepEqual(quietSpans(all, '', time), quietSpans(all, timeZone, time));
  });

  it('say when they begin or end next', () => {
    const spans = quietSpans([hours('22:00-07:00')], 'UTC', Date.parse('2026-06-01T12:00Z'));
    for (const [time, next] of [
      ['2026-06-01T12:00Z', '2026-06-01T22:00Z'],
      ['2026-06-01T22:00Z', '2026-06-02T07:00Z'],
    ] as const) {
      assert.equal(nextChange(spans, Date.parse(time)), Date.parse(next));
    }
  });

  it('say their end in their own zone, with the date where it is not within a day', () => {
    const textAt = (all: string, moment: string) => {
      const time = Date.parse(moment);
      return quietAt(quietSpans([hours(all)], 'Asia/Kolkata', time), 'Asia/Kolkata', time)?.untilText;
    };
    assert.equal(textAt('22:00-07:00', '2026-06-01T17:00Z'), '07:00');
    assert.equal(textAt('00:00-00:00 on 60', '2026-06-05T18:30Z'), '2026-06-08 00:00');
    assert.equal(textAt('00:00-00:00 on 60', '2026-06-06T18:30Z'), '2026-06-08 00:00');
    assert.equal(textAt('00:00-00:00 on 60', '2026-06-06T18:31Z'), '00:00');
    assert.equal(textAt('00:00-00:00', '2026-06-05T18:30Z'), '');
  });

  it('are of this form', () => {
    const good = { days: [0, 6], from: '00:00', to: '23:59', allow: 'silent' };
    assert.ok(isQuietHours(good));
    const changes = [
      ...[undefined, null, 1, '0', [], [7], [-1], [0.5], ['1'], {}].map((days) => ({ days })),
      ...[undefined, null, 7, '', '7:00', '24:00', '12:60', '12:00:00', ' 12:00'].map((from) => ({ from })),
      { to: '24:00' },
      { allow: 'all' },
      { allow: undefined },
    ];
    for (const change of changes) assert.ok(!isQuietHours({ ...good, ...change }), JSON.stringify(change));
    for (const other of [undefined, null, 'critical', [good]]) assert.ok(!isQuietHours(other));
  });

  it('know the names of time zones', () => {
    for (const name of ['Europe/Berlin', 'UTC', 'America/Argentina/Ushuaia'])
      assert.ok(isTimeZone(name), name);
    for (const name of ['', 'Berlin', 'Europe/Nowhere', '+01:00', '${TZ}'])
      assert.ok(!isTimeZone(name), name);
  });
});
