/** The Node-RED that is measured, and the driver node in it that sends and counts the messages; see nodes/driver.js. */
import { join } from 'node:path';
import { ACCOUNT } from '../harness/account';
import type { AdminResponse } from '../harness/admin-api';
import { type NodeRed, startNodeRed } from '../harness/node-red';
import { isObject } from '../src/lametric/guards';

/** The most messages that any part has under way. */
export const DEVICES = 100;
export const devicePath = (id: number) => `/api/v2/users/me/devices/${id}`;
export const listPath = '/api/v2/users/me/devices';
/** A path for each slot, so that no two messages that are under way ask for the same. */
export const devicePaths = Array.from({ length: DEVICES }, (_, slot) => devicePath(slot + 1));

/** A node without what the harness or the loop decides. */
export interface NodeProperties {
  type: string;
  [property: string]: unknown;
}

export interface Load {
  messages: number;
  underWay: number;
  /** The paths that messages request from the cloud: one a slot, as far as they go. */
  paths: string[];
  /** The payload of each message. Default: a name. */
  payload?: object;
}

/** Times in milliseconds. */
export interface Measurement {
  perSecond: number;
  /** Of Node-RED's process, for one message, in microseconds. */
  cpuMicros: number;
  p50: number;
  p99: number;
  longest: number;
  failed: number;
}

/** Starts a Node-RED with the nodes of this package and of the benchmark, and without a proxy. */
export function startMeasuredNodeRed(cloudUrl: string): Promise<NodeRed> {
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];
  return startNodeRed({
    link: true,
    nodesDir: join(__dirname, 'nodes'),
    settings: { lametricAccountCloudUrl: cloudUrl },
    env: Object.fromEntries(proxies.map((name) => [name, ''])),
  });
}

/** A driver whose messages go through `nodes`, a node for each slot or one for all, and come back, as errors too. */
export function loop(driver: string, nodes: NodeProperties[]): object[] {
  const ids = nodes.map((_, slot) => `${driver}-${slot}`);
  const place = { z: 'flow', x: 0, y: 0 };
  return [
    { id: driver, type: 'bench driver', ...place, wires: ids.map((id) => [id]) },
    ...nodes.map((node, slot) => ({ id: ids[slot], ...place, wires: [[driver]], name: '', ...node })),
    { id: `${driver}-catch`, type: 'catch', ...place, scope: ids, uncaught: false, wires: [[driver]] },
  ];
}

export const devicesNode = (properties: object = {}): NodeProperties => ({
  type: 'lametric devices',
  account: ACCOUNT,
  device: 'device',
  deviceType: 'msg',
  output: 'array',
  apiKeys: false,
  ...properties,
});

export const renameNode = (newName = 'payload.name'): NodeProperties => ({
  type: 'lametric rename',
  account: ACCOUNT,
  device: 'device',
  deviceType: 'msg',
  newName,
  newNameType: 'msg',
});

/** The core node, set to send the same request and to parse the answer. */
export const httpRequestNode = (method: string): NodeProperties => ({
  type: 'http request',
  method,
  ret: 'obj',
  paytoqs: 'ignore',
  url: '',
  // Without this, connections are kept open all the same: Node's own agent does that since Node 19.
  persist: false,
  authType: '',
  senderr: true,
  headers: [
    { keyType: 'Authorization', keyValue: '', valueType: 'other', valueValue: 'Bearer access' },
    { keyType: 'Content-Type', keyValue: '', valueType: 'application/json', valueValue: '' },
  ],
});

/** Sends the messages of a load through a loop. A message that fails counts like any other, and is counted as failed. */
export async function drive(nodeRed: NodeRed, driver: string, url: string, load: Load): Promise<Measurement> {
  const fields = numbersOf(await nodeRed.admin('POST', `bench/run/${driver}`, { url, ...load }));
  const { perSecond = NaN, cpuMicros = NaN, p50 = NaN, p99 = NaN, longest = NaN, failed = NaN } = fields;
  return { perSecond, cpuMicros, p50, p99, longest, failed };
}

/** The memory of Node-RED's process after a garbage collection, in bytes. */
export async function memoryOf(nodeRed: NodeRed): Promise<{ rss: number; heapUsed: number }> {
  const { rss = NaN, heapUsed = NaN } = numbersOf(await nodeRed.admin('GET', 'bench/memory'));
  return { rss, heapUsed };
}

/** The numbers of an answer. */
export function numbersOf({ status, body }: AdminResponse): Record<string, number> {
  if (status !== 200 || !isObject(body))
    throw new Error(`The driver answers ${status}: ${JSON.stringify(body)}`);
  if (typeof body['failure'] === 'string') console.error(`A message failed: ${body['failure']}`);
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}
