import assert from 'node:assert/strict';
import { accountFlow, authorize } from '../../../harness/account';
import { DEVICE, deviceNode } from '../../../harness/clock';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { isObject } from '../../../src/lametric/guards';
import { OF_ACCOUNT, errorOf } from '../../helpers/routes';

const LOCAL = { lametricAccountCloudUrl: 'http://127.0.0.1:1' };

for (const [name, settings, words] of [
  [
    'lametricAccountRedis',
    { ...LOCAL, lametricAccountRedis: 'http://:a-password@host' },
    /redis: or rediss: address/,
  ],
  ['lametricAccountRedis (a port)', { ...LOCAL, lametricAccountRedis: 6379 }, /redis: or rediss: address/],
  ['lametricAccountCloudUrl', { lametricAccountCloudUrl: 'http://example.com' }, /https: address/],
] as const) {
  describe(`A wrong ${name}`, () => {
    let simulator: Simulator;
    let nodeRed: NodeRed;

    before(async () => {
      simulator = await startSimulator();
      nodeRed = await startNodeRed({ link: true, settings });
      const kitchen = simulator.clocks[1] ?? assert.fail('There is no such clock.');
      const { apiKey } = kitchen;
      const [address] = kitchen.address.split(':');
      const typed = { account: '', device: '', address, security: 'http', credentials: { apiKey } };
      await nodeRed.deploy([...accountFlow(simulator), deviceNode(undefined, typed)]);
    });
    after(async () => {
      await nodeRed.stop();
      await simulator.close();
    });

    it('is named in the log, without a password in it', () => {
      assert.match(nodeRed.output(), words);
      assert.doesNotMatch(nodeRed.output(), /a-password/);
    });

    it('disables the account, which says so', async () => {
      const { body } = await nodeRed.admin('GET', OF_ACCOUNT);
      assert.ok(isObject(body));
      assert.equal(body['state'], 'unconfigured');
      assert.match(String(body['message']), words);
      assert.deepEqual(errorOf(await authorize(nodeRed, simulator)), [409, 'NOT_CONFIGURED']);
      await nodeRed.inject('list-in');
      const { id, msg } = await nodeRed.nextDebug();
      assert.equal(id, 'errors');
      assert.match(JSON.stringify(msg), /NOT_CONFIGURED/);
      assert.match(JSON.stringify(msg), words);
    });

    it('disables no clock that is known by its address and key', async () => {
      const { body } = await nodeRed.admin('GET', `lametric-device/${DEVICE}`);
      assert.equal(isObject(body) && body['state'], 'online');
    });
  });
}
