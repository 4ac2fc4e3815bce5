/** A look at an mp3, so that a clock is not sent to fetch anything that it cannot play. */

/** Why clocks cannot play some bytes. */
export type Mp3Flaw =
  /** `looksLike` names the format, such as `WAV`; empty where that is not known. */
  | { reason: 'no-mp3'; looksLike: string }
  /** `rate` in Hz. */
  | { reason: 'sampling-rate'; rate: number };

/** The highest sampling rate that clocks play, in Hz. All mp3s have at least 8 kHz, one channel or two, and 16 bits. */
const MAX_RATE = 44_100;

/** How many bytes before the first frame may be something else, such as padding. */
const MAX_LEAD = 64 * 1024;

/** Other formats that speech and music come in, by their first bytes. */
const OTHERS: readonly { name: string; start: RegExp }[] = [
  { name: 'WAV', start: /^RIFF....WAVE/s },
  { name: 'Ogg', start: /^OggS/ },
  { name: 'FLAC', start: /^fLaC/ },
  { name: 'MP4', start: /^....ftyp/s },
  { name: 'AIFF', start: /^FORM....AIF/s },
];

/** Of MPEG 2.5, a version that is reserved, MPEG 2 and MPEG 1, each with three rates and one that is reserved. */
const RATES = [[11_025, 12_000, 8000], [], [22_050, 24_000, 16_000], [44_100, 48_000, 32_000]] as const;
const MPEG_1 = 3;
const LAYER_3 = 1;

/** In kbit/s, of MPEG 1 and of the others; the first index has no rate, and the last is not valid. */
const BITRATES = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const LOW_BITRATES = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/** The header of a frame, without its length in bytes that of the next one's distance. */
interface FrameHeader {
  rate: number;
  length: number;
}

/**
 * Why clocks cannot play these bytes; `undefined` if they can. An mp3 is known by two frames in a row, after an ID3v2 tag
 * where there is one.
 */
export function findMp3Flaw(bytes: Buffer): Mp3Flaw | undefined {
  const frame = firstFrame(bytes);
  if (frame === undefined) return { reason: 'no-mp3', looksLike: formatOf(bytes) };
  return frame.rate > MAX_RATE ? { reason: 'sampling-rate', rate: frame.rate } : undefined;
}

function formatOf(bytes: Buffer): string {
  const start = bytes.toString('latin1', 0, 16);
  return OTHERS.find((other) => other.start.test(start))?.name ?? '';
}

function firstFrame(bytes: Buffer): FrameHeader | undefined {
  if (formatOf(bytes) !== '') return undefined;
  const begin = tagLength(bytes);
  const end = Math.min(bytes.length, begin + MAX_LEAD);
  for (let at = bytes.indexOf(0xff, begin); at !== -1 && at < end; at = bytes.indexOf(0xff, at + 1)) {
    const frame = readHeader(bytes, at);
    if (frame === undefined) continue;
    const next = at + frame.length;
    // A single frame may be all there is.
    if (next === bytes.length || readHeader(bytes, next)?.rate === frame.rate) return frame;
  }
  return undefined;
}

/** The length of an ID3v2 tag at the beginning: its size has seven bits a byte. */
function tagLength(bytes: Buffer): number {
  if (bytes.toString('latin1', 0, 3) !== 'ID3') return 0;
  const size = bytes.subarray(6, 10).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);
  return 10 + size;
}

/** @returns `undefined` where no frame of an mp3 begins */
function readHeader(bytes: Buffer, at: number): FrameHeader | undefined {
  if (at + 4 > bytes.length) return undefined;
  const header = bytes.readUInt32BE(at);
  const field = (shift: number, bits: number) => (header >>> shift) & (2 ** bits - 1);
  if (field(21, 11) !== 0x7ff || field(17, 2) !== LAYER_3) return undefined;
  const version = field(19, 2);
  const rate = RATES[version]?.[field(10, 2)];
  const bitrate = (version === MPEG_1 ? BITRATES : LOW_BITRATES)[field(12, 4) - 1];
  if (rate === undefined || bitrate === undefined) return undefined;
  const samples = version === MPEG_1 ? 1152 : 576;
  return { rate, length: Math.floor((samples / 8) * ((bitrate * 1000) / rate)) + field(9, 1) };
}
