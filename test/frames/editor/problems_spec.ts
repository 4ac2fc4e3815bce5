import assert from 'node:assert/strict';
import { frameProblem } from '../../../src/frames/editor/problems';
import type { Frame } from '../../../src/frames/frame';
import { CHART as CHART_FRAME, GOAL, TEXT } from '../../helpers/frames';

const CHART = { ...CHART_FRAME, value: '[1]', valueType: 'json' } as const;
const SOURCES = { fixed: 'It', example: 'Example' };
/** A text by its key, with what it mentions. */
const text = (key: string, values: object = {}) => [key, ...Object.values(values)].join(' ');
const problem = (...frames: Frame[]) => frameProblem(frames, SOURCES, text);

describe('The frames of a form', () => {
  const good: Frame[] = [
    TEXT,
    GOAL,
    CHART,
    { ...TEXT, value: '', valueType: 'str', icon: 'i3' },
    { ...TEXT, icon: 'a87', duration: 500 },
    { ...GOAL, value: '-1.5', valueType: 'num' },
    { ...TEXT, value: '', valueType: 'date' },
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
    [{ ...TEXT, icon: 'cat' }, 'complaint.value frame.numbered 2: icon "cat" must.icon'],
    [{ ...GOAL, end: Number.NaN }, 'complaint.value frame.numbered 2: goalData.end NaN must.number'],
    [{ ...GOAL, value: 'x', valueType: 'num' }, 'complaint.value frame.numbered 2: It NaN must.number'],
    [{ ...CHART, value: '[1,]' }, 'complaint.value frame.numbered 2: It "[1,]" must.numbers'],
    [{ ...TEXT, decimals: 9 }, 'complaint.value frame.numbered 2: decimals 9 must.decimals'],
    [{ ...TEXT, duration: -1500 }, 'complaint.value frame.numbered 2: duration -1.5 must.seconds'],
  ];
  for (const [frame, words] of bad) {
    it(`cannot be ${JSON.stringify(frame)}`, () => {
      assert.equal(problem(TEXT, frame), words);
    });
  }

  it('are one at least', () => assert.equal(problem(), 'invalid.frames'));
});
