/** Whether Node-RED's memory grows with messages or with Deploys, beside the same with the core `http request` node. */
import type { NodeRed } from '../harness/node-red';
import { accountNode, connect, startCloud } from './cloud';
import {
  type NodeProperties,
  devicePaths,
  devicesNode,
  drive,
  httpRequestNode,
  loop,
  memoryOf,
  renameNode,
  startMeasuredNodeRed,
} from './driver';
import { type Extent, type Report, megabytes, number } from './report';
import { type Trend, trend } from './statistics';

/** In bytes, each after a garbage collection. */
interface Growth {
  subject: string;
  of: string;
  rss: number[];
  heapUsed: number[];
}

const SAMPLES = 20;
/** The first of them show how caches fill. */
const WARM_UP = 10;

export async function measureMemory({ quick }: Extent): Promise<Report> {
  // Growth that a few messages show as well comes from the measurements, not from the messages.
  const counts = quick ? [2000, 200] : [100_000, 2000];
  const deploys = quick ? 40 : 1000;
  const subjects: [string, NodeProperties[]][] = [
    ['lametric devices', [devicesNode(), renameNode()]],
    ['http request', [httpRequestNode('GET'), httpRequestNode('PUT')]],
  ];
  const growths: Growth[] = [];
  for (const [subject, nodes] of subjects) {
    const cloud = await startCloud();
    const nodeRed = await startMeasuredNodeRed(cloud.url);
    try {
      const flow = (label: string) => [
        { id: 'flow', type: 'tab', label },
        accountNode(),
        ...loop('driver', nodes.slice(0, 1)),
        ...Array.from({ length: 5 }, (_, index) => loop(`idle-${index}`, nodes)).flat(),
      ];
      await nodeRed.deploy(flow('0'));
      await connect(nodeRed);
      for (const messages of counts) {
        const load = { messages: messages / SAMPLES, underWay: 32, paths: devicePaths };
        const perMessages = await sample(nodeRed, () => drive(nodeRed, 'driver', cloud.url, load));
        growths.push({ subject, of: `${number(messages)} messages`, ...perMessages });
      }
      const perDeploys = await sample(nodeRed, async () => {
        for (let deploy = 0; deploy < deploys / SAMPLES; deploy++) await nodeRed.deploy(flow(`${deploy}`));
      });
      growths.push({ subject, of: `${number(deploys)} redeploys`, ...perDeploys });
    } finally {
      await nodeRed.stop();
      cloud.close();
    }
  }
  return {
    tables: [
      {
        title: 'Memory after garbage collections, and its slope ± 2 standard errors, without the first half',
        columns: ['', 'over', 'resident', 'slope', 'heap', 'slope'],
        rows: growths.map(({ subject, of, rss, heapUsed }) => [
          subject,
          of,
          ...[rss, heapUsed].flatMap((values) => [firstToLast(values), slope(trend(values.slice(WARM_UP)))]),
        ]),
      },
    ],
    data: growths,
  };
}

async function sample(
  nodeRed: NodeRed,
  work: () => Promise<unknown>,
): Promise<{ rss: number[]; heapUsed: number[] }> {
  const samples = [];
  for (let index = 0; index < SAMPLES; index++) {
    await work();
    samples.push(await memoryOf(nodeRed));
  }
  return { rss: samples.map(({ rss }) => rss), heapUsed: samples.map(({ heapUsed }) => heapUsed) };
}

function firstToLast(values: number[]): string {
  return `${megabytes(values[WARM_UP] ?? NaN)} → ${megabytes(values.at(-1) ?? NaN)}`;
}

/** Over all samples, as the messages or redeploys of the column before. */
function slope({ slope: each, error }: Trend): string {
  return `${megabytes(each * SAMPLES, 2)} ± ${megabytes(2 * error * SAMPLES, 2)}`;
}
