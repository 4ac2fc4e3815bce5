import assert from 'node:assert/strict';
import { frameProblems, isTimes } from '../../../../src/nodes/notify/editor/problems';
import type { Frame } from '../../../../src/nodes/notify/properties';

const TEXT = { type: 'text', icon: '', value: 'payload', valueType: 'msg', duration: null } as const;
const GOAL = { ...TEXT, type: 'goal', start: 0, end: 100, unit: '' } as const;
const CHART = { type: 'chart', value: '[1]', valueType: 'json', duration: null } as const;

describe('The frames of a notification', () => {
  const good: Frame[] = [
    TEXT,
    GOAL,
    CHART,
    { ...TEXT, value: '', valueType: 'str', icon: 'i3' },
    { ...TEXT, icon: 'a87', duration: 500 },
    { ...GOAL, value: '-1.5', valueType: 'num' },
    { ...CHART, value: 'payload', valueType: 'msg' },
  ];
  for (const frame of good) {
    it(`may be ${JSON.stringify(frame)}`, () => {
      assert.deepEqual(frameProblems([frame]), []);
    });
  }

  const bad: [Frame, string][] = [
    [{ ...TEXT, value: ' ' }, 'value'],
    [{ ...TEXT, value: '', valueType: 'str' }, 'value'],
    [{ ...TEXT, value: '', icon: 'i3' }, 'value'],
    [{ ...TEXT, icon: 'cat' }, 'icon'],
    [{ ...GOAL, end: Number.NaN }, 'goal'],
    [{ ...GOAL, value: 'x', valueType: 'num' }, 'number'],
    [{ ...CHART, value: '[]' }, 'numbers'],
    [{ ...TEXT, duration: 0 }, 'duration'],
    [{ ...TEXT, duration: Number.NaN }, 'duration'],
  ];
  for (const [frame, problem] of bad) {
    it(`lack a ${problem} in ${JSON.stringify(frame)}`, () => {
      assert.deepEqual(frameProblems([TEXT, frame]), [{ number: 2, problem }]);
    });
  }
});

describe('A number of times', () => {
  for (const value of [0, 1, '0', '12', ' 3 ']) {
    it(`may be ${JSON.stringify(value)}`, () => assert.ok(isTimes(value)));
  }
  for (const value of [-1, 1.5, '', ' ', 'x', '-1']) {
    it(`cannot be ${JSON.stringify(value)}`, () => assert.ok(!isTimes(value)));
  }
});
