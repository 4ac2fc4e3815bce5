import assert from 'node:assert/strict';
import { type Content, checkOwnForm, compose, placeOf } from '../../../src/nodes/notify/compose';
import type { Frame } from '../../../src/nodes/notify/properties';

const SETTINGS = {
  priority: 'info',
  iconType: 'none',
  sound: '',
  repeat: 1,
  cycles: 1,
  lifetime: '',
} as const;
const TEXT: Frame = { type: 'text', icon: '', value: 'payload', valueType: 'msg', duration: null };
const GOAL: Frame = { ...TEXT, type: 'goal', icon: 'i3', start: 0, end: 10, unit: '%' };
const CHART: Frame = { type: 'chart', value: 'payload', valueType: 'msg', duration: null };

const content = (value: unknown, frame: Frame = TEXT): Content => ({ frame, value, source: 'msg.payload' });

const made = (contents: Content[], changes?: Record<string, unknown>, settings: object = {}) => {
  const composed = compose({ ...SETTINGS, ...settings }, contents, changes);
  assert.ok('notification' in composed, JSON.stringify(composed.complaints));
  return composed.notification;
};

const complaints = (contents: Content[], changes?: Record<string, unknown>, settings: object = {}) =>
  compose({ ...SETTINGS, ...settings }, contents, changes).complaints.map(({ path, problem }) => [
    path.join('.'),
    problem,
  ]);

describe('A notification', () => {
  for (const value of ['Hello', '', 7, true, false]) {
    it(`shows ${JSON.stringify(value)} as text`, () => {
      assert.deepEqual(made([content(value)]).model.frames, [
        { icon: null, duration: null, text: String(value) },
      ]);
    });
  }

  for (const value of [undefined, null, [], ['a'], Number.NaN, {}]) {
    it(`refuses ${JSON.stringify(value)} as text, once`, () => {
      assert.deepEqual(complaints([content('a'), content(value)]), [['model.frames.1', 'no-text']]);
    });
  }

  for (const [value, current] of [
    [7, 7],
    ['7.5', 7.5],
    ['1.234,5', 1234.5],
    [0.1 + 0.2, 0.3],
    [0, 0],
  ]) {
    it(`shows ${JSON.stringify(value)} as a goal`, () => {
      assert.deepEqual(made([content(value, GOAL)]).model.frames, [
        { icon: 'i3', duration: null, goalData: { start: 0, end: 10, unit: '%', current } },
      ]);
    });
  }

  for (const value of ['', 'a', null, true, {}]) {
    it(`refuses ${JSON.stringify(value)} as a goal`, () => {
      assert.deepEqual(complaints([content(value, GOAL)]), [['model.frames.0', 'no-number']]);
    });
  }

  for (const value of [[1, 2.6], '1, 2.6', ['1', 2.6], '1;3', '1,3', '[1, 3]', '0,9 2,6', '1,2; 2,6']) {
    it(`shows ${JSON.stringify(value)} as a chart of whole numbers`, () => {
      assert.deepEqual(made([content(value, CHART)]).model.frames, [
        { icon: null, duration: null, chartData: [1, 3] },
      ]);
    });
  }

  it('shows a number with six places after its point at most', () => {
    const texts = [0.1 + 0.2, 21.4567891, -1e-9, 1e21, 123456789].map(
      (value) => made([content(value)]).model.frames[0],
    );
    assert.deepEqual(
      texts.map((frame) => frame && 'text' in frame && frame.text),
      ['0.3', '21.456789', '0', '1e+21', '123456789'],
    );
  });

  for (const value of [[], ['a'], 3, null, '']) {
    it(`refuses ${JSON.stringify(value)} as a chart`, () => {
      assert.deepEqual(complaints([content(value, CHART)]), [['model.frames.0', 'no-numbers']]);
    });
  }

  it('has what the dialog says', () => {
    const settings = { priority: 'warning', iconType: 'alert', cycles: 0, lifetime: 500, repeat: 0 };
    assert.deepEqual(made([content('a')], undefined, { ...settings, sound: 'alarms/alarm1' }), {
      priority: 'warning',
      icon_type: 'alert',
      lifetime: 500,
      model: {
        cycles: 0,
        frames: [{ icon: null, duration: null, text: 'a' }],
        sound: { category: 'alarms', id: 'alarm1', repeat: 0 },
      },
    });
  });

  for (const [sound, category] of [
    ['cat', 'notifications'],
    ['alarm1', 'alarms'],
  ]) {
    it(`plays ${sound} by its name alone`, () => {
      const { model } = made([content({})], { text: 'a', sound });
      assert.deepEqual(model.sound, { category, id: sound, repeat: 1 });
    });
  }

  it('plays an mp3 by its address', () => {
    const url = 'http://example.com/a.mp3';
    assert.deepEqual(made([content('a')], undefined, { sound: url }).model.sound, {
      url,
      type: 'mp3',
      repeat: 1,
    });
  });

  it('takes what a message sets otherwise', () => {
    const changes = { text: 7, icon: 'a12', priority: 'critical', iconType: 'info', repeat: 2 };
    const more = { sound: 'notifications/cat', cycles: 0, lifetime: 1000 };
    assert.deepEqual(made([content({}), content('b')], { ...changes, ...more }, { sound: '' }), {
      priority: 'critical',
      icon_type: 'info',
      lifetime: 1000,
      model: {
        cycles: 0,
        frames: [
          { icon: 'a12', duration: null, text: '7' },
          { icon: null, duration: null, text: 'b' },
        ],
        sound: { category: 'notifications', id: 'cat', repeat: 2 },
      },
    });
  });

  it('keeps what a message sets to null', () => {
    assert.equal(made([content({})], { text: 'a', priority: null }).priority, 'info');
  });

  const unusable: [object, string[]][] = [
    [{}, ['msg.payload', 'no-names']],
    [{ text: 'a', colour: 'red' }, ['msg.payload.colour', 'unknown-name']],
    [{ priority: 'info' }, ['model.frames.0', 'no-text']],
    [{ text: 'a', icon: 'smile' }, ['msg.payload.icon', 'icon']],
    [{ text: 'a', priority: 'high' }, ['msg.payload.priority', 'choice']],
    [{ text: 'a', iconType: '!' }, ['msg.payload.iconType', 'choice']],
    [{ text: 'a', sound: 'notifications/moo' }, ['msg.payload.sound', 'choice']],
    [{ text: 'a', sound: 'moo' }, ['msg.payload.sound', 'choice']],
    [{ text: 'a', sound: 'notifications/cat', repeat: -1 }, ['msg.payload.repeat', 'whole']],
    [{ text: 'a', cycles: 1.5 }, ['msg.payload.cycles', 'whole']],
    [{ text: 'a', lifetime: 0 }, ['msg.payload.lifetime', 'positive']],
  ];
  for (const [changes, complaint] of unusable) {
    it(`refuses ${JSON.stringify(changes)}`, () => {
      const found = complaints([content({})], { ...changes });
      assert.ok(
        found.some((each) => each.join() === complaint.join()),
        JSON.stringify(found),
      );
    });
  }

  it('takes the icon of a message for its first frame of the payload alone', () => {
    const frames = [
      content('a', { ...TEXT, valueType: 'str' }),
      content({}, { ...TEXT, icon: 'i1' }),
      content('b'),
    ];
    assert.deepEqual(
      made(frames, { text: 'c', icon: 'i2' }).model.frames.map(({ icon }) => icon),
      [null, 'i2', null],
    );
  });

  it('lists all that is wrong', () => {
    assert.equal(complaints([content({})], { text: [], icon: 'x', cycles: -1 }).length, 3);
  });

  it("in LaMetric's own form is sent as it is", () => {
    const own = { model: { frames: [{ text: 'a' }] }, lifetime: 5 };
    assert.deepEqual(checkOwnForm(own), { notification: own, complaints: [] });
    assert.equal(checkOwnForm({ model: {} }).complaints.length, 1);
  });

  it('has its lifetime even as a sample of the documentation spells it', () => {
    const own = { model: { frames: [{ text: 'a' }] } };
    for (const lifetime of [{ lifeTime: 7 }, { lifeTime: 9, lifetime: 7 }]) {
      const sent = { notification: { ...own, lifetime: 7 }, complaints: [] };
      assert.deepEqual(checkOwnForm({ ...own, ...lifetime }), sent);
    }
  });
});

describe('A place in a notification', () => {
  const places: [(string | number)[], string][] = [
    [['model', 'frames', 1, 'icon'], 'frame 2: icon'],
    [['model', 'frames', 0], 'frame 1'],
    [['model', 'frames', 0, 'goalData', 'end'], 'frame 1: goalData.end'],
    [['model', 'sound', 'id'], 'sound.id'],
    [['model', 'frames'], 'frames'],
    [['model'], 'model'],
    [['priority'], 'priority'],
  ];
  for (const [path, place] of places) {
    it(`is called ${place}`, () =>
      assert.equal(
        placeOf(path, (number) => `frame ${number}`),
        place,
      ));
  }
});
