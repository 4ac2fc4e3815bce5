/** `npm run outdated`: fails where the latest version of a dependency is not allowed, which the palette counts against a package. */
import { spawnSync } from 'node:child_process';
import manifest from '../package.json';
import { isObject } from '../src/lametric/guards';

const names = Object.keys(manifest.dependencies);
const { stdout } = spawnSync('npm', ['outdated', '--json', '--omit=dev', ...names], { encoding: 'utf8' });
const outdated: unknown = JSON.parse(stdout || '{}');
if (!isObject(outdated) || 'error' in outdated) throw new Error(stdout);

for (const [name, versions] of Object.entries(outdated)) {
  if (!isObject(versions) || versions['wanted'] === versions['latest']) continue;
  console.log(
    `${name}: ${String(versions['latest'])} is there, ${String(versions['wanted'])} is the latest allowed`,
  );
  process.exitCode = 1;
}
