import assert from 'node:assert/strict';
import { deviceNode } from '../../../../harness/clock';
import type { Clock } from '../../../../simulator/clock/clock';
import { INVALID_INPUT, RoutesWorld, errorOf } from '../../../helpers/routes';

const ID = 'clock-with-my-data';
const PATH = `lametric-device/${ID}/my-data`;

describe('The admin endpoints for My Data', () => {
  let world: RoutesWorld;
  let kitchen: Clock;
  let widget: string;

  before(async () => {
    world = await RoutesWorld.start();
    kitchen = world.simulator.clocks[1] ?? assert.fail('There is no such clock.');
    widget = kitchen.apps.widgetOf('com.lametric.diy.devwidget');
    const { address, apiKey } = kitchen;
    await world.deploy(
      deviceNode(undefined, { id: ID, account: '', device: '', address, credentials: { apiKey } }),
    );
  });
  after(() => world.close());

  it('show a test frame, by the choice of the form', async () => {
    const { status } = await world.nodeRed.admin('POST', PATH, { widget: '', frames: [{ text: 'Test' }] });
    assert.equal(status, 204);
    assert.deepEqual(kitchen.apps.myData.frames(), [{ index: 0, text: 'Test' }]);
  });

  it('list the keys without asking the clock, and remove one', async () => {
    const requests = kitchen.requests.length;
    const { body } = await world.nodeRed.admin('GET', PATH);
    assert.deepEqual(body, { widgets: [{ widget, keys: [] }] });
    const { status } = await world.nodeRed.admin('POST', `${PATH}/remove`, { widget, key: 'none' });
    assert.equal(status, 204);
    assert.equal(kitchen.requests.length, requests);
  });

  it('know nothing of a clock that is not there', async () => {
    const { body } = await world.nodeRed.admin('GET', 'lametric-device/nobody/my-data');
    assert.deepEqual(body, { widgets: [] });
    const frames = [{ text: 'Test' }];
    const answer = await world.nodeRed.admin('POST', 'lametric-device/nobody/my-data', {
      widget: '',
      frames,
    });
    assert.deepEqual(errorOf(answer), [409, 'NOT_CONFIGURED']);
  });

  for (const body of [
    {},
    { widget: '', frames: [] },
    { widget: 1, frames: [{ text: 'a' }] },
    { widget: '', frames: [{ text: 1 }] },
    { widget: '', frames: Array.from({ length: 21 }, () => ({ text: 'a' })) },
  ]) {
    it(`refuse to test ${JSON.stringify(body).slice(0, 50)}`, async () => {
      assert.deepEqual(errorOf(await world.nodeRed.admin('POST', PATH, body)), INVALID_INPUT);
    });
  }

  it('refuse to remove without a key', async () => {
    const answer = await world.nodeRed.admin('POST', `${PATH}/remove`, { widget: '' });
    assert.deepEqual(errorOf(answer), INVALID_INPUT);
  });
});
