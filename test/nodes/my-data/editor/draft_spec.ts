import assert from 'node:assert/strict';
import { completeFrame } from '../../../../src/frames/frame';
import type { ScreenFrame } from '../../../../src/lametric/display/screen';
import { composeDraft } from '../../../../src/nodes/my-data/editor/draft';

const SOURCES = { fixed: 'fixed', example: 'example' };
const draft = { frames: [completeFrame({ unit: ' °C' })], position: 0, lifetime: '' as const };

const textsOf = (frames: readonly ScreenFrame[]) => frames.map(({ text }) => text);

describe('The frames of a form for My Data', () => {
  it('show an example in the place of a value that comes with the message', () => {
    const { shown, complaints } = composeDraft(draft, ['21.5'], SOURCES);
    assert.deepEqual(textsOf(shown), ['21.5 °C']);
    assert.deepEqual(complaints, []);
  });

  it('are dark where they cannot be shown, and say why', () => {
    const frames = [completeFrame({ type: 'chart', value: 'x', valueType: 'json' })];
    const { shown, complaints } = composeDraft({ ...draft, frames }, [''], SOURCES);
    assert.deepEqual(textsOf(shown), ['']);
    assert.deepEqual(
      complaints.map(({ problem }) => problem),
      ['numbers'],
    );
  });

  it('say what else is wrong', () => {
    const { complaints } = composeDraft({ ...draft, position: NaN, lifetime: 0 }, ['1'], SOURCES);
    assert.deepEqual(
      complaints.map(({ path, problem }) => [path.join(), problem]),
      [
        ['position', 'number'],
        ['lifetime', 'positive'],
      ],
    );
  });
});
