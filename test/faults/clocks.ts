/**
 * The part of `npm run test:faults` with clocks: whatever a clock answers, and wherever the connection to it breaks, every
 * request comes to one end in time, with an error that fits, and nothing is shown twice.
 *
 * Each case has a connection of its own to one of the simulator's clocks, by https or by http, over real sockets that pass
 * a relay, which can cut them at any byte of either direction, those of the TLS handshake too.
 */
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { type SinonFakeTimers, spy, stub } from 'sinon';
import type { Clock as SimulatedClock } from '../../simulator/clock/clock';
import type { Fault } from '../../simulator/server/faults';
import type { Request } from '../../simulator/server/http';
import { startSimulator } from '../../simulator/simulator';
import { Clock } from '../../src/config/device/clock';
import type { Account } from '../../src/config/device/locator';
import type { NotificationRequest } from '../../src/config/device/notifications/notification-queue';
import { Certificate } from '../../src/lametric/clock/certificate';
import { dismissNotification, getDevice, getDisplay, setDisplay } from '../../src/lametric/clock/requests';
import { type ErrorCode, LaMetricError } from '../../src/lametric/errors';
import { NOTIFICATIONS, never } from '../helpers/clocks';
import { passTimeUntil, stopTime } from '../helpers/time';
import { type Case, type Operation, anyCase } from './clock-case';
import { CuttingRelay } from './cutting-relay';

/** The longest that a request may take, in milliseconds, and the steps in which time passes. */
const DEADLINE = 30_000;
const STEP = 10;
/** After so long, one request is tried whatever happened before: milliseconds. */
const BRAKE = 6000;

const OLD_KEY = 'f00dfacef00dfacef00dfacef00dfacef00dfacef00dfacef00dfacef00dface';
/** Nobody listens there. */
const OLD_ADDRESS = '127.0.0.1:1';

const DONE = (status: number | undefined) => status !== undefined && status >= 200 && status <= 299;

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
  const { id: waiting } = simulated.queue.add({
    priority: 'info',
    iconType: 'none',
    lifetime: 3_600_000,
    model: { cycles: 0, frames: [{ text: 'This stays' }] },
  });
  const shown = spy(simulated.queue, 'add');
  const random = stub(Math, 'random').returns(generated.random);
  const left = [...faults];
  const fault = (request: Request) => filled(left.shift() ?? { afterEffect: true }, request);
  simulated.fail('/api/v2*', fault, Infinity);
  relay.cuts = [...cuts];
  const clock = connectTo(simulated, relay, generated);
  try {
    const ends = operations.map((operation, index) =>
      OPERATIONS[operation](clock, index, waiting).then(
        () => undefined,
        (thrown: unknown) => thrown,
      ),
    );
    const errors = await inTime(Promise.all(ends), time);
    for (const [index, operation] of operations.entries()) {
      const error = errors[index];
      count(`${operation}: ${error instanceof LaMetricError ? error.code : 'done'}`);
      const answers = answersTo(operation, index, simulated);
      if (error === undefined) assert.ok(answers.some(DONE), 'it was not done');
      else checkError(error, { operation, answers, generated, simulated });
      if (operation !== 'notify') continue;
      // A clock that refuses the key has not shown anything.
      const sent = answers.filter((status) => status !== 401).length;
      assert.ok(sent <= 1, 'a notification was sent again');
      const times = shown
        .getCalls()
        .filter(({ firstArg }) => inspect(firstArg, { depth: 9 }).includes(textOf(index)));
      count(`${operation}: shown ${times.length} times, ${error === undefined ? 'done' : 'failed'}`);
      assert.ok(times.length <= 1, 'a notification was shown again');
    }
    relay.cuts = [];
    simulated.clearFaults();
    time.tick(BRAKE);
    const { model } = await inTime(clock.send(getDevice, never()), time);
    assert.equal(model, simulated.kind.model);
  } finally {
    shown.restore();
    random.restore();
    clock.disconnect();
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
  };
  const account: Account = {
    send: async (request) => request.parse({ id, name, ipv4_internal: relay.address, api_key: apiKey }),
  };
  const found = {
    name,
    address: known === 'at an old address' ? OLD_ADDRESS : relay.address,
    apiKey: known === 'with an old key' ? OLD_KEY : apiKey,
  };
  return new Clock(settings, new Certificate(), account, {
    entry: isTyped ? undefined : found,
    onEntry: () => undefined,
  });
}

/** Sends back what the request carries where the fault says so. */
function filled(fault: Fault, { headers: { authorization = '' } }: Request): Fault {
  const login = authorization.replace('Basic ', '');
  const key = Buffer.from(login, 'base64').toString().replace('dev:', '');
  const fill = (text: string) => text.replaceAll('<key>', key).replaceAll('<login>', login);
  return {
    ...fault,
    ...(fault.headers && {
      headers: Object.fromEntries(Object.entries(fault.headers).map(([name, value]) => [name, fill(value)])),
    }),
    ...(fault.body !== undefined && { body: fill(fault.body.toString()) }),
  };
}

const loginWith = (apiKey: string) => Buffer.from(`dev:${apiKey}`).toString('base64');

const textOf = (index: number) => `#${index}#`;

/** @param waiting the id of a notification that the clock has from the beginning */
const OPERATIONS: Record<Operation, (clock: Clock, index: number, waiting: string) => Promise<unknown>> = {
  notify: (clock, index) => clock.notifications.show(noticeOf(index), never()),
  dismiss: (clock, _index, waiting) => clock.send(dismissNotification(waiting), never()),
  dim: (clock, index) => clock.send(setDisplay({ brightness: 10 + index }), never()),
  look: (clock) => clock.send(getDevice, never()),
  'look at the display': (clock) => clock.send(getDisplay, never()),
};

const noticeOf = (index: number): NotificationRequest => ({
  notification: { model: { frames: [{ text: textOf(index) }] } },
  topic: '',
  refused: 'error',
  replace: false,
  onEnded: undefined,
  onStays: (thrown) => assert.fail(String(thrown)),
});

/** The clock's answers to the requests of an action: `undefined` if there is none, or not before the connection broke. */
function answersTo(
  operation: Operation,
  index: number,
  { requests }: SimulatedClock,
): (number | undefined)[] {
  const [wanted, pattern] = PATHS[operation];
  return requests
    .filter(({ method, path }) => method === wanted && pattern.test(path))
    .filter(({ body }) => operation !== 'notify' || body.includes(textOf(index)))
    .map(({ status }) => status);
}

const PATHS: Record<Operation, [method: string, path: RegExp]> = {
  notify: ['POST', new RegExp(`^${NOTIFICATIONS}$`)],
  dismiss: ['DELETE', new RegExp(`^${NOTIFICATIONS}/`)],
  dim: ['PUT', /^\/api\/v2\/device\/display$/],
  look: ['GET', /^\/api\/v2\/device$/],
  'look at the display': ['GET', /^\/api\/v2\/device\/display$/],
};

interface Circumstances {
  operation: Operation;
  answers: (number | undefined)[];
  generated: Case;
  simulated: SimulatedClock;
}

function checkError(error: unknown, { operation, answers, generated, simulated }: Circumstances): void {
  if (!(error instanceof LaMetricError)) throw error;
  const { code, statusCode } = error;
  if (statusCode !== undefined) {
    assert.ok(answers.includes(statusCode), `${statusCode} was not answered`);
    assert.equal(code, codeFor(operation, statusCode), `for ${statusCode}`);
  } else if (code === 'BAD_RESPONSE') {
    assert.ok(answers.some(DONE), 'there was no answer to be bad');
  } else {
    assert.equal(code, 'UNREACHABLE');
    assert.ok(isDisturbed(generated), 'nothing kept it from being reached');
  }
  const words = inspect(error, { depth: Infinity, showHidden: true, maxStringLength: Infinity });
  for (const key of [...simulated.secrets(), OLD_KEY]) {
    for (const secret of [key, loginWith(key)]) assert.ok(!words.includes(secret), 'a key is in an error');
  }
}

/** The code that the contract gives an answer with this status. */
function codeFor(operation: Operation, status: number): ErrorCode {
  if (DONE(status)) return 'BAD_RESPONSE';
  const isOfPart = operation === 'dim' || operation === 'look at the display';
  const codes: Record<number, ErrorCode> = {
    301: 'BAD_RESPONSE',
    400: 'REJECTED',
    401: 'NOT_AUTHORIZED',
    403: 'FORBIDDEN',
    404: isOfPart ? 'NOT_SUPPORTED' : 'NOT_FOUND',
    405: 'NOT_SUPPORTED',
    500: 'UNREACHABLE',
    503: 'UNREACHABLE',
  };
  return codes[status] ?? assert.fail(`Nobody answers ${status}`);
}

/** Whether a request may have remained without an answer. */
function isDisturbed({ faults, cuts }: Case): boolean {
  return (
    cuts.some((cut) => cut !== undefined) ||
    faults.some(
      ({ cutAfter, delay, status = 0 }) => cutAfter !== undefined || delay !== undefined || status >= 500,
    )
  );
}
