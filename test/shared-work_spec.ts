import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCOUNT, accountNode, connect } from '../harness/account';
import { freePort } from '../harness/free-port';
import { type NodeRed, startNodeRed } from '../harness/node-red';
import { type Simulator, startSimulator } from '../simulator/simulator';
import { isObject } from '../src/lametric/guards';
import { read } from './helpers/examples';
import { TestRedis, needsRedis } from './helpers/redis';

/** Debian's, which is not in everybody's PATH. */
const MOSQUITTO =
  process.env['MOSQUITTO'] ?? (existsSync('/usr/sbin/mosquitto') ? '/usr/sbin/mosquitto' : 'mosquitto');
const MESSAGES = 20;

describe('The example for several Node-REDs, with a real broker', () => {
  let simulator: Simulator;
  let redis: TestRedis;
  let broker: ChildProcess;
  let directory: string;
  let nodeReds: NodeRed[] = [];
  let nodes: Record<string, unknown>[];

  before(needsRedis);
  before(function () {
    try {
      execFileSync(MOSQUITTO, ['-h'], { stdio: 'ignore' });
    } catch (error) {
      // It ends its help with another code than 0.
      const isThere = isObject(error) && typeof error['status'] === 'number';
      if (isThere) return;
      if (process.env['CI'] !== undefined) throw error;
      console.log('Skipped: mosquitto is not installed.');
      this.skip();
    }
  });
  before(async () => {
    const port = await freePort();
    directory = await mkdtemp(join(tmpdir(), 'mosquitto-'));
    await writeFile(join(directory, 'conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
    broker = spawn(MOSQUITTO, ['-c', join(directory, 'conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
    for await (const text of broker.stderr ?? []) if (String(text).includes('running')) break;

    simulator = await startSimulator();
    redis = await TestRedis.start();
    const settings = { lametricAccountCloudUrl: simulator.url, lametricAccountRedis: redis.url };
    const options = { link: true, settings, env: { MQTT_BROKER: '127.0.0.1' } };
    nodeReds = await Promise.all([startNodeRed(options), startNodeRed(options)]);
    nodes = read('several-node-reds').map((node) => ({
      ...node,
      ...('account' in node && { account: ACCOUNT }),
      ...(node['type'] === 'mqtt-broker' && { port: String(port) }),
    }));
    for (const nodeRed of nodeReds) await nodeRed.deploy([accountNode(simulator), ...nodes]);
    const [first] = nodeReds;
    if (first !== undefined) await connect(first, simulator);
  });
  after(async () => {
    await Promise.all(nodeReds.map((nodeRed) => nodeRed.stop()));
    await redis?.close();
    await simulator?.close();
    if (broker !== undefined) {
      broker.kill();
      if (broker.exitCode === null) await once(broker, 'exit');
      await rm(directory, { recursive: true });
    }
  });

  const find = (type: string, name: string) =>
    String(nodes.find((node) => node['type'] === type && node['name'] === name)?.['id']);

  it('gives each message to one of them, and work to all', async () => {
    const [one, other] = nodeReds;
    assert.ok(one !== undefined && other !== undefined);
    for (const nodeRed of nodeReds) {
      await nodeRed.nextStatus(find('mqtt in', 'Do it'), ({ fill }) => fill === 'green', 10_000);
    }
    const device = String(simulator.devices[0]?.id);
    const payload = JSON.stringify({ device, name: 'Pantry' });
    const done = find('debug', 'Renamed here');
    const counts = () =>
      nodeReds.map((nodeRed) => nodeRed.debugMessages().filter(({ id }) => id === done).length);
    for (let index = 0; index < MESSAGES; index++) {
      await one.admin('POST', `inject/${find('inject', 'Pantry')}`, {
        __user_inject_props__: [{ p: 'payload', v: payload, vt: 'json' }],
      });
    }
    while (counts().reduce((sum, count) => sum + count) < MESSAGES) {
      await Promise.race(nodeReds.map((nodeRed) => nodeRed.nextEvent('debug')));
    }
    assert.deepEqual(
      counts().map((count) => count > 0),
      [true, true],
    );
    assert.equal(simulator.devices[0]?.name, 'Pantry');
  });
});
