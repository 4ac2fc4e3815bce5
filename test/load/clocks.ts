/**
 * Many clocks: at first contact, and with events every 5 s. They are one server in this process, at an address of the
 * loopback network each.
 */
import { once } from 'node:events';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { loop } from '../../bench/driver';
import { deviceNode } from '../../harness/clock';
import { type NodeRed, startNodeRed } from '../../harness/node-red';
import { certificate, key } from '../helpers/certificate';
import { type Figures, check, megabytes, run } from './run';

/** By how much the event loop may be late, on a busy computer too: milliseconds. */
const MAX_DELAY = 1000;

const ANSWERS = new Map<string | undefined, unknown>([
  ['GET /api/v2/device', { id: '1', name: 'Clock', serial_number: '1', mode: 'manual', model: 'sa8' }],
  ['GET /api/v2/device/notifications', []],
  ['GET /api/v2/device/apps', {}],
  ['POST /api/v2/device/notifications', { success: { id: '1' } }],
]);

/** @param isQuick whether there are fewer, and less time */
export async function manyClocks(isQuick: boolean): Promise<void> {
  for (const count of isQuick ? [300] : [1000, 3000]) {
    await withClocks(async (nodeRed, port) => {
      await nodeRed.deploy(flow(count, port, { type: 'lametric notify' }));
      const title = `First contact with ${count} clocks, four messages each`;
      const figures = await run(nodeRed, title, { messages: count * 4 });
      report(figures);
      const lost = count * 4 - figures.results;
      check(lost === 0, `${lost} of ${count * 4} messages to healthy clocks failed`);
    });
  }
  const [count, seconds] = isQuick ? [300, 11] : [1000, 60];
  await withClocks(async (nodeRed, port) => {
    await nodeRed.deploy(flow(count, port, { type: 'lametric events', events: ['app'], interval: 5 }));
    const title = `Events of ${count} clocks, every 5 s for ${seconds} s`;
    report(await run(nodeRed, title, { messages: 0, duration: seconds * 1000 }));
  });
}

async function withClocks(work: (nodeRed: NodeRed, port: number) => Promise<void>): Promise<void> {
  const server = createServer({ cert: certificate, key }, ({ method, url }, response) => {
    response.end(JSON.stringify(ANSWERS.get(`${method} ${url}`) ?? {}));
  });
  await once(server.listen({ port: 0, host: '0.0.0.0', backlog: 4096 }), 'listening');
  const address = server.address();
  const nodeRed = await startNodeRed({ link: true, nodesDir: join(__dirname, 'nodes') });
  try {
    await work(nodeRed, typeof address === 'object' && address !== null ? address.port : 0);
  } finally {
    await nodeRed.stop();
    server.close();
    server.closeAllConnections();
  }
}

/** A load node, and a node for each of the clocks. */
function flow(count: number, port: number, node: { type: string; [property: string]: unknown }): object[] {
  const clocks = Array.from({ length: count }, (_, index) =>
    deviceNode(undefined, {
      id: `clock-${index}`,
      account: '',
      device: '',
      address: `127.1.${Math.floor(index / 250)}.${(index % 250) + 1}:${port}`,
      credentials: { apiKey: 'key' },
    }),
  );
  const nodes = clocks.map(({ id }) => ({ ...node, device: id }));
  const [driver, ...others] = loop('load', nodes);
  return [{ id: 'flow', type: 'tab', label: 'Load' }, ...clocks, { ...driver, type: 'test load' }, ...others];
}

function report({ loopDelay, cpu, seconds }: Figures): void {
  const [heap, sockets] = (['heapUsed', 'sockets'] as const).map((name) =>
    Math.max(...seconds.map((second) => second[name])),
  );
  const most = `heap ${megabytes(heap ?? NaN)}, ${sockets} sockets at most`;
  console.log(`  CPU ${(cpu / 1000).toFixed(1)} s; ${most}`);
  check(loopDelay.p99 < MAX_DELAY, `the event loop is late by ${Math.round(loopDelay.p99)} ms (p99)`);
}
