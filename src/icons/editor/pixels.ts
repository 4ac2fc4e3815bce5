/** Icons of 8x8 pixels that the user paints or brings along. */
import { encode } from 'fast-png';
import type { Rgb } from '../../lametric/display/screen';

/** Pixels in a row, and rows. */
export const SIZE = 8;
/** Row by row, each as `#rrggbb`, or empty for one that stays dark. */
export type Pixels = readonly string[];

export const DARK: Pixels = Array.from({ length: SIZE * SIZE }, () => '');

/**
 * Scales a picture to 8x8: the whole of it, in the middle. Averages the squares that become one pixel, so a picture whose
 * side is a multiple of 8 with equal squares keeps its colours.
 * @param rgba row by row
 */
export function shrink(rgba: ArrayLike<number>, width: number, height: number): Rgb[] {
  const side = Math.max(width, height);
  const [marginLeft, marginTop] = [(side - width) >> 1, (side - height) >> 1];
  return DARK.map((_, index) => {
    const [left, right] = span(index % SIZE, side);
    const [top, bottom] = span(Math.floor(index / SIZE), side);
    let [red, green, blue] = [0, 0, 0];
    for (let y = Math.max(0, top - marginTop); y < Math.min(height, bottom - marginTop); y++) {
      for (let x = Math.max(0, left - marginLeft); x < Math.min(width, right - marginLeft); x++) {
        const at = (y * width + x) * 4;
        // A half transparent pixel is half as bright: behind an icon, the clock is dark.
        const alpha = (rgba[at + 3] ?? 0) / 255;
        red += alpha * (rgba[at] ?? 0);
        green += alpha * (rgba[at + 1] ?? 0);
        blue += alpha * (rgba[at + 2] ?? 0);
      }
    }
    const count = (right - left) * (bottom - top);
    return [Math.round(red / count), Math.round(green / count), Math.round(blue / count)];
  });
}

/** Which pixels of a picture become the one at `index`: from the first to before the last, at least one. */
function span(index: number, side: number): [first: number, end: number] {
  const first = Math.floor((index * side) / SIZE);
  return [first, Math.max(first + 1, Math.floor(((index + 1) * side) / SIZE))];
}

/** For the painter. */
export function toPixels(colours: readonly Rgb[]): Pixels {
  return colours.map((colour) =>
    colour.every((value) => value === 0)
      ? ''
      : `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`,
  );
}

/** As a PNG, in a `data:` address. */
export function toAddress(pixels: Pixels): string {
  const rgba = pixels.flatMap((colour) => {
    const value = colour === '' ? '#00000000' : `${colour}ff`;
    return [1, 3, 5, 7].map((at) => Number.parseInt(value.slice(at, at + 2), 16));
  });
  const file = encode({ width: SIZE, height: SIZE, channels: 4, data: Uint8Array.from(rgba) });
  return fileAddress(file, 'image/png');
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

/** The content of a `data:` address, empty if it cannot be read. By hand, because a page's policy may forbid to load one. */
export function bytesOf(address: string): Uint8Array {
  const [, content = ''] = /^data:[^;,]*;base64,(.*)$/s.exec(address) ?? [];
  try {
    return Uint8Array.from(atob(content), (character) => character.codePointAt(0) ?? 0);
  } catch {
    return new Uint8Array();
  }
}
