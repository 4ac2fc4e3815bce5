import assert from 'node:assert/strict';
import { restore, save } from '../../../../src/config/device/my-data/saved-state';
import { Widget } from '../../../../src/config/device/my-data/widgets';
import { values } from '../../../helpers/my-data';

describe('The saved state of a widget', () => {
  const KEY = { key: 'a', frames: [{ text: '1' }], position: 0, from: 'node', lifetime: null, until: null };
  const keysIn = (key: object) =>
    restore([{ widget: 'w1', keys: [key] }]).flatMap(({ keys }) => keys.map((each) => each.key));

  it('is restored as it was', () => {
    assert.deepEqual(keysIn(KEY), ['a']);
  });

  for (const [name, value] of [
    ['key', 1],
    ['frames', 'text'],
    ['frames', [{ text: 1 }]],
    ['position', '0'],
    ['from', null],
    ['lifetime', '60'],
    ['until', true],
  ] as const) {
    it(`leaves out a key whose ${name} is ${JSON.stringify(value)}`, () => {
      assert.deepEqual(keysIn({ ...KEY, [name]: value }), []);
    });
  }

  it('shares nothing with the context, where anybody may change it', () => {
    const widget = new Widget();
    const shown = values('1');
    widget.set('a', shown);
    const saved = save([['w1', widget]]);
    const restored = restore(saved)[0]?.keys[0];
    assert.deepEqual(restored?.value.frames, shown.frames);
    assert.notEqual(saved[0]?.keys[0]?.frames[0], shown.frames[0]);
    assert.notEqual(restored?.value.frames[0], saved[0]?.keys[0]?.frames[0]);
  });
});
