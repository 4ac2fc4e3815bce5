import assert from 'node:assert/strict';
import { frameProblem, isTimes } from '../../../../src/nodes/notify/editor/problems';
import type { Frame } from '../../../../src/nodes/notify/properties';

const TEXT = { type: 'text', icon: '', value: 'payload', valueType: 'msg', duration: null } as const;
const GOAL = { ...TEXT, type: 'goal', start: 0, end: 100, unit: '' } as const;
const CHART = { type: 'chart', value: '[1]', valueType: 'json', duration: null } as const;

const SOURCES = { fixed: 'It', example: 'Example' };
/** A text by its key, with what it mentions. */
const text = (key: string, values: object = {}) => [key, ...Object.values(values)].join(' ');
const problem = (...frames: Frame[]) => frameProblem(frames, SOURCES, text);

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
      assert.equal(problem(frame), undefined);
    });
  }

  const bad: [Frame, string][] = [
    [{ ...TEXT, value: ' ' }, 'invalid.value 2'],
    [{ ...TEXT, value: '', valueType: 'str' }, 'invalid.value 2'],
    [{ ...TEXT, value: '', icon: 'i3' }, 'invalid.value 2'],
    [{ ...TEXT, icon: 'cat' }, 'error.flaw.icon error.frame 2: icon'],
    [{ ...GOAL, end: Number.NaN }, 'error.flaw.number error.frame 2: goalData.end'],
    [{ ...GOAL, value: 'x', valueType: 'num' }, 'error.flaw.no-number error.frame 2 It'],
    [{ ...CHART, value: '[1,]' }, 'error.flaw.no-numbers error.frame 2 It'],
    [{ ...TEXT, duration: 0 }, 'error.flaw.seconds error.frame 2: duration'],
  ];
  for (const [frame, words] of bad) {
    it(`cannot be ${JSON.stringify(frame)}`, () => {
      assert.equal(problem(TEXT, frame), words);
    });
  }

  it('are one at least', () => assert.equal(problem(), 'invalid.frames'));
});

describe('A number of times', () => {
  for (const value of [0, 1, '0', '12', ' 3 ']) {
    it(`may be ${JSON.stringify(value)}`, () => assert.ok(isTimes(value)));
  }
  for (const value of [-1, 1.5, '', ' ', 'x', '-1']) {
    it(`cannot be ${JSON.stringify(value)}`, () => assert.ok(!isTimes(value)));
  }
});
