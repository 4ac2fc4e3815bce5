/** The cost of a notification: `lametric notify` beside the core `http request` node, axios, and Node's own `https`. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer } from 'node:tls';
import { deviceNode } from '../harness/clock';
import type { NodeRed } from '../harness/node-red';
import { selfSigned } from '../simulator/clock/certificate';
import { answer, answerRequests } from './cloud';
import {
  type Load,
  type NodeProperties,
  drive,
  httpRequestNode,
  loop,
  memoryOf,
  startMeasuredNodeRed,
} from './driver';
import { type Extent, type Report, type Table, megabytes, number } from './report';
import { type Comparison, evaluate, measureInTurn, tableOf } from './throughput';

export const PATH = '/api/v2/device/notifications';
const API_KEY = 'key';
const AUTHORIZATION = `Basic ${Buffer.from(`dev:${API_KEY}`).toString('base64')}`;
const TLS = { id: 'tls', type: 'tls-config', name: '', cert: '', key: '', ca: '', verifyservercert: false };
/** In LaMetric's own form, which every subject sends as it is. */
export const payload = { model: { frames: [{ text: 'Hello' }] } };
/** How many clocks get a message each at the same time. */
const MANY = 500;

const POST = { method: 'POST', authorization: AUTHORIZATION, isClock: true };

/** The least that Node can do. */
export const httpsNode: NodeProperties = { type: 'bench http', ...POST };

export const clockNode = (address: string, index: number) =>
  deviceNode(undefined, {
    id: `clock-${index}`,
    account: '',
    device: '',
    address,
    credentials: { apiKey: API_KEY },
  });

/** For one of the clocks that `clockNode` makes. */
export const notifyNode = (index: number): NodeProperties => ({
  type: 'lametric notify',
  device: `clock-${index}`,
});

const postNode = (persist: boolean): NodeProperties => ({
  ...httpRequestNode('POST'),
  persist,
  tls: TLS.id,
  headers: [
    { keyType: 'Authorization', keyValue: '', valueType: 'other', valueValue: AUTHORIZATION },
    { keyType: 'Content-Type', keyValue: '', valueType: 'application/json', valueValue: '' },
  ],
});

const comparisons: Comparison[] = [
  compare('POST a notification, http request as it is dragged', false),
  compare('POST a notification, http request with keep-alive', true),
];

function compare(title: string, persist: boolean): Comparison {
  const driver = (name: string) => `${persist ? 'kept' : 'dragged'}-${name}`;
  return {
    title,
    paths: [PATH],
    subjects: [
      { name: 'http request', driver: driver('core'), nodes: [postNode(persist)] },
      { name: 'lametric notify', driver: driver('notify'), nodes: [notifyNode(0)] },
      { name: 'axios, keep-alive', driver: driver('axios'), nodes: [{ type: 'bench axios', ...POST }] },
      { name: 'node:https, keep-alive', driver: driver('https'), nodes: [httpsNode] },
    ],
  };
}

export async function measureClocks(extent: Extent): Promise<Report> {
  const clocks = await startClocks(extent.quick ? 20 : MANY);
  const nodeRed = await startMeasuredNodeRed('https://developer.lametric.com');
  try {
    await nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Benchmark' },
      TLS,
      ...clocks.addresses.map(clockNode),
      ...comparisons.flatMap(({ subjects }) => subjects.flatMap(({ driver, nodes }) => loop(driver, nodes))),
      ...loop(
        'many',
        clocks.addresses.map((_, index) => notifyNode(index)),
      ),
    ]);
    const one = await measureOne(nodeRed, clocks, extent);
    const many = await measureMany(nodeRed, clocks, extent);
    return { tables: [...one.tables, ...many.tables], data: { one: one.data, many: many.data } };
  } finally {
    await nodeRed.stop();
    clocks.close();
  }
}

async function measureOne(nodeRed: NodeRed, clocks: Clocks, { quick }: Extent): Promise<Report> {
  const load: Load = { messages: quick ? 50 : 1000, underWay: 1, paths: [PATH], payload };
  const all = [];
  const opened: { request: string; subject: string; connections: number }[] = [];
  for (const comparison of comparisons) {
    const rounds = await measureInTurn(comparison.subjects, quick ? 1 : 9, async ({ name, driver }) => {
      const before = clocks.opened;
      const measurement = await drive(nodeRed, driver, clocks.url, load);
      opened.push({ request: comparison.title, subject: name, connections: clocks.opened - before });
      if (measurement.failed > 0) throw new Error(`${name}: ${measurement.failed} messages failed`);
      return measurement;
    });
    all.push({ comparison, results: evaluate(comparison, load.underWay, rounds) });
  }
  return {
    tables: [
      ...all.map(({ comparison, results }) => tableOf(comparison, load.underWay, results)),
      openedTable(opened, load.messages),
    ],
    data: { results: all.map(({ results }) => results), opened },
  };
}

/** How many connections each subject opened, in all its rounds: the first is to warm up. */
function openedTable(
  opened: { request: string; subject: string; connections: number }[],
  messages: number,
): Table {
  const rows = comparisons.flatMap(({ title, subjects }) =>
    subjects.map(({ name }) => {
      const counts = opened.filter(({ request, subject }) => request === title && subject === name);
      return [`${name} (${title})`, counts.map(({ connections }) => String(connections)).join(' ')];
    }),
  );
  return { title: `Connections opened for ${number(messages)} messages`, columns: ['', 'a round'], rows };
}

/** A message to each of many clocks at once, several times: after the first, nothing may grow. */
async function measureMany(nodeRed: NodeRed, clocks: Clocks, { quick }: Extent): Promise<Report> {
  const count = clocks.addresses.length;
  const load: Load = { messages: count, underWay: count, paths: [PATH], payload };
  const data = [];
  for (let round = 1; round <= (quick ? 2 : 10); round++) {
    const { perSecond, failed } = await drive(nodeRed, 'many', clocks.url, load);
    if (failed > 0) throw new Error(`${failed} of ${count} clocks were not reached`);
    const { heapUsed, rss } = await memoryOf(nodeRed);
    data.push({ round, milliseconds: (1000 * count) / perSecond, sockets: clocks.sockets, heapUsed, rss });
  }
  const table: Table = {
    title: `A message to each of ${count} clocks at once, time and again`,
    columns: ['round', 'ms', 'sockets', 'heap', 'memory'],
    rows: data.map(({ round, milliseconds, sockets, heapUsed, rss }) => [
      String(round),
      number(milliseconds),
      String(sockets),
      megabytes(heapUsed),
      megabytes(rss, 0),
    ]),
  };
  return { tables: [table], data };
}

interface Clocks {
  /** `host:port` of each. */
  addresses: string[];
  /** Of the first. */
  url: string;
  /** How many connections are open. */
  readonly sockets: number;
  /** How many were ever opened. */
  readonly opened: number;
  close(): void;
}

/** Clocks that answer by TLS with what they prepared beforehand, as the cloud of the other parts does. */
export async function startClocks(count: number): Promise<Clocks> {
  const certificate = await selfSigned('LaMetric');
  const answers = new Map([[`POST ${PATH}`, answer({ success: { id: '1' } }, '201 Created')]]);
  const sockets = new Set<Socket>();
  let opened = 0;
  const servers = Array.from({ length: count }, () =>
    createServer({ ...certificate, noDelay: true }, (socket) => {
      opened++;
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
      answerRequests(socket, answers);
    }).listen(0, '127.0.0.1'),
  );
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const addresses = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('Not a TCP port');
    return `127.0.0.1:${address.port}`;
  });
  return {
    addresses,
    url: `https://${addresses[0]}`,
    get sockets() {
      return sockets.size;
    },
    get opened() {
      return opened;
    },
    close() {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
