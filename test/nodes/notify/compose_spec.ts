import assert from 'node:assert/strict';
import type { Content } from '../../../src/frames/compose';
import type { Frame } from '../../../src/frames/frame';
import { checkOwnForm, compose, hasEmptyText } from '../../../src/nodes/notify/compose';
import { TEXT } from '../../helpers/frames';

const SETTINGS = {
  priority: 'info',
  iconType: 'none',
  sound: '',
  fallback: '',
  repeat: 1,
  cycles: 1,
  lifetime: '',
} as const;
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
      fallback: null,
      repeat: 1,
    });
  });

  it('has a sound for where the mp3 cannot be played', () => {
    const settings = { sound: 'http://example.com/a.mp3', fallback: 'cat' };
    const { sound } = made([content('a')], undefined, settings).model;
    assert.deepEqual(sound && 'url' in sound && sound.fallback, { category: 'notifications', id: 'cat' });
    assert.equal(
      'fallback' in (made([content('a')], { text: 'a', sound: 'dog' }, settings).model.sound ?? {}),
      false,
    );
    const [complaint] = compose(
      { ...SETTINGS, ...settings, fallback: 'meow' },
      [content('a')],
      undefined,
    ).complaints;
    assert.equal(complaint?.value, 'meow');
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

  it('shows the text of a message with the unit and the decimals of the frame', () => {
    const frame = { ...TEXT, unit: '°C', decimals: 1 } as const;
    assert.deepEqual(made([content({}, frame)], { text: '21.456' }).model.frames, [
      { icon: null, duration: null, text: '21.5°C' },
    ]);
  });

  it('keeps what a message sets to null', () => {
    assert.equal(made([content({})], { text: 'a', priority: null }).priority, 'info');
  });

  const unusable: [object, string[]][] = [
    [{}, ['msg.payload', 'no-names']],
    [{ text: 'a', colour: 'red' }, ['msg.payload.colour', 'unknown-name']],
    [{ priority: 'info' }, ['model.frames.0', 'shown-text']],
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

  it('has no icon where the one of a message is empty', () => {
    const [frame] = made([content({}, { ...TEXT, icon: 'i1' })], { text: 'c', icon: '' }).model.frames;
    assert.equal(frame?.icon, null);
  });

  it('is refused with what came, not with what was made of it', () => {
    const valueOf = (changes: Record<string, unknown>) =>
      compose(SETTINGS, [content({})], { text: 'a', ...changes }).complaints.map(({ value }) => value);
    assert.deepEqual(valueOf({ sound: 7 }), [7]);
    assert.deepEqual(valueOf({ sound: 'notifications/moo' }), ['notifications/moo']);
    assert.deepEqual(valueOf({ sound: 'cat', repeat: -1 }), [-1]);
    assert.deepEqual(valueOf({ priority: 'high' }), ['high']);
  });

  it('blames a frame for its own icon, whatever the icon of a message', () => {
    const other: Frame = { ...TEXT, icon: 'smile', value: 'a', valueType: 'str' };
    const contents = [content({}), content('a', other)];
    assert.deepEqual(complaints(contents, { text: 'a', icon: 'i3' }), [['model.frames.1.icon', 'icon']]);
  });

  it('is dark for a text alone, but not for the bar below an empty one', () => {
    const goal = { text: '', goalData: { start: 0, current: 1, end: 2 } };
    const frames = [[{ text: ' ' }], [goal]];
    assert.deepEqual(
      frames.map((each) => hasEmptyText({ model: { frames: each } })),
      [true, false],
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

  it("in LaMetric's own form has only characters that clocks draw", () => {
    const own = { model: { frames: [{ icon: 3, text: '5\u202f€' }] } };
    const frames = [{ icon: 3, text: '5 €' }];
    assert.deepEqual(checkOwnForm(own), {
      notification: { lifetime: null, model: { frames } },
      complaints: [],
    });
  });

  it('has its lifetime even as a sample of the documentation spells it', () => {
    const own = { model: { frames: [{ text: 'a' }] } };
    for (const lifetime of [{ lifeTime: 7 }, { lifeTime: 9, lifetime: 7 }]) {
      const sent = { notification: { ...own, lifetime: 7 }, complaints: [] };
      assert.deepEqual(checkOwnForm({ ...own, ...lifetime }), sent);
    }
  });
});
