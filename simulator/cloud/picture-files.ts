/** Encodes pictures of 8x8 pixels as the files of LaMetric's gallery. Black becomes transparent: a clock leaves it dark. */
import { encode } from 'fast-png';
import { GifWriter } from 'omggif';
import type { IconPicture, Rgb } from '../../src/lametric/display/screen';

const SIZE = 8;
/** More than any of our movies needs. */
const MAX_GIF_BYTES = 64 * 1024;

export function encodePng(pixels: readonly Rgb[]): Buffer {
  const data = Uint8Array.from(pixels.flatMap((rgb) => [...rgb, isBlack(rgb) ? 0 : 255]));
  return Buffer.from(encode({ width: SIZE, height: SIZE, data, channels: 4 }));
}

/** A GIF that repeats for ever, of at most 255 colours and black. */
export function encodeGif(pictures: readonly IconPicture[]): Buffer {
  const all = pictures.flatMap(({ pixels }) => pixels.map(colour));
  const colours = [...new Set([0, ...all])];
  // The number of entries must be a power of two.
  const palette = Array.from({ length: 256 }, (_, index) => colours[index] ?? 0);
  const file = Buffer.alloc(MAX_GIF_BYTES);
  const writer = new GifWriter(file, SIZE, SIZE, { palette, loop: 0 });
  for (const { pixels, delay } of pictures) {
    const indexes = pixels.map((rgb) => colours.indexOf(colour(rgb)));
    // omggif counts hundredths of a second. Disposal 2 clears the picture before the next one.
    writer.addFrame(0, 0, SIZE, SIZE, indexes, {
      delay: Math.round(delay / 10),
      disposal: 2,
      transparent: 0,
    });
  }
  return file.subarray(0, writer.end());
}

const colour = ([red, green, blue]: Rgb) => (red << 16) | (green << 8) | blue;

const isBlack = (rgb: Rgb) => colour(rgb) === 0;
