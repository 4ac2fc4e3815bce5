import assert from 'node:assert/strict';
import sinon from 'sinon';
import {
  draw,
  frameAt,
  layOut,
  screenOf,
  textOf,
  type Icons,
  type Pixels,
  type Rgb,
  type Screen,
  type ScreenFrame,
} from '../../../src/lametric/display/screen';

const LM = screenOf('LM 37X8');
const RED: Rgb = [255, 0, 0];
const BLUE: Rgb = [0, 0, 255];
const noIcons: Icons = () => undefined;

describe('screen', () => {
  describe('text', () => {
    it('is capitals of 3x5 in rows 1 to 5, beside the icon', () => {
      assert.deepEqual(rows(picture({ icon: 1, text: 'Abc' }), 9), [
        '............................',
        '.........#..##...##.........',
        '........#.#.#.#.#...........',
        '........###.##..#...........',
        '........#.#.#.#.#...........',
        '........#.#.##...##.........',
        '............................',
        '............................',
      ]);
    });

    const widths: [text: string, columns: number][] = [
      ['A', 3],
      ['N', 4],
      ['M', 5],
      ['W', 5],
      ['I', 1],
      [' ', 2],
      ['AB', 7],
      ['A B', 10],
      ['', 0],
      ['21°', 11],
      ['ß', 3],
    ];
    for (const [text, columns] of widths) {
      it(`is ${columns} columns wide for ${JSON.stringify(text)}`, () => {
        assert.equal(layOut({ model: { frames: [{ text }] } }, LM).frames[0]?.textWidth, columns);
      });
    }

    it('has accents in the row above', () => {
      assert.deepEqual(rows(picture({ icon: 1, text: 'äé' }), 19, 7), [
        '#.#...#',
        '.#..###',
        '#.#.#..',
        '###.##.',
        '#.#.#..',
        '#.#.###',
        '.......',
        '.......',
      ]);
    });

    it('has them in the middle of a wide letter', () => {
      assert.equal(rows(picture({ icon: 1, text: 'Ṁ' }), 20, 5)[0], '..#..');
    });

    it('draws what comes composed and decomposed alike', () => {
      const composed = picture({ text: 'Ü\u00e7' });
      assert.deepEqual(picture({ text: 'U\u0308c\u0327' }), composed);
    });

    for (const text of ['字', '\u00a0', '\u2019', '\u2014', '²', '\n']) {
      it(`is one placeholder for ${JSON.stringify(text)}, which the display does not have`, () => {
        const placeholder = ['#.#', '.#.', '#.#', '.#.', '#.#'];
        assert.deepEqual(rows(picture({ icon: 1, text }), 21, 3).slice(1, 6), placeholder);
      });
    }

    it('has an accent above a letter that has no composed form with it', () => {
      assert.deepEqual(rows(picture({ icon: 1, text: 'q\u0308' }), 21, 3).slice(0, 3), ['#.#', '###', '#.#']);
    });

    it('has all columns without an icon', () => {
      assert.equal(layOut({ model: { frames: [{ text: 'A' }] } }, LM).frames[0]?.room, 37);
    });
  });

  describe('a text that is wider than its room', () => {
    const frame = { icon: 1, text: 'Hello world, how are you' };

    it('scrolls, and is shown until it has passed', () => {
      const [shown] = layOut({ model: { frames: [frame] } }, LM).frames;
      assert.equal(shown?.room, 28);
      assert.equal(shown.scrolls, true);
      assert.ok(shown.duration > 4000 && shown.duration < 10_000);
    });

    it('stands at its beginning at first and then moves to the left, never over the icon', () => {
      const early = picture(frame, 0);
      assert.deepEqual(rows(early, 9, 3).slice(1, 6), ['#.#', '#.#', '###', '#.#', '#.#']);
      assert.deepEqual(rows(picture(frame, 1060), 9, 27), rows(early, 10, 27));
      assert.deepEqual(rows(picture(frame, 3000), 0, 9), rows(early, 0, 9));
    });

    it('does not scroll if it just fits', () => {
      // 6 letters of 3 columns, one of 4, and 6 dark columns between them: 28.
      assert.equal(
        layOut({ model: { frames: [{ icon: 1, text: 'ABCDEFN' }] } }, LM).frames[0]?.scrolls,
        false,
      );
      assert.equal(
        layOut({ model: { frames: [{ icon: 1, text: 'ABCDEFM' }] } }, LM).frames[0]?.scrolls,
        true,
      );
    });
  });

  describe('an icon', () => {
    const plain = (colour: Rgb, delay: number) => ({ pixels: Array<Rgb>(64).fill(colour), delay });

    it('fills columns 0 to 7 and leaves column 8 dark', () => {
      const pixels = picture({ icon: 'i7', text: 'A' }, 0, (code) =>
        code === 'i7' ? [plain(RED, 100)] : undefined,
      );
      assert.deepEqual([at(pixels, 0, 0), at(pixels, 7, 7), at(pixels, 8, 3)], [RED, RED, [0, 0, 0]]);
    });

    it('shows the pictures of a movie in turn', () => {
      const movie: Icons = () => [plain(RED, 100), plain(BLUE, 200)];
      const colours = [0, 99, 100, 299, 300, 450].map((time) =>
        at(picture({ icon: 7956 }, time, movie), 0, 0),
      );
      assert.deepEqual(colours, [RED, RED, BLUE, BLUE, RED, BLUE]);
    });

    it('begins its movie with its frame', () => {
      const frames = [{ text: 'A', duration: 150 }, { icon: 7956 }];
      const show = layOut({ model: { frames } }, LM);
      const movie: Icons = () => [plain(RED, 100), plain(BLUE, 200)];
      assert.deepEqual(at(draw(show, 150, movie), 0, 0), RED);
    });

    it('that is empty leaves all columns to the text', () => {
      assert.equal(layOut({ model: { frames: [{ icon: '', text: 'A' }] } }, LM).frames[0]?.room, 37);
    });

    it('that nobody knows is a placeholder', () => {
      assert.ok(
        rows(picture({ icon: 'i99999' }), 0, 8)
          .join('')
          .includes('#'),
      );
    });
  });

  it('shows a goal as text and, in the last row, as a bar of 28 columns', () => {
    const goal = (current: number) =>
      picture({ icon: 1, goalData: { start: 0, current, end: 100, unit: '%' } });
    const half = goal(50);
    assert.deepEqual(at(half, 22, 7), [255, 255, 255]);
    assert.deepEqual(at(half, 23, 7), [64, 64, 64]);
    assert.deepEqual(at(half, 8, 7), [0, 0, 0]);
    assert.ok(rows(half, 9).slice(1, 6).join('').includes('#'));
    for (const [current, column, lit] of [
      [1000, 36, 255],
      [-5, 9, 64],
    ] as const) {
      assert.equal(at(goal(current), column, 7)[0], lit, String(current));
    }
    const reached = picture({ icon: 1, goalData: { start: 5, current: 5, end: 5 } });
    assert.equal(at(reached, 36, 7)[0], 255);
  });

  it('shows the text of a goal in the place of its number', () => {
    const goalData = { start: 0, current: 5, end: 10, unit: '%' };
    assert.deepEqual(
      ['Battery', ''].map((text) => textOf({ text, goalData })),
      ['Battery', '5%'],
    );
  });

  it('is dark after the end, with an icon of the type too', () => {
    const show = layOut({ icon_type: 'info', model: { frames: [{ text: 'A' }] } }, LM);
    assert.ok(draw(show, show.duration, noIcons).rgb.every((part) => part === 0));
  });

  it('makes each letter of a text once', () => {
    const normalize = sinon.spy(String.prototype, 'normalize');
    const width = layOut({ model: { frames: [{ text: 'é'.repeat(1000) }] } }, LM).frames[0]?.textWidth;
    const { callCount } = normalize;
    normalize.restore();
    assert.deepEqual([width, callCount < 20], [3999, true]);
  });

  it('shows a chart as bars in columns 9 to 36, the highest of the whole height', () => {
    const chart = picture({ chartData: [0, 4, 8, -2] });
    assert.deepEqual(
      [9, 16, 23, 30].map((column) => rows(chart, column, 1).filter((row) => row === '#').length),
      [0, 4, 8, 0],
    );
    assert.equal(
      rows(picture({ chartData: [] }))
        .join('')
        .includes('#'),
      false,
    );
  });

  describe('time', () => {
    const frames = [{ text: 'A', duration: 2000 }, { text: 'B' }];

    it('shows the frames in turn, each as long as it says', () => {
      const show = layOut({ model: { frames } }, LM);
      const texts = [0, 1999, 2000, 4999, 5000].map((time) => frameAt(show, time)?.frame.text);
      assert.deepEqual(texts, ['A', 'A', 'B', 'B', undefined]);
      assert.equal(show.duration, 5000);
    });

    it('repeats the cycles, and with 0 never ends', () => {
      const twice = layOut({ model: { frames, cycles: 2 } }, LM);
      assert.deepEqual([twice.duration, frameAt(twice, 5000)?.frame.text], [10_000, 'A']);
      const endless = layOut({ model: { frames, cycles: 0 } }, LM);
      assert.deepEqual([endless.duration, frameAt(endless, 5_002_500)?.frame.text], [Infinity, 'B']);
    });

    it('begins with the icon type that the notification asks for', () => {
      const show = layOut({ icon_type: 'alert', model: { frames } }, LM);
      assert.equal(frameAt(show, show.iconTypeDuration - 1), undefined);
      assert.equal(frameAt(show, show.iconTypeDuration)?.frame.text, 'A');
      assert.equal(at(draw(show, 0, noIcons), 18, 1)[0], 255);
      assert.equal(layOut({ icon_type: 'none', model: { frames } }, LM).iconTypeDuration, 0);
    });

    it('is dark after its end, and without frames', () => {
      assert.ok(draw(layOut({ model: { frames } }, LM), 5000, noIcons).rgb.every((part) => part === 0));
      assert.ok(
        draw(layOut({ model: { frames: [], cycles: 0 } }, LM), 0, noIcons).rgb.every((part) => part === 0),
      );
    });
  });

  describe('models', () => {
    it('have their own size, and only the LM 37X8 was measured', () => {
      assert.deepEqual(LM, { width: 37, height: 8, measured: true });
      assert.deepEqual(screenOf('sa8'), { width: 37, height: 8, measured: false });
      assert.deepEqual(screenOf('sa5'), { width: 16, height: 16, measured: false });
    });

    it('put the text below the icon where the display is high enough', () => {
      const sky = draw(
        layOut({ model: { frames: [{ icon: 1, text: 'ABC' }] } }, screenOf('sa5')),
        0,
        noIcons,
      );
      assert.deepEqual(rows(sky).slice(9, 14), [
        '...#..##...##...',
        '..#.#.#.#.#.....',
        '..###.##..#.....',
        '..#.#.#.#.#.....',
        '..#.#.##...##...',
      ]);
    });

    it('may have any size', () => {
      const wide: Screen = { width: 64, height: 8, measured: false };
      assert.equal(
        layOut({ model: { frames: [{ icon: 1, text: 'Hello world' }] } }, wide).frames[0]?.scrolls,
        false,
      );
    });
  });
});

function picture(frame: ScreenFrame, time = 0, icons: Icons = noIcons): Pixels {
  return draw(layOut({ model: { frames: [frame] } }, LM), time, icons);
}

function at({ rgb, width }: Pixels, x: number, y: number): number[] {
  return Array.from(rgb.subarray((y * width + x) * 3, (y * width + x) * 3 + 3));
}

/** The pixels from a column on: `#` where one is lit. */
function rows(pixels: Pixels, from = 0, width = pixels.width - from): string[] {
  return Array.from({ length: pixels.height }, (_, y) =>
    Array.from({ length: width }, (__, x) => (at(pixels, from + x, y).some(Boolean) ? '#' : '.')).join(''),
  );
}
