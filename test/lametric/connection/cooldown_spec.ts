import assert from 'node:assert/strict';
import sinon, { type SinonFakeTimers } from 'sinon';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { renameDevice } from '../../../src/lametric/cloud/cloud';
import { withDeadline } from '../../../src/lametric/connection/deadline';
import { LaMetricError } from '../../../src/lametric/errors';
import { Cooldown } from '../../../src/lametric/connection/cooldown';
import { errorOf } from '../../helpers/lametric';
import { DEVICES } from '../../helpers/paths';
import { requesterOf } from '../../helpers/requester';
import { stopTime, passTimeUntil } from '../../helpers/time';

const limited = new LaMetricError('RATE_LIMITED', '429', { statusCode: 429, retryAfter: 1000 });

describe('A cooldown', () => {
  let clock: SinonFakeTimers;
  let pause: Cooldown;

  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: 0 });
    pause = new Cooldown();
  });
  afterEach(() => clock.restore());

  /** The milliseconds after which those that wait, each with its own deadline, go on. */
  async function goOn(count: number, deadline = 30_000): Promise<number[]> {
    const start = performance.now();
    const all = Promise.all(
      Array.from({ length: count }, () =>
        withDeadline(deadline, undefined, (until) => pause.over(until)).then(() => performance.now() - start),
      ),
    );
    await clock.runAllAsync();
    return all;
  }

  it('that was never begun holds up nobody', async () => {
    assert.deepEqual(await goOn(2), [0, 0]);
    pause.check();
  });

  it('is waited for', async () => {
    pause.begin(5000, limited);
    assert.deepEqual(await goOn(1), [5000]);
  });

  it('lets requests that wait go on one after the other, at uneven intervals', async () => {
    pause.begin(1000, limited);
    const times = await goOn(60);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    assert.ok(
      gaps.every((gap) => gap >= 25 && gap <= 76),
      gaps.join(),
    );
    assert.ok(new Set(gaps).size > 10, gaps.join());
    assert.ok(
      times.every((time) => time >= 1000 && time < 6000),
      times.join(),
    );
  });

  it('that is over holds up no later request', async () => {
    pause.begin(1000, limited);
    await goOn(3);
    clock.tick(1000);
    assert.deepEqual(await goOn(2), [0, 0]);
  });

  it('that outlasts the deadline fails at once, and says until when', async () => {
    pause.begin(30_000, limited);
    const error = await errorOf(withDeadline(30_000, undefined, (until) => pause.over(until)));
    assert.deepEqual([error.code, error.retryAt, error.retryable], ['RATE_LIMITED', new Date(30_000), false]);
    assert.equal(performance.now(), 0);
    assert.throws(() => pause.check(), { code: 'RATE_LIMITED' });
  });

  it('that is made longer is waited for to its new end', async () => {
    pause.begin(1000, limited);
    const waiting = goOn(1);
    pause.begin(4000, limited);
    pause.begin(2000, limited);
    assert.deepEqual(await waiting, [4000]);
  });

  it('that has been ended holds up nobody', async () => {
    pause.begin(60_000, limited);
    pause.end();
    assert.deepEqual(await goOn(1), [0]);
  });

  it('lasts as long whatever happens to the wall clock', async () => {
    pause.begin(5000, limited);
    const waiting = goOn(1);
    clock.setSystemTime(1_000_000_000);
    assert.deepEqual(await waiting, [5000]);
    pause.begin(5000, limited);
    clock.setSystemTime(0);
    assert.deepEqual(await goOn(1), [5000]);
  });

  it('is not waited for after an abort', async () => {
    pause.begin(5000, limited);
    const controller = new AbortController();
    const waiting = withDeadline(30_000, controller.signal, (until) => pause.over(until));
    controller.abort(new LaMetricError('UNREACHABLE', 'stopped', { aborted: true }));
    assert.equal((await errorOf(waiting)).message, 'stopped');
    assert.equal(clock.countTimers(), 0);
  });
});

describe('Sixty renames at once that LaMetric asks to wait', () => {
  let simulator: Simulator;
  let clock: SinonFakeTimers;

  before(async () => {
    const device = (id: number) => ({ id, name: `Clock ${id}` });
    simulator = await startSimulator({
      devices: Array.from({ length: 60 }, (_, index) => device(index + 1)),
    });
  });
  beforeEach(() => {
    simulator.clearRequests();
    clock = stopTime();
  });
  afterEach(() => {
    clock.restore();
    simulator.clearFaults();
  });
  after(() => simulator.close());

  const renames = (retryAfter: string, refused: number) => {
    simulator.fail(`${DEVICES}/*`, { status: 429, headers: { 'Retry-After': retryAfter } }, refused);
    const requester = requesterOf(simulator, simulator.issueTokens().access_token);
    return simulator.devices.map(({ id }) =>
      requester.send(renameDevice(id, `New ${id}`), new AbortController().signal),
    );
  };

  it('for a second all succeed, and go out spread', async () => {
    const results = await passTimeUntil(Promise.all(renames('1', 65)), clock);
    assert.equal(results.length, 60);
    const tenths = new Map<number, number>();
    for (const { at, status } of simulator.requests) {
      const tenth = Math.floor(at / 100);
      if (status === 200) tenths.set(tenth, (tenths.get(tenth) ?? 0) + 1);
    }
    assert.ok(Math.max(...tenths.values()) <= 5, JSON.stringify([...tenths]));
  });

  it('longer than they have: ask once each, at most, and say until when', async () => {
    const began = Date.now();
    const errors = await passTimeUntil(Promise.all(renames('3600', 60).map(errorOf)), clock);
    for (const { code, retryAt } of errors) {
      assert.equal(code, 'RATE_LIMITED');
      assert.ok(retryAt && retryAt.getTime() >= began + 3_600_000 - 1, String(retryAt));
    }
    assert.ok(Date.now() - began < 5000, 'they fail at once');
    assert.ok(simulator.requests.length <= 60);
  });
});
