/** A real Redis on a port of its own, that a test can kill, pause and start again. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { freePort } from '../../harness/free-port';

/** Debian's, or the one that REDIS_SERVER names. */
const REDIS_SERVER = process.env['REDIS_SERVER'] ?? 'redis-server';

/** Skips the tests of a suite, with a word, where there is no Redis; in CI there has to be one. */
export function needsRedis(this: Mocha.Context): void {
  try {
    execFileSync(REDIS_SERVER, ['--version'], { stdio: 'ignore' });
  } catch (error) {
    if (process.env['CI'] !== undefined) throw error;
    console.log('Skipped: redis-server is not installed.');
    this.skip();
  }
}

export class TestRedis {
  #child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    readonly directory: string,
    readonly options: string[],
  ) {}

  /** @param options of redis-server, such as `--requirepass` */
  static async start(...options: string[]): Promise<TestRedis> {
    const redis = new TestRedis(await freePort(), await mkdtemp(join(tmpdir(), 'redis-')), options);
    await redis.resume();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, with what it has on disk. */
  async resume(): Promise<void> {
    const own = ['--port', String(this.port), '--dir', this.directory, '--bind', '127.0.0.1'];
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
    const child = spawn(REDIS_SERVER, [...own, ...durable, ...this.options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    process.on('exit', this.#abandon);
    let output = '';
    for await (const text of child.stdout) {
      output += String(text);
      if (output.includes('Ready to accept connections')) break;
    }
    if (!output.includes('Ready to accept connections')) throw new Error(output);
  }

  /** As a power cut does. */
  async kill(): Promise<void> {
    const child = this.#child;
    process.off('exit', this.#abandon);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** It takes connections, but answers nothing. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  goOn(): void {
    this.#child?.kill('SIGCONT');
  }

  async close(): Promise<void> {
    await this.kill();
    await rm(this.directory, { recursive: true });
  }

  /** Runs a command, as somebody else would. */
  async command(...words: string[]): Promise<unknown> {
    const password = this.options[this.options.indexOf('--requirepass') + 1];
    const client = createClient({
      url: this.url,
      RESP: 2,
      ...(this.options.includes('--requirepass') && password !== undefined && { password }),
    });
    await client.connect();
    try {
      return await client.sendCommand(words);
    } finally {
      client.destroy();
    }
  }

  readonly #abandon = (): void => {
    this.#child?.kill('SIGKILL');
  };
}
