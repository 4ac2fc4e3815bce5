import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GifReader } from 'omggif';
import { clockMovie } from '../../scripts/clock-movie';

const PICTURE = join(__dirname, '../../docs/clock.gif');

describe("The README's moving picture", () => {
  it('is what the display shows; `npm run screenshots` makes it anew', () => {
    assert.ok(Buffer.from(clockMovie()).equals(readFileSync(PICTURE)));
  });

  it('is short, and small enough for a README', () => {
    const movie = readFileSync(PICTURE);
    const gif = new GifReader(movie);
    const frames = Array.from({ length: gif.numFrames() }, (_, at) => gif.frameInfo(at));
    const seconds = frames.reduce((sum, { delay }) => sum + delay / 100, 0);
    assert.ok(movie.length < 200_000 && frames.length > 10 && seconds < 20, `${movie.length} ${seconds}`);
  });
});
