/** The cost of a message: these nodes beside their alternatives, and beside the least that Node can do. */
import { ACCOUNT } from '../harness/account';
import { accountNode, connect, startCloud } from './cloud';
import {
  type Load,
  type Measurement,
  type NodeProperties,
  devicePaths,
  devicesNode,
  drive,
  httpRequestNode,
  listPath,
  loop,
  renameNode,
  startMeasuredNodeRed,
} from './driver';
import { type Extent, type Report, type Table, number, shown } from './report';
import { type Figure, figure } from './statistics';

/** The most messages under way at a time. */
const MANY = 32;

interface Subject {
  name: string;
  driver: string;
  nodes: NodeProperties[];
}

/** Subjects that make the same request. The first is the one that the others are measured against, the last is the limit. */
export interface Comparison {
  title: string;
  paths: string[];
  subjects: Subject[];
}

interface Result {
  subject: string;
  request: string;
  underWay: number;
  perSecond: Figure;
  cpuMicros: Figure;
  p50: Figure;
  p99: Figure;
  /** Messages a second and CPU time a message, as multiples of the same round's `http request` and `node:http`. */
  speed: { ofHttpRequest: Figure; ofLimit: Figure };
  cpu: { ofHttpRequest: Figure; ofLimit: Figure };
}

/** Accounts of which each has no more than one message under way, so that no two share a request. */
const separateAccounts = Array.from({ length: MANY }, (_, slot) => `account-${slot + 2}`);

const comparisons = [
  compare('GET one device', 'GET', devicePaths, { 'lametric devices': [devicesNode()] }),
  compare('GET all devices', 'GET', [listPath], {
    'lametric devices, an account each': separateAccounts.map((account) =>
      devicesNode({ deviceType: 'all', account }),
    ),
    'lametric devices': [devicesNode({ deviceType: 'all' })],
  }),
  compare('PUT a name', 'PUT', devicePaths, { 'lametric rename': [renameNode()] }),
];

function compare(
  title: string,
  method: string,
  paths: string[],
  ours: Record<string, NodeProperties[]>,
): Comparison {
  const all = {
    'http request': [httpRequestNode(method)],
    ...ours,
    axios: [{ type: 'bench axios', method }],
    'node:http, keep-alive': [{ type: 'bench http', method }],
  };
  const subjects = Object.entries(all).map(([name, nodes], index) => ({
    name,
    driver: `${title} ${index}`.replaceAll(' ', '-'),
    nodes,
  }));
  return { title, paths, subjects };
}

export async function measureThroughput({ quick }: Extent): Promise<Report> {
  const rounds = quick ? 1 : 9;
  const cloud = await startCloud();
  const nodeRed = await startMeasuredNodeRed(cloud.url);
  try {
    const accounts = [ACCOUNT, ...separateAccounts];
    await nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Benchmark' },
      ...accounts.map(accountNode),
      ...comparisons.flatMap(({ subjects }) => subjects.flatMap(({ driver, nodes }) => loop(driver, nodes))),
    ]);
    for (const account of accounts) await connect(nodeRed, account);

    const tables: Table[] = [];
    const data: Result[] = [];
    for (const comparison of comparisons) {
      for (const underWay of [1, MANY]) {
        const load = {
          underWay,
          paths: comparison.paths,
          messages: (quick ? 200 : 2000) * (underWay === 1 ? 1 : 2),
        };
        const measured = await measureInTurn(comparison.subjects, rounds, (subject) =>
          driveAll(subject, load),
        );
        const results = evaluate(comparison, underWay, measured);
        tables.push(tableOf(comparison, underWay, results));
        data.push(...results);
      }
    }
    return { tables, data };
  } finally {
    await nodeRed.stop();
    cloud.close();
  }

  async function driveAll({ name, driver }: Subject, load: Load): Promise<Measurement> {
    const measurement = await drive(nodeRed, driver, cloud.url, load);
    if (measurement.failed > 0) throw new Error(`${name}: ${measurement.failed} messages failed`);
    return measurement;
  }
}

/**
 * Measures each subject in each round, so that whatever else the machine does hits all of them alike; each round begins
 * with another one. A first round warms them up. @returns the rounds, each in the order of the subjects
 */
export async function measureInTurn<S, M>(
  subjects: S[],
  rounds: number,
  measure: (subject: S) => Promise<M>,
): Promise<M[][]> {
  const measured: M[][] = [];
  for (let round = 0; round <= rounds; round++) {
    const results = new Map<S, M>();
    for (const index of subjects.keys()) {
      const subject = subjects[(index + round) % subjects.length];
      if (subject !== undefined) results.set(subject, await measure(subject));
    }
    measured.push(subjects.map((subject) => results.get(subject)).filter((result) => result !== undefined));
  }
  return measured.slice(1);
}

export function evaluate(
  { title, subjects }: Comparison,
  underWay: number,
  rounds: Measurement[][],
): Result[] {
  return subjects.map(({ name }, index) => {
    const all = (field: 'perSecond' | 'cpuMicros' | 'p50' | 'p99', from = index) =>
      rounds.map((round) => round.at(from)?.[field] ?? NaN);
    const multiples = (field: 'perSecond' | 'cpuMicros', from: number) => {
      const others = all(field, from);
      return figure(all(field).map((value, round) => value / (others[round] ?? NaN)));
    };
    return {
      subject: name,
      request: title,
      underWay,
      perSecond: figure(all('perSecond')),
      cpuMicros: figure(all('cpuMicros')),
      p50: figure(all('p50')),
      p99: figure(all('p99')),
      speed: { ofHttpRequest: multiples('perSecond', 0), ofLimit: multiples('perSecond', -1) },
      cpu: { ofHttpRequest: multiples('cpuMicros', 0), ofLimit: multiples('cpuMicros', -1) },
    };
  });
}

export function tableOf({ title }: Comparison, underWay: number, results: Result[]): Table {
  return {
    title: `${title}, ${underWay} under way`,
    columns: ['', 'messages/s', 'CPU µs', 'p50 ms', 'p99 ms', '× http request', 'CPU ×', '× node:http'],
    rows: results.map(({ subject, perSecond, cpuMicros, p50, p99, speed, cpu }) => [
      subject,
      shown(perSecond),
      shown(cpuMicros),
      number(p50.median, 2),
      number(p99.median, 2),
      shown(speed.ofHttpRequest, 2),
      shown(cpu.ofHttpRequest, 2),
      shown(speed.ofLimit, 2),
    ]),
  };
}
