import assert from 'node:assert/strict';
import { findMp3Flaw } from '../../../src/lametric/clock/mp3';

/** Frames of silence. @param header in hexadecimal @param length of a frame, in bytes */
const frames = (header: string, length: number, count = 3) =>
  Buffer.concat(
    Array.from({ length: count }, () => Buffer.concat([Buffer.from(header, 'hex')], length)),
    length * count,
  );

const MP3 = frames('fffb90c0', 417);
const tag = (size: number, sizeBytes: number[]) =>
  Buffer.concat([Buffer.from('ID3\x04\0\0', 'latin1'), Buffer.from(sizeBytes), Buffer.alloc(size)]);

describe('An mp3', () => {
  for (const { what, bytes } of [
    { what: 'of 44.1 kHz, mono', bytes: MP3 },
    { what: 'of 44.1 kHz, stereo', bytes: frames('fffb9000', 417) },
    { what: 'of 32 kHz', bytes: frames('fffb18c0', 144) },
    { what: 'of 24 kHz (MPEG 2), as speech often is', bytes: frames('fff364c4', 144) },
    { what: 'of 8 kHz (MPEG 2.5)', bytes: frames('ffe318c0', 72) },
    { what: 'with a checksum', bytes: frames('fffa90c0', 417) },
    { what: 'with a padded frame', bytes: Buffer.concat([frames('fffb92c0', 418, 1), MP3]) },
    { what: 'of a single frame', bytes: frames('fffb90c0', 417, 1) },
    { what: 'cut anywhere', bytes: MP3.subarray(0, 900) },
    { what: 'with an ID3v2 tag', bytes: Buffer.concat([tag(300, [0, 0, 2, 44]), MP3]) },
    { what: 'with padding before it', bytes: Buffer.concat([Buffer.alloc(1000), MP3]) },
    { what: 'of several bitrates', bytes: Buffer.concat([frames('fffb50c0', 208, 1), MP3]) },
  ]) {
    it(`${what} can be played`, () => assert.equal(findMp3Flaw(bytes), undefined));
  }

  it('of 48 kHz cannot be played', () => {
    assert.deepEqual(findMp3Flaw(frames('fffb94c0', 384)), { reason: 'sampling-rate', rate: 48_000 });
  });

  for (const { what, bytes, looksLike = '' } of [
    { what: 'nothing', bytes: Buffer.alloc(0) },
    { what: 'text', bytes: Buffer.from('{"error":"no credit"}') },
    { what: 'zeros', bytes: Buffer.alloc(5000) },
    { what: 'only the beginning of a frame', bytes: Buffer.from('fffb90', 'hex') },
    { what: 'a tag and nothing else', bytes: tag(300, [0, 0, 2, 44]) },
    { what: 'a tag longer than all', bytes: tag(20, [127, 127, 127, 127]) },
    { what: 'all ones', bytes: Buffer.alloc(200_000, 0xff) },
    { what: 'layer II', bytes: frames('fffd90c0', 417) },
    {
      what: 'one frame, and then something else',
      bytes: Buffer.concat([MP3.subarray(0, 417), Buffer.alloc(9)]),
    },
    {
      what: 'frames of several sampling rates',
      bytes: Buffer.concat([MP3.subarray(0, 417), frames('fffb18c0', 144, 1), Buffer.alloc(9)]),
    },
    { what: 'an mp3 far behind', bytes: Buffer.concat([Buffer.alloc(100_000), MP3]) },
    { what: 'WAV', bytes: Buffer.concat([Buffer.from('RIFF\x10\0\0\0WAVEfmt '), MP3]), looksLike: 'WAV' },
    { what: 'Ogg', bytes: Buffer.from('OggS\0\x02'), looksLike: 'Ogg' },
    { what: 'MP4', bytes: Buffer.from('\0\0\0\x20ftypM4A '), looksLike: 'MP4' },
  ]) {
    it(`is not ${what}`, () => {
      assert.deepEqual(findMp3Flaw(bytes), { reason: 'no-mp3', looksLike });
    });
  }
});
