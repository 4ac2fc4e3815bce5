import assert from 'node:assert/strict';
import { gifKind, shrink } from '../../../src/icons/editor/pixels';

/** A picture with this side, one colour by place. */
function picture(side: number, colourAt: (x: number, y: number) => readonly number[]): number[] {
  return Array.from({ length: side * side }, (_, at) => colourAt(at % side, Math.floor(at / side))).flat();
}

describe('The pixels of an icon', () => {
  it('keep their colours where each was drawn as a square', () => {
    const pixels = shrink(
      picture(16, (x, y) => (x < 2 && y < 2 ? [255, 0, 16, 255] : [0, 0, 0, 255])),
      16,
    );
    assert.deepEqual([pixels[0], pixels[1], pixels[8], pixels.length], ['#ff0010', '', '', 64]);
  });

  it('are the average of a larger picture', () => {
    const pixels = shrink(
      picture(16, (x) => (x % 2 === 0 ? [200, 0, 0, 255] : [0, 100, 0, 255])),
      16,
    );
    assert.equal(pixels[0], '#643200');
  });

  it('stay dark where the picture is transparent', () => {
    const pixels = shrink(
      picture(8, () => [255, 255, 255, 0]),
      8,
    );
    assert.ok(pixels.every((colour) => colour === ''));
  });

  it('are there for a picture that is smaller', () => {
    const pixels = shrink(
      picture(1, () => [1, 2, 3, 255]),
      1,
    );
    assert.equal(pixels[63], '#010203');
  });

  it('come from a GIF only with 8x8 of them', () => {
    const gif = (width: number, height: number) =>
      gifKind(new Uint8Array([...Buffer.from('GIF89a'), width, 0, height, 0]));
    assert.deepEqual([gif(8, 8), gif(16, 8), gifKind(new Uint8Array(8))], ['fits', 'too-large', undefined]);
  });
});
