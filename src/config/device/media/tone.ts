/**
 * A second of sound as an mp3, for a form to try whether a clock fetches what it is to play. Made here, so that no file has
 * to be shipped: frames of MPEG 1, layer III, 32 kHz, 32 kbit/s, mono, each with one spectral line and nothing else.
 * Source: ISO/IEC 11172-3, sections 2.4.1 and 2.4.2.
 */

/** Each frame lasts 36 ms and has 144 bytes. */
const FRAMES = 28;
const FRAME_BYTES = 144;
/** The pair of spectral lines with the one that sounds: 32 lines of 27.8 Hz each are 889 Hz. */
const PAIR = 16;
/** A quarter of the loudness of full scale: 2 ^ ((gain - 210) / 4). */
const GAIN = 202;
/** By how much the gain sinks in each of the last frames, so that the tone does not end in a click. */
const FADE = 12;
const FADING = 6;

/** A tone of a second, 4 kB. */
export function makeTone(): Buffer {
  return Buffer.concat(
    Array.from({ length: FRAMES }, (_, index) =>
      frame(GAIN - FADE * Math.max(0, index - (FRAMES - 1 - FADING))),
    ),
  );
}

function frame(gain: number): Buffer {
  const bits = [
    // The header: sync, MPEG 1, layer III, no checksum; 32 kbit/s, 32 kHz, no padding; mono, no copyright.
    field(0x7ff, 11) + field(3, 2) + field(1, 2) + field(1, 1),
    field(1, 4) + field(2, 2) + field(0, 2) + field(3, 2) + field(0, 6),
    // The side information: all bits of the frame stand in it, and no scale factors are shared.
    field(0, 9) + field(0, 5) + field(0, 4),
    granule(gain),
    granule(gain),
    LINES,
    LINES,
  ].join('');
  const bytes = bits.padEnd(FRAME_BYTES * 8, '0').match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => parseInt(byte, 2)));
}

/** Table 1 of the Huffman codes has `1` for two lines of silence, and `01` for 1 and 0, followed by the sign. */
const LINES = `${'1'.repeat(PAIR)}010`;

/** The side information of half a frame: its bits, its pairs, its gain; no scale factors, long blocks, table 1 throughout. */
const granule = (gain: number): string =>
  field(LINES.length, 12) +
  field(PAIR + 1, 9) +
  field(gain, 8) +
  field(0, 4) +
  field(0, 1) +
  field(1, 5).repeat(3) +
  field(0, 4) +
  field(0, 3) +
  field(0, 3);

const field = (value: number, width: number): string => value.toString(2).padStart(width, '0');
