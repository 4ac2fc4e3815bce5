import assert from 'node:assert/strict';
import { dayName, hoursText } from '../../src/editor/week';

describe('Hours of the week', () => {
  const NIGHT = { from: '22:00', to: '07:00', allow: 'critical' } as const;
  const text = (key: string) => key;

  for (const [days, words] of [
    [[0, 1, 2, 3, 4, 5, 6], '22:00–07:00'],
    [[1, 2, 3, 4, 5], 'Mon–Fri 22:00–07:00'],
    [[0, 6], 'Sat, Sun 22:00–07:00'],
    [[5, 6, 0], 'Fri–Sun 22:00–07:00'],
    [[0, 1], 'Mon, Sun 22:00–07:00'],
    [[1, 3, 4, 5], 'Mon, Wed–Fri 22:00–07:00'],
    [[2], 'Tue 22:00–07:00'],
  ] as const) {
    it(`are ${words}`, () => {
      assert.equal(hoursText({ ...NIGHT, days: [...days] }, 'en-US', text), words);
    });
  }

  it('are a whole day from midnight to midnight', () => {
    const hours = { ...NIGHT, days: [0], from: '00:00', to: '00:00' };
    assert.equal(hoursText(hours, 'en-US', text), 'Sun quiet.all-day');
  });

  it('name days in any language', () => {
    assert.deepEqual(
      ['de', 'fr', 'ja', 'zh-CN'].map((language) => dayName(1, 'long', language)),
      ['Montag', 'lundi', '月曜日', '星期一'],
    );
  });
});
