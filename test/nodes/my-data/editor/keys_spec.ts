import assert from 'node:assert/strict';
import { countFrames, readKeys, withOwn } from '../../../../src/nodes/my-data/editor/keys';

const frames = [{ text: 'a' }];
const key = (name: string, position = 0, from = 'other') => ({
  key: name,
  from,
  position,
  frames,
  kept: false,
});
const answer = {
  widgets: [
    { widget: 'w1', keys: [key('a'), key('b')] },
    { widget: 'w2', keys: [key('c')] },
  ],
};

describe('The keys of a widget', () => {
  it('are those of the chosen one, or of the only one', () => {
    assert.deepEqual(readKeys(answer, 'w2'), { widget: 'w2', keys: [key('c')] });
    const one = { widgets: answer.widgets.slice(0, 1) };
    for (const choice of ['', 'gone']) assert.equal(readKeys(one, choice)?.widget, 'w1');
    assert.equal(readKeys(answer, ''), undefined);
  });

  it('are read as far as they can be', () => {
    const keys = [
      key('a'),
      { ...key('b'), frames: [] },
      { ...key('c'), kept: 'no' },
      { ...key('d'), from: 1 },
      null,
    ];
    assert.deepEqual(readKeys({ widgets: [null, { widget: 'w1', keys }] }, '')?.keys, [key('a')]);
    for (const odd of [undefined, null, [], { widgets: {} }]) assert.equal(readKeys(odd, ''), undefined);
  });
});

describe('The whole app', () => {
  const order = (keys: ReturnType<typeof withOwn>) => keys.map(({ key: name }) => name);

  it('has a key of its own in its place, as the form says it', () => {
    const own = { node: 'node', key: 'b', position: 0, frames: [{ text: 'new' }] };
    const keys = withOwn([{ ...key('a'), kept: true }, key('b'), key('c')], own);
    assert.deepEqual(order(keys), ['a', 'b', 'c']);
    const previewed = { ...key('b'), frames: own.frames, isOwn: true, isDraft: true, isThere: true };
    assert.deepEqual(keys[1], previewed);
    const other = { ...key('a'), kept: true, isOwn: false, isDraft: false, isThere: true };
    assert.deepEqual(keys[0], other);
    assert.deepEqual(order(withOwn([key('a'), key('b'), key('c')], { ...own, position: 1 })), [
      'a',
      'c',
      'b',
    ]);
  });

  it('has one that is not on the clock yet after those of its position', () => {
    const keys = withOwn([key('a'), key('b', 5)], { ...key('new'), node: 'node' });
    assert.deepEqual(order(keys), ['a', 'new', 'b']);
    assert.equal(keys[1]?.isThere, false);
  });

  it('has what its messages have set before, where only a message tells the key', () => {
    const keys = withOwn([key('a', 0, 'node'), key('b')], { ...key(''), key: undefined, node: 'node' });
    assert.deepEqual(
      keys.map(({ key: name, isOwn, isDraft }) => [name, isOwn, isDraft]),
      [
        ['a', true, false],
        ['b', false, false],
        ['', true, true],
      ],
    );
  });
});

describe('The frames of the whole app', () => {
  const two = [{ text: '1' }, { text: '2' }];
  const listed = [key('a', 0, 'node'), key('b', 0, 'node'), key('c')];
  const count = (own: string | undefined, keys = listed) =>
    countFrames(withOwn(keys, { node: 'node', key: own, position: 0, frames: two }));

  it('are all that are there, with those of the form', () => {
    assert.equal(count('a'), 4);
    assert.equal(count('new'), 5);
    assert.equal(count(undefined, [key('c')]), 3);
  });

  it('are those of the form under each key that the node has, where only a message tells it', () => {
    assert.equal(count(undefined), 5);
  });
});
