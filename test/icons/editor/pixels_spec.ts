import assert from 'node:assert/strict';
import { gifKind, shrink, toPixels } from '../../../src/icons/editor/pixels';

/** The pixels of a picture that has one colour by place. */
function pixelsOf(width: number, height: number, colourAt: (x: number, y: number) => readonly number[]) {
  const places = Array.from(
    { length: width * height },
    (_, at) => [at % width, Math.floor(at / width)] as const,
  );
  return toPixels(
    shrink(
      places.flatMap(([x, y]) => colourAt(x, y)),
      width,
      height,
    ),
  );
}

describe('The pixels of an icon', () => {
  it('keep their colours where each was drawn as a square', () => {
    const pixels = pixelsOf(16, 16, (x, y) => (x < 2 && y < 2 ? [255, 0, 16, 255] : [0, 0, 0, 255]));
    assert.deepEqual([pixels[0], pixels[1], pixels[8], pixels.length], ['#ff0010', '', '', 64]);
  });

  it('are the average of a larger picture', () => {
    const pixels = pixelsOf(16, 16, (x) => (x % 2 === 0 ? [200, 0, 0, 255] : [0, 100, 0, 255]));
    assert.equal(pixels[0], '#643200');
  });

  it('stay dark where the picture is transparent', () => {
    const pixels = pixelsOf(8, 8, () => [255, 255, 255, 0]);
    assert.ok(pixels.every((colour) => colour === ''));
  });

  it('are there for a picture that is smaller', () => {
    assert.equal(pixelsOf(1, 1, () => [1, 2, 3, 255])[63], '#010203');
  });

  it('are dark beside a picture that is higher than wide, or above and below one that is wider', () => {
    const rows = (pixels: readonly string[]) =>
      [0, 1, 4, 6, 7].map((row) =>
        pixels
          .slice(row * 8, row * 8 + 8)
          .map((each) => (each ? '#' : '.'))
          .join(''),
      );
    const white = () => [255, 255, 255, 255];
    assert.deepEqual(rows(pixelsOf(8, 32, white)), Array(5).fill('...##...'));
    assert.deepEqual(rows(pixelsOf(16, 12, white)), [
      '........',
      '########',
      '########',
      '########',
      '........',
    ]);
  });

  it('come from a GIF only with 8x8 of them', () => {
    const gif = (width: number, height: number) =>
      gifKind(new Uint8Array([...Buffer.from('GIF89a'), width, 0, height, 0]));
    assert.deepEqual([gif(8, 8), gif(16, 8), gifKind(new Uint8Array(8))], ['fits', 'too-large', undefined]);
  });
});
