/**
 * `npm run test:scale -- [--quick]`: eight Node-REDs share one account by Redis, whatever ends.
 *
 * Tokens live for two seconds, and each Node-RED gets messages all the time. There is one refresh an expiry, no message
 * fails, and nobody has to connect again: left alone, while one Node-RED is killed every five seconds, and while Redis
 * is killed and started again. A kill may cost the window between LaMetric's answer to a refresh and the record
 * in Redis: a loss fell into it if the lock is still that of the killed one, which nobody else could have released.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ACCOUNT, accountFlow, connect } from '../../harness/account';
import { type NodeRed, startNodeRed } from '../../harness/node-red';
import { type Simulator, startSimulator } from '../../simulator/simulator';
import { isObject } from '../../src/lametric/guards';
import { savedAuthorization } from '../helpers/account';
import { TestRedis } from '../helpers/redis';
import { ACCOUNTS } from '../helpers/shared-account';
import { measureWaiting } from './waiting';

const NODE_REDS = 8;
/** Seconds. */
const LIFETIME = 2;
/** A token is refreshed when nine tenths of its life are over: milliseconds, with some for the clocks. */
const SHORTEST_GAP = LIFETIME * 900 - 50;
const KILL_EVERY = 5_000;
/** By then, the requests of a killed one are answered, and the tokens of a living one are saved: milliseconds. */
const SETTLED = 500;
const SAVED = 2_000;
/** How long messages may still fail after Redis is back: milliseconds. */
const BACK = 3_000;
/** How much longer a message may wait for a refresh with Redis than without, at the median: milliseconds. */
const MAX_LONGER = 10;

const problems: string[] = [];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
  const [calm, killing, away] = values.quick ? [10_000, 15_000, 25_000] : [300_000, 300_000, 300_000];
  const { without, withRedis } = await measureWaiting();
  console.log(
    `A refresh: ${without.toFixed(1)} ms without Redis, ${withRedis.toFixed(1)} ms with it (median)`,
  );
  if (withRedis - without > MAX_LONGER) problems.push('a message waits too long for a refresh');

  const world = await World.start();
  try {
    await world.run('left alone', calm, async () => undefined);
    await world.run('one killed every 5 s', killing, (until) => world.killNodeReds(until));
    await world.run('Redis killed three times', away, (until) => world.killRedis(until));
  } finally {
    await world.stop();
  }
  for (const problem of problems) console.log(`Problem: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}

class World {
  readonly #simulator: Simulator;
  readonly #redis: TestRedis;
  readonly #nodeReds: NodeRed[];
  /** When LaMetric was asked for a refresh. */
  #refreshes: number[] = [];
  /** From when until when messages may fail for want of Redis. */
  #away: { from: number; to: number }[] = [];
  #inWindow = 0;
  #began = 0;
  /** The events, for a run that fails. */
  #diary: string[] = [];

  constructor(simulator: Simulator, redis: TestRedis, nodeReds: NodeRed[]) {
    this.#simulator = simulator;
    this.#redis = redis;
    this.#nodeReds = nodeReds;
    simulator.on('refresh', () => {
      this.#refreshes.push(performance.now());
      this.#note('LaMetric granted new tokens');
    });
  }

  static async start(): Promise<World> {
    const simulator = await startSimulator({ accessTokenLifetime: LIFETIME });
    const redis = await TestRedis.start();
    const settings = { lametricAccountCloudUrl: simulator.url, lametricAccountRedis: redis.url };
    const nodeReds: NodeRed[] = [];
    for (let index = 0; index < NODE_REDS; index++) {
      const nodeRed = await startNodeRed({ link: true, settings });
      await nodeRed.deploy(accountFlow(simulator));
      nodeReds.push(nodeRed);
    }
    const world = new World(simulator, redis, nodeReds);
    const [first] = nodeReds;
    if (first !== undefined) await connect(first, simulator);
    await Promise.all(
      nodeReds.map((nodeRed) => nodeRed.nextStatus('list', ({ text }) => text === 'connected', 10_000)),
    );
    await Promise.all(
      nodeReds.map((nodeRed) => nodeRed.deploy(accountFlow(simulator, { inject: { repeat: '0.25' } }))),
    );
    return world;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#nodeReds.map((nodeRed) => nodeRed.stop()));
    await this.#redis.close();
    await this.#simulator.close();
  }

  /** Lets messages flow for so long, and says what became of them. */
  async run(title: string, milliseconds: number, disturb: (until: number) => Promise<void>): Promise<void> {
    this.#refreshes = [];
    this.#away = [];
    this.#inWindow = 0;
    this.#began = performance.now();
    this.#diary = [];
    this.#simulator.clearRequests();
    const watch = this.#nodeReds.map((nodeRed) => new Watch(nodeRed));
    const until = performance.now() + milliseconds;
    const looking = setInterval(() => watch.forEach((each) => each.look()), 100);
    await disturb(until);
    await sleep(Math.max(0, until - performance.now()));
    clearInterval(looking);
    for (const each of watch) each.look();

    const isExcused = ({ at }: Failure) => this.#away.some(({ from, to }) => at >= from && at <= to);
    const failures = watch.flatMap((each) => each.failures).filter((failure) => !isExcused(failure));
    const excused = watch.flatMap((each) => each.failures).filter(isExcused).length;
    const results = watch.reduce((sum, each) => sum + each.results, 0);
    const early = this.#refreshes.filter(
      (at, index) => index > 0 && at - (this.#refreshes[index - 1] ?? 0) < SHORTEST_GAP,
    );
    const refused = this.#simulator.requests.filter(
      ({ path, tokens }) => path.includes('oauth2/token') && !tokens,
    );
    console.log(
      `${title}: ${results} messages, ${failures.length} failed, ${excused} failed while Redis was away, ` +
        `${this.#refreshes.length} refreshes, ${early.length} too early, ${refused.length} refused, ` +
        `${this.#inWindow} authorizations lost in the window`,
    );
    const kinds = new Set(failures.map(({ text }) => text));
    for (const kind of [...kinds].slice(0, 5)) {
      const times = failures.filter(({ text }) => text === kind).map(({ at }) => this.#seconds(at));
      console.log(`  ${times.length} × ${kind} (from ${times[0]} to ${times.at(-1)} s)`);
    }
    if (failures.length > 0) for (const line of this.#diary) console.log(`  ${line}`);
    if (failures.length > 0) problems.push(`${title}: messages failed`);
    if (results === 0) problems.push(`${title}: no message came through`);
    if (early.length > 0) problems.push(`${title}: refreshed more than once an expiry`);
    if (refused.length > this.#inWindow) problems.push(`${title}: LaMetric refused a refresh`);
  }

  async killNodeReds(until: number): Promise<void> {
    while (performance.now() + KILL_EVERY < until) {
      const began = performance.now();
      const index = Math.floor(Math.random() * this.#nodeReds.length);
      const victim = this.#nodeReds[index];
      await victim?.kill();
      this.#note(`Node-RED ${index} was killed`);
      await this.#healAfterKill();
      await victim?.restart();
      this.#note(`Node-RED ${index} is back`);
      await sleep(Math.max(0, began + KILL_EVERY - performance.now()));
    }
  }

  async killRedis(until: number): Promise<void> {
    const pause = (until - performance.now()) / 4;
    for (let time = 0; time < 3; time++) {
      await sleep(pause - 3_000);
      const away = { from: performance.now(), to: Infinity };
      this.#away.push(away);
      await this.#redis.kill();
      this.#note('Redis was killed');
      await sleep(3_000);
      await this.#redis.resume();
      this.#note('Redis is back');
      away.to = performance.now() + BACK;
    }
  }

  /** Connects anew if the kill has cost the authorization. */
  async #healAfterKill(): Promise<void> {
    const lock = await this.#lock();
    if (lock !== null) await sleep(SETTLED);
    const until = performance.now() + SAVED;
    while (!(await this.#isKept())) {
      await sleep(50);
      if (performance.now() < until) continue;
      const isInWindow = lock !== null && (await this.#lock()) === lock;
      this.#note(`the authorization is lost, ${isInWindow ? 'in' : 'outside'} the window`);
      if (isInWindow) this.#inWindow++;
      else problems.push('an authorization was lost outside the window');
      await this.#connectAgain();
      return;
    }
  }

  /** The holder of the lock: a living one has it for milliseconds. */
  #lock(): Promise<unknown> {
    return this.#redis.command('GET', `lametric:lock:${ACCOUNT}`);
  }

  /** Whether the tokens that LaMetric granted last are in Redis. */
  async #isKept(): Promise<boolean> {
    const granted = this.#simulator.requests.findLast(({ tokens }) => tokens !== undefined);
    const record: unknown = JSON.parse(String(await this.#redis.command('HGET', ACCOUNTS, ACCOUNT)));
    const saved = savedAuthorization({ lametricAccounts: { [ACCOUNT]: record } }, this.#simulator);
    const token = typeof saved === 'object' ? saved.tokens.refreshToken : undefined;
    return granted === undefined || token === granted.tokens?.refresh_token;
  }

  async #connectAgain(): Promise<void> {
    const from = performance.now();
    for (const nodeRed of this.#nodeReds) {
      const connected = await connect(nodeRed, this.#simulator).catch(() => undefined);
      if (connected?.['state'] === 'connected') break;
    }
    this.#note('connected anew');
    this.#away.push({ from: from - SAVED, to: performance.now() + BACK });
  }

  #note(event: string): void {
    this.#diary.push(`${this.#seconds(performance.now())} s: ${event}`);
  }

  #seconds(at: number): string {
    return ((at - this.#began) / 1000).toFixed(1);
  }
}

interface Failure {
  at: number;
  text: string;
}

/** Counts what comes out of one Node-RED, over its restarts. */
class Watch {
  readonly #nodeRed: NodeRed;
  readonly failures: Failure[] = [];
  results = 0;
  #seen = 0;

  constructor(nodeRed: NodeRed) {
    this.#nodeRed = nodeRed;
    this.#seen = nodeRed.debugMessages().length;
  }

  look(): void {
    const messages = this.#nodeRed.debugMessages();
    // It was started anew.
    if (messages.length < this.#seen) this.#seen = 0;
    for (const message of messages.slice(this.#seen)) {
      if (message.id === 'out') this.results++;
      else this.failures.push({ at: performance.now(), text: textOf(message.msg) });
    }
    this.#seen = messages.length;
  }
}

/** The words of an error. */
function textOf(msg: unknown): string {
  const error = isObject(msg) ? msg['error'] : undefined;
  return String(isObject(error) ? error['message'] : JSON.stringify(msg));
}

void main();
