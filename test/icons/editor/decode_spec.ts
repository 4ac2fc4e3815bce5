import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeAddress, decodeIcon } from '../../../src/icons/editor/decode';
import { toAddress, toPixels } from '../../../src/icons/editor/pixels';

const DARK = '';
const COLOURS = [DARK, '#ff0000', '#00ff00', '#0000ff'];
const GREYS = [DARK, '#555555', '#aaaaaa', '#ffffff'];
const CHECKS = [DARK, '#ffffff'];

const read = (name: string) => new Uint8Array(readFileSync(join(__dirname, 'pictures', name)));

/** The pictures of a file: a row of eight pixels after the other. */
function decode(file: Uint8Array) {
  const pictures = decodeIcon(file);
  assert.ok(typeof pictures !== 'string', JSON.stringify(pictures));
  return pictures.map(({ pixels, delay }) => ({ pixels: toPixels(pixels), delay }));
}

/** One of the cards, which have a colour for each diagonal. */
const card = (colours: readonly string[], colourAt = (colour: string, _row: number) => colour) =>
  Array.from({ length: 64 }, (_, at) => {
    const [column, row] = [at % 8, Math.floor(at / 8)];
    return colourAt(colours[(column + row) % colours.length] ?? '', row);
  });

describe('The file of an icon', () => {
  for (const [name, pixels] of [
    ['grey-1', card(CHECKS)],
    ['grey-2', card(GREYS)],
    ['grey-4', card(GREYS)],
    ['grey-8', card(GREYS)],
    ['grey-16', card(GREYS)],
    ['grey-16-interlaced', card(GREYS)],
    ['grey-alpha-8', card(GREYS, (colour, row) => (row < 4 ? colour : DARK))],
    ['palette-1', card(CHECKS)],
    ['palette-2', card(COLOURS)],
    ['palette-4', card(COLOURS)],
    ['palette-8', card(COLOURS)],
    ['palette-8-interlaced', card(COLOURS)],
    ['palette-8-transparent', card([DARK, '#ff0000', '#00ff00', DARK])],
    ['rgb-8', card(COLOURS)],
    ['rgb-8-interlaced', card(COLOURS)],
    ['rgb-8-transparent', card([DARK, '#ff0000', '#00ff00', DARK])],
    ['rgb-16', card(COLOURS)],
    ['rgba-8', card(COLOURS, (colour) => colour.replace('ff', '7f'))],
    ['rgba-16', card(COLOURS, (colour, row) => (row < 4 ? colour : DARK))],
  ] as const) {
    it(`can be a PNG: ${name}`, () => {
      assert.deepEqual(decode(read(`${name}.png`)), [{ pixels, delay: 0 }]);
    });
  }

  it('can be a GIF that is interlaced', () => {
    assert.deepEqual(decode(read('interlaced.gif'))[0]?.pixels, card(COLOURS));
  });

  it('can be a movie, whose pictures cover parts of each other', () => {
    const [red, green, blue, white] = ['#ff0000', '#00ff00', '#0000ff', '#ffffff'];
    const picture = (colourAt: (x: number, y: number) => string | undefined) =>
      Array.from({ length: 64 }, (_, at) => colourAt(at % 8, Math.floor(at / 8)) ?? red);
    const isCorner = (x: number, y: number) => x < 2 && y < 2;
    assert.deepEqual(decode(read('movie.gif')), [
      { delay: 200, pixels: picture(() => red) },
      { delay: 300, pixels: picture((x, y) => (x > 1 && x < 6 && y > 1 && y < 6 ? blue : red)) },
      { delay: 500, pixels: picture((x, y) => (isCorner(x, y) ? green : red)) },
      // Too short to be seen, it is shown as long as browsers show it.
      { delay: 100, pixels: picture((x, y) => (isCorner(x, y) ? DARK : x === 4 && y === 4 ? white : red)) },
    ]);
  });

  it('is the same after it was painted', () => {
    const pixels = card(COLOURS);
    const pictures = decodeAddress(toAddress(pixels));
    assert.ok(typeof pictures !== 'string');
    assert.deepEqual(
      pictures.map((picture) => toPixels(picture.pixels)),
      [pixels],
    );
  });

  it('is refused if it is broken, or something else', () => {
    const broken = ['rgb-8.png', 'palette-4.png', 'movie.gif'].flatMap((name) => {
      const file = read(name);
      return [file.subarray(0, file.length - 30), file.subarray(0, 20), file.fill(0, 40)];
    });
    for (const file of [
      ...broken,
      new Uint8Array(),
      new TextEncoder().encode('a text of more than thirty letters'),
    ]) {
      assert.equal(decodeIcon(file), 'no-picture');
    }
    assert.equal(decodeAddress('data:image/png;base64,&&&&'), 'no-picture');
  });

  it('is refused if its pixels could be mixed up', () => {
    assert.equal(decodeIcon(read('palette-2-interlaced.png')), 'no-picture');
  });

  it('is refused at once if it is huge', () => {
    const png = read('rgb-8.png');
    new DataView(png.buffer).setUint32(16, 2 ** 31);
    const gif = read('movie.gif');
    // Width and height; the four pictures of the movie make it too large.
    gif.set([0x00, 0x08, 0x00, 0x04], 6);
    assert.deepEqual([png, gif, new Uint8Array(2 ** 20 + 1)].map(decodeIcon), Array(3).fill('large-picture'));
  });

  it('is refused if a picture of a movie does not fit into it', () => {
    const gif = read('movie.gif');
    gif.set([4, 0], 6);
    assert.equal(decodeIcon(gif), 'no-picture');
  });
});
