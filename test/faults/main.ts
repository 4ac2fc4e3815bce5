/**
 * `npm run test:faults -- [--cases 10000] [--clocks 2000] [--seed N] [--path P]`: whatever LaMetric answers, and however the saving
 * goes, no message and no authorization is lost.
 *
 * Every case is a few messages to both flow nodes in a real Node-RED, with one account connected anew through the
 * admin endpoints, against the simulator over real HTTP. One Node-RED in this process serves all cases, since starting
 * one for each would take hours; a case leaves nothing behind but the account, which the next one connects again.
 * The time is faked (see `inFakeTime`), so that 10,000 cases with all their timeouts and waits take minutes.
 */
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { restore, stub } from 'sinon';
import { ACCOUNT, LIST, RENAME, authorize, connect, textFields, visit } from '../../harness/account';
import type { Fault } from '../../simulator/server/faults';
import type { Request } from '../../simulator/server/http';
import { startSimulator } from '../../simulator/simulator';
import { setProxy } from '../helpers/origin';
import { TOKEN } from '../helpers/paths';
import { type Case, type Step, anyCase } from './case';
import { checkClocks } from './clocks';
import type { Body, Reply } from './replies';
import {
  checkNextRefresh,
  checkEnds,
  checkOrder,
  checkSaves,
  checkSecrets,
  checkState,
  expect,
  figures,
} from './invariants';
import { type FakeTime, inFakeTime } from './fake-time';
import { type World, startWorld } from './world';

/** How long the answer to a token request is waited for: milliseconds. */
const TOKEN_TIMEOUT = 60_000;
const RESOURCES = '/api/v2/users/me*';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: process.env['CASES'] ?? '10000' },
      seed: { type: 'string', default: process.env['SEED'] ?? String(Date.now() % 2 ** 31) },
      clocks: { type: 'string', default: '2000' },
      path: { type: 'string' },
    },
  });
  const seed = Number(values.seed);
  const numRuns = Number(values.cases);
  const numClocks = Number(values.clocks);
  console.log(`${numClocks} cases of clocks and ${numRuns} of LaMetric's cloud, with seed ${seed}`);

  const pathed = values.path !== undefined && { path: values.path };
  const started = Date.now();
  if (numClocks > 0) await checkClocks({ seed, numRuns: numClocks, ...pathed });
  if (numRuns > 0) await checkCloud({ seed, numRuns, ...pathed });
  console.log(`All hold, after ${Math.round((Date.now() - started) / 1000)} s.`);
}

async function checkCloud(options: { seed: number; numRuns: number; path?: string }): Promise<void> {
  const simulator = await startSimulator({ clientSecret: 'secret+of/the=client~&', codeLifetime: 3600 });
  const world = await startWorld(simulator);
  // fast-check makes a failing case as small as it can, and prints the seed and the path that lead to it.
  await fc.assert(
    fc.asyncProperty(anyCase, (generated) => check(world, generated)),
    options,
  );
  for (const [what, times] of figures) console.log(`${String(times).padStart(8)} ${what}`);
}

async function check(world: World, generated: Case): Promise<void> {
  const { simulator } = world;
  const issuedBefore = simulator.secrets().length;
  simulator.accessTokenLifetime = generated.lifetime;
  world.clear();
  assert.deepEqual(await connect(world, simulator), { state: 'connected', persisted: true });
  const first = simulator.requests.find(({ tokens }) => tokens)?.tokens ?? assert.fail('no tokens');
  const handshakes = await prepareHandshakes(world, generated);
  world.clear();

  const pauses = pausesOf(generated);
  // LaMetric's time runs in this process, too: no answer may come in the same pause as the end of the waiting for it.
  const latest = Math.max(0, TOKEN_TIMEOUT - pauses - 1);
  const replies = generated.tokenReplies
    .map(number)
    .map((reply) => (pauses > 0 ? { ...reply, delay: Math.min(reply.delay, latest) } : reply));
  for (const reply of replies) simulator.fail(TOKEN, (request) => toFault(reply, request));
  for (const reply of generated.resourceReplies) {
    simulator.fail(RESOURCES, (request) => toFault(reply, request));
  }
  world.saves = [...generated.saves];

  stub(Math, 'random').returns(generated.random);
  const restoreProxy = setProxy(generated.way === 'by proxy' ? { http_proxy: world.toProxy.url } : {});
  try {
    await inFakeTime(async (time) => {
      for (const { at, action } of generated.steps) {
        setTimeout(() => take(world, action, handshakes, time), at);
      }
      await time.elapse();

      const expected = expect(world, first.refresh_token, replies);
      checkSaves(world, first.access_token, expected);
      checkOrder(world);
      await checkState(world, expected);
      await checkNextRefresh(world, expected, time);
    });
  } finally {
    restoreProxy();
    restore();
  }
  checkEnds(world, pauses);
  assert.deepEqual(world.crashes, [], 'Node-RED would have ended');
  checkSecrets(world, [...world.lastingSecrets, ...simulator.secrets().slice(issuedBefore)], replies);
}

/** How long the process slept in all. */
function pausesOf({ steps }: Case): number {
  return steps.reduce((sum, { action }) => sum + (action.kind === 'pause' ? action.milliseconds : 0), 0);
}

function take(world: World, action: Step['action'], handshakes: string[], time: FakeTime): void {
  switch (action.kind) {
    case 'messages':
      world.receive(action.node === 'list' ? LIST : RENAME, action.count);
      break;
    case 'expire':
      world.simulator.expireAccessTokens();
      break;
    case 'revoke':
      world.simulator.revokeRefreshTokens();
      break;
    case 'deaden':
      world.toCloud.deadenIdle();
      world.toProxy.deadenIdle();
      break;
    case 'pause':
      time.pause(action.milliseconds);
      break;
    case 'connect':
      void world.admin('POST', `lametric-account/${ACCOUNT}/redeem`, { handshake: handshakes.pop() });
      break;
  }
}

/** Handshakes that only wait to be redeemed: the browser's part in them is not of interest here. */
async function prepareHandshakes(world: World, { steps }: Case): Promise<string[]> {
  const handshakes: string[] = [];
  for (const { action } of steps) {
    if (action.kind !== 'connect') continue;
    const { handshake = '', authorizeUrl = '' } = textFields(await authorize(world, world.simulator));
    await visit(await world.simulator.authorize(authorizeUrl));
    handshakes.push(handshake);
  }
  return handshakes;
}

/** Makes the tokens of each reply its own. */
function number(reply: Reply, index: number): Reply {
  if (reply.kind !== 'instead') return reply;
  const { body, meaning } = reply;
  const fill = (text: string) => text.replaceAll('<n>', String(index));
  return {
    ...reply,
    body: 'text' in body ? { text: fill(body.text) } : body,
    meaning:
      meaning.kind === 'tokens' && meaning.refreshToken !== undefined
        ? { kind: 'tokens', refreshToken: fill(meaning.refreshToken) }
        : meaning,
  };
}

function toFault(reply: Reply, request: Request): Fault {
  const { delay, encoding } = reply;
  const wrapping = { ...(delay > 0 && { delay }), ...(encoding && { encoding }) };
  if (reply.kind === 'real') return { ...wrapping, afterEffect: true };
  if (reply.kind === 'lost') return { ...wrapping, afterEffect: true, cutAfter: -reply.missing };
  const echo = echoOf(request);
  return {
    ...wrapping,
    status: reply.status,
    headers: Object.fromEntries(Object.entries(reply.headers).map(([name, value]) => [name, echo(value)])),
    body: bytesOf('text' in reply.body ? { text: echo(reply.body.text) } : reply.body),
    afterEffect: reply.takesEffect,
    ...(reply.missing !== undefined && { cutAfter: -reply.missing }),
  };
}

/** Puts the request's secrets in the place of their placeholders. */
function echoOf({ headers, body }: Request): (text: string) => string {
  const form = new URLSearchParams(body.toString());
  const carried = {
    '<access>': headers.authorization ?? '',
    '<refresh>': form.get('refresh_token') ?? '',
    '<secret>': form.get('client_secret') ?? '',
    '<form>': form.toString(),
  };
  return (text) =>
    Object.entries(carried).reduce((filled, [name, value]) => filled.replaceAll(name, value), text);
}

function bytesOf(body: Body): Buffer {
  if ('text' in body) return Buffer.from(body.text);
  return 'bytes' in body ? Buffer.from(body.bytes) : Buffer.alloc(body.hugeText, 'x');
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    if (error instanceof Error && error.cause !== undefined) console.error(error.cause);
    process.exit(1);
  },
);
