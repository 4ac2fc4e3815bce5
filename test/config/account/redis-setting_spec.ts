import assert from 'node:assert/strict';
import { accountFlow } from '../../../harness/account';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { readRedisUrl } from '../../../src/storage/redis';

/** Hooks of the module loader that find everything but the package. */
const WITHOUT_CLIENT = `export const resolve = (name, context, next) => {
  if (name === "@redis/client") throw new Error("missing");
  return next(name, context);
};`;

describe('The address of Redis in settings.js', () => {
  for (const address of ['redis://host', 'rediss://user:password@host:6380/1']) {
    it(`may be ${address}`, () => assert.equal(readRedisUrl(address)?.href, address));
  }

  for (const wrong of [
    undefined,
    null,
    '',
    'host:6379',
    'http://:a-password@host',
    'redis://',
    'redis://:%zz@h',
    'redis://a%E2:%82%AC@h',
    'redis://h/x',
    6379,
    {},
  ]) {
    it(`must not be ${JSON.stringify(wrong)}`, () => assert.equal(readRedisUrl(wrong), undefined));
  }
});

describe('Redis without the package @redis/client', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;

  before(async () => {
    simulator = await startSimulator();
    nodeRed = await startNodeRed({
      link: true,
      settings: { lametricAccountCloudUrl: simulator.url, lametricAccountRedis: 'redis://127.0.0.1:1' },
      settingsSource: `require('node:module').register('data:text/javascript,${encodeURIComponent(WITHOUT_CLIENT)}');`,
    });
    await nodeRed.deploy(accountFlow(simulator));
  });
  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  it('says what to install, in the log and to each message', async () => {
    assert.match(nodeRed.output(), /npm install @redis\/client/);
    await nodeRed.inject('list-in');
    const { id, msg } = await nodeRed.nextDebug();
    assert.equal(id, 'errors');
    assert.match(JSON.stringify(msg), /npm install @redis\/client/);
  });
});
