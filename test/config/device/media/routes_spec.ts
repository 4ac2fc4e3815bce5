import assert from 'node:assert/strict';
import type { AdminResponse } from '../../../../harness/admin-api';
import { type Clock, startClock } from '../../../../simulator/clock/clock';
import { DEVICE, deviceNode } from '../../../../harness/clock';
import { type NodeRed, startNodeRed } from '../../../../harness/node-red';
import { OF_CLOCK } from '../../../helpers/device-routes';
import { errorOf } from '../../../helpers/routes';

const SOUND = `${OF_CLOCK}/sound`;

describe('The endpoints for sounds', () => {
  let nodeRed: NodeRed;
  let clock: Clock;

  before(async () => {
    clock = await startClock();
    nodeRed = await startNodeRed({ link: true });
    await nodeRed.deploy([
      deviceNode(undefined, {
        id: DEVICE,
        account: '',
        device: '',
        address: clock.address,
        credentials: { apiKey: clock.apiKey },
      }),
    ]);
  });
  after(async () => {
    await nodeRed.stop();
    await clock.unplug();
  });
  beforeEach(() => clock.queue.clear());

  const play = (): Promise<AdminResponse> => nodeRed.admin('POST', SOUND, {});

  it('say from where the clock will fetch', async () => {
    const { status, body } = await nodeRed.admin('GET', SOUND);
    assert.deepEqual([status, body], [200, { address: `http://127.0.0.1:${nodeRed.port}/lametric/media/` }]);
    assert.equal(clock.queue.onDisplay, undefined);
  });

  it('play a second of sound, in the screensaver too, and tell that the clock has fetched it', async () => {
    clock.screensaver = true;
    const { status, body } = await play();
    assert.deepEqual([status, body], [200, { fetched: true }]);
    clock.screensaver = false;
  });

  it('say what to write into settings.js where the clock cannot fetch, and show nothing', async () => {
    await nodeRed.restart({ settingsSource: 'settings.httpNodeRoot = false;' });
    for (const answer of [await nodeRed.admin('GET', SOUND), await play()]) {
      assert.deepEqual(errorOf(answer), [409, 'NOT_CONFIGURED']);
      assert.match(JSON.stringify(answer.body), /lametricDeviceMediaPort: 1881.*httpNodeRoot: false/);
    }
    assert.equal(clock.queue.onDisplay, undefined);
  });
});
