import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DEMO_CLIENT_ID, DEMO_CLIENT_SECRET } from '../../simulator/simulator';

const MAIN = join(__dirname, '../../simulator/main.ts');

describe('simulator: command line', () => {
  let running: ChildProcess | undefined;

  afterEach(() => {
    running?.kill('SIGKILL');
  });

  function start(args: string[], env: Record<string, string> = {}) {
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running = child;
    return child;
  }

  /** The output up to the moment it runs. */
  async function readStart({ stdout }: ReturnType<typeof start>): Promise<string> {
    let printed = '';
    for await (const chunk of stdout) {
      printed += String(chunk);
      if (printed.includes('Ctrl+C')) break;
    }
    return printed;
  }

  it('prints what is needed to use it, runs as asked and stops on SIGTERM', async () => {
    const child = start(['--token-lifetime', '7'], { SIMULATOR_PORT: '0' });
    const printed = await readStart(child);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? assert.fail(printed);
    for (const part of [
      DEMO_CLIENT_ID,
      DEMO_CLIENT_SECRET,
      'http://127.0.0.1:1880/lametric-account/callback',
    ]) {
      assert.ok(printed.includes(part), part);
    }
    const state = await (await fetch(`${url}/simulator/state`)).text();
    assert.match(state, /"accessTokenLifetime":7/);

    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });

  it('takes redirect addresses in place of its own', async () => {
    const addresses = ['http://a/lametric-account/callback', 'https://b/lametric-account/callback'];
    const child = start(['--port', '0', ...addresses.flatMap((address) => ['--redirect-uri', address])]);
    const printed = await readStart(child);
    for (const address of addresses) assert.ok(printed.includes(address), address);
    assert.doesNotMatch(printed, /1880/);
  });

  it('says what is wrong with its arguments', async () => {
    const child = start(['--port', 'many']);
    assert.match(await text(child.stderr), /--port must be a whole number/);
    assert.equal(child.exitCode ?? (await once(child, 'exit'))[0], 1);
  });
});
