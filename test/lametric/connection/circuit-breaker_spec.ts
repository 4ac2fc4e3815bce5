import assert from 'node:assert/strict';
import { once } from 'node:events';
import sinon, { type SinonFakeTimers } from 'sinon';
import { CircuitBreaker } from '../../../src/lametric/connection/circuit-breaker';
import { LaMetricError } from '../../../src/lametric/errors';
import { errorOf } from '../../helpers/lametric';

const silence = new LaMetricError('UNREACHABLE', 'no answer');

describe('The circuit breaker', () => {
  let clock: SinonFakeTimers;
  let breaker: CircuitBreaker;
  let tries: number;

  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: 0 });
    breaker = new CircuitBreaker();
    tries = 0;
  });
  afterEach(() => clock.restore());

  const run = (outcome: Error | 'answer' = silence) =>
    breaker.run(() => {
      tries++;
      return outcome === 'answer' ? Promise.resolve(outcome) : Promise.reject(outcome);
    });

  const fail = async (count: number, every: number, error: Error = silence) => {
    for (let failure = 0; failure < count; failure++) {
      if (failure > 0) clock.tick(every);
      await assert.rejects(run(error), error);
    }
  };

  /** How many of ten tries at once are made. */
  const tried = async () => {
    const before = tries;
    await Promise.allSettled(Array.from({ length: 10 }, () => run()));
    return tries - before;
  };

  it('opens after five failures over five seconds, and lets one pass every five seconds', async () => {
    await fail(5, 1250);
    assert.equal(await tried(), 1);
    clock.tick(4999);
    assert.equal(await tried(), 0);
    clock.tick(1);
    assert.equal(await tried(), 1);
  });

  it('lets the others fail at once, and says when the next try is', async () => {
    await fail(5, 1250);
    await errorOf(run());
    clock.tick(1000);
    const { code, reason, retryable, retryAt, said } = await errorOf(run());
    assert.deepEqual(
      { code, reason, retryable, retryAt, said },
      { code: 'UNREACHABLE', reason: 'silent', retryable: false, retryAt: new Date(10_000), said: '' },
    );
  });

  it('is closed before the fifth failure', async () => {
    await fail(4, 5000);
    assert.equal(await tried(), 10);
  });

  it('is closed after a glitch of a second, however long ago', async () => {
    await fail(50, 20);
    clock.tick(6000);
    assert.equal(await tried(), 10);
  });

  const answers: [what: string, outcome: Error | 'answer'][] = [
    ['what was asked for', 'answer'],
    ['a 500', new LaMetricError('UNREACHABLE', '500', { statusCode: 500 })],
    ['a refusal', new LaMetricError('NOT_FOUND', '404', { statusCode: 404 })],
  ];
  for (const [what, outcome] of answers) {
    it(`is closed by any answer: ${what}`, async () => {
      await fail(5, 1250);
      await Promise.allSettled([run(outcome)]);
      assert.equal(await tried(), 10);
    });
  }

  it('lets one pass at once where it opens again', async () => {
    const silent = new AbortController();
    const slow = Array.from({ length: 5 }, () =>
      breaker.run(() => once(silent.signal, 'abort').then(() => Promise.reject(silence))),
    );
    await fail(5, 1250);
    await run('answer');
    clock.tick(1000);
    silent.abort();
    await Promise.allSettled(slow);
    assert.equal(await tried(), 1);
  });

  const others: [what: string, error: Error][] = [
    ['by the caller', new LaMetricError('UNREACHABLE', 'stopped', { aborted: true })],
    ['by a fault of our own', new TypeError('fault')],
    ['by a pause', new LaMetricError('RATE_LIMITED', 'later')],
  ];
  for (const [what, error] of others) {
    it(`does not count a try that was ended ${what}`, async () => {
      await fail(10, 1250, error);
      assert.equal(await tried(), 10);
    });
  }

  it('measures by the monotonic clock', async () => {
    await fail(5, 1);
    clock.setSystemTime(1_000_000);
    await fail(1, 0);
    assert.equal(await tried(), 10);
  });
});
