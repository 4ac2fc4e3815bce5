import assert from 'node:assert/strict';
import { type Emphasis, LEVELS, emphasisOf, levelOf } from '../../../../src/nodes/notify/editor/levels';

const CAT = 'notifications/cat';

describe('How important a notification is', () => {
  for (const level of LEVELS) {
    it(`is found out from what "${level}" sets`, () => {
      assert.equal(levelOf(emphasisOf(level, '')), level);
      assert.equal(levelOf(emphasisOf(level, CAT)), level);
    });
  }

  it('is quiet for a new node', () => {
    const settings: Emphasis = { priority: 'info', iconType: 'none', sound: '', repeat: 1, cycles: 1 };
    assert.equal(levelOf(settings), 'quiet');
  });

  for (const [level, sound, kept] of [
    ['quiet', CAT, ''],
    ['normal', CAT, CAT],
    ['normal', 'https://home/bell.mp3', 'https://home/bell.mp3'],
    ['normal', 'alarms/alarm3', 'notifications/notification'],
    ['important', '', 'notifications/notification'],
    ['alarm', 'alarms/alarm3', 'alarms/alarm3'],
    ['alarm', CAT, 'alarms/alarm1'],
  ] as const) {
    it(`makes of the sound "${sound}" in "${level}" the sound "${kept}"`, () => {
      assert.equal(emphasisOf(level, sound).sound, kept);
    });
  }

  it('stays the same with another sound, or without any if others are heard at most once', () => {
    assert.equal(levelOf({ ...emphasisOf('alarm', ''), sound: CAT }), 'alarm');
    assert.equal(levelOf({ ...emphasisOf('important', ''), sound: '' }), 'important');
    assert.equal(levelOf({ ...emphasisOf('quiet', ''), repeat: 0 }), 'quiet');
  });

  for (const change of [
    { priority: 'critical' },
    { iconType: 'info' },
    { cycles: 0 },
    { repeat: 3 },
  ] as const) {
    it(`is none of these with ${JSON.stringify(change)}`, () => {
      assert.equal(levelOf({ ...emphasisOf('normal', ''), ...change }), undefined);
    });
  }
});
