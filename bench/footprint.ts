/** The cost of having this package, before any message: time at Node-RED's start, bytes in the editor, space on disk. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startNodeRed } from '../harness/node-red';
import { packTarball } from '../harness/package';
import manifest from '../package.json';
import { type Extent, type Report, megabytes, number, shown } from './report';
import { figure } from './statistics';

const DIST = join(__dirname, '../dist');
const { dependencies, name } = manifest;
/** As many as this package has. */
const EMPTY_NODES = Object.keys(manifest['node-red'].nodes).length;

export async function measureFootprint({ quick }: Extent): Promise<Report> {
  const { ours, empty } = await measureStart(quick ? 1 : 9);
  const editor = await editorBytes();
  const withPackage = await installed(await packTarball());
  const axiosAlone = await installed(`axios@${dependencies.axios}`);
  const added = ours.map((time, round) => time - (empty[round] ?? NaN));
  return {
    tables: [
      {
        title: "Node-RED's start",
        columns: ['', 'ms'],
        rows: [
          ['requiring and registering these nodes', shown(figure(ours), 1)],
          [`the same of ${EMPTY_NODES} empty nodes`, shown(figure(empty), 1)],
          ['more', shown(figure(added), 1)],
        ],
      },
      {
        title: 'In the editor (not compressed)',
        columns: ['', 'bytes'],
        rows: [
          ['forms with their scripts', number(editor.forms)],
          ['texts and help, in English', number(editor.texts)],
        ],
      },
      {
        title: 'On disk',
        columns: ['', 'packages', 'MB'],
        rows: [
          ['this package with all it needs', number(withPackage.packages), megabytes(withPackage.bytes)],
          ['axios alone', number(axiosAlone.packages), megabytes(axiosAlone.bytes)],
        ],
      },
    ],
    data: { start: { ours, empty, added }, editor, disk: { withPackage, axiosAlone } },
  };
}

/**
 * Part of settings.js, which Node-RED reads before any node: takes the time of each `require` of a node's file and of the
 * function that this exports, which registers the node.
 */
function stopwatchSource(directories: string[]): string {
  return `
const Module = require('node:module');
const load = Module._load;
Module._load = function (request, ...rest) {
  const directory = ${JSON.stringify(directories)}.findIndex((each) => request.startsWith(each));
  if (directory === -1 || !request.endsWith('.js')) return load.call(this, request, ...rest);
  const report = (start) => console.log('stopwatch', directory, performance.now() - start);
  const start = performance.now();
  const exported = load.call(this, request, ...rest);
  report(start);
  return {
    __esModule: true,
    default(RED) {
      const start = performance.now();
      (exported.default ?? exported)(RED);
      report(start);
    },
  };
};
`;
}

/** Starts Node-RED with these nodes and with empty ones. @returns the milliseconds that each took, by round */
async function measureStart(rounds: number): Promise<{ ours: number[]; empty: number[] }> {
  const nodesDir = await mkdtemp(join(tmpdir(), 'empty-nodes-'));
  const userDir = await mkdtemp(join(tmpdir(), 'node-red-'));
  try {
    for (let index = 0; index < EMPTY_NODES; index++) {
      const type = `empty ${index}`;
      const node = `module.exports = (RED) => RED.nodes.registerType('${type}', function () {});`;
      await writeFile(join(nodesDir, `empty-${index}.js`), node);
      await writeFile(join(nodesDir, `empty-${index}.html`), '');
    }
    const settingsSource = stopwatchSource([join(userDir, 'node_modules', name), nodesDir]);
    const ours: number[] = [];
    const empty: number[] = [];
    const nodeRed = await startNodeRed({ userDir, nodesDir, link: true, settingsSource });
    try {
      // The first start reads the files from the disk, as the first one after booting does; it does not count.
      for (let round = 0; round < rounds; round++) {
        const before = nodeRed.output().length;
        await nodeRed.restart();
        const laps = nodeRed
          .output()
          .slice(before)
          .matchAll(/^stopwatch (\d) (.+)$/gm);
        const sums = [0, 0];
        for (const [, directory, time] of laps)
          sums[Number(directory)] = (sums[Number(directory)] ?? 0) + Number(time);
        ours.push(sums[0] ?? NaN);
        empty.push(sums[1] ?? NaN);
      }
    } finally {
      await nodeRed.stop();
    }
    return { ours, empty };
  } finally {
    await rm(nodesDir, { recursive: true, force: true });
    await rm(userDir, { recursive: true, force: true });
  }
}

async function editorBytes(): Promise<{ forms: number; texts: number }> {
  const files = await readdir(DIST, { recursive: true });
  const size = async (wanted: (file: string) => boolean) => {
    const contents = await Promise.all(files.filter(wanted).map((file) => readFile(join(DIST, file))));
    return contents.reduce((sum, { length }) => sum + length, 0);
  };
  return {
    forms: await size((file) => file.endsWith('.html') && !file.includes('locales')),
    texts: await size((file) => file.includes('en-US') && /\.(html|json)$/.test(file)),
  };
}

/** The packages that npm installs for a package. */
async function installed(specifier: string): Promise<{ packages: number; bytes: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'npm-install-'));
  try {
    await writeFile(join(directory, 'package.json'), '{"private":true}');
    const options = ['--omit=dev', '--no-audit', '--no-fund', '--prefer-offline'];
    await promisify(execFile)('npm', ['install', specifier, ...options], { cwd: directory });
    const modules = join(directory, 'node_modules');
    const files = await readdir(modules, { recursive: true, withFileTypes: true });
    const sizes = await Promise.all(
      files
        .filter((file) => file.isFile())
        .map(async (file) => (await stat(join(file.parentPath, file.name))).size),
    );
    const lock: unknown = JSON.parse(await readFile(join(modules, '.package-lock.json'), 'utf8'));
    const packages =
      typeof lock === 'object' && lock !== null && 'packages' in lock ? Object(lock.packages) : {};
    return { packages: Object.keys(packages).length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
