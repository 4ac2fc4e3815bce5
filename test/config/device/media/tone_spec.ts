import assert from 'node:assert/strict';
import { makeTone } from '../../../../src/config/device/media/tone';
import { findMp3Flaw } from '../../../../src/lametric/clock/mp3';

describe('The tone that a form plays', () => {
  it('is an mp3 that clocks can play, of a second', () => {
    const tone = makeTone();
    assert.equal(findMp3Flaw(tone), undefined);
    // Of 144 bytes and 36 ms each.
    assert.deepEqual([tone.length % 144, Math.round((tone.length / 144) * 0.036)], [0, 1]);
  });
});
