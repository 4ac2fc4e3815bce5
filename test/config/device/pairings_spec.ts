import assert from 'node:assert/strict';
import { Pairings } from '../../../src/config/device/pairings';
import { ClockLink } from '../../../src/lametric/clock/link';
import { Pairing } from '../../../src/lametric/clock/pairing';

describe('The pairings under way', () => {
  it('are the latest 32', async () => {
    const pairings = new Pairings();
    // Nobody listens there: it waits.
    const pairing = new Pairing(new ClockLink('http://127.0.0.1:1', undefined), {
      uuid: 'u',
      state: 'in-progress',
      duration: 60,
    });
    const [first = '', second = ''] = Array.from({ length: 33 }, () => pairings.add('node', pairing));
    assert.equal(await pairings.poll(first, 'node'), undefined);
    assert.deepEqual(await pairings.poll(second, 'node'), { state: 'waiting' });
  });
});
