import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const REPOSITORY = resolve(__dirname, '../../..');

describe('Loading the client', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'loading-'));
    for (const name of ['dist', 'package.json']) {
      await cp(join(REPOSITORY, name), join(directory, name), { recursive: true });
    }
  });

  afterEach(() => rm(directory, { recursive: true }));

  it('is tried again when it failed once', async () => {
    const program = `
      const { exchange } = require('./dist/lametric/http/exchange.js');
      const { symlinkSync } = require('node:fs');
      const request = { method: 'GET', url: 'http://127.0.0.1:1/' };
      const tell = () => exchange(request).catch((error) => console.log(error.code));
      tell().then(() => {
        symlinkSync(${JSON.stringify(join(REPOSITORY, 'node_modules'))}, 'node_modules');
        return tell();
      });`;
    await writeFile(join(directory, 'main.js'), program);
    const { stdout } = await promisify(execFile)(process.execPath, ['main.js'], { cwd: directory });
    assert.deepEqual(stdout.trim().split('\n'), ['MODULE_NOT_FOUND', 'UNREACHABLE']);
  });
});
