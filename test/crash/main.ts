/**
 * `npm run test:crash -- [--kills 200] [--seed N]`: no crash of Node-RED costs an authorization, unless it falls into
 * the one window that nobody can close.
 *
 * Real Node-REDs, with a rotating token that lives for a second and messages all the time, are killed again and again
 * by SIGKILL, and have to go on after the next start without a new authorization. Once LaMetric has answered a refresh,
 * the old token is dead, and until the new one is on disk a crash loses it: this is the window. Whether a kill fell
 * into it is not guessed from times but seen from what is on disk afterwards.
 */
import { once } from 'node:events';
import { watch } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { accountFlow, connect } from '../../harness/account';
import { type NodeRed, startNodeRed } from '../../harness/node-red';
import { type Simulator, startSimulator } from '../../simulator/simulator';
import { savedAuthorization } from '../helpers/account';

/** How long a Node-RED may take to go on after its start. */
const PATIENCE = 15_000;
const MEASURED_REFRESHES = 100;
/** How long they may take: they come five times a second. */
const MEASURING_TIME = 60_000;

/** Nanoseconds by a clock that all processes share. */
const now = () => Number(process.hrtime.bigint());

/** Tells when Node-RED is handed the settings to write, by the same clock. */
const REPORT_SAVES = `
const storage = require('node:module').createRequire(${JSON.stringify(require.resolve('node-red/red.js'))})(
  '@node-red/runtime/lib/storage/localfilesystem',
);
const { saveSettings } = storage;
storage.saveSettings = (all) => {
  process.send({ topic: 'save', data: Number(process.hrtime.bigint()) });
  return saveSettings(all);
};
`;

/** When a kill falls, in milliseconds: after messages flow again, or after LaMetric has rotated a token. */
interface Moment {
  after: 'start' | 'rotation';
  delay: number;
}

const anyMoment: fc.Arbitrary<Moment> = fc.oneof(
  fc.record({ after: fc.constant('start' as const), delay: fc.nat(2000) }),
  fc.record({ after: fc.constant('rotation' as const), delay: fc.nat(50) }),
);

/** What was found after a kill; `details` say of a loss what is known about it. */
interface Finding {
  kind: 'kept' | 'in the window' | 'lost';
  details: string;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: process.env['KILLS'] ?? '200' },
      seed: { type: 'string', default: process.env['SEED'] ?? String(Date.now() % 2 ** 31) },
    },
  });
  const numRuns = Number(values.kills);
  const seed = Number(values.seed);
  console.log(`${numRuns} kills with seed ${seed}`);
  await measureWindow();

  const moments = [...fc.sample(fc.noBias(anyMoment), { numRuns, seed }).entries()];
  const findings: Finding[] = [];
  await Promise.all(
    Array.from({ length: Math.min(availableParallelism(), numRuns) }, async () => {
      const victim = await Victim.start();
      try {
        for (let next = moments.shift(); next !== undefined; next = moments.shift()) {
          const [index, moment] = next;
          const finding = await victim.killAndRevive(moment);
          findings.push(finding);
          const { kind, details } = finding;
          if (kind === 'kept') continue;
          console.log(`kill ${index + 1}, ${moment.delay} ms after a ${moment.after}: ${kind}, ${details}`);
        }
      } finally {
        await victim.stop();
      }
    }),
  );

  const times = (kind: Finding['kind']) => findings.filter((finding) => finding.kind === kind).length;
  console.log(
    `${findings.length} kills: ${times('kept')} without a loss, ${times('in the window')} in the window, ` +
      `${times('lost')} lost outside it`,
  );
  if (times('lost') > 0) process.exitCode = 1;
}

/** One Node-RED with a LaMetric of its own. */
class Victim {
  readonly #simulator: Simulator;
  readonly #nodeRed: NodeRed;
  /** When the answer to the last refresh had left, in nanoseconds; `NaN` while it has not. */
  #sentAt = NaN;

  constructor(simulator: Simulator, nodeRed: NodeRed) {
    this.#simulator = simulator;
    this.#nodeRed = nodeRed;
    simulator.on('refresh', () => (this.#sentAt = NaN));
    simulator.on('token-sent', () => (this.#sentAt = now()));
  }

  static async start(): Promise<Victim> {
    const simulator = await startSimulator({ accessTokenLifetime: 1 });
    const victim = new Victim(simulator, await startBusyNodeRed(simulator));
    await victim.#goesOn();
    return victim;
  }

  async stop(): Promise<void> {
    await this.#nodeRed.stop();
    await this.#simulator.close();
  }

  async killAndRevive({ after, delay }: Moment): Promise<Finding> {
    if (after === 'rotation') {
      await once(this.#simulator, 'refresh', { signal: AbortSignal.timeout(PATIENCE) });
    }
    await sleep(delay);
    const killedAt = now();
    await this.#nodeRed.kill();
    // LaMetric may still have to read what the dead process had sent.
    await sleep(50);

    const finding = await this.#judge(killedAt);
    this.#simulator.clearRequests();
    await this.#nodeRed.restart();
    if (finding.kind === 'kept' && (await this.#goesOn())) return finding;
    await connect(this.#nodeRed, this.#simulator);
    await this.#goesOn();
    return finding.kind === 'kept'
      ? { kind: 'lost', details: 'it does not go on although the token was saved' }
      : finding;
  }

  /** Whether a message comes through. */
  #goesOn(): Promise<boolean> {
    return this.#nodeRed
      .nextDebug(({ id }) => id === 'out', PATIENCE)
      .then(
        () => true,
        () => false,
      );
  }

  /** Compares what is on disk with what LaMetric granted last. */
  async #judge(killedAt: number): Promise<Finding> {
    const { requests } = this.#simulator;
    const rotation = requests.findLast(({ tokens }) => tokens !== undefined);
    const file = await this.#nodeRed.settingsFile().catch(() => 'damaged');
    const saved = savedAuthorization(file, this.#simulator);
    if (saved === undefined || saved === 'unreadable')
      return { kind: 'lost', details: `the record is ${saved}` };
    if (saved.latched) return { kind: 'lost', details: 'latched' };
    if (rotation?.tokens === undefined || saved.tokens.refreshToken === rotation.tokens.refresh_token) {
      return { kind: 'kept', details: '' };
    }
    const { access_token } = rotation.tokens;
    if (requests.some(({ headers }) => headers.authorization === `Bearer ${access_token}`)) {
      return { kind: 'lost', details: 'the new token was used before it was saved' };
    }
    if (saved.tokens.refreshToken !== new URLSearchParams(rotation.body).get('refresh_token')) {
      return { kind: 'lost', details: 'what is saved is older than the last refresh' };
    }
    const sinceSent = (killedAt - this.#sentAt) / 1e6;
    if (!(sinceSent >= 0)) return { kind: 'in the window', details: 'before the answer left' };
    const given = this.#nodeRed.events.findLast(({ topic }) => topic === 'save')?.data;
    const stage =
      Number(given) > this.#sentAt ? 'while Node-RED was writing' : 'before Node-RED was given the token';
    return { kind: 'in the window', details: `${sinceSent.toFixed(1)} ms after the answer left, ${stage}` };
  }
}

/** Connected, and listing and renaming twenty times a second. */
async function startBusyNodeRed(simulator: Simulator): Promise<NodeRed> {
  const settings = { lametricAccountCloudUrl: simulator.url };
  const nodeRed = await startNodeRed({ link: true, settings, settingsSource: REPORT_SAVES });
  await nodeRed.deploy(accountFlow(simulator, { inject: { repeat: '0.05' } }));
  await connect(nodeRed, simulator);
  return nodeRed;
}

/** Measures, in a Node-RED that nobody kills, the way of a new token from LaMetric's answer to the disk, and its parts. */
async function measureWindow(): Promise<void> {
  const simulator = await startSimulator();
  const nodeRed = await startBusyNodeRed(simulator);
  const sent: number[] = [];
  const renamed: number[] = [];
  const watcher = watch(nodeRed.userDir, (event, file) => {
    if (event === 'rename' && file === '.config.runtime.json' && renamed.length < sent.length)
      renamed.push(now());
  });
  simulator.on('token-sent', () => sent.push(now()));
  const before = nodeRed.events.length;
  // Tokens that live so shortly are refreshed five times a second.
  simulator.accessTokenLifetime = 0.2;
  simulator.expireAccessTokens();
  for (const end = Date.now() + MEASURING_TIME; renamed.length < MEASURED_REFRESHES; await sleep(50)) {
    if (Date.now() > end) throw new Error(`Of ${sent.length} new tokens ${renamed.length} were saved`);
  }
  watcher.close();
  const saves = nodeRed.events
    .slice(before)
    .flatMap(({ topic, data }) => (topic === 'save' ? [Number(data)] : []));
  await nodeRed.stop();
  await simulator.close();

  const between = (from: number[], to: number[]) =>
    from.slice(0, MEASURED_REFRESHES).map((start, index) => ((to[index] ?? NaN) - start) / 1e6);
  console.log(
    `The window, from the answer leaving to the token being on disk, in ${MEASURED_REFRESHES} refreshes:`,
  );
  console.log(`  ${summary(between(sent, renamed))}`);
  console.log(`  of which until Node-RED is handed the token: ${summary(between(sent, saves))}`);
  console.log(`  and until Node-RED has written it:           ${summary(between(saves, renamed))}`);
}

function summary(milliseconds: number[]): string {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (part: number) => `${sorted[Math.ceil(part * sorted.length) - 1]?.toFixed(2)} ms`;
  return `median ${at(0.5)}, p90 ${at(0.9)}, max ${at(1)}`;
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
