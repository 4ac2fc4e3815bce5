/** Many clocks: a notification to all of them, and their events, beside the core `http request` node. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer } from 'node:tls';
import { deviceNode } from '../harness/clock';
import type { NodeRed } from '../harness/node-red';
import { selfSigned } from '../simulator/clock/certificate';
import { answer, answerRequests } from './cloud';
import { httpRequestNode, memoryOf, numbersOf, startMeasuredNodeRed } from './driver';
import { type Extent, type Report, type Table, megabytes, number } from './report';

const API_KEY = 'key';
const AUTHORIZATION = `Basic ${Buffer.from(`dev:${API_KEY}`).toString('base64')}`;
const NOTIFICATIONS = '/api/v2/device/notifications';
const APPS = '/api/v2/device/apps';
/** In LaMetric's own form, which both subjects send as it is. */
const payload = { model: { frames: [{ text: 'Hello' }] } };

/** What happens to the clocks, one after the other. */
const PHASES = {
  first: 'a notification to all, at first contact',
  again: 'the same again',
  deploy: 'a Deploy of everything',
  events: 'events of all, every 30 s for two minutes',
};
type Phase = keyof typeof PHASES;

/** Milliseconds, bytes, and the most connections that a clock had. */
type Measured = Record<'took' | 'p99' | 'max' | 'cpu' | 'failed' | 'heapUsed' | 'connections', number>;
/** By their names in `PHASES`. */
type Phases = Record<string, Measured>;
type Measure = (phase: Phase, work: () => Promise<{ failed: number }>) => Promise<void>;
type Subject = (nodeRed: NodeRed, clocks: Clocks, measure: Measure, times: Times) => Promise<void>;

/** How often a clock is asked what happens: seconds. */
interface Times {
  interval: number;
  rounds: number;
}

const SUBJECTS: Record<string, Subject> = { 'http request': withCoreNodes, 'these nodes': withTheseNodes };

export async function measureFleet({ quick }: Extent): Promise<Report> {
  const times = quick ? { interval: 5, rounds: 1 } : { interval: 30, rounds: 4 };
  const data: Record<string, Record<string, Phases>> = {};
  const tables: Table[] = [];
  for (const count of quick ? [20] : [100, 1000]) {
    const subjects: Record<string, Phases> = {};
    for (const [name, subject] of Object.entries(SUBJECTS)) {
      subjects[name] = await measureSubject(subject, count, times);
    }
    data[count] = subjects;
    tables.push(tableOf(count, subjects));
  }
  return { tables, data };
}

async function measureSubject(subject: Subject, count: number, times: Times) {
  const clocks = await startClocks(count);
  const nodeRed = await startMeasuredNodeRed('https://developer.lametric.com');
  const phases: Phases = {};
  const measure: Measure = async (phase, work) => {
    await nodeRed.admin('POST', 'bench/loop');
    const start = performance.now();
    const { failed } = await work();
    const took = performance.now() - start;
    const { p99 = NaN, max = NaN, cpu = NaN } = numbersOf(await nodeRed.admin('GET', 'bench/loop'));
    const { heapUsed } = await memoryOf(nodeRed);
    phases[phase] = { took, p99, max, cpu, failed, heapUsed, connections: clocks.mostConnections };
  };
  try {
    await subject(nodeRed, clocks, measure, times);
    return phases;
  } finally {
    await nodeRed.stop();
    clocks.close();
  }
}

async function withTheseNodes(nodeRed: NodeRed, { addresses }: Clocks, measure: Measure, times: Times) {
  const clocks = addresses.map((address, index) =>
    deviceNode(undefined, {
      id: `clock-${index}`,
      name: `Room ${index}`,
      account: '',
      device: '',
      address,
      credentials: { apiKey: API_KEY },
    }),
  );
  const flow = [...fleetFlow({ type: 'lametric notify', clocksType: 'all' }), ...clocks];
  const listeners = clocks.map(({ id }, index) => ({
    id: `events-${index}`,
    type: 'lametric events',
    z: 'flow',
    x: 0,
    y: 0,
    device: id,
    events: ['app'],
    interval: times.interval,
    wires: [[]],
  }));
  const notifyAll = () => send(nodeRed, { messages: [{ payload }], expected: addresses.length });
  await nodeRed.deploy(flow);
  await measure('first', notifyAll);
  await measure('again', notifyAll);
  await measure('deploy', () => deploy(nodeRed, [...flow, ...listeners]));
  await measure('events', async () => {
    await sleep(times.rounds * times.interval * 1000);
    return { failed: 0 };
  });
}

async function withCoreNodes(nodeRed: NodeRed, { addresses }: Clocks, measure: Measure, times: Times) {
  const tls = { id: 'tls', type: 'tls-config', name: '', cert: '', key: '', ca: '', verifyservercert: false };
  const headers = [
    { keyType: 'Authorization', keyValue: '', valueType: 'other', valueValue: AUTHORIZATION },
    { keyType: 'Content-Type', keyValue: '', valueType: 'application/json', valueValue: '' },
  ];
  const flow = (method: string) => [tls, ...fleetFlow({ ...httpRequestNode(method), tls: tls.id, headers })];
  const to = (path: string, properties: object) => ({
    messages: addresses.map((address) => ({ url: `https://${address}${path}`, ...properties })),
    expected: addresses.length,
  });
  const notifyAll = () => send(nodeRed, to(NOTIFICATIONS, { payload }));
  await nodeRed.deploy(flow('POST'));
  await measure('first', notifyAll);
  await measure('again', notifyAll);
  await measure('deploy', () => deploy(nodeRed, flow('GET')));
  await measure('events', async () => {
    const pause = times.interval * 1000;
    const asked = send(nodeRed, { ...to(APPS, {}), rounds: times.rounds, pause });
    const [ends] = await Promise.all([asked, sleep(times.rounds * pause)]);
    return ends;
  });
}

/** A node that gets the messages of the fleet, and sends them back, errors as well. */
function fleetFlow(node: { type: string; [property: string]: unknown }): object[] {
  const place = { z: 'flow', x: 0, y: 0 };
  return [
    { id: 'flow', type: 'tab', label: 'Fleet' },
    { id: 'fleet', type: 'bench fleet', ...place, wires: [['node']] },
    { id: 'node', ...place, name: '', wires: [['fleet']], ...node },
    { id: 'catch', type: 'catch', ...place, scope: ['node'], uncaught: false, wires: [['fleet']] },
  ];
}

async function send(
  nodeRed: NodeRed,
  load: { messages: object[]; expected: number; rounds?: number; pause?: number },
): Promise<{ failed: number }> {
  const { failed = NaN } = numbersOf(await nodeRed.admin('POST', 'bench/fleet/fleet', load));
  return { failed };
}

async function deploy(nodeRed: NodeRed, flow: object[]): Promise<{ failed: number }> {
  await nodeRed.deploy(flow);
  return { failed: 0 };
}

function tableOf(count: number, subjects: Record<string, Phases>): Table {
  const rows = Object.entries(PHASES).flatMap(([phase, title]) =>
    Object.entries(subjects).map(([name, phases]) => {
      const measured = phases[phase];
      return [
        `${title}: ${name}`,
        ...(['took', 'p99', 'max', 'cpu'] as const).map((figure) => number(measured?.[figure] ?? NaN)),
        megabytes(measured?.heapUsed ?? NaN),
        number(measured?.connections ?? NaN),
        number(measured?.failed ?? NaN),
      ];
    }),
  );
  return {
    title: `${number(count)} clocks: milliseconds, and the delay of Node-RED's event loop`,
    columns: ['', 'took', 'delay p99', 'delay max', 'processor', 'heap', 'connections a clock', 'failed'],
    rows,
  };
}

interface Clocks {
  /** `host:port` of each: all have an address of the loopback network. */
  addresses: string[];
  /** How many connections the clock has had at a time that had the most. */
  readonly mostConnections: number;
  close(): void;
}

/** Clocks that answer by TLS with what they prepared beforehand: one server, which each reaches by its own address. */
async function startClocks(count: number): Promise<Clocks> {
  const certificate = await selfSigned('LaMetric');
  const posted = answer({ success: { id: '1' } }, '201 Created');
  const noApps = answer({});
  const answersOf = (serial: string) =>
    new Map([
      [`POST ${NOTIFICATIONS}`, posted],
      [`GET ${APPS}`, noApps],
      [
        'GET /api/v2/device',
        answer({ id: serial, name: `Clock ${serial}`, serial_number: serial, mode: 'manual' }),
      ],
    ]);
  const open = new Map<string, Set<Socket>>();
  let mostConnections = 0;
  const server = createServer({ ...certificate, noDelay: true }, (socket) => {
    const { localAddress = '' } = socket;
    const sockets = open.get(localAddress) ?? new Set();
    open.set(localAddress, sockets.add(socket));
    mostConnections = Math.max(mostConnections, sockets.size);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    answerRequests(socket, answersOf(localAddress));
  });
  await once(server.listen({ port: 0, host: '0.0.0.0', backlog: 4096 }), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Not a TCP port');
  return {
    addresses: Array.from(
      { length: count },
      (_, index) => `127.1.${Math.floor(index / 250)}.${(index % 250) + 1}:${address.port}`,
    ),
    get mostConnections() {
      return mostConnections;
    },
    close() {
      server.close();
      for (const sockets of open.values()) for (const socket of sockets) socket.destroy();
    },
  };
}
