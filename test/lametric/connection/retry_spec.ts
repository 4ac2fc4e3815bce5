import assert from 'node:assert/strict';
import sinon, { type SinonFakeTimers } from 'sinon';
import { withDeadline } from '../../../src/lametric/connection/deadline';
import { LaMetricError } from '../../../src/lametric/errors';
import { parseRetryAfter } from '../../../src/lametric/http/errors';
import { withRetries } from '../../../src/lametric/connection/retry';

describe('Retries', () => {
  let clock: SinonFakeTimers;

  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: 0 });
  });

  afterEach(() => clock.restore());

  /** Runs an operation that fails with these errors, one after the other, and then succeeds. */
  async function run(errors: Error[], deadline = 30_000) {
    const starts: number[] = [];
    const operation = () => {
      const error = errors[starts.length];
      starts.push(Date.now());
      return error === undefined ? Promise.resolve('done') : Promise.reject(error);
    };
    const result = withDeadline(deadline, undefined, (until) =>
      withRetries(operation, ({ retryable }) => retryable, until),
    ).catch((error: unknown) => error);
    await clock.runAllAsync();
    return { result: await result, starts };
  }

  const unreachable = new LaMetricError('UNREACHABLE', 'ECONNRESET');

  it('wait longer each time, and end with the first success', async () => {
    const { result, starts } = await run([unreachable, unreachable, unreachable]);
    assert.equal(result, 'done');
    const [first = 0, second = 0, third = 0] = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
    assert.ok(first >= 250 && first < 750, `${first}`);
    assert.ok(second >= 500 && second < 1500, `${second}`);
    assert.ok(third >= 1000 && third < 3000, `${third}`);
  });

  it('come at once where only a kept connection had ended', async () => {
    const { starts } = await run([new LaMetricError('UNREACHABLE', 'ECONNRESET', { stale: true })]);
    assert.deepEqual(starts, [0, 0]);
  });

  it('of several do not come at the same moment', async () => {
    const firsts = new Set<number | undefined>();
    for (let each = 0; each < 10; each++) {
      const { starts } = await run([unreachable]);
      firsts.add((starts[1] ?? 0) - (starts[0] ?? 0));
    }
    assert.ok(firsts.size > 5, [...firsts].join());
  });

  it('end with the last error after the fourth try', async () => {
    const errors = [1, 2, 3, 4, 5].map((n) => new LaMetricError('UNREACHABLE', String(n)));
    const { result, starts } = await run(errors);
    assert.equal(result, errors[3]);
    assert.equal(starts.length, 4);
  });

  it('do not repeat a refused request', async () => {
    for (const code of ['NOT_AUTHORIZED', 'FORBIDDEN', 'NOT_FOUND', 'REJECTED', 'BAD_RESPONSE'] as const) {
      assert.equal((await run([new LaMetricError(code, '')])).starts.length, 1, code);
    }
  });

  it('wait as long as Retry-After asks', async () => {
    const { starts } = await run([new LaMetricError('RATE_LIMITED', '', { retryAfter: 7000 })]);
    assert.deepEqual(starts, [0, 7000]);
  });

  it('wait no less because Retry-After asks for less', async () => {
    const { starts } = await run([new LaMetricError('UNREACHABLE', '', { retryAfter: 1 })]);
    assert.ok((starts[1] ?? 0) >= 250, starts.join());
  });

  it('give up at once when Retry-After goes past the deadline', async () => {
    const limited = new LaMetricError('RATE_LIMITED', '', { retryAfter: 60_000 });
    const { result, starts } = await run([limited]);
    assert.equal(result, limited);
    assert.deepEqual(starts, [0]);
  });

  it('end at once when the caller aborts a wait', async () => {
    const controller = new AbortController();
    const stopped = new LaMetricError('UNREACHABLE', 'stopped');
    const result = withDeadline(30_000, controller.signal, (deadline) =>
      withRetries(
        () => Promise.reject(unreachable),
        () => true,
        deadline,
      ),
    ).catch((error: unknown) => error);
    await clock.tickAsync(1);
    controller.abort(stopped);
    assert.deepEqual(await result, stopped.with({ sent: false }));
    assert.equal(clock.countTimers(), 0);
  });

  it('read Retry-After as seconds and as a date', () => {
    assert.equal(parseRetryAfter('120', 0), 120_000);
    assert.equal(parseRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 4000), 6000);
    assert.equal(parseRetryAfter('Thu, 01 Jan 1970 00:00:01 GMT', 4000), 0);
    assert.equal(parseRetryAfter('31536000', 0), 24 * 60 * 60 * 1000, 'a day at the most');
    assert.equal(parseRetryAfter('Thursday, 01-Jan-70 00:00:10 GMT', 4000), 6000);
    assert.equal(parseRetryAfter('Thu Jan  1 00:00:10 1970', 4000), 6000);
    for (const other of ['soon', '1.5', '-1', '1970-01-01T00:00:10Z', 'Thu, 41 Jan 1970 00:00:10 GMT']) {
      assert.equal(parseRetryAfter(other, 0), undefined, other);
    }
    assert.equal(parseRetryAfter(undefined, 0), undefined);
  });
});
