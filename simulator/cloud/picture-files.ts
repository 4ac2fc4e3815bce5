/** Pictures of 8x8 pixels as the files that LaMetric's gallery has. Black is transparent, as it is dark on a clock. */
import { crc32, deflateSync } from 'node:zlib';
import type { IconPicture, Rgb } from '../../src/lametric/display/screen';

const SIZE = 8;

export function encodePng(pixels: readonly Rgb[]): Buffer {
  const rows = Array.from({ length: SIZE }, (_, y) => {
    const row = pixels.slice(y * SIZE, (y + 1) * SIZE);
    return [0, ...row.flatMap((rgb) => [...rgb, isBlack(rgb) ? 0 : 255])]; // Each row begins with its filter.
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  header.set([8, 6], 8); // 8 bits each of red, green, blue and alpha.
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, sum]);
}

/** How many bits a colour of the GIF has. */
const BITS = 6;
const CLEAR = 2 ** BITS;

/** A GIF that repeats for ever, of at most 63 colours. */
export function encodeGif(pictures: readonly IconPicture[]): Buffer {
  const colours = new Map([['0,0,0', 0]]);
  for (const { pixels } of pictures) {
    for (const rgb of pixels) if (!colours.has(rgb.join())) colours.set(rgb.join(), colours.size);
  }
  const table = [...colours.keys()].flatMap((rgb) => rgb.split(',').map(Number));
  const palette = Array.from({ length: CLEAR * 3 }, (_, index) => table[index] ?? 0);
  return Buffer.concat([
    Buffer.from('GIF89a', 'latin1'),
    Buffer.from([SIZE, 0, SIZE, 0, 0x80 + BITS - 1, 0, 0, ...palette]),
    Buffer.from([0x21, 0xff, 11, ...Buffer.from('NETSCAPE2.0', 'latin1'), 3, 1, 0, 0, 0]),
    ...pictures.map(({ pixels, delay }) =>
      gifPicture(
        pixels.map((rgb) => colours.get(rgb.join()) ?? 0),
        Math.round(delay / 10),
      ),
    ),
    Buffer.from([0x3b]),
  ]);
}

/** @param hundredths of a second that it is shown */
function gifPicture(indexes: readonly number[], hundredths: number): Buffer {
  const control = [0x21, 0xf9, 4, 0x09, hundredths % 256, hundredths >> 8, 0, 0];
  const place = [0x2c, 0, 0, 0, 0, SIZE, 0, SIZE, 0, 0];
  // Codes of one bit more than a colour; CLEAR before each half, so that they never grow longer.
  const half = indexes.length / 2;
  const codes = [CLEAR, ...indexes.slice(0, half), CLEAR, ...indexes.slice(half), CLEAR + 1];
  const bits = codes
    .map((code) => code.toString(2).padStart(BITS + 1, '0'))
    .toReversed()
    .join('');
  const bytes = (bits.padStart(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g) ?? [])
    .map((byte) => Number.parseInt(byte, 2))
    .toReversed();
  return Buffer.from([...control, ...place, BITS, bytes.length, ...bytes, 0]);
}

const isBlack = ([red, green, blue]: Rgb) => red + green + blue === 0;
