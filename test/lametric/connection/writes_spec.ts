import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { renameDevice } from '../../../src/lametric/cloud/cloud';
import { LaMetricError } from '../../../src/lametric/errors';
import type { Requester } from '../../../src/lametric/connection/requester';
import { errorOf } from '../../helpers/lametric';
import { DEVICES } from '../../helpers/paths';
import { requesterOf } from '../../helpers/requester';
import { passTimeUntil, stopTime } from '../../helpers/time';

const [FIRST, SECOND] = [18, 1027];
const PATH = `${DEVICES}/${FIRST}`;

describe('Writes to one device', () => {
  let simulator: Simulator;
  let requester: Requester<string>;
  let clock: SinonFakeTimers;

  before(async () => {
    simulator = await startSimulator();
  });
  beforeEach(() => {
    requester = requesterOf(simulator, simulator.issueTokens().access_token);
    simulator.clearRequests();
    clock = stopTime();
  });
  afterEach(() => {
    clock.restore();
    simulator.clearFaults();
  });
  after(() => simulator.close());

  const rename = (name: string, id = FIRST, signal = new AbortController().signal) =>
    requester.send(renameDevice(id, name), signal);

  const name = () => simulator.devices.find(({ id }) => id === FIRST)?.name;

  /** The names that LaMetric was asked for, in the order in which they came. */
  const asked = () => simulator.requests.map(({ body }) => String(JSON.parse(body).name));

  it('keep their order: a later one waits until an earlier one has been repeated', async () => {
    simulator.fail(PATH, { status: 503 });
    await passTimeUntil(Promise.all([rename('A'), rename('B'), rename('C')]), clock);
    assert.deepEqual(asked(), ['A', 'A', 'B', 'C']);
    assert.equal(name(), 'C');
  });

  it('go on after one that failed', async () => {
    simulator.fail(PATH, { status: 418 });
    const [first, second] = await Promise.allSettled([rename('A'), rename('B')]);
    assert.deepEqual([first.status, second.status], ['rejected', 'fulfilled']);
    assert.equal(name(), 'B');
  });

  it('end in fewer than 30 s where no more are left', async () => {
    simulator.fail(PATH, { delay: 60_000 });
    const late = requester.send({ ...renameDevice(FIRST, 'A'), within: 4600 }, new AbortController().signal);
    const began = performance.now();
    assert.equal((await passTimeUntil(errorOf(late), clock)).message, 'no answer within 5 s');
    assert.ok(performance.now() - began < 5000);
  });

  it('go on after one that was aborted, which is not repeated', async () => {
    simulator.fail(PATH, { delay: 60_000 });
    const controller = new AbortController();
    const aborted = errorOf(rename('A', FIRST, controller.signal));
    const later = rename('B');
    await simulator.requested('PUT', PATH);
    controller.abort(new LaMetricError('UNREACHABLE', 'stopped', { aborted: true }));
    assert.equal((await aborted).message, 'stopped');
    await later;
    assert.deepEqual(asked(), ['A', 'B']);
    assert.equal(name(), 'B');
  });

  it('wait also for those before one that was aborted while it waited', async () => {
    simulator.fail(PATH, { status: 503 });
    const controller = new AbortController();
    const first = rename('A');
    const aborted = errorOf(rename('B', FIRST, controller.signal));
    const last = rename('C');
    controller.abort(new LaMetricError('UNREACHABLE', 'stopped', { aborted: true }));
    await aborted;
    await passTimeUntil(Promise.all([first, last]), clock);
    assert.deepEqual(asked(), ['A', 'A', 'C']);
  });

  it('hold up no other device', async () => {
    simulator.fail(PATH, { delay: 60_000 });
    const controller = new AbortController();
    const stuck = errorOf(rename('A', FIRST, controller.signal));
    await simulator.requested('PUT', PATH);
    assert.deepEqual(await rename('B', SECOND), { id: SECOND, name: 'B' });
    controller.abort(new LaMetricError('UNREACHABLE', 'stopped', { aborted: true }));
    await stuck;
  });

  it('have 30 s each, waiting included, and say so if they had no turn', async () => {
    simulator.fail(PATH, { delay: 10_000_000 }, Infinity);
    const began = Date.now();
    const ends = [rename('A'), rename('B')].map(async (write) => {
      const { code, reason } = await errorOf(write);
      return { code, reason, took: Date.now() - began };
    });
    const [first, second] = await passTimeUntil(Promise.all(ends), clock, 100);
    assert.deepEqual([first?.code, first?.reason], ['UNREACHABLE', undefined]);
    assert.deepEqual([second?.code, second?.reason], ['RATE_LIMITED', 'no-turn']);
    for (const { took = 0 } of [first ?? {}, second ?? {}]) {
      assert.ok(took >= 29_000 && took <= 30_200, `${took} ms`);
    }
    assert.ok(!asked().includes('B'));
  });
});
