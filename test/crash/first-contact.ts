/** Kills Node-RED at its first contact with a clock: no key may have gone out whose certificate is not on disk. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { DEVICE, deviceNode } from '../../harness/clock';
import { type NodeRed, startNodeRed } from '../../harness/node-red';
import type { Clock } from '../../simulator/clock/clock';
import { startSimulator } from '../../simulator/simulator';
import { isObject } from '../../src/lametric/guards';

/** Makes each save take its time: milliseconds. */
const SAVE = 100;
const STORE = `
const storage = require('node:module').createRequire(${JSON.stringify(require.resolve('node-red/red.js'))})(
  '@node-red/runtime/lib/storage/localfilesystem',
);
const { saveSettings } = storage;
storage.saveSettings = async (all) => {
  await new Promise((resolve) => setTimeout(resolve, ${SAVE}));
  return saveSettings(all);
};
`;

/** When a kill falls: so many milliseconds after the message, or as soon as the clock has got its first request. */
type Moment = { delay: number } | 'request';

const anyMoment: fc.Arbitrary<Moment> = fc.oneof(
  fc.record({ delay: fc.nat(3 * SAVE) }),
  fc.constant('request' as const),
);

/** How many of the kills came after a key had gone out, and how many of these found no record. */
export interface Contacts {
  kills: number;
  sent: number;
  withoutRecord: number;
}

export async function killAtFirstContact(kills: number, seed: number): Promise<Contacts> {
  const simulator = await startSimulator();
  const [, clock] = simulator.clocks;
  if (clock === undefined) throw new Error('There is no such clock');
  const nodeRed = await startNodeRed({ link: true, settingsSource: STORE });
  const { address, apiKey } = clock;
  const typed = { account: '', device: '', address, credentials: { apiKey } };
  await nodeRed.deploy([
    { id: 'flow', type: 'tab', label: 'Flow' },
    deviceNode(undefined, typed),
    { id: 'in', type: 'inject', z: 'flow', x: 0, y: 0, props: [], wires: [['state']] },
    {
      id: 'state',
      type: 'lametric state',
      z: 'flow',
      x: 0,
      y: 0,
      device: DEVICE,
      what: 'device',
      wires: [[]],
    },
  ]);
  const found: Contacts = { kills, sent: 0, withoutRecord: 0 };
  try {
    for (const moment of fc.sample(fc.noBias(anyMoment), { numRuns: kills, seed })) {
      await killAndForget(nodeRed, clock, moment, found);
    }
  } finally {
    await nodeRed.stop();
    await simulator.close();
  }
  return found;
}

async function killAndForget(nodeRed: NodeRed, clock: Clock, moment: Moment, found: Contacts): Promise<void> {
  await nodeRed.inject('in');
  await (moment === 'request' ? clock.requested('GET', '/api/v2/device') : sleep(moment.delay));
  await nodeRed.kill();
  // The clock may still have to read requests of the dead process.
  await sleep(50);
  const file = join(nodeRed.userDir, '.config.runtime.json');
  const settings: unknown = JSON.parse(await readFile(file, 'utf8'));
  if (!isObject(settings)) throw new Error('Node-RED has no settings');
  const { lametricDevices, ...others } = settings;
  if (clock.requests.length > 0) {
    found.sent++;
    if (!JSON.stringify(lametricDevices ?? '').includes(clock.fingerprint)) found.withoutRecord++;
  }
  await writeFile(file, JSON.stringify(others));
  clock.clearRequests();
  await nodeRed.restart();
}
