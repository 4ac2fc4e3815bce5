import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ACCOUNT, accountFlow } from '../../../harness/account';
import { DEVICE, deviceNode } from '../../../harness/clock';
import { freePort } from '../../../harness/free-port';
import { linkPackage } from '../../../harness/package';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { TestRedis, needsRedis } from '../../helpers/redis';

/** Runs Node-RED until its clock has answered, stops it, and has nothing else to do. */
const PROGRAM = `
const { createServer } = require('node:http');
const { createRequire } = require('node:module');
const RED = createRequire(process.argv[2])('node-red');
const server = createServer();
RED.init(server, JSON.parse(process.argv[3]));
process.on('exit', () => console.log('ended by itself'));
RED.hooks.add('onReceive', ({ destination }) => {
  if (destination.id !== 'out') return;
  RED.hooks.clear();
  RED.stop().then(() => {
    server.close();
    console.log('stopped');
  });
});
RED.events.on('flows:started', () => ['list', 'state'].forEach((id) => RED.nodes.getNode(id).receive({})));
RED.start();
`;

describe('A program that embeds Node-RED', () => {
  let simulator: Simulator;
  let redis: TestRedis;
  let userDir: string;

  before(needsRedis);
  before(async () => {
    simulator = await startSimulator();
    redis = await TestRedis.start();
    userDir = await mkdtemp(join(tmpdir(), 'embedded-'));
    await linkPackage(userDir);
    const [, kitchen] = simulator.clocks;
    assert.ok(kitchen);
    const nodes = [
      ...accountFlow(simulator),
      deviceNode(undefined, {
        account: '',
        device: '',
        address: kitchen.address,
        credentials: { apiKey: kitchen.apiKey },
      }),
      {
        id: 'state',
        type: 'lametric state',
        z: 'flow',
        device: DEVICE,
        what: 'device',
        x: 0,
        y: 0,
        wires: [['out']],
      },
      {
        id: 'events',
        type: 'lametric events',
        z: 'flow',
        device: DEVICE,
        events: ['app'],
        x: 0,
        y: 0,
        wires: [[]],
      },
    ];
    const credentials = Object.fromEntries(
      nodes.flatMap((node) => ('credentials' in node ? [[node.id, node.credentials]] : [])),
    );
    await writeFile(join(userDir, 'flows.json'), JSON.stringify(nodes));
    await writeFile(join(userDir, 'flows_cred.json'), JSON.stringify(credentials));
    assert.ok(ACCOUNT in credentials);
  });
  after(async () => {
    await rm(userDir, { recursive: true });
    await redis.close();
    await simulator.close();
  });

  const ends = async (more: object) => {
    const settings = {
      userDir,
      flowFile: 'flows.json',
      credentialSecret: false,
      httpAdminRoot: '/',
      uiPort: await freePort(),
      lametricAccountCloudUrl: simulator.url,
      ...more,
    };
    const red = require.resolve('node-red/red.js');
    const child = spawn(process.execPath, ['-e', PROGRAM, '-', red, JSON.stringify(settings)], {
      cwd: userDir,
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), 40_000);
    const [output] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    clearTimeout(timer);
    assert.match(output, /stopped/);
    assert.match(output, /ended by itself/);
    return output;
  };

  it('ends by itself after RED.stop(), with Redis there', async () => {
    await ends({ lametricAccountRedis: redis.url });
    assert.notEqual(await redis.command('HLEN', 'lametric:devices'), 0);
  });

  it('ends by itself after RED.stop(), with Redis away', () =>
    ends({ lametricAccountRedis: 'redis://127.0.0.1:1' }));

  it('ends by itself after RED.stop(), without Redis', async () => {
    await ends({ lametricDeviceMediaPort: await freePort() });
  });

  it('ends by itself after RED.stop() while Redis answers nothing', async () => {
    redis.pause();
    await ends({ lametricAccountRedis: redis.url });
    redis.goOn();
  });
});
