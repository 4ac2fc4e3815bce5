import assert from 'node:assert/strict';
import { composeFrame } from '../../src/frames/compose';
import { type Frame, completeFrame } from '../../src/frames/frame';
import { CHART, GOAL, TEXT } from '../helpers/frames';

const composed = (frame: Frame, value: unknown) => composeFrame({ frame, value, source: 'msg.payload' }, 1);

const shown = (frame: Frame, value: unknown) => {
  const { frame: made, complaints } = composed(frame, value);
  assert.deepEqual(complaints, []);
  const { icon: _icon, duration: _duration, ...content } = made;
  return content;
};

const problems = (frame: Frame, value: unknown) =>
  composed(frame, value).complaints.map(({ path, problem }) => [path.join('.'), problem]);

describe('A frame', () => {
  it('has the icon and the duration of the dialog', () => {
    const { frame } = composed({ ...TEXT, icon: 'i3', duration: 900 }, 'Hello');
    assert.deepEqual(frame, { icon: 'i3', duration: 900, text: 'Hello' });
    assert.deepEqual(composed(CHART, [1]).frame, { icon: null, duration: null, chartData: [1] });
  });

  for (const value of ['Hello', '', 7, true, false]) {
    it(`shows ${JSON.stringify(value)} as text`, () => {
      assert.deepEqual(shown(TEXT, value), { text: String(value) });
    });
  }

  for (const value of [undefined, null, [], ['a'], Number.NaN, {}]) {
    it(`refuses ${JSON.stringify(value)} as text, once`, () => {
      assert.deepEqual(problems(TEXT, value), [['model.frames.1', 'shown-text']]);
    });
  }

  it('shows a number with six places after its point at most', () => {
    for (const [value, text] of [
      [0.1 + 0.2, '0.3'],
      [21.4567891, '21.456789'],
      [-1e-9, '0'],
      [1e21, '1e+21'],
      [123456789, '123456789'],
    ] as const) {
      assert.deepEqual(shown(TEXT, value), { text });
    }
  });

  for (const { value, decimals, unit = '', text } of [
    { value: 21.456, decimals: '', unit: '°C', text: '21.456°C' },
    { value: 21.456, decimals: 1, unit: ' °C', text: '21.5 °C' },
    { value: '21.456', decimals: 1, text: '21.5' },
    { value: '1.234,56', decimals: 1, text: '1234.6' },
    { value: '21,5', decimals: '', unit: '%', text: '21,5%' },
    { value: 21, decimals: 2, text: '21.00' },
    { value: 1.005, decimals: 2, text: '1.01' },
    { value: -0.04, decimals: 1, text: '0.0' },
    { value: 1234567.8, decimals: 0, text: '1234568' },
    { value: 'off', decimals: 1, unit: '!', text: 'off!' },
    { value: true, decimals: 0, text: 'true' },
  ] as const) {
    it(`shows ${JSON.stringify(value)} with ${decimals || 'all'} decimals and "${unit}" as ${text}`, () => {
      assert.deepEqual(shown({ ...TEXT, decimals, unit }, value), { text });
    });
  }

  it('has only characters that clocks draw', () => {
    assert.deepEqual(shown({ ...TEXT, unit: '\u00a0m²' }, '“7”'), { text: '"7" m2' });
    assert.deepEqual(shown({ ...GOAL, unit: 'm²' }, 7), {
      goalData: { start: 0, current: 7, end: 100, unit: 'm2' },
    });
    assert.equal(composed({ ...GOAL, text: 'CO₂' }, 7).frame.text, 'CO2');
  });

  for (const decimals of [-1, 7, 1.5, Number.NaN]) {
    it(`refuses ${decimals} decimals`, () => {
      assert.deepEqual(problems({ ...TEXT, decimals }, 1), [['model.frames.1.decimals', 'decimals']]);
    });
  }

  it('refuses a unit that is no text', () => {
    const frame = completeFrame(JSON.parse('{"unit": 5}'));
    assert.deepEqual(problems(frame, 1), [['model.frames.1.unit', 'text']]);
  });

  it('shows a text above the bar of a goal, in the place of number and unit', () => {
    assert.deepEqual(shown({ ...GOAL, unit: '%', text: 'Oven' }, 7), {
      text: 'Oven',
      goalData: { start: 0, current: 7, end: 100, unit: '' },
    });
  });

  for (const [value, current] of [
    [7, 7],
    ['7.5', 7.5],
    ['1.234,5', 1234.5],
    [0.1 + 0.2, 0.3],
    [0, 0],
  ]) {
    it(`shows ${JSON.stringify(value)} as a goal`, () => {
      assert.deepEqual(shown({ ...GOAL, end: 10, unit: '%' }, value), {
        goalData: { start: 0, end: 10, unit: '%', current },
      });
    });
  }

  for (const value of ['', 'a', null, true, {}]) {
    it(`refuses ${JSON.stringify(value)} as a goal`, () => {
      assert.deepEqual(problems(GOAL, value), [['model.frames.1', 'number']]);
    });
  }

  for (const value of [[1, 2.6], '1, 2.6', ['1', 2.6], '1;3', '1,3', '[1, 3]', '0,9 2,6', '1,2; 2,6']) {
    it(`shows ${JSON.stringify(value)} as a chart of whole numbers`, () => {
      assert.deepEqual(shown(CHART, value), { chartData: [1, 3] });
    });
  }

  for (const value of [[], ['a'], 3, null, '']) {
    it(`refuses ${JSON.stringify(value)} as a chart`, () => {
      assert.deepEqual(problems(CHART, value), [['model.frames.1', 'numbers']]);
    });
  }
});
