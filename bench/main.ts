/** `npm run bench`: what these nodes cost; see USAGE. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { measureClocks } from './clocks';
import { measureEditor } from './editor';
import { measureFirst } from './first';
import { measureFleet } from './fleet';
import { measureFootprint } from './footprint';
import { measureIcons } from './icons';
import { measureMemory } from './memory';
import { measurePanel } from './panel';
import { measureRefresh } from './refresh';
import { type Extent, type Report, printTable } from './report';
import { measureThroughput } from './throughput';

const PARTS: Record<string, (extent: Extent) => Promise<Report>> = {
  first: measureFirst,
  throughput: measureThroughput,
  refresh: measureRefresh,
  clocks: measureClocks,
  fleet: measureFleet,
  memory: measureMemory,
  footprint: measureFootprint,
  icons: measureIcons,
  panel: measurePanel,
  editor: measureEditor,
};

const USAGE = `Usage: npm run bench [-- --quick] [--json] [PART…]

Measures these nodes in a real Node-RED, against a local cloud in another process, beside what could be used instead.
Only the ratios of one run say something: the figures themselves depend on the machine and on what else it does.

  PART     ${Object.keys(PARTS).join(', ')}; all of them by default
  --quick  measures too little to tell anything, just to see that it works
  --json   prints all figures as JSON`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { quick, json, help } = values;
  const unknown = positionals.find((part) => !(part in PARTS));
  if (help || unknown !== undefined) {
    if (unknown !== undefined) process.exitCode = 1;
    console.log(unknown === undefined ? USAGE : `There is no part "${unknown}".\n\n${USAGE}`);
    return;
  }

  const machine = { node: process.version, cores: availableParallelism() };
  const results: Record<string, unknown> = { ...machine, quick };
  if (!json)
    console.log(`Node.js ${machine.node}, ${machine.cores} cores. Medians, with the least and the most.`);
  for (const [part, measure] of Object.entries(PARTS)) {
    if (positionals.length > 0 && !positionals.includes(part)) continue;
    console.error(`\nMeasuring ${part}…`);
    const { tables, data } = await measure({ quick });
    results[part] = data;
    if (!json) tables.forEach(printTable);
  }
  if (json) console.log(JSON.stringify(results, undefined, 2));
}

main().catch((error: Error) => {
  console.error(`\nThe benchmark failed: ${error.message}`);
  process.exitCode = 1;
});
