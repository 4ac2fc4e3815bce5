/** A Node-RED that refreshes all the time, and whose storage reports what it does, and fails when told to. */
import { accountFlow, connect } from '../../harness/account';
import { type NodeRed, startNodeRed } from '../../harness/node-red';
import type { Simulator } from '../../simulator/simulator';

/** Files in the user directory that, while they are there, make a save take its time, or one in ten fail. */
export const SLOW = 'saves-are-slow';
export const FAILING = 'saves-fail';
/** How long a slow save takes: milliseconds. */
export const SLOW_SAVE = 2000;
/** Nanoseconds by a clock that all processes share. */
export const now = () => Number(process.hrtime.bigint());

/** Tells when Node-RED is handed the settings to write, by the same clock; and lets that go wrong. */
const STORE = `
const { existsSync } = require('node:fs');
const storage = require('node:module').createRequire(${JSON.stringify(require.resolve('node-red/red.js'))})(
  '@node-red/runtime/lib/storage/localfilesystem',
);
const { saveSettings } = storage;
storage.saveSettings = async (all) => {
  process.send({ topic: 'save', data: Number(process.hrtime.bigint()) });
  const is = (fault) => existsSync(require('node:path').join(__dirname, fault));
  if (is('${FAILING}') && Math.random() < 0.1) throw new Error('the store is away');
  if (is('${SLOW}')) await new Promise((resolve) => setTimeout(resolve, ${SLOW_SAVE}));
  return saveSettings(all);
};
`;

/** Connected, and listing and renaming twenty times a second. */
export async function startBusyNodeRed(simulator: Simulator): Promise<NodeRed> {
  const settings = { lametricAccountCloudUrl: simulator.url };
  const nodeRed = await startNodeRed({ link: true, settings, settingsSource: STORE });
  await nodeRed.deploy(accountFlow(simulator, { inject: { repeat: '0.05' } }));
  await connect(nodeRed, simulator);
  return nodeRed;
}
