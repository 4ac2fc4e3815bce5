import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import sinon, { type SinonFakeTimers } from 'sinon';
import { cloudQueues, getDevices } from '../../../src/lametric/cloud/cloud';
import { type Deadline, pause, waitFor, withDeadline } from '../../../src/lametric/connection/deadline';
import { LaMetricError } from '../../../src/lametric/errors';
import type { HttpResponse } from '../../../src/lametric/http/message';
import { Requester } from '../../../src/lametric/connection/requester';
import { SingleFlight } from '../../../src/lametric/connection/single-flight';
import { errorOf } from '../../helpers/lametric';

const never = <T>() => new Promise<T>(() => undefined);

const stopped = new LaMetricError('UNREACHABLE', 'stopped', { aborted: true });

describe('A deadline', () => {
  let clock: SinonFakeTimers;

  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: 0 });
  });
  afterEach(() => clock.restore());

  it('ends the wait for a promise that never settles, and says that there was no answer', async () => {
    const error = errorOf(withDeadline(30_000, undefined, never));
    await clock.tickAsync(30_001);
    const { code, message, aborted } = await error;
    assert.deepEqual([code, message, aborted], ['UNREACHABLE', 'no answer within 30 s', true]);
  });

  it('aborts what it bounds, and tells it how long it has', async () => {
    let left = 0;
    let ofWork: AbortSignal | undefined;
    const error = errorOf(
      withDeadline(1000, undefined, async (deadline) => {
        await pause(400, deadline.signal);
        left = deadline.left();
        ofWork = deadline.signal;
        return never();
      }),
    );
    await clock.tickAsync(1001);
    assert.equal(ofWork?.reason, await error);
    assert.equal(left, 600);
  });

  it('is no longer or shorter when the wall clock jumps', async () => {
    const lefts = withDeadline(1000, undefined, async (deadline) => {
      clock.setSystemTime(1_000_000_000);
      const forward = deadline.left();
      clock.setSystemTime(0);
      return [forward, deadline.left()];
    });
    assert.deepEqual(await lefts, [1000, 1000]);
  });

  it("ends with the caller's own reason when that aborts", async () => {
    const controller = new AbortController();
    const error = errorOf(withDeadline(1000, controller.signal, never));
    controller.abort(stopped);
    assert.equal((await error).message, 'stopped');
    await assert.rejects(
      withDeadline(1000, controller.signal, () => assert.fail()),
      stopped,
    );
  });

  it('says by its errors whether the request was sent', async () => {
    for (const sent of [false, true]) {
      const controller = new AbortController();
      const work = (deadline: Deadline) => {
        deadline.sent = sent;
        return never();
      };
      const late = errorOf(withDeadline(1000, undefined, work));
      const ended = errorOf(withDeadline(1000, controller.signal, work));
      controller.abort(stopped);
      await clock.tickAsync(1001);
      assert.deepEqual([(await late).sent, (await ended).sent], [sent, sent]);
    }
  });

  it('leaves no timer behind', async () => {
    assert.equal(await withDeadline(1000, undefined, async () => 'done'), 'done');
    await assert.rejects(withDeadline(1000, undefined, () => Promise.reject(stopped)));
    assert.equal(clock.countTimers(), 0);
  });

  it('leaves nothing behind where the work ends in the moment in which the time is over', async () => {
    const controller = new AbortController();
    const work = () => new Promise<string>((resolve) => setTimeout(resolve, 1000, 'done'));
    const done = withDeadline(1000, undefined, work, controller);
    clock.tick(1000);
    assert.equal(await done, 'done');
    clock.runAll();
    assert.equal(controller.signal.aborted, false);
  });

  it('leaves no listener at the signals that outlive it', async () => {
    const { signal } = new AbortController();
    await withDeadline(1000, signal, async () => 'done');
    await waitFor(Promise.resolve('done'), signal);
    await errorOf(waitFor(Promise.reject(stopped), signal));
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('handles a failure that comes after it', async () => {
    let fail = (_error: Error) => {};
    const error = errorOf(withDeadline(1000, undefined, () => new Promise((_, reject) => (fail = reject))));
    await clock.tickAsync(1001);
    await error;
    fail(new Error('late'));
    await clock.tickAsync(1);
  });

  it('ends every request, and every read that is shared, though the exchange never ends', async () => {
    let exchanges = 0;
    const requester = new Requester<string>({
      exchange: () => {
        exchanges++;
        return never<HttpResponse>();
      },
      authorize: (attempt) => attempt('token'),
      ...cloudQueues(),
    });
    const read = () => errorOf(requester.send(getDevices, new AbortController().signal));
    const first = read();
    await clock.tickAsync(20_000);
    const second = read();
    await clock.tickAsync(10_001);
    assert.deepEqual([(await first).code, (await second).code], ['UNREACHABLE', 'UNREACHABLE']);
    assert.equal(exchanges, 1);
    void read();
    await clock.tickAsync(1);
    assert.equal(exchanges, 2);
  });

  it('of one caller ends no shared read for the others', async () => {
    const reads = new SingleFlight<string>();
    const controller = new AbortController();
    let answer = (_text: string) => {};
    const begin = () => new Promise<string>((resolve) => (answer = resolve));
    const given = errorOf(reads.read('key', begin, controller.signal));
    const patient = reads.read('key', begin, new AbortController().signal);
    controller.abort(stopped);
    assert.equal(await given, stopped);
    answer('late');
    assert.equal(await patient, 'late');
  });

  it('does not begin to wait after an abort', async () => {
    assert.equal(await errorOf(waitFor(never(), AbortSignal.abort(stopped))), stopped);
  });
});

describe('A deadline that passes while the process is busy', () => {
  it('reads an answer that has arrived in time', async () => {
    const arrived = new Promise<string>((resolve) => {
      // The event loop turns to what has arrived after its timers, and before `setImmediate`.
      setTimeout(() => process.nextTick(() => setImmediate(resolve, 'answer')), 0);
    });
    const busy = withDeadline(5, undefined, () => arrived);
    const end = performance.now() + 30;
    while (performance.now() < end);
    assert.equal(await busy, 'answer');
  });
});
