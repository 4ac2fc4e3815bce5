/**
 * `npm run test:load -- [--quick]`: whatever the load, and whether LaMetric answers or not, every message ends once and
 * in time, and neither requests nor sockets nor memory grow.
 *
 * Messages go through a real Node-RED, each to rename a device of its own; the cloud is in this process, and counts.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { accountNode, connect } from '../../bench/cloud';
import { loop, renameNode } from '../../bench/driver';
import { DEVICE, deviceNode } from '../../harness/clock';
import { type NodeRed, startNodeRed } from '../../harness/node-red';
import { startSilentClock } from './clock';
import { manyClocks } from './clocks';
import { type Cloud, startCloud } from './cloud';
import { check, megabytes, problems, run } from './run';
import { manySounds } from './sounds';

const MAX_SOCKETS = 32;
/** How much may be left of the load in memory: bytes. */
const TOLERANCE = 8e6;
/** How much memory 10,000 messages to a clock may take in all, most of them for a moment: bytes. */
const MOST_OF_CLOCK = 60e6;

interface World {
  nodeRed: NodeRed;
  cloud: Cloud;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
  const seconds = values.quick ? 10 : 60;
  // They mostly wait.
  await Promise.all([
    inWorld((world) => atOnce(world, '5,000 messages at once, a cloud that takes 500 ms')),
    inWorld((world) => {
      world.cloud.mood = 'is silent';
      return goesOn(world, `A cloud that does not answer, 100 messages a second for ${seconds} s`, seconds);
    }),
    toSilentClock('10,000 messages at once, a clock that accepts connections and never answers'),
  ]);
  await inWorld((world) => {
    world.cloud.refuse();
    return goesOn(world, `A cloud that is down, 100 messages a second for ${seconds} s`, seconds);
  });
  await inWorld((world) => leftAlone(world, 'A cloud that asks to be left alone for 11 hours'));
  await manyClocks(values.quick);
  await manySounds(values.quick);
  for (const problem of problems) console.log(`FAILED: ${problem}`);
  if (problems.length === 0) console.log('All hold.');
  else process.exitCode = 1;
}

/** @param work finds an account connected that no request was made with */
async function inWorld(work: (world: World) => Promise<void>): Promise<void> {
  const cloud = await startCloud();
  const nodeRed = await startNodeRed({
    link: true,
    nodesDir: join(__dirname, 'nodes'),
    settings: { lametricAccountCloudUrl: cloud.url },
    env: { http_proxy: '', HTTP_PROXY: '', all_proxy: '', ALL_PROXY: '' },
  });
  try {
    const [driver, ...others] = loop('load', [renameNode('payload')]);
    await nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Load' },
      accountNode(),
      { ...driver, type: 'test load' },
      ...others,
    ]);
    await connect(nodeRed);
    cloud.reset();
    await work({ nodeRed, cloud });
  } finally {
    await nodeRed.stop();
    await cloud.close();
  }
}

async function atOnce({ nodeRed, cloud }: World, title: string): Promise<void> {
  await run(nodeRed, 'The first 100 messages', { messages: 100 });
  cloud.reset();
  const { results, seconds } = await run(nodeRed, title, { messages: 5000 });
  console.log(`  ${cloud.mostSockets} sockets at most`);
  check(cloud.mostSockets <= MAX_SOCKETS, `${cloud.mostSockets} sockets`);
  // 32 at a time, two a second, for thirty seconds.
  check(results > 1500, `only ${results} results`);
  const [first, last] = [seconds[0], seconds.at(-1)];
  const grown = (last?.heapUsed ?? NaN) - (first?.heapUsed ?? NaN);
  check(grown < TOLERANCE, `${megabytes(grown)} are left in memory`);
}

/** Neither the requests nor the memory grow in the second half. */
async function goesOn({ nodeRed, cloud }: World, title: string, duration: number): Promise<void> {
  const { seconds } = await run(nodeRed, title, { messages: duration * 100, perSecond: 100 });
  console.log(`  ${cloud.mostSockets} sockets at most`);
  check(cloud.mostSockets <= MAX_SOCKETS, `${cloud.mostSockets} sockets`);
  const half = duration / 2;
  const until = (second: number) => seconds[second]?.requests ?? NaN;
  const [first, second] = [until(half), until(duration) - until(half)];
  check(second <= first, `${first} requests in the first half, ${second} in the second`);
  const most = (from: number, to: number) =>
    Math.max(...seconds.slice(from, to).map(({ heapUsed }) => heapUsed));
  const grown = most(half, duration) - most(0, half);
  check(grown < TOLERANCE, `memory grows by ${megabytes(grown)} in the second half`);
}

async function leftAlone({ nodeRed, cloud }: World, title: string): Promise<void> {
  cloud.mood = 'ends';
  await run(nodeRed, `${title}: the first message`, { messages: 1 });
  await run(nodeRed, `${title}: the others`, { messages: 1000 });
  console.log(`  ${cloud.tokenRequests} token request, ${cloud.requests} other`);
  check(cloud.tokenRequests === 1, `${cloud.tokenRequests} token requests`);
  check(cloud.requests === 1, `${cloud.requests} requests with an access token that is refused`);
}

/** Most of the messages fail at once, and those that wait need neither a connection nor memory of their own. */
async function toSilentClock(title: string): Promise<void> {
  const clock = await startSilentClock();
  const nodeRed = await startNodeRed({ link: true, nodesDir: join(__dirname, 'nodes') });
  try {
    const address = `127.0.0.1:${clock.port}`;
    const settings = { id: DEVICE, account: '', device: '', address, security: 'http' };
    const notify = { type: 'lametric notify', device: DEVICE };
    const [driver, ...others] = loop('load', [notify]);
    await nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Load' },
      deviceNode(undefined, { ...settings, credentials: { apiKey: 'key' } }),
      { ...driver, type: 'test load' },
      ...others,
    ]);
    const { seconds } = await run(nodeRed, title, { messages: 10_000 });
    console.log(`  ${clock.mostSockets} sockets at most`);
    check(clock.mostSockets <= 2, `${clock.mostSockets} sockets`);
    const heap = seconds.map(({ heapUsed }) => heapUsed);
    const grown = Math.max(...heap) - (heap[0] ?? NaN);
    check(grown < MOST_OF_CLOCK, `memory grows by ${megabytes(grown)}`);
  } finally {
    await nodeRed.stop();
    clock.close();
  }
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
