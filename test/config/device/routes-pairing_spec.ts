import assert from 'node:assert/strict';
import type { Clock } from '../../../simulator/clock/clock';
import { startClock } from '../../helpers/clock';
import { OF_CLOCK, cardOf } from '../../helpers/device-routes';
import { NOT_FOUND, RoutesWorld, errorOf, messageOf } from '../../helpers/routes';

describe("The clocks' admin endpoints, by the button,", () => {
  let world: RoutesWorld;
  let kitchen: Clock;

  before(async () => {
    world = await RoutesWorld.start();
    kitchen = world.simulator.clocks[1] ?? assert.fail('There is no such clock.');
  });
  after(() => world.close());

  const pair = async () => {
    const { pairing, seconds } = await cardOf(world.post(`${OF_CLOCK}/pair`, { address: kitchen.address }));
    assert.equal(seconds, 60);
    return `pair/${String(pairing)}`;
  };

  it('hand the key out once, to the node that asked', async () => {
    const path = await pair();
    assert.deepEqual(await cardOf(world.post(`${OF_CLOCK}/${path}`)), { state: 'waiting' });
    kitchen.press();
    assert.deepEqual(errorOf(await world.post(`lametric-device/other/${path}`)), NOT_FOUND);
    const answers = await Promise.all([1, 2].map(() => world.post(`${OF_CLOCK}/${path}`)));
    const [given, none] = answers.toSorted((one, other) => one.status - other.status);
    assert.deepEqual([given?.status, none?.status], [200, 404]);
    assert.deepEqual(given?.body, { state: 'paired', apiKey: kitchen.apiKey });
    assert.deepEqual(errorOf(await world.post(`${OF_CLOCK}/${path}`)), NOT_FOUND);
  });

  it('say in its own words why the clock refuses', async () => {
    const path = await pair();
    kitchen.fail('/*', { status: 403, body: '{"errors":[{"message":"Not today"}]}' });
    const { state, message } = await cardOf(world.post(`${OF_CLOCK}/${path}`));
    assert.equal(state, 'failed');
    assert.match(String(message), /\(.*Not today\)$/);
  });

  it('say what is wrong where something else than a clock answers', async () => {
    const plain = await startClock('http');
    const answer = await world.post(`${OF_CLOCK}/pair`, { address: `127.0.0.1:${plain.port}` });
    await plain.close();
    assert.deepEqual(errorOf(answer), [502, 'UNREACHABLE']);
    const words =
      /^LaMetric clock "127\.0\.0\.1": look at what answers there.* \(TLS: wrong version number\)$/;
    assert.match(messageOf(answer), words);
  });

  it('say that a clock from before 2022 cannot do that', async () => {
    const [old] = world.simulator.clocks;
    const answer = await world.post(`${OF_CLOCK}/pair`, { address: old?.address });
    assert.deepEqual(errorOf(answer), [502, 'NOT_SUPPORTED']);
  });
});
