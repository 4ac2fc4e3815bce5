import assert from 'node:assert/strict';
import { isFromEnvironment, needsExample } from '../../../../src/frames/editor/contents';
import type { Frame } from '../../../../src/frames/frame';
import { type Draft, composeDraft } from '../../../../src/nodes/notify/editor/notification';
import { DEFAULTS } from '../../../../src/nodes/notify/properties';
import { CHART as CHART_FRAME, GOAL as GOAL_FRAME, TEXT as TEXT_FRAME } from '../../../helpers/frames';

const TEXT: Frame = { ...TEXT_FRAME, value: 'Hello', valueType: 'str' };
const GOAL: Frame = { ...GOAL_FRAME, value: '42', valueType: 'num', unit: '%' };
const CHART: Frame = { ...CHART_FRAME, value: '[1, 2.5]', valueType: 'json' };
const SOURCES = { fixed: 'The node’s setting', example: 'Example' };

const draw = (draft: Partial<Draft>, examples: string[] = []) =>
  composeDraft({ ...DEFAULTS, frames: [TEXT], ...draft }, examples, SOURCES);

const sent = (...drawn: Parameters<typeof draw>) => {
  const { composed } = draw(...drawn);
  assert.ok('notification' in composed, JSON.stringify(composed.complaints));
  return composed.notification;
};

const basis = { icon: null, duration: null };

describe('The notification that the form says', () => {
  it('has all that was filled in, and is what is drawn', () => {
    const frames = [{ ...TEXT, icon: 'i3', duration: 2000 }, GOAL, CHART];
    const more = { sound: 'alarms/alarm1', repeat: 0, cycles: 0, lifetime: 5000, iconType: 'alert' } as const;
    const notification = sent({ frames, ...more });
    const composedFrames = [
      { icon: 'i3', duration: 2000, text: 'Hello' },
      { ...basis, goalData: { start: 0, current: 42, end: 100, unit: '%' } },
      { ...basis, chartData: [1, 3] },
    ];
    assert.deepEqual(notification, {
      priority: 'info',
      icon_type: 'alert',
      lifetime: 5000,
      model: {
        cycles: 0,
        frames: composedFrames,
        sound: { category: 'alarms', id: 'alarm1', repeat: 0 },
      },
    });
    assert.deepEqual(draw({ frames, ...more }).shown, {
      icon_type: 'alert',
      model: { frames: composedFrames },
    });
  });

  for (const valueType of ['msg', 'flow', 'global', 'env', 'jsonata', 'date']) {
    it(`shows an example for a value from ${valueType}`, () => {
      const unknown = { value: 'payload', valueType };
      assert.ok(needsExample(unknown));
      assert.deepEqual(sent({ frames: [{ ...TEXT, ...unknown }] }, ['Bye']).model.frames, [
        { ...basis, text: 'Bye' },
      ]);
      assert.deepEqual(sent({ frames: [{ ...CHART, ...unknown }] }, ['3, 5']).model.frames, [
        { ...basis, chartData: [3, 5] },
      ]);
    });
  }

  it('does not know what comes from an environment variable', () => {
    const frames = [{ ...GOAL, value: '${LEVEL}' }];
    assert.deepEqual(sent({ frames, sound: '${SOUND}' }, ['7']).model, {
      cycles: 1,
      frames: [{ ...basis, goalData: { start: 0, current: 7, end: 100, unit: '%' } }],
      sound: null,
    });
    assert.ok(!isFromEnvironment('It costs ${5}'));
  });

  const odd: [frame: Frame, example: string, problem: string, source: string][] = [
    [{ ...GOAL, valueType: 'msg' }, 'much', 'number', 'Example'],
    [{ ...GOAL, value: 'much' }, '', 'number', 'The node’s setting'],
    [{ ...CHART, valueType: 'msg' }, '3, 1-2', 'numbers', 'Example'],
    [{ ...CHART, value: '[3, 5' }, '', 'numbers', 'The node’s setting'],
    [{ ...CHART, value: '[3, "a"]' }, '', 'numbers', 'The node’s setting'],
    [{ ...CHART, value: '' }, '', 'numbers', 'The node’s setting'],
  ];
  for (const [frame, example, problem, source] of odd) {
    it(`is none with ${JSON.stringify(frame)} of "${example}"; the frame is dark`, () => {
      const { shown, composed } = draw({ frames: [TEXT, frame] }, ['', example]);
      const found = composed.complaints.map(({ value: _value, ...others }) => others);
      assert.deepEqual(found, [{ path: ['model', 'frames', 1], problem, values: { source } }]);
      assert.equal(shown.model.frames[0]?.text, 'Hello');
      assert.equal(shown.model.frames[1]?.text, '');
    });
  }

  it('reads true as Node-RED does', () => {
    assert.equal(
      draw({ frames: [{ ...TEXT, value: 'yes', valueType: 'bool' }] }).shown.model.frames[0]?.text,
      'false',
    );
  });

  it('has no sound where that comes with the message or from the environment', () => {
    assert.equal(sent({ sound: 'payload', soundType: 'msg' }).model.sound, null);
    assert.equal(sent({ sound: '${SOUND}' }).model.sound, null);
    const { sound } = sent({ sound: 'http://example.com/a.mp3', fallback: '${SOUND}' }).model;
    assert.equal(sound && 'url' in sound && sound.fallback, null);
  });
});
