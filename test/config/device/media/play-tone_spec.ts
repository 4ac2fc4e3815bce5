import assert from 'node:assert/strict';
import sinon, { type SinonFakeTimers } from 'sinon';
import { playTone } from '../../../../src/config/device/media/play-tone';
import { LaMetricError } from '../../../../src/lametric/errors';
import { errorOf } from '../../../helpers/lametric';

describe('A second of sound', () => {
  let time: SinonFakeTimers;

  beforeEach(() => {
    time = sinon.useFakeTimers();
  });
  afterEach(() => time.restore());

  const medium = (fetched: Promise<void>) => ({
    addressFor: () => 'http://127.0.0.1/a.mp3',
    keep: () => undefined,
    fetched: () => fetched,
  });
  const never = new Promise<never>(() => undefined);
  const accepted = () => Promise.resolve('1');

  it('is over as soon as the clock has come', async () => {
    assert.equal(await playTone({ show: accepted }, medium(Promise.resolve()), 'Sound'), true);
  });

  it('is waited for ten seconds', async () => {
    let isOver = false;
    const played = playTone({ show: accepted }, medium(never), 'Sound').finally(() => (isOver = true));
    await time.tickAsync(9999);
    assert.equal(isOver, false);
    await time.tickAsync(1);
    // An answer that has arrived unread would be read first.
    await time.runAllAsync();
    assert.equal(await played, false);
  });

  it('fails where the clock does not take it', async () => {
    const error = new LaMetricError('NOT_SUPPORTED', 'no loudspeaker');
    const show = () => Promise.reject(error);
    assert.equal(await errorOf(playTone({ show }, medium(never), 'Sound')), error);
  });
});
