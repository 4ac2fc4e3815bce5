/**
 * `npm run test:crash -- [--kills 200] [--seed N]`: no crash of Node-RED costs an authorization, unless it falls into
 * the one window that nobody can close.
 *
 * Real Node-REDs, with a rotating token that lives for a second and messages all the time, are killed again and again
 * by SIGKILL, and have to go on after the next start without a new authorization. Once LaMetric has answered a refresh,
 * the old token is dead, and until the new one is on disk a crash loses it: this is the window. Whether a kill fell
 * into it is not guessed from times but seen from what is on disk afterwards.
 *
 * Nor does a clock's key go out before the clock's certificate is on disk: they are killed at a first contact, too.
 *
 * Besides, a clean stop costs nothing, even during a refresh; nor does a store that fails at random, once it is back.
 */
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { connect } from '../../harness/account';
import type { NodeRed } from '../../harness/node-red';
import { type Simulator, startSimulator } from '../../simulator/simulator';
import { savedAuthorization } from '../helpers/account';
import { TOKEN } from '../helpers/paths';
import { FAILING, SLOW, SLOW_SAVE, now, startBusyNodeRed } from './busy-node-red';
import { killAtFirstContact } from './first-contact';
import { measureWindow } from './window';

/** How long a Node-RED may take to go on after its start. */
const PATIENCE = 15_000;
const CLEAN_STOPS = 3;
const REFRESHES_WITH_FAILURES = 10;
/** How long the store has to be back, at most, until all is saved: milliseconds. */
const BACK = 60_000;

/** When a kill falls, in milliseconds: after messages flow again, or after LaMetric has rotated a token. */
interface Moment {
  after: 'start' | 'rotation';
  delay: number;
}

const anyMoment: fc.Arbitrary<Moment> = fc.oneof(
  fc.record({ after: fc.constant('start' as const), delay: fc.nat(2000) }),
  fc.record({ after: fc.constant('rotation' as const), delay: fc.nat(50) }),
);

/** The state found after a kill; `details` say what is known of a loss. */
interface Finding {
  kind: 'kept' | 'in the window' | 'lost';
  details: string;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: process.env['KILLS'] ?? '' },
      seed: { type: 'string', default: process.env['SEED'] ?? String(Date.now() % 2 ** 31) },
    },
  });
  const numRuns = Number(values.kills || 200);
  const seed = Number(values.seed);
  console.log(`${numRuns} kills with seed ${seed}`);
  const { kills, sent, withoutRecord } = await killAtFirstContact(Number(values.kills || 100), seed);
  console.log(
    `${kills} kills at a first contact: ${sent} keys had gone out, ${withoutRecord} without a record`,
  );
  await measureWindow(Math.min(100, 5 * numRuns));

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
  const rounds = Math.ceil(numRuns / 10);
  const [stops, saves, failures] = await Promise.all([
    survivals(CLEAN_STOPS, (victim) => victim.stopAndRevive('refresh')),
    survivals(CLEAN_STOPS, (victim) => victim.stopAndRevive('save')),
    survivals(rounds, (victim) => victim.failAndRevive()),
  ]);
  console.log(`${stops} of ${CLEAN_STOPS} survive a clean stop during a refresh`);
  console.log(`${saves} of ${CLEAN_STOPS} survive a clean stop while the token is being saved`);
  console.log(
    `${failures} of ${rounds} survive a store that fails in a tenth of its writes, once it is back`,
  );
  if (withoutRecord > 0 || times('lost') > 0 || stops + saves < 2 * CLEAN_STOPS || failures < rounds)
    process.exitCode = 1;
}

/** How often a Node-RED goes on, of so many times. One that does not is replaced. */
async function survivals(times: number, endure: (victim: Victim) => Promise<boolean>): Promise<number> {
  let survived = 0;
  let victim = await Victim.start();
  for (let round = 0; round < times; round++) {
    if (await endure(victim)) {
      survived++;
    } else {
      await victim.stop();
      victim = await Victim.start();
    }
  }
  await victim.stop();
  return survived;
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
    await this.#simulator.disconnected();

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

  /** Stops cleanly while a refresh is under way, or while its result is being saved. @returns whether it goes on */
  async stopAndRevive(moment: 'refresh' | 'save'): Promise<boolean> {
    const slow = join(this.#nodeRed.userDir, SLOW);
    if (moment === 'save') await writeFile(slow, '');
    else this.#simulator.fail(TOKEN, { delay: SLOW_SAVE, afterEffect: true });
    const event = moment === 'save' ? 'token-sent' : 'refresh';
    await once(this.#simulator, event, { signal: AbortSignal.timeout(PATIENCE) });
    await this.#nodeRed.restart();
    await rm(slow, { force: true });
    return this.#goesOn();
  }

  /** Lets saves fail during some refreshes, and kills once the last one is saved. @returns whether it goes on */
  async failAndRevive(): Promise<boolean> {
    const failing = join(this.#nodeRed.userDir, FAILING);
    await writeFile(failing, '');
    this.#simulator.accessTokenLifetime = 0.2;
    for (let refreshes = 0; refreshes < REFRESHES_WITH_FAILURES; refreshes++) {
      await once(this.#simulator, 'token-sent', { signal: AbortSignal.timeout(PATIENCE) });
    }
    // The next tokens are the last: nothing but another try of its own saves them if that fails.
    this.#simulator.accessTokenLifetime = 3600;
    await once(this.#simulator, 'token-sent', { signal: AbortSignal.timeout(PATIENCE) });
    await rm(failing);
    const last = this.#simulator.requests.findLast(({ tokens }) => tokens !== undefined);
    const isSaved = (file: unknown) => {
      const saved = savedAuthorization(file, this.#simulator);
      return typeof saved === 'object' && saved.tokens.refreshToken === last?.tokens?.refresh_token;
    };
    const inTime = await this.#nodeRed.nextSettings(isSaved, BACK).then(
      () => true,
      () => false,
    );
    await this.#nodeRed.kill();
    await this.#simulator.disconnected();
    this.#simulator.accessTokenLifetime = 1;
    this.#simulator.expireAccessTokens();
    await this.#nodeRed.restart();
    return inTime && (await this.#goesOn());
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
    if (saved.revoked) return { kind: 'lost', details: 'revoked' };
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

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
