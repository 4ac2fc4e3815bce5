/** This package, made ready for Node-RED to load: packed as it would be published, or merely linked. */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { name } from '../package.json';

const REPOSITORY = resolve(__dirname, '..');

/** Milliseconds in which npm installs the package; it may have to load what that needs. */
export const INSTALLATION = 240_000;

let tarball: Promise<string> | undefined;

/** The path of what `npm pack` makes of the built package; done once a process, and removed when that ends. */
export function packTarball(): Promise<string> {
  tarball ??= pack();
  return tarball;
}

async function pack(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'npm-pack-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  // Without `prepack`: a build removes `dist`, which other Node-REDs are loading at the same time.
  const args = ['pack', '--ignore-scripts', '--pack-destination', directory];
  await promisify(execFile)('npm', args, { cwd: REPOSITORY });
  const [file] = await readdir(directory);
  if (file === undefined) throw new Error('npm pack made no tarball');
  return join(directory, file);
}

/** Installs the package in a user directory by a link to the repository; it has to be built already. */
export async function linkPackage(userDir: string): Promise<void> {
  const link = join(userDir, 'node_modules', name);
  await mkdir(dirname(link), { recursive: true });
  await rm(link, { recursive: true, force: true });
  await symlink(REPOSITORY, link, 'junction');
  const manifest = { private: true, dependencies: { [name]: `file:${REPOSITORY}` } };
  await writeFile(join(userDir, 'package.json'), JSON.stringify(manifest));
}
