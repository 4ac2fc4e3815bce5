/** The cost of an access token that expires under load. */
import { accountNode, connect } from '../harness/account';
import { demoDevices } from '../simulator/cloud/resources';
import { startSimulator } from '../simulator/simulator';
import { DEVICES, devicePath, devicePaths, devicesNode, drive, loop, startMeasuredNodeRed } from './driver';
import { type Extent, type Report, number, shown } from './report';
import { figure } from './statistics';

const TOKEN = '/api/v2/oauth2/token';

interface Round {
  refreshes: number;
  failed: number;
  /** Requests that were answered by 401. */
  wasted: number;
  /** The most of them for one message. */
  wastedByOne: number;
  /** The longest that a message took, and what half of them took at most: milliseconds. */
  longest: number;
  p50: number;
}

export async function measureRefresh({ quick }: Extent): Promise<Report> {
  const [first] = demoDevices();
  const devices = devicePaths.map((_, slot) => ({ ...first, id: slot + 1, name: 'Clock' }));
  const simulator = await startSimulator({ devices });
  const nodeRed = await startMeasuredNodeRed(simulator.url);
  try {
    await nodeRed.deploy([
      { id: 'flow', type: 'tab', label: 'Benchmark' },
      accountNode(simulator),
      ...loop('driver', [devicesNode()]),
    ]);
    await connect(nodeRed, simulator);

    const messages = quick ? 500 : 5000;
    const measure = async (): Promise<Round> => {
      simulator.clearRequests();
      const load = { messages, underWay: DEVICES, paths: devicePaths };
      const driven = drive(nodeRed, 'driver', simulator.url, load);
      // The slots share the messages evenly, so any of them tells how far all are.
      await simulator.requested('GET', devicePath(1), Math.ceil(messages / DEVICES / 3));
      simulator.expireAccessTokens();
      const { longest, p50, failed } = await driven;
      // A slot asks for a device of its own, so what is refused of one path belongs to one message.
      const refused = new Map<string, number>();
      for (const { path, status } of simulator.requests) {
        if (status === 401) refused.set(path, (refused.get(path) ?? 0) + 1);
      }
      const counts = [...refused.values()];
      return {
        refreshes: simulator.countRequests('POST', TOKEN),
        failed,
        wasted: counts.reduce((sum, count) => sum + count, 0),
        wastedByOne: Math.max(...counts),
        longest,
        p50,
      };
    };

    await measure();
    const rounds: Round[] = [];
    while (rounds.length < (quick ? 1 : 9)) rounds.push(await measure());
    const most = (field: keyof Round) => number(Math.max(...rounds.map((round) => round[field])));
    return {
      tables: [
        {
          title: `The access token ends with ${DEVICES} messages under way`,
          columns: ['of one round', ''],
          rows: [
            ['refreshes, at most', most('refreshes')],
            ['failed messages, at most', most('failed')],
            ['wasted requests of one message, at most', most('wastedByOne')],
            ['wasted requests in all, at most', most('wasted')],
            ['the longest wait, ms', shown(figure(rounds.map(({ longest }) => longest)))],
            ['half of the messages wait at most, ms', shown(figure(rounds.map(({ p50 }) => p50)), 1)],
          ],
        },
      ],
      data: rounds,
    };
  } finally {
    await nodeRed.stop();
    await simulator.close();
  }
}
