import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';

const REPOSITORY = resolve(__dirname, '../../..');

describe('Loading the client', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'loading-'));
    // As the build bundles it, but away from all packages.
    buildSync({
      entryPoints: [join(REPOSITORY, 'src/lametric/http/exchange.ts')],
      outdir: directory,
      bundle: true,
      platform: 'node',
      packages: 'external',
    });
  });

  afterEach(() => rm(directory, { recursive: true }));

  it('is tried again when it failed once', async () => {
    const program = `
      const { send } = require('./exchange.js');
      const { symlinkSync } = require('node:fs');
      const request = { method: 'GET', url: 'http://127.0.0.1:1/' };
      const tell = () => send(request).catch((error) => console.log(error.code));
      tell().then(() => {
        symlinkSync(${JSON.stringify(join(REPOSITORY, 'node_modules'))}, 'node_modules');
        return tell();
      });`;
    assert.deepEqual(await printed(program), ['MODULE_NOT_FOUND', 'UNREACHABLE']);
  });

  /** Prints whether axios is loaded, before and after the timers have run. @param isThere whether it can be */
  const idle = (isThere: boolean) => `
    const works = [];
    globalThis.setTimeout = (work, delay) => {
      works.push([work, delay]);
      return { unref() { return this; } };
    };
    ${isThere ? `require('node:fs').symlinkSync(${JSON.stringify(join(REPOSITORY, 'node_modules'))}, 'node_modules');` : ''}
    const { loadSoon } = require('./exchange.js');
    const tell = () => console.log(Object.keys(require.cache).some((path) => path.includes('axios')));
    loadSoon();
    loadSoon();
    tell();
    for (const [work, delay] of works) { console.log(delay); work(); }
    tell();`;

  it('is done a second after the first node of ours, once, and while nobody waits', async () => {
    assert.deepEqual(await printed(idle(true)), ['false', '1000', 'true']);
  });

  it('ends nothing where it fails', async () => {
    assert.deepEqual(await printed(idle(false)), ['false', '1000', 'false']);
  });

  async function printed(program: string): Promise<string[]> {
    await writeFile(join(directory, 'main.js'), program);
    const { stdout } = await promisify(execFile)(process.execPath, ['main.js'], { cwd: directory });
    return stdout.trim().split('\n');
  }
});
