/** What the first message after a start takes longer than a later one: what sends requests should be loaded by then. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PATH, clockNode, httpsNode, notifyNode, payload, startClocks } from './clocks';
import { accountNode, connect, startCloud } from './cloud';
import { devicePaths, devicesNode, drive, loop, startMeasuredNodeRed } from './driver';
import { type Extent, type Report, shown } from './report';
import { figure } from './statistics';
import { measureInTurn } from './throughput';

/** Milliseconds from the start of the flows to the first message. */
const IDLE = 3000;

export async function measureFirst({ quick }: Extent): Promise<Report> {
  const clocks = await startClocks(1);
  const cloud = await startCloud();
  const nodeRed = await startMeasuredNodeRed(cloud.url);
  const ofCloud = { url: cloud.url, load: { paths: devicePaths } };
  const ofClock = { url: clocks.url, load: { paths: [PATH], payload } };
  const subjects = [
    { name: 'lametric devices', node: devicesNode(), ...ofCloud },
    { name: 'node:http', node: { type: 'bench http', method: 'GET' }, ...ofCloud },
    { name: 'lametric notify', node: notifyNode(0), ...ofClock },
    { name: 'node:https', node: httpsNode, ...ofClock },
  ].map((subject, index) => ({ ...subject, driver: `first-${index}` }));
  try {
    await nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Benchmark' },
      accountNode(),
      ...clocks.addresses.map(clockNode),
      ...subjects.flatMap(({ driver, node }) => loop(driver, [node])),
    ]);
    await connect(nodeRed);
    const rounds = await measureInTurn(subjects, quick ? 1 : 5, async ({ name, driver, url, load }) => {
      await nodeRed.restart();
      if (!quick) await sleep(IDLE);
      const times: number[] = [];
      while (times.length < 3) {
        const { longest, failed } = await drive(nodeRed, driver, url, { ...load, messages: 1, underWay: 1 });
        if (failed > 0) throw new Error(`${name}: a message failed`);
        times.push(longest);
      }
      return times;
    });
    const data = subjects.map(({ name }, index) => {
      const all = rounds.map((round) => round[index] ?? []);
      const first = figure(all.map(([time = NaN]) => time));
      const third = figure(all.map(([, , time = NaN]) => time));
      return { name, first, third, more: figure(all.map(([one = NaN, , three = NaN]) => one - three)) };
    });
    const rows = data.map(({ name, ...times }) => [
      name,
      ...[times.first, times.third, times.more].map((time) => shown(time, 1)),
    ]);
    return {
      tables: [{ title: 'Milliseconds, 3 s after a start', columns: ['', 'first', 'third', 'more'], rows }],
      data,
    };
  } finally {
    await nodeRed.stop();
    cloud.close();
    clocks.close();
  }
}
