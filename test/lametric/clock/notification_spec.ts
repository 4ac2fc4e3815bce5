import assert from 'node:assert/strict';
import {
  type Flaw,
  type Problem,
  SOUNDS,
  findFlaws,
  hasIconSize,
  isNotification,
} from '../../../src/lametric/clock/notification';

const text = { text: 'Hi' };
const withFrame = (frame: unknown) => ({ model: { frames: [frame] } });
const withSound = (sound: unknown) => ({ model: { frames: [text], sound } });
const GOAL = { start: 0, current: 1, end: 2 };
const PNG = 'data:image/png;base64,iVBORw0KGgo=';

describe('A notification', () => {
  const good: [string, unknown][] = [
    ['is a text', withFrame(text)],
    ['is an empty text', withFrame({ text: '' })],
    ['is a goal', withFrame({ icon: 120, goalData: { start: -5, current: 50.5, end: 100, unit: '%' } })],
    ['is a goal without a unit', withFrame({ goalData: { start: 0, current: 0, end: 1, unit: null } })],
    ['is a goal with a text above its bar', withFrame({ ...text, goalData: { ...GOAL, unit: '' } })],
    ['is a chart', withFrame({ chartData: [1, 0, 3.5] })],
    ['has several frames', { model: { frames: [text, { chartData: [1] }, { ...text, duration: 2000 }] } }],
    ...[0, 1234, '1234', 'i1234', 'a1234', PNG, PNG.replace('png', 'gif'), null].map(
      (icon): [string, unknown] => [`has the icon ${icon}`, withFrame({ ...text, icon })],
    ),
    [
      'has a priority, an icon type and a lifetime',
      { priority: 'critical', icon_type: 'alert', lifetime: 1, ...withFrame(text) },
    ],
    ['shows until it is dismissed', { model: { frames: [text], cycles: 0 } }],
    ['sounds', withSound({ category: 'notifications', id: 'cat' })],
    ['sounds until it is dismissed', withSound({ category: 'alarms', id: 'alarm13', repeat: 0 })],
    ['plays an mp3', withSound({ url: 'https://example.com/a.mp3' })],
    [
      'plays an mp3, or else what the clock has',
      withSound({
        url: 'http://10.0.0.1/a',
        type: 'mp3',
        fallback: { category: 'alarms', id: 'alarm1' },
        repeat: 2,
      }),
    ],
    [
      'may have nulls',
      {
        priority: null,
        icon_type: null,
        lifetime: null,
        model: { frames: [text], cycles: null, sound: null },
      },
    ],
    ['may have what nobody knows', { new_field: 1, model: { frames: [{ ...text, new_field: [] }] } }],
  ];
  for (const [what, notification] of good) {
    it(what, () => {
      assert.deepEqual(findFlaws(notification), []);
      assert.equal(isNotification(notification), true);
    });
  }

  const FRAME = ['model', 'frames', 0];
  const SOUND = ['model', 'sound'];
  const bad: [string, unknown, Flaw['path'], Problem][] = [
    ['a text', 'Hi', [], 'object'],
    ['nothing', undefined, [], 'object'],
    ['a list', [text], [], 'object'],
    ['without a model', {}, ['model'], 'object'],
    ['without frames', { model: {} }, ['model', 'frames'], 'frames'],
    ['with no frame', { model: { frames: [] } }, ['model', 'frames'], 'frames'],
    ['with one frame for a list', { model: { frames: text } }, ['model', 'frames'], 'frames'],
    ['with a frame that is none', withFrame('Hi'), FRAME, 'object'],
    ['with a frame of nothing', withFrame(null), FRAME, 'object'],
    ['with a frame without content', withFrame({ icon: 1 }), FRAME, 'frame'],
    ['with a frame of two contents', withFrame({ ...text, chartData: [1] }), FRAME, 'frame'],
    ['with a frame of all contents', withFrame({ ...text, goalData: GOAL, chartData: [1] }), FRAME, 'frame'],
    ['with a text that is a number', withFrame({ text: 21 }), [...FRAME, 'text'], 'text'],
    ['with a goal that is a number', withFrame({ goalData: 5 }), [...FRAME, 'goalData'], 'object'],
    [
      'with a goal without an end',
      withFrame({ goalData: { start: 0, current: 1 } }),
      [...FRAME, 'goalData', 'end'],
      'number',
    ],
    [
      'with a unit that is a number',
      withFrame({ goalData: { start: 0, current: 1, end: 2, unit: 3 } }),
      [...FRAME, 'goalData', 'unit'],
      'text',
    ],
    ['with an empty chart', withFrame({ chartData: [] }), [...FRAME, 'chartData'], 'numbers'],
    ['with a chart of texts', withFrame({ chartData: ['1'] }), [...FRAME, 'chartData'], 'numbers'],
    ['with a chart without an end', withFrame({ chartData: [Infinity] }), [...FRAME, 'chartData'], 'numbers'],
    ...[
      -1,
      1.5,
      '',
      'x12',
      'I12',
      'i',
      ' 1',
      true,
      {},
      'data:image/png;base64,',
      'data:image/jpeg;base64,AAAA',
    ].map((icon): [string, unknown, Flaw['path'], Problem] => [
      `with the icon ${JSON.stringify(icon)}`,
      withFrame({ ...text, icon }),
      [...FRAME, 'icon'],
      'icon',
    ]),
    ['with a duration of 0', withFrame({ ...text, duration: 0 }), [...FRAME, 'duration'], 'positive'],
    ['with a lifetime that is text', { ...withFrame(text), lifetime: '1' }, ['lifetime'], 'positive'],
    ['with a priority that is none', { ...withFrame(text), priority: 'high' }, ['priority'], 'choice'],
    ['with an icon type that is none', { ...withFrame(text), icon_type: '' }, ['icon_type'], 'choice'],
    ['with fewer than no cycles', { model: { frames: [text], cycles: -1 } }, ['model', 'cycles'], 'whole'],
    ['with half a cycle', { model: { frames: [text], cycles: 0.5 } }, ['model', 'cycles'], 'whole'],
    ['with a sound that is text', withSound('cat'), SOUND, 'object'],
    ['with a sound of no category', withSound({ id: 'cat' }), [...SOUND, 'category'], 'choice'],
    [
      'with a sound of a category that is none',
      withSound({ category: 'toString', id: 'cat' }),
      [...SOUND, 'category'],
      'choice',
    ],
    [
      'with a sound that no clock has',
      withSound({ category: 'notifications', id: 'cow' }),
      [...SOUND, 'id'],
      'choice',
    ],
    [
      'with a sound of the other category',
      withSound({ category: 'alarms', id: 'cat' }),
      [...SOUND, 'id'],
      'choice',
    ],
    [
      'with a sound that repeats by text',
      withSound({ category: 'alarms', id: 'alarm1', repeat: '1' }),
      [...SOUND, 'repeat'],
      'whole',
    ],
    ['with the address of no mp3', withSound({ url: 'file:///a.mp3' }), [...SOUND, 'url'], 'mp3-address'],
    [
      'with an mp3 of another type',
      withSound({ url: 'http://a/b', type: 'wav' }),
      [...SOUND, 'type'],
      'choice',
    ],
    [
      'with a fallback that no clock has',
      withSound({ url: 'http://a/b', fallback: { category: 'alarms', id: 'alarm14' } }),
      [...SOUND, 'fallback', 'id'],
      'choice',
    ],
  ];
  for (const [what, input, path, problem] of bad) {
    it(`is nothing ${what}`, () => {
      const flaws = findFlaws(input);
      assert.deepEqual(
        flaws.map((flaw) => [flaw.path, flaw.problem]),
        [[path, problem]],
      );
      assert.equal(isNotification(input), false);
    });
  }

  it('is told all that is wrong with it at once', () => {
    const flaws = findFlaws({ priority: 'high', model: { frames: [text, { icon: 'x' }], cycles: '1' } });
    assert.deepEqual(
      flaws.map(({ path }) => path.join('.')),
      ['priority', 'model.frames.1.icon', 'model.frames.1', 'model.cycles'],
    );
    assert.deepEqual(flaws[0]?.values, { choices: 'info, warning, critical' });
  });

  it('has 35 sounds and 13 alarms to choose from', () => {
    assert.equal(new Set(SOUNDS.notifications).size, 35);
    assert.equal(new Set(SOUNDS.alarms).size, 13);
  });
});

describe('A picture as an icon', () => {
  const png = (width: number, height: number) => {
    const bytes = Buffer.alloc(30);
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return `data:image/png;base64,${bytes.toString('base64')}`;
  };
  const gif = (width: number, height: number) => {
    const bytes = Buffer.alloc(30);
    bytes.writeUInt16LE(width, 6);
    bytes.writeUInt16LE(height, 8);
    return `data:image/gif;base64,${bytes.toString('base64')}`;
  };

  it('has the size of an icon if it is 8x8', () => {
    for (const icon of [undefined, null, 1234, 'i1234', 'a1234', png(8, 8), gif(8, 8)]) {
      assert.equal(hasIconSize(icon), true, String(icon));
    }
    for (const icon of [png(9, 8), png(8, 16), gif(16, 8), gif(8, 7), 'data:image/gif;base64,AAAA']) {
      assert.equal(hasIconSize(icon), false, icon);
    }
  });
});
