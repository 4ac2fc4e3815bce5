/** How long the window is in which a crash loses a token. */
import { EventEmitter, once } from 'node:events';
import { watch } from 'node:fs';
import { startSimulator } from '../../simulator/simulator';
import { now, startBusyNodeRed } from './busy-node-red';

/** How long they may take: they come five times a second. */
const MEASURING_TIME = 60_000;

/**
 * Measures, in a Node-RED that nobody kills, the way of a new token from LaMetric's answer to the disk, and its parts.
 * @param count of the refreshes
 */
export async function measureWindow(count: number): Promise<void> {
  const simulator = await startSimulator();
  const nodeRed = await startBusyNodeRed(simulator);
  const sent: number[] = [];
  const renamed: number[] = [];
  const disk = new EventEmitter();
  const watcher = watch(nodeRed.userDir, (event, file) => {
    if (event === 'rename' && file === '.config.runtime.json' && renamed.length < sent.length)
      renamed.push(now());
    if (renamed.length === count) disk.emit('measured');
  });
  simulator.on('token-sent', () => sent.push(now()));
  const before = nodeRed.events.length;
  // Tokens that live so shortly are refreshed five times a second.
  simulator.accessTokenLifetime = 0.2;
  simulator.expireAccessTokens();
  await once(disk, 'measured', { signal: AbortSignal.timeout(MEASURING_TIME) }).catch(() => {
    throw new Error(`Of ${sent.length} new tokens ${renamed.length} were saved`);
  });
  watcher.close();
  const saves = nodeRed.events
    .slice(before)
    .flatMap(({ topic, data }) => (topic === 'save' ? [Number(data)] : []));
  await nodeRed.stop();
  await simulator.close();

  const between = (from: number[], to: number[]) =>
    from.slice(0, count).map((start, index) => ((to[index] ?? NaN) - start) / 1e6);
  console.log(`The window, from the answer leaving to the token being on disk, in ${count} refreshes:`);
  console.log(`  ${summary(between(sent, renamed))}`);
  console.log(`  of which until Node-RED is handed the token: ${summary(between(sent, saves))}`);
  console.log(`  and until Node-RED has written it:           ${summary(between(saves, renamed))}`);
}

function summary(milliseconds: number[]): string {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (part: number) => `${sorted[Math.ceil(part * sorted.length) - 1]?.toFixed(2)} ms`;
  return `median ${at(0.5)}, p90 ${at(0.9)}, max ${at(1)}`;
}
