import assert from 'node:assert/strict';
import { SOUNDS, isNotification } from '../../../../src/lametric/device/notification';
import {
  type Draft,
  needsExample,
  readNumbers,
  toNotification,
  toSound,
} from '../../../../src/nodes/notify/editor/notification';
import type { Frame } from '../../../../src/nodes/notify/properties';

const TEXT: Frame = { type: 'text', icon: '', value: 'Hello', valueType: 'str', duration: null };
const GOAL: Frame = { ...TEXT, type: 'goal', value: '42', valueType: 'num', start: 0, end: 100, unit: '%' };
const CHART: Frame = { type: 'chart', value: '[1, 2.5]', valueType: 'json', duration: null };
const DRAFT: Draft = {
  frames: [TEXT],
  priority: 'info',
  iconType: 'none',
  sound: '',
  repeat: 1,
  cycles: 1,
  lifetime: '',
};

/** The frames as LaMetric has them. */
const framesOf = (frames: Frame[], examples: string[] = []) =>
  toNotification({ ...DRAFT, frames }, examples).model.frames;

describe('The notification that the form says', () => {
  it('leaves out what is the clock’s own', () => {
    assert.deepEqual(toNotification(DRAFT, []), {
      priority: 'info',
      icon_type: 'none',
      model: { cycles: 1, frames: [{ text: 'Hello' }] },
    });
  });

  it('has all that was filled in, and a clock takes it', () => {
    const frames = [{ ...TEXT, icon: 'i3', duration: 2000 }, GOAL, CHART];
    const sound = 'alarms/alarm1';
    const notification = toNotification(
      { ...DRAFT, frames, sound, repeat: 0, cycles: 0, lifetime: 5000 },
      [],
    );
    assert.deepEqual(notification, {
      priority: 'info',
      icon_type: 'none',
      lifetime: 5000,
      model: {
        cycles: 0,
        frames: [
          { icon: 'i3', duration: 2000, text: 'Hello' },
          { goalData: { start: 0, current: 42, end: 100, unit: '%' } },
          { chartData: [1, 2.5] },
        ],
        sound: { category: 'alarms', id: 'alarm1', repeat: 0 },
      },
    });
    assert.ok(isNotification(notification));
  });

  for (const valueType of ['msg', 'flow', 'global', 'env', 'jsonata']) {
    it(`shows an example for a value from ${valueType}`, () => {
      const unknown = { value: 'payload', valueType };
      assert.ok(needsExample(unknown));
      assert.deepEqual(framesOf([{ ...TEXT, ...unknown }], ['Bye']), [{ text: 'Bye' }]);
      assert.deepEqual(framesOf([{ ...CHART, ...unknown }], ['3, 5']), [{ chartData: [3, 5] }]);
    });
  }

  it('shows no number as 0', () => {
    assert.deepEqual(framesOf([{ ...GOAL, valueType: 'msg' }], ['much']), [
      { goalData: { start: 0, current: 0, end: 100, unit: '%' } },
    ]);
  });

  for (const [typed, numbers] of [
    ['[3,5,8]', [3, 5, 8]],
    ['3, 5; 8', [3, 5, 8]],
    ['-1.5 2e1', [-1.5, 20]],
    ['1 - 2', [1, 2]],
    ['none', []],
    ['', []],
  ] as const) {
    it(`reads the numbers of a chart from "${typed}"`, () => {
      assert.deepEqual(readNumbers(typed), numbers);
    });
  }

  it('has a sound of LaMetric, or one from the network', () => {
    const cat = SOUNDS.notifications.find((id) => id === 'cat');
    assert.deepEqual(toSound({ sound: 'notifications/cat', repeat: 2 }), {
      category: 'notifications',
      id: cat,
      repeat: 2,
    });
    const url = 'http://home/bell.mp3';
    assert.deepEqual(toSound({ sound: url, repeat: 1 }), { url, repeat: 1 });
    assert.equal(toSound({ sound: '', repeat: 1 }), undefined);
  });
});
