/** Icons of 8x8 pixels that the user paints or brings along. */

/** Pixels in a row, and rows. */
export const SIZE = 8;
/** A larger picture is reduced by the browser first: pixels. */
const MAX_SIDE = 512;

/** Row by row, each as `#rrggbb`, or empty for one that stays dark. */
export type Pixels = readonly string[];

export const DARK: Pixels = Array.from({ length: SIZE * SIZE }, () => '');

/** Reads the pixels of a picture, scaled to 8x8: the whole of it, in the middle. Of a movie it is the first picture. */
export async function readPixels(picture: Blob | VideoFrame): Promise<Pixels> {
  const bitmap = await bitmapOf(picture);
  const longest = Math.max(bitmap.width, bitmap.height);
  const side = Math.min(longest, MAX_SIDE);
  const [width, height] = [(bitmap.width * side) / longest, (bitmap.height * side) / longest];
  const context = contextOf(side);
  context.drawImage(bitmap, (side - width) / 2, (side - height) / 2, width, height);
  return shrink(context.getImageData(0, 0, side, side).data, side);
}

/** Safari of 2020 has no `createImageBitmap`; a page's policy may forbid the other way. */
async function bitmapOf(picture: Blob | VideoFrame): Promise<ImageBitmap | HTMLImageElement> {
  if ('createImageBitmap' in globalThis || !(picture instanceof Blob)) return createImageBitmap(picture);
  const image = new Image();
  image.src = URL.createObjectURL(picture);
  await image.decode().finally(() => URL.revokeObjectURL(image.src));
  return image;
}

/**
 * Averages the squares that become one pixel. A picture whose side is a multiple of 8 with equal squares keeps its colours.
 * @param rgba of a picture with this side
 */
export function shrink(rgba: ArrayLike<number>, side: number): Pixels {
  return DARK.map((_, index) => {
    const [column, row] = [index % SIZE, Math.floor(index / SIZE)];
    const [left, right] = span(column, side);
    const [top, bottom] = span(row, side);
    const sum = [0, 0, 0];
    let opacity = 0;
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const at = (y * side + x) * 4;
        const alpha = (rgba[at + 3] ?? 0) / 255;
        opacity += alpha;
        for (const channel of [0, 1, 2])
          sum[channel] = (sum[channel] ?? 0) + alpha * (rgba[at + channel] ?? 0);
      }
    }
    const count = (right - left) * (bottom - top);
    // A half transparent pixel is half as bright: behind an icon, the clock is dark.
    const colour = sum.map((value) => Math.round(value / count));
    return opacity === 0 || colour.every((value) => value === 0) ? '' : toHex(colour);
  });
}

/** Which pixels of a picture become the one at `index`: from the first to before the last, at least one. */
function span(index: number, side: number): [first: number, end: number] {
  const first = Math.floor((index * side) / SIZE);
  return [first, Math.max(first + 1, Math.floor(((index + 1) * side) / SIZE))];
}

function toHex(colour: readonly number[]): string {
  return `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** As a PNG, in a `data:` address. */
export function toAddress(pixels: Pixels): string {
  const context = contextOf(SIZE);
  for (const [index, colour] of pixels.entries()) {
    if (colour === '') continue;
    context.fillStyle = colour;
    context.fillRect(index % SIZE, Math.floor(index / SIZE), 1, 1);
  }
  return context.canvas.toDataURL('image/png');
}

/** Whether it is a GIF, and whether the clock can show that: only with 8x8 pixels. */
export function gifKind(start: Uint8Array): 'fits' | 'too-large' | undefined {
  const [g, i, f, , , , width, widthHigh, height, heightHigh] = start;
  if (g !== 0x47 || i !== 0x49 || f !== 0x46) return undefined;
  return width === SIZE && height === SIZE && widthHigh === 0 && heightHigh === 0 ? 'fits' : 'too-large';
}

/** The whole file, in a `data:` address. */
export function fileAddress(bytes: Uint8Array, type: string): string {
  return `data:${type};base64,${btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''))}`;
}

/** The content of a `data:` address. By hand, because a page's policy may forbid to load one. */
export function blobOf(address: string): Blob {
  const [, type = '', content = ''] = /^data:([^;,]*);base64,(.*)$/s.exec(address) ?? [];
  return new Blob([Uint8Array.from(atob(content), (character) => character.codePointAt(0) ?? 0)], { type });
}

function contextOf(side: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('The browser has no canvas');
  return context;
}
