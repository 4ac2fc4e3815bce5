/**
 * The part of `npm run test:faults` with clocks: whatever a clock answers, wherever the connection to it breaks, and
 * whether it restarts meanwhile, every request comes to one end in time, with an error that fits. Nothing is shown twice,
 * nothing is lost while the clock can be asked, and no notification of others goes.
 *
 * Each case has a connection of its own to one of the simulator's clocks, by https or by http, over real sockets that pass
 * a relay, which can cut them at any byte of either direction, those of the TLS handshake too.
 */
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { type SinonFakeTimers, restore, stub } from 'sinon';
import type { Clock as SimulatedClock } from '../../simulator/clock/clock';
import type { Fault } from '../../simulator/server/faults';
import type { Request } from '../../simulator/server/http';
import { startSimulator } from '../../simulator/simulator';
import { Clock } from '../../src/config/device/clock';
import type { Account } from '../../src/config/device/locator';
import type { NotificationRequest } from '../../src/config/device/notifications/notification-queue';
import { Certificate } from '../../src/lametric/clock/certificate';
import { dismissNotification, getDevice, getDisplay, setDisplay } from '../../src/lametric/clock/requests';
import { LaMetricError } from '../../src/lametric/errors';
import { NOTIFICATIONS, never } from '../helpers/clocks';
import { passTimeUntil, stopTime } from '../helpers/time';
import { Aftermath, STAYS } from './aftermath';
import { type Case, type Operation, anyCase } from './clock-case';
import { DONE, answersTo, codeFor, isNotification, textOf } from './clock-answers';
import { CuttingRelay } from './cutting-relay';

/** The longest that a request may take, in milliseconds, and the steps in which time passes. */
const DEADLINE = 30_000;
const STEP = 10;
/** After so long, one request is tried whatever happened before: milliseconds. */
const BRAKE = 61_000;

const HUGE = 'x'.repeat(5_000_000);
const OLD_KEY = 'f00dfacef00dfacef00dfacef00dfacef00dfacef00dfacef00dfacef00dface';
/** Nobody listens there. */
const OLD_ADDRESS = '127.0.0.1:1';

type Count = (what: string) => void;

/** @throws {Error} with the seed and the path of the smallest case that does not hold */
export async function checkClocks(options: { seed: number; numRuns: number; path?: string }): Promise<void> {
  const simulator = await startSimulator();
  const figures = new Map<string, number>();
  const count = (what: string) => figures.set(what, (figures.get(what) ?? 0) + 1);
  const relays = await Promise.all(
    simulator.clocks.map(async (clock) => ({
      pinned: await CuttingRelay.start(clock.url),
      http: await CuttingRelay.start(clock.httpUrl),
    })),
  );
  try {
    await fc.assert(
      fc.asyncProperty(anyCase, async (generated) => {
        const [clock, relay] = [simulator.clocks[generated.model], relays[generated.model]];
        assert.ok(clock && relay);
        await check(clock, relay[generated.security], generated, count);
      }),
      options,
    );
  } finally {
    for (const { pinned, http } of relays) for (const relay of [pinned, http]) await relay.close();
    await simulator.close();
  }
  for (const what of [...figures.keys()].toSorted((one, other) => one.localeCompare(other))) {
    console.log(`${String(figures.get(what)).padStart(8)} ${what}`);
  }
}

async function check(
  simulated: SimulatedClock,
  relay: CuttingRelay,
  generated: Case,
  count: Count,
): Promise<void> {
  const { operations, faults, cuts } = generated;
  const time = stopTime();
  simulated.queue.restart();
  const { id: waiting } = simulated.queue.add(STAYS);
  simulated.screensaver = generated.isCriticalOnly;
  simulated.quirks.closesConnections = generated.closes;
  const aftermath = new Aftermath(simulated);
  const ending = new AbortController();
  stub(Math, 'random').returns(generated.random);
  const left = [...faults];
  const fault = (request: Request) => {
    const due = filled(left.shift() ?? { afterEffect: true }, request);
    return isInvented(due, request) ? { afterEffect: true } : due;
  };
  simulated.fail('/api/v2*', fault, Infinity);
  relay.cuts = [...cuts];
  const clock = connectTo(simulated, relay, generated);
  for (const { at, what } of generated.incidents) setTimeout(() => aftermath.happen(what), at);
  try {
    const ends = operations.map((operation, index) =>
      OPERATIONS[operation](clock, { index, waiting, signal: ending.signal }).then(
        () => undefined,
        (thrown: unknown) => thrown,
      ),
    );
    const errors = await inTime(Promise.all(ends), time);
    for (const [index, operation] of operations.entries()) {
      const error = errors[index];
      count(`${operation}: ${error instanceof LaMetricError ? error.code : 'done'}`);
      const answers = answersTo(operation, index, simulated);
      if (error === undefined) assert.ok(isNotification(operation) || answers.some(DONE), 'it was not done');
      else checkError(error, { operation, answers, generated, simulated });
      if (!isNotification(operation)) continue;
      // One that was refused has not been shown.
      const sent = answers.filter((status) => status === undefined || status < 400 || status >= 500).length;
      assert.ok(sent <= 2, 'a notification was sent again and again');
      const runs = aftermath.runsOf(textOf(index));
      const reason = error instanceof LaMetricError ? (error.reason ?? error.code) : 'done';
      count(`${operation}: shown ${runs.length} times, ${reason}`);
      assert.equal(runs.length, new Set(runs).size, 'a notification was shown again');
      if (error === undefined) assert.ok(runs.length > 0, 'a notification was not shown');
      // One fault hides the answer, and another one the queue.
      if (reason === 'maybe-shown' && runs.length === 0) {
        assert.ok(disturbances(generated) > 1, 'a notification was lost');
      }
    }
    if (!operations.includes('dismiss')) aftermath.checkOthers();
    relay.cuts = [];
    simulated.clearFaults();
    time.tick(BRAKE);
    await aftermath.settle();
    // The one request that is tried would be lost on a connection that the clock closed unannounced.
    clock.disconnect();
    if (generated.incidents.some(({ what }) => what === 'another certificate')) {
      await clock.trust(simulated.fingerprint);
    }
    const { model } = await inTime(clock.send(getDevice, never()), time);
    assert.equal(model, simulated.kind.model);
  } finally {
    ending.abort(new LaMetricError('UNREACHABLE', 'the case is over', { aborted: true }));
    await aftermath.settle();
    restore();
    clock.disconnect();
    simulated.screensaver = false;
    simulated.quirks.closesConnections = false;
    simulated.clearFaults();
    simulated.queue.clear();
    simulated.clearRequests();
    relay.cuts = [];
    time.restore();
  }
}

/** Lets time pass until the end of a promise, which is not to be later than the deadline. */
function inTime<T>(promise: Promise<T>, time: SinonFakeTimers): Promise<T> {
  const overdue = new Promise<never>((_resolve, reject) => {
    setTimeout(
      () => reject(new assert.AssertionError({ message: 'it took too long' })),
      DEADLINE + 10 * STEP,
    );
  });
  return passTimeUntil(Promise.race([promise, overdue]), time, STEP);
}

function connectTo(simulated: SimulatedClock, relay: CuttingRelay, { known, security }: Case): Clock {
  const { id, name, apiKey } = simulated;
  const isTyped = known === 'by the form';
  const settings = {
    name: '',
    clockName: '',
    account: isTyped ? '' : 'account-1',
    device: isTyped ? '' : String(id),
    address: isTyped ? relay.address : '',
    security,
    apiKey: isTyped ? apiKey : '',
    quiet: [],
    timezone: '',
  };
  const account: Account = {
    send: async (request) => request.parse({ id, name, ipv4_internal: relay.address, api_key: apiKey }),
  };
  const found = {
    name,
    address: known === 'at an old address' ? OLD_ADDRESS : relay.address,
    apiKey: known === 'with an old key' ? OLD_KEY : apiKey,
    serialNumber: null,
  };
  return new Clock(settings, new Certificate(), account, {
    known: { found: isTyped ? undefined : found, said: undefined },
    onEntry: () => undefined,
    onSaid: () => undefined,
  });
}

/** Sends back what the request carries where the fault says so. */
function filled(fault: Fault, { headers: { authorization = '' } }: Request): Fault {
  const login = authorization.replace('Basic ', '');
  const key = Buffer.from(login, 'base64').toString().replace('dev:', '');
  const fill = (text: string) =>
    text.replaceAll('<key>', key).replaceAll('<login>', login).replaceAll('<huge>', HUGE);
  return {
    ...fault,
    ...(fault.headers && {
      headers: Object.fromEntries(Object.entries(fault.headers).map(([name, value]) => [name, fill(value)])),
    }),
    ...(fault.body !== undefined && { body: fill(fault.body.toString()) }),
  };
}

/** Whether a fault tells of a queue that is not there. Nobody can do without the truth about that. */
function isInvented({ body = '' }: Fault, { method, path }: Request): boolean {
  return method === 'GET' && path === NOTIFICATIONS && /^\s*\[[^[]*\]\s*$/.test(body.toString());
}

const loginWith = (apiKey: string) => Buffer.from(`dev:${apiKey}`).toString('base64');

interface Given {
  index: number;
  /** The id of a notification that the clock has from the beginning. */
  waiting: string;
  signal: AbortSignal;
}

const OPERATIONS: Record<Operation, (clock: Clock, given: Given) => Promise<unknown>> = {
  notify: (clock, { index, signal }) => clock.notifications.show(noticeOf(index), signal),
  replace: (clock, { index, signal }) =>
    clock.notifications.show({ ...noticeOf(index), topic: 'topic', replace: true }, signal),
  dismiss: (clock, { waiting }) => clock.send(dismissNotification(waiting), never()),
  dim: (clock, { index }) => clock.send(setDisplay({ brightness: 10 + index }), never()),
  look: (clock) => clock.send(getDevice, never()),
  'look at the display': (clock) => clock.send(getDisplay, never()),
};

const noticeOf = (index: number): NotificationRequest => ({
  notification: { model: { frames: [{ text: textOf(index) }] } },
  topic: '',
  medium: undefined,
  noSound: 'error',
  refused: 'error',
  replace: false,
  follower: undefined,
  onStays: (thrown) => assert.ok(thrown instanceof LaMetricError),
});

interface Circumstances {
  operation: Operation;
  answers: (number | undefined)[];
  generated: Case;
  simulated: SimulatedClock;
}

function checkError(error: unknown, { operation, answers, generated, simulated }: Circumstances): void {
  if (!(error instanceof LaMetricError)) throw error;
  const { code, statusCode, reason } = error;
  if (code === 'RATE_LIMITED') {
    const isAsked = simulated.requests.some(({ status }) => status === 429);
    assert.ok(reason === 'no-turn' || isAsked, 'nobody asked for less');
  } else if (code === 'WRONG_MODE') {
    assert.ok(generated.isCriticalOnly, 'the clock was in another mode');
  } else if (code === 'CERTIFICATE_CHANGED') {
    const isChanged = generated.incidents.some(({ what }) => what === 'another certificate');
    assert.ok(isChanged, 'the certificate was the same');
  } else if (statusCode !== undefined) {
    assert.ok(answers.includes(statusCode), `${statusCode} was not answered`);
    assert.equal(code, codeFor(operation, statusCode), `for ${statusCode}`);
  } else if (code === 'BAD_RESPONSE') {
    assert.ok(answers.some(DONE), 'there was no answer to be bad');
  } else {
    assert.equal(code, 'UNREACHABLE');
    assert.ok(disturbances(generated) > 0, 'nothing kept it from being reached');
  }
  const words = inspect(error, { depth: Infinity, showHidden: true, maxStringLength: Infinity });
  for (const key of [...simulated.secrets(), OLD_KEY]) {
    for (const secret of [key, loginWith(key)]) assert.ok(!words.includes(secret), 'a key is in an error');
  }
}

/** How many things may have left requests without an answer that helps: after some of them no time is left for another try. */
function disturbances({ closes, faults, cuts, incidents }: Case): number {
  const disturbing = faults.filter((fault) => Object.keys(fault).length > 1);
  const late = faults.filter(({ delay = 0 }) => delay >= 29_000);
  const broken = cuts.filter((cut) => cut !== undefined);
  return Number(closes) + disturbing.length + late.length + broken.length + 2 * incidents.length;
}
