import assert from 'node:assert/strict';
import { contentText, fitText, undrawnText } from '../../../src/editor/preview/words';
import { type ScreenFrame, layOut, screenOf } from '../../../src/lametric/display/screen';

/** Shows the key and its values. */
const text = (key: string, values: object = {}) => [key, ...Object.values(values)].join(' ');

describe('The preview says', () => {
  for (const [frame, words] of [
    [{ text: 'Hello' }, 'display.fits 3'],
    [{ text: 'Hello', duration: 400 }, 'display.fits 1'],
    [{ icon: 'i3', text: 'Washing done' }, 'display.scrolls 4'],
    [{ goalData: { start: 0, current: 42, end: 100, unit: '%' } }, 'display.fits 3'],
    [{ chartData: [1, 2, 3] }, 'display.values 3 3'],
  ] as [ScreenFrame, string][]) {
    it(`"${words}" of ${JSON.stringify(frame)}`, () => {
      const { frames } = layOut({ model: { frames: [frame] } }, screenOf('LM 37X8'));
      assert.equal(fitText(frames[0] ?? assert.fail('There is no frame'), text), words);
    });
  }

  it('what is shown to those who do not see it', () => {
    const goal = { start: 0, current: 42, end: 100 };
    const frames = [{ text: 'Hello' }, { goalData: goal }, { chartData: [1, 2] }, { icon: 'i3' }];
    assert.equal(contentText(frames, text), 'display.shows Hello · 42 · display.chart 2');
    const oven = { text: 'Oven', goalData: goal };
    assert.equal(contentText([oven], text), 'display.shows Oven');
  });

  it('which characters have no letter, ten of them at most', () => {
    assert.equal(undrawnText(['😀', '你'], text), 'display.undrawn 😀 你');
    assert.equal(
      undrawnText('一二三四五六七八九十百'.split(''), text),
      'display.undrawn 一 二 三 四 五 六 七 八 九 十 …',
    );
  });
});
