import assert from 'node:assert/strict';
import { deviceNode } from '../../../harness/clock';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import type { Clock } from '../../../simulator/clock/clock';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { isObject } from '../../../src/lametric/guards';
import { cardOf } from '../../helpers/device-routes';
import { TestRedis, needsRedis } from '../../helpers/redis';

const OF_CLOCK = 'lametric-device/clock-1';

describe('A clock of several Node-REDs', () => {
  let simulator: Simulator;
  let kitchen: Clock;
  let redis: TestRedis;
  let one: NodeRed;
  let other: NodeRed;

  before(needsRedis);
  before(async () => {
    simulator = await startSimulator();
    kitchen = simulator.clocks[1] ?? assert.fail('There is no such clock.');
    redis = await TestRedis.start();
    const settings = { lametricAccountCloudUrl: simulator.url, lametricAccountRedis: redis.url };
    [one, other] = await Promise.all([
      startNodeRed({ link: true, settings }),
      startNodeRed({ link: true, settings }),
    ]);
    const { address, apiKey } = kitchen;
    const typed = { account: '', device: '', address, credentials: { apiKey } };
    const flow = [
      { id: 'flow', type: 'tab', label: 'Flow' },
      deviceNode(undefined, typed),
      { id: 'state', type: 'lametric state', z: 'flow', x: 0, y: 0, device: 'clock-1', wires: [[]] },
    ];
    await Promise.all([one, other].map((nodeRed) => nodeRed.deploy(flow)));
  });
  after(async () => {
    await Promise.all([one?.stop(), other?.stop()]);
    await redis?.close();
    await simulator?.close();
  });

  const state = async (nodeRed: NodeRed) => (await cardOf(nodeRed.admin('GET', OF_CLOCK)))['state'];

  it('is trusted at all once it is trusted at one, without a restart', async () => {
    assert.deepEqual([await state(one), await state(other)], ['online', 'online']);
    await kitchen.changeCertificate();
    assert.deepEqual([await state(one), await state(other)], ['certificate', 'certificate']);
    const { fingerprint } = kitchen;
    const told = other.nextStatus('state', ({ text }) => text !== 'certificate changed', 10_000);
    assert.equal((await one.admin('POST', `${OF_CLOCK}/trust`, { fingerprint })).status, 204);
    await told;
    assert.deepEqual([await state(one), await state(other)], ['online', 'online']);
  });

  it('is met by nobody while Redis answers nothing at the start, which is said', async () => {
    await other.stop();
    redis.pause();
    const settings = { lametricAccountRedis: redis.url };
    other = await startNodeRed({ link: true, settings });
    const { address, apiKey } = kitchen;
    await other.deploy([
      deviceNode(undefined, { account: '', device: '', address, credentials: { apiKey } }),
    ]);
    kitchen.clearRequests();
    const answer = await other.admin('POST', `${OF_CLOCK}/notifications`, {
      model: { frames: [{ text: 'Hi' }] },
    });
    assert.ok(isObject(answer.body));
    assert.equal(answer.status, 502);
    assert.match(JSON.stringify(answer.body), /UNREACHABLE.*Redis of lametricAccountRedis/);
    assert.deepEqual(kitchen.requests, []);
    redis.goOn();
  });
});
