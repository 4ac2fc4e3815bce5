/** `npm start`: a real Node-RED with these nodes and a ready flow, and the simulator for it; see USAGE. */
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { accountNode, emptyAccountNode } from '../harness/account';
import { type NodeRed, startNodeRed } from '../harness/node-red';
import { type Simulator, startSimulator } from '../simulator/simulator';
import { DEMO_STEPS, readyFlow } from './ready-flow';

const USAGE = `Usage: npm start [-- --cloud]

Starts Node-RED with these nodes and a LaMetric simulator, both on 127.0.0.1.

  --cloud  leaves the simulator out and talks to LaMetric

The environment's PORT (1880) and SIMULATOR_PORT (8090) move them.`;

/** Where `--cloud` keeps flows and authorization. The simulator forgets its tokens, so there all begins afresh. */
const CLOUD_USER_DIR = join(__dirname, '../.cache/node-red');

const CLOUD_STEPS = [
  '1. Double-click "LaMetric devices", and click the pencil beside Account.',
  '2. Fill the form in as its guide says, click Connect, and allow the access.',
  '3. Click Update, Done and Deploy.',
  '4. Click the button left of "List devices": the debug sidebar shows your clocks.',
  '5. To rename one, choose it in "LaMetric rename", and click Deploy.',
  '6. To show a text on one, click + beside the clock in "LaMetric notify", choose it there, and click Deploy.',
];

let stopping = false;
const interrupted = new Promise<void>((resolve) => {
  const stop = (): void => {
    stopping = true;
    resolve();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
});

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { cloud: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }

  const port = portFrom('PORT', 1880);
  const simulatorPort = portFrom('SIMULATOR_PORT', 8090);
  await assertFree(port, 'PORT');
  if (!values.cloud) await assertFree(simulatorPort, 'SIMULATOR_PORT');

  const simulator = values.cloud ? undefined : await startSimulatorFor(port, simulatorPort);
  try {
    const nodeRed = await (simulator ? startDemo(port, simulator) : startCloud(port));
    console.log(simulator ? demoText(nodeRed, simulator) : cloudText(nodeRed));
    await Promise.race([interrupted, nodeRed.ended()]);
    await nodeRed.stop();
    if (!stopping) throw new Error(nodeRed.output());
  } finally {
    await simulator?.close();
  }
}

function portFrom(variable: string, fallback: number): number {
  const text = process.env[variable] ?? '';
  const port = text === '' ? fallback : Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`${variable} must be a port number from 1 to 65535, not "${text}".`);
  }
  return port;
}

async function assertFree(port: number, variable: string): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Error(`Port ${port} is taken. Stop what uses it, or choose another: ${variable}=${port + 1}`, {
      cause,
    });
  }
  server.close();
  await once(server, 'close');
}

function startSimulatorFor(nodeRedPort: number, port: number): Promise<Simulator> {
  const redirectUris = ['127.0.0.1', 'localhost'].map(
    (host) => `http://${host}:${nodeRedPort}/lametric-account/callback`,
  );
  return startSimulator({ port, redirectUris });
}

async function startDemo(port: number, simulator: Simulator): Promise<NodeRed> {
  const settings = { lametricAccountCloudUrl: simulator.url };
  const nodeRed = await startNodeRed({ port, link: true, settings });
  await nodeRed.deploy(readyFlow(DEMO_STEPS, accountNode(simulator), simulator));
  return nodeRed;
}

async function startCloud(port: number): Promise<NodeRed> {
  await mkdir(CLOUD_USER_DIR, { recursive: true });
  // Real clocks are searched for in all networks.
  const settings = { lametricDeviceSearch: undefined };
  const nodeRed = await startNodeRed({ port, link: true, userDir: CLOUD_USER_DIR, settings });
  const isFirstStart = (await nodeRed.readFlows()).length === 0;
  if (isFirstStart) await nodeRed.deploy(readyFlow(CLOUD_STEPS, emptyAccountNode()));
  return nodeRed;
}

function demoText(nodeRed: NodeRed, simulator: Simulator): string {
  return `
  Node-RED   ${nodeRed.url}
  Simulator  ${simulator.url}   (the clocks, live)

  In Node-RED:
  ${DEMO_STEPS.join('\n  ')}

Every start begins afresh: the simulator forgets what it authorized, and this Node-RED its flows.
Ctrl+C stops both.`;
}

function cloudText(nodeRed: NodeRed): string {
  return `
  Node-RED   ${nodeRed.url}

  In Node-RED:
  ${CLOUD_STEPS.join('\n  ')}

Flows and authorization are kept for the next start, in ${relative(process.cwd(), CLOUD_USER_DIR)}.
Ctrl+C stops Node-RED.`;
}

main().catch((error: Error) => {
  // Ctrl+C goes to Node-RED as well, which may end before it has started.
  if (stopping) return;
  const isUsage = 'code' in error && String(error.code).includes('PARSE_ARGS');
  console.error(isUsage ? `${error.message}\n\n${USAGE}` : error.message);
  process.exitCode = 1;
});
