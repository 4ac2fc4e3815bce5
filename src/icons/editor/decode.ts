/**
 * Reads the pictures of an icon from its file: byte by byte, since some browsers return noise from a canvas, and many have
 * nothing else that tells the pictures of a movie apart.
 */
import { type DecodedPng, decode, hasPngSignature } from 'fast-png';
import { GifReader } from 'omggif';
import type { IconPicture } from '../../lametric/display/screen';
import { bytesOf, gifKind, shrink } from './pixels';

/** Larger files are refused: bytes. */
export const MAX_FILE = 1024 * 1024;
/** So are more pixels than that, of all pictures of a movie together. */
const MAX_PIXELS = 2048 * 2048;
/** As in browsers, a picture that is shown for no time, or nearly none, is shown that long: milliseconds. */
const DEFAULT_DELAY = 100;

/** Why a file is refused; each has a text. */
export type Refusal = 'no-picture' | 'large-picture';

/** @returns the pictures of a PNG or a GIF, at least one */
export function decodeIcon(file: Uint8Array): IconPicture[] | Refusal {
  if (file.length > MAX_FILE) return 'large-picture';
  try {
    if (gifKind(file) !== undefined) return readGif(new GifReader(file));
    return hasPngSignature(file) ? readPng(file) : 'no-picture';
  } catch {
    // The libraries throw whatever they stumble over.
    return 'no-picture';
  }
}

/** @param address a `data:` address */
export const decodeAddress = (address: string) => decodeIcon(bytesOf(address));

function readGif(gif: GifReader): IconPicture[] | Refusal {
  const { width, height } = gif;
  const count = gif.numFrames();
  if (width * height * count > MAX_PIXELS) return 'large-picture';
  const rgba = new Uint8Array(width * height * 4);
  const pictures: IconPicture[] = [];
  for (let at = 0; at < count; at++) {
    const frame = gif.frameInfo(at);
    if (frame.x + frame.width > width || frame.y + frame.height > height) return 'no-picture';
    const before = rgba.slice();
    gif.decodeAndBlitFrameRGBA(at, rgba);
    // Hundredths of a second.
    const delay = frame.delay > 1 ? frame.delay * 10 : DEFAULT_DELAY;
    pictures.push({ pixels: shrink(rgba, width, height), delay });
    if (frame.disposal === 3) rgba.set(before);
    if (frame.disposal !== 2) continue;
    for (let y = frame.y; y < frame.y + frame.height; y++) {
      const left = (y * width + frame.x) * 4;
      rgba.fill(0, left, left + frame.width * 4);
    }
  }
  return count > 0 ? pictures : 'no-picture';
}

/** Of an animated one, the picture that is shown where nothing moves. */
function readPng(file: Uint8Array): IconPicture[] | Refusal {
  const header = new DataView(file.buffer, file.byteOffset);
  if (header.getUint32(16) * header.getUint32(20) > MAX_PIXELS) return 'large-picture';
  // fast-png mixes up the pixels of an interlaced picture where several share a byte.
  if (header.getUint8(24) < 8 && header.getUint8(28) !== 0) return 'no-picture';
  const png = decode(file);
  const { width, height } = png;
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rgba.set(colourAt(png, x, y), (y * width + x) * 4);
  }
  return [{ pixels: shrink(rgba, width, height), delay: 0 }];
}

/** Red, green, blue and alpha, each up to 255. */
function colourAt(png: DecodedPng, x: number, y: number): readonly number[] {
  const { depth, channels, palette, transparency } = png;
  const samples = samplesAt(png, x, y);
  if (palette) {
    const [red = 0, green = 0, blue = 0, alpha = 255] = palette[samples[0] ?? 0] ?? [];
    return [red, green, blue, alpha];
  }
  const isTransparent = transparency?.every((sample, channel) => sample === samples[channel]) === true;
  const shares = samples.map((sample) => (sample * 255) / (2 ** depth - 1));
  const [first = 0] = shares;
  const colour = channels < 3 ? [first, first, first] : shares.slice(0, 3);
  const alpha = channels % 2 === 0 ? (shares[channels - 1] ?? 0) : 255;
  return [...colour, isTransparent ? 0 : alpha];
}

/** The channels of a pixel, as the file has them. */
function samplesAt({ width, depth, channels, data }: DecodedPng, x: number, y: number): number[] {
  const at = (y * width + x) * channels;
  if (depth >= 8) return Array.from(data.subarray(at, at + channels));
  // Several pixels share a byte, from its high bits on. Each row begins with a new one.
  const bit = x * depth;
  const byte = data[y * Math.ceil((width * depth) / 8) + (bit >> 3)] ?? 0;
  return [(byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1)];
}
