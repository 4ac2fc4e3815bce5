/** `npm run demo`: the main job without a browser, on free ports; see USAGE. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ACCOUNT, LIST, RENAME, accountFlow, connect, textFields } from '../harness/account';
import { DEVICE, deviceNode } from '../harness/clock';
import { type NodeRed, startNodeRed } from '../harness/node-red';
import { type Simulator, startSimulator } from '../simulator/simulator';
import { isObject } from '../src/lametric/guards';
import { drawScreen } from './terminal-screen';

const USAGE = `Usage: npm run demo -- [--token-lifetime SECONDS | --revoked]

Connects a real Node-RED to the LaMetric simulator, lists the devices, renames one, lists them again, and shows a
notification on it.

  --token-lifetime  lets access tokens live that long (1 to 60 s), and waits for the end of one: shows the refresh
  --revoked         revokes the authorization right after connecting: fails, and says what to do`;

const NEW_NAME = 'Living room';

interface Options {
  /** Seconds. */
  tokenLifetime?: number;
  revoked: boolean;
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === undefined) {
    console.log(USAGE);
    return;
  }
  const simulator = await startSimulator(
    options.tokenLifetime === undefined ? {} : { accessTokenLifetime: options.tokenLifetime },
  );
  try {
    const settings = { lametricAccountCloudUrl: simulator.url };
    const nodeRed = await startNodeRed({ link: true, settings });
    try {
      await nodeRed.deploy([
        ...accountFlow(simulator, { inject: { payload: NEW_NAME } }),
        deviceNode(simulator.devices[0]?.id),
      ]);
      await demonstrate(nodeRed, simulator, options);
    } finally {
      await nodeRed.stop();
    }
  } finally {
    await simulator.close();
  }
}

/** @returns `undefined` to ask for the usage */
function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      'token-lifetime': { type: 'string' },
      revoked: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { 'token-lifetime': lifetime, revoked, help } = values;
  if (help) return undefined;
  if (lifetime === undefined) return { revoked };
  const tokenLifetime = Number(lifetime);
  if (!Number.isInteger(tokenLifetime) || tokenLifetime < 1 || tokenLifetime > 60) {
    throw new UsageError(`--token-lifetime must be a whole number from 1 to 60, not "${lifetime}".`);
  }
  return { tokenLifetime, revoked };
}

class UsageError extends Error {}

async function demonstrate(
  nodeRed: NodeRed,
  simulator: Simulator,
  { tokenLifetime, revoked }: Options,
): Promise<void> {
  let refreshes = 0;
  simulator.on('refresh', () => refreshes++);

  const { state } = await connect(nodeRed, simulator);
  if (state !== 'connected') throw new Error(`The account is ${String(state)} instead of connected.`);
  const user = textFields(await nodeRed.admin('GET', `lametric-account/${ACCOUNT}/user`));
  console.log(`Connected as ${user['name']}.`);

  if (revoked) {
    simulator.revokeRefreshTokens();
    simulator.expireAccessTokens();
    console.log('Now LaMetric revokes the authorization.');
  }

  printDevices('The devices before:', await run(nodeRed, LIST));

  if (tokenLifetime !== undefined) await accessTokenEnd(nodeRed);
  const renamed = await run(nodeRed, RENAME);
  if (isObject(renamed))
    console.log(`\nDevice ${String(renamed['id'])} is now "${String(renamed['name'])}".`);

  printDevices('The devices after:', await run(nodeRed, LIST));

  await notify(nodeRed, simulator);

  if (tokenLifetime !== undefined) {
    if (refreshes === 0) throw new Error('No refresh happened, though the access token had expired.');
    console.log(`\nThe simulator counted ${refreshes} ${refreshes === 1 ? 'refresh' : 'refreshes'}.`);
  }
}

/** Sends a message through a flow node. @returns its payload @throws with the node's own message */
async function run(nodeRed: NodeRed, node: string): Promise<unknown> {
  await nodeRed.inject(`${node}-in`);
  const { id, msg } = await nodeRed.nextDebug(undefined, 40_000);
  const { error, payload } = isObject(msg) ? msg : {};
  if (id !== 'errors') return payload;
  const message = isObject(error) ? String(error['message']) : 'unknown error';
  throw new Error(`${message}\nThe node shows: ${nodeRed.status(node)?.text}`);
}

/** Shows a notification on the renamed clock, and what is on its display then. */
async function notify(nodeRed: NodeRed, simulator: Simulator): Promise<void> {
  const notification = { model: { frames: [{ icon: 'i2', text: 'Hello' }] } };
  const path = `lametric-device/${DEVICE}/notifications`;
  const { status, body } = await nodeRed.admin('POST', path, notification);
  const { name, kind, shown } = simulator.clocks[0] ?? {};
  if (status !== 200 || shown?.source !== 'notification') {
    throw new Error(`The clock shows no notification: ${JSON.stringify(body)}`);
  }
  console.log(`\nThe clock "${name}" shows:\n${drawScreen(shown.notification, kind?.model ?? '')}`);
}

async function accessTokenEnd(nodeRed: NodeRed): Promise<void> {
  const { expiresAt = '' } = textFields(await nodeRed.admin('GET', `lametric-account/${ACCOUNT}`));
  await sleep(Math.max(0, Date.parse(expiresAt) - Date.now()));
  console.log('\nThe access token has expired.');
}

function printDevices(title: string, devices: unknown): void {
  if (!Array.isArray(devices)) throw new Error('The node sent no list of devices.');
  const columns = ['id', 'name', 'state', 'ipv4_internal'];
  const rows = devices.map((device: unknown) =>
    columns.map((column) => cellText(isObject(device) ? device[column] : undefined)),
  );
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  console.log(`\n${title}`);
  for (const row of [columns, ...rows]) {
    console.log(`  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd());
  }
}

function cellText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

main().catch((error: Error) => {
  const isUsage =
    error instanceof UsageError || ('code' in error && String(error.code).includes('PARSE_ARGS'));
  console.error(isUsage ? `${error.message}\n\n${USAGE}` : `\nThe demo failed: ${error.message}`);
  process.exitCode = 1;
});
