import assert from 'node:assert/strict';
import { type SavedFrame, completeFrame } from '../../../src/frames/frame';
import { placeOf } from '../../../src/frames/complaint';
import { compose } from '../../../src/nodes/my-data/compose';

const SETTINGS = { position: 2, lifetime: '' } as const;
const DIALOG: SavedFrame[] = [{ type: 'text', icon: 'i1', unit: ' °C' }];

/** The result for a payload; complaints as `place: problem`. */
function composed(payload: unknown, frames = DIALOG, settings: Parameters<typeof compose>[0] = SETTINGS) {
  const contents = frames.map(completeFrame).map((frame) => ({
    frame,
    value: frame.value === 'payload' ? payload : 7,
    source: 'msg.payload',
  }));
  const result = compose(settings, contents);
  if (!Array.isArray(result)) return result;
  return result.map(({ path, problem }) => `${placeOf(path, (number) => `frame ${number}`)}: ${problem}`);
}

const png = (width: number) => {
  const bytes = Buffer.alloc(30);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(8, 20);
  return `data:image/png;base64,${bytes.toString('base64')}`;
};

describe('The frames of lametric my data', () => {
  it('are those of the dialog, for ever unless it says how long', () => {
    const frames = [{ icon: 'i1', text: '21 °C', duration: null }];
    assert.deepEqual(composed(21), { frames, position: 2, lifetime: Infinity });
    const settings = { position: 0, lifetime: 60_000 };
    assert.deepEqual(composed(21, DIALOG, settings), { frames, position: 0, lifetime: 60_000 });
  });

  it('are changed by an object, for this message', () => {
    assert.deepEqual(composed({ text: '5', icon: 'a2', position: -1, lifetime: 1000 }), {
      frames: [{ icon: 'a2', text: '5 °C', duration: null }],
      position: -1,
      lifetime: 1000,
    });
  });

  it('may come in LaMetric’s form', () => {
    const frames = [{ text: 'Hi' }, { goalData: { start: 0, current: 1, end: 2 } }];
    assert.deepEqual(composed({ frames, position: 1 }), { frames, position: 1, lifetime: Infinity });
    assert.deepEqual(composed({ frames: [{ text: 'a\u00a0“b”' }] }), {
      frames: [{ text: 'a "b"' }],
      position: 2,
      lifetime: Infinity,
    });
  });

  for (const payload of [undefined, null, '', { text: '' }, { frames: [] }]) {
    it(`are none for ${JSON.stringify(payload)}`, () => {
      assert.deepEqual(composed(payload), { frames: [], position: 2, lifetime: Infinity });
    });
  }

  it('do not go where the dialog takes no value from the payload', () => {
    const elsewhere: SavedFrame[] = [{ type: 'text', value: 'count', valueType: 'flow' }];
    const frames = [{ icon: null, text: '7', duration: null }];
    assert.deepEqual(composed('', elsewhere), { frames, position: 2, lifetime: Infinity });
    assert.deepEqual(composed({ frames: [] }, elsewhere), { frames, position: 2, lifetime: Infinity });
  });

  for (const [payload, complaints] of [
    [{}, ['msg.payload: no-names', 'frame 1: shown-text']],
    [{ icon: 'i1' }, ['frame 1: shown-text']],
    [{ text: 'a', colour: 'red' }, ['msg.payload.colour: unknown-name']],
    [{ text: 'a', icon: 'cat' }, ['msg.payload.icon: icon']],
    [{ text: 'a', icon: png(9) }, ['msg.payload.icon: icon-size']],
    [{ text: 'a', position: '1' }, ['msg.payload.position: number']],
    [{ text: 'a', lifetime: 0 }, ['msg.payload.lifetime: positive']],
    [{ text: 'a', lifetime: 'long' }, ['msg.payload.lifetime: positive']],
    [{ frames: 'a' }, ['msg.payload.frames: frames']],
    [{ frames: [{ text: 1 }] }, ['msg.payload.frames.0.text: text']],
    [{ frames: [{ text: 'a', icon: png(9) }] }, ['msg.payload.frames.0.icon: icon-size']],
    [{ frames: [{ text: 'a' }], text: 'b' }, ['msg.payload.text: unknown-name']],
    [[1], ['frame 1: shown-text']],
  ] as const) {
    it(`cannot be ${JSON.stringify(payload).slice(0, 60)}`, () => {
      assert.deepEqual(composed(payload), complaints);
    });
  }

  it('say where a wrong setting stands: in the dialog, unless the message has it', () => {
    const settings = { ...SETTINGS, position: Number.NaN };
    assert.deepEqual(composed({ text: '5' }, DIALOG, settings), ['position: number']);
    assert.deepEqual(composed({ text: '5', position: 'x' }, DIALOG, settings), [
      'msg.payload.position: number',
    ]);
  });

  it('keep the icon of the dialog where the message has null for it', () => {
    const frames = [{ icon: 'i1', text: '5 °C', duration: null }];
    assert.deepEqual(composed({ text: '5', icon: null }), { frames, position: 2, lifetime: Infinity });
  });

  it('are changed in the first that shows the payload itself, and complained of where they stand', () => {
    const other: SavedFrame = { value: 'topic', icon: 'i3' };
    const frames = [
      { icon: 'i3', text: '7', duration: null },
      { icon: 'i1', text: '5 °C', duration: null },
    ];
    const both = [other, ...DIALOG];
    assert.deepEqual(composed({ text: '5' }, both), { frames, position: 2, lifetime: Infinity });
    const odd = [{ ...other, icon: png(9) }, ...DIALOG];
    assert.deepEqual(composed({ text: '5', icon: 'a2' }, odd), ['frame 1: icon: icon-size']);
  });

  it('have a chart of numbers alone', () => {
    assert.deepEqual(composed([1, 'x', 2], [{ type: 'chart' }]), ['frame 1: numbers']);
  });

  it('are not removed by a message that says something else as well', () => {
    for (const payload of [
      { frames: [], odd: 1 },
      { text: '', odd: 1 },
    ]) {
      assert.deepEqual(composed(payload), ['msg.payload.odd: unknown-name']);
    }
  });

  it('cannot have a picture of another size in the dialog either', () => {
    assert.deepEqual(composed('a', [{ type: 'text', icon: png(9) }]), ['frame 1: icon: icon-size']);
  });
});
