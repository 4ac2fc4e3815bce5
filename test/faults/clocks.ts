/**
 * The part of `npm run test:faults` with clocks: whatever a clock answers, and wherever the connection to it breaks, every
 * request comes to one end in time, and nothing is shown twice.
 *
 * Each case has a connection of its own to one of the simulator's clocks, by https or by http, over real sockets that pass
 * a relay, which can cut them at any byte of either direction, those of the TLS handshake too.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Clock as SimulatedClock } from '../../simulator/clock/clock';
import type { Fault } from '../../simulator/server/faults';
import type { Request } from '../../simulator/server/http';
import { startSimulator } from '../../simulator/simulator';
import { Clock } from '../../src/config/device/clock';
import { Certificate } from '../../src/lametric/device/certificate';
import { dismissNotification, getDevice, getDisplay, setDisplay } from '../../src/lametric/device/device';
import { LaMetricError } from '../../src/lametric/errors';
import { never, saying } from '../helpers/clocks';
import { passTimeUntil, stopTime } from '../helpers/time';
import { type Cut, CuttingRelay } from './cutting-relay';

/** The longest that a request may take, in milliseconds, and the steps in which time passes. */
const DEADLINE = 30_000;
const STEP = 10;
/** After so long, one request is tried whatever happened before: milliseconds. */
const BRAKE = 6000;

const CODES = new Set([
  'NOT_AUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'NOT_SUPPORTED',
  'RATE_LIMITED',
  'UNREACHABLE',
  'BAD_RESPONSE',
  'REJECTED',
]);

type Deed = 'notify' | 'dismiss' | 'dim' | 'look' | 'look at the display';

interface Case {
  model: number;
  security: 'pinned' | 'http';
  deeds: Deed[];
  /** What the first requests get; those after them get the clock's own answer. */
  faults: Fault[];
  /** Where the first connections break; `undefined` for one that does not. */
  cuts: (Cut | undefined)[];
}

const BODIES = [
  '',
  '{',
  '[]',
  'null',
  '"1"',
  '<html>',
  '{"success":null}',
  '{"success":{}}',
  '{"success":{"id":{}}}',
];

const afterEffect = fc.boolean();
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constant({ afterEffect: true }),
  fc.record({ cutAfter: fc.integer({ min: -60, max: 60 }), afterEffect }),
  fc.record({
    delay: fc.constantFrom(100, 4_000, 9_990, 10_010, 29_000, 61_000),
    afterEffect: fc.constant(true),
  }),
  fc.record({
    status: fc.constantFrom(301, 400, 401, 403, 404, 405, 500, 503),
    afterEffect: fc.constant(false),
  }),
  fc.record({ status: fc.constantFrom(200, 201, 500), body: fc.constantFrom(...BODIES), afterEffect }),
  fc.record({ body: fc.string({ maxLength: 60 }), afterEffect }),
);

const cut: fc.Arbitrary<Cut | undefined> = fc.option(
  fc.record({ direction: fc.constantFrom('to the clock', 'from the clock'), after: fc.nat(2500) }),
  { nil: undefined },
);

const anyCase: fc.Arbitrary<Case> = fc.record({
  model: fc.nat(2),
  security: fc.constantFrom('pinned', 'http'),
  deeds: fc.array(
    fc.constantFrom<Deed>('notify', 'notify', 'dismiss', 'dim', 'look', 'look at the display'),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
  faults: fc.array(fault, { maxLength: 5 }),
  cuts: fc.array(cut, { maxLength: 3 }),
});

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
  for (const [what, times] of figures) console.log(`${String(times).padStart(8)} ${what}`);
}

async function check(
  simulated: SimulatedClock,
  relay: CuttingRelay,
  { security, deeds, faults, cuts }: Case,
  count: (what: string) => void,
): Promise<void> {
  const time = stopTime();
  const arrived: string[] = [];
  const effective: string[] = [];
  const left = [...faults];
  const faultFor = ({ method, body }: Request): Fault => {
    const next = left.shift() ?? { afterEffect: true };
    if (method === 'POST') arrived.push(body.toString());
    if (method === 'POST' && next.afterEffect === true) effective.push(body.toString());
    return next;
  };
  simulated.fail('/api/v2/*', faultFor, Infinity);
  relay.cuts = [...cuts];
  const { apiKey } = simulated;
  const settings = {
    name: '',
    clockName: '',
    account: '',
    device: '',
    address: relay.address,
    security,
    apiKey,
  };
  const account = { send: () => Promise.reject(new Error('There is no account')) };
  const clock = new Clock(settings, new Certificate(undefined, () => undefined), account, {
    found: undefined,
    onFound: () => undefined,
  });
  try {
    const began = performance.now();
    const ends = deeds.map(async (deed, index) => {
      const error = await DEEDS[deed](clock, index).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.ok(performance.now() - began <= DEADLINE + 10 * STEP, 'it took too long');
      count(`${deed}: ${error instanceof LaMetricError ? error.code : 'done'}`);
      return { deed, index, error };
    });
    for (const { deed, index, error } of await passTimeUntil(Promise.all(ends), time, STEP)) {
      if (error !== undefined) checkError(error, apiKey);
      const isThis = (body: string) => body.includes(textOf(index));
      const times = effective.filter(isThis).length;
      assert.ok(arrived.filter(isThis).length <= 1, 'a notification was sent again');
      if (deed === 'notify' && error === undefined)
        assert.equal(times, 1, 'what was not shown counts as shown');
    }
    relay.cuts = [];
    simulated.clearFaults();
    time.tick(BRAKE);
    assert.equal(
      (await passTimeUntil(clock.send(getDevice, never()), time, STEP)).model,
      simulated.kind.model,
    );
  } finally {
    clock.disconnect();
    simulated.clearFaults();
    simulated.queue.clear();
    simulated.clearRequests();
    relay.cuts = [];
    time.restore();
  }
}

const textOf = (index: number) => `#${index}#`;

const DEEDS: Record<Deed, (clock: Clock, index: number) => Promise<unknown>> = {
  notify: (clock, index) => clock.send(saying(textOf(index)), never()),
  dismiss: (clock) => clock.send(dismissNotification('1'), never()),
  dim: (clock, index) => clock.send(setDisplay({ brightness: 10 + index }), never()),
  look: (clock) => clock.send(getDevice, never()),
  'look at the display': (clock) => clock.send(getDisplay, never()),
};

function checkError(error: unknown, apiKey: string): void {
  if (!(error instanceof LaMetricError)) throw error;
  assert.ok(CODES.has(error.code), error.code);
  const words = JSON.stringify([error.message, error.said, error.stack]);
  for (const secret of [apiKey, Buffer.from(`dev:${apiKey}`).toString('base64')]) {
    assert.ok(!words.includes(secret), 'the key is in an error');
  }
}
