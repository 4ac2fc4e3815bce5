/** The time that a search in all of LaMetric's icons takes, and the memory of their list. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startSimulator } from '../simulator/simulator';
import { Gallery } from '../src/icons/gallery';
import { type Extent, type Report, megabytes, number, shown } from './report';
import { figure } from './statistics';

/** As many as LaMetric is reported to have. */
const COUNT = 74_000;
/** Nothing, a letter, words, a code, and what no icon is called. */
const TYPED = ['', 'c', 'cat', 'washing machine', 'i70000', 'no icon is called this'];

export async function measureIcons({ quick }: Extent): Promise<Report> {
  const simulator = await startSimulator({ icons: COUNT, devices: [] });
  try {
    const before = heapUsed();
    const gallery = new Gallery(simulator.url, undefined);
    const began = performance.now();
    await gallery.find('', 0);
    const first = performance.now() - began;
    await gallery.settle();
    const whole = performance.now() - began;
    const heap = heapUsed() - before;
    const searches = [];
    for (const typed of TYPED) {
      const times = [];
      for (let round = 0; round < (quick ? 3 : 50); round++) {
        const start = performance.now();
        await gallery.find(typed, 0);
        times.push(performance.now() - start);
      }
      searches.push({ typed, milliseconds: figure(times) });
    }
    const rows = searches.map(({ typed, milliseconds }) => [`"${typed}"`, shown(milliseconds, 1)]);
    return {
      tables: [
        { title: `A search in ${number(COUNT)} icons`, columns: ['', 'ms'], rows },
        {
          title: 'The list of icons, from a local cloud',
          columns: ['first icons, ms', 'all, ms', 'heap'],
          rows: [[number(first), number(whole), megabytes(heap)]],
        },
      ],
      data: { searches, first, whole, heap },
    };
  } finally {
    await simulator.close();
  }
}

/** In bytes, after a garbage collection. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}
