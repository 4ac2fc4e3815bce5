import assert from 'node:assert/strict';
import sinon, { type SinonFakeTimers } from 'sinon';
import type { Deadline } from '../../../src/lametric/connection/deadline';
import { Semaphore } from '../../../src/lametric/connection/semaphore';
import { WriteQueue } from '../../../src/lametric/connection/write-queue';
import { LaMetricError } from '../../../src/lametric/errors';
import { errorOf } from '../../helpers/lametric';
import { stopTime } from '../../helpers/time';

const stopped = new LaMetricError('UNREACHABLE', 'stopped', { aborted: true });

/** Some work that a test ends. */
class Work {
  hasBegun = false;
  end = () => {};
  readonly run = () => {
    this.hasBegun = true;
    return new Promise<void>((resolve) => (this.end = resolve));
  };
}

const deadlineOf = (signal = new AbortController().signal, left = 30_000): Deadline => ({
  signal,
  lacks: 'answer',
  sent: false,
  left: () => left,
});

const turn = () => new Promise(setImmediate);

describe('A semaphore', () => {
  let semaphore: Semaphore;
  let first: Work;

  beforeEach(() => {
    semaphore = new Semaphore(1, 2);
    first = new Work();
    void semaphore.run(first.run, deadlineOf());
  });

  it('gives the turns in the order in which they were asked for', async () => {
    const [second, third] = [new Work(), new Work()];
    for (const { run } of [second, third]) void semaphore.run(run, deadlineOf());
    first.end();
    await turn();
    assert.deepEqual([second.hasBegun, third.hasBegun], [true, false]);
    second.end();
    await turn();
    assert.equal(third.hasBegun, true);
  });

  it('lets so many wait, and refuses one more at once', async () => {
    for (const { run } of [new Work(), new Work()]) void semaphore.run(run, deadlineOf());
    const { code, reason, sent } = await errorOf(semaphore.run(new Work().run, deadlineOf()));
    assert.deepEqual([code, reason, sent], ['RATE_LIMITED', 'no-place', false]);
  });

  it('has a place again when one of those who wait gives up', async () => {
    const controller = new AbortController();
    const given = errorOf(semaphore.run(new Work().run, deadlineOf(controller.signal)));
    const [second, third] = [new Work(), new Work()];
    void semaphore.run(second.run, deadlineOf());
    controller.abort(stopped);
    assert.equal(await given, stopped);
    void semaphore.run(third.run, deadlineOf());
    first.end();
    await turn();
    assert.equal(second.hasBegun, true);
  });

  it('passes the turn on where it comes in the moment in which somebody gives up', async () => {
    const controller = new AbortController();
    // This is asked for just before the turn is given, and the news of that comes later.
    const left = () => {
      queueMicrotask(() => controller.abort(stopped));
      return 30_000;
    };
    const given = errorOf(semaphore.run(new Work().run, { ...deadlineOf(controller.signal), left }));
    const second = new Work();
    void semaphore.run(second.run, deadlineOf());
    first.end();
    assert.equal(await given, stopped);
    await turn();
    assert.equal(second.hasBegun, true);
  });

  it('gives no turn to one that has less than a second left', async () => {
    const [late, next] = [new Work(), new Work()];
    void semaphore.run(late.run, deadlineOf(undefined, 999));
    void semaphore.run(next.run, deadlineOf(undefined, 1000));
    first.end();
    await turn();
    assert.deepEqual([late.hasBegun, next.hasBegun], [false, true]);
  });

  it('says what is missing when the time is over: the turn, and then the answer', async () => {
    const second = new Work();
    const deadline = deadlineOf();
    void semaphore.run(second.run, deadline);
    assert.equal(deadline.lacks, 'turn');
    first.end();
    await turn();
    assert.equal(deadline.lacks, 'answer');
  });
});

describe('A semaphore for work that has limits of its own', () => {
  let time: SinonFakeTimers;
  let semaphore: Semaphore;
  let first: Work;

  beforeEach(() => {
    time = stopTime();
    semaphore = new Semaphore(1, 1);
    first = new Work();
    void semaphore.begin(first.run, 30_000, new AbortController().signal);
  });
  afterEach(() => time.restore());

  const begin = (work: () => Promise<unknown>, signal = new AbortController().signal) =>
    semaphore.begin(work, 30_000, signal);

  it('limits the wait for its turn alone', async () => {
    const second = new Work();
    const late = errorOf(semaphore.begin(second.run, 10_000, new AbortController().signal));
    time.tick(10_000);
    const { code, reason } = await late;
    assert.deepEqual([code, reason], ['RATE_LIMITED', 'no-turn']);
    const work = new Work();
    const done = begin(async () => {
      await work.run();
      return 'done';
    });
    time.tick(20_000);
    first.end();
    await turn();
    time.tick(60_000);
    work.end();
    assert.equal(await done, 'done');
    assert.equal(second.hasBegun, false);
  });

  it('refuses one more than may wait, and leaves no timer behind', async () => {
    const second = begin(async () => 'done');
    assert.equal((await errorOf(begin(async () => 'more'))).reason, 'no-place');
    first.end();
    assert.equal(await second, 'done');
    assert.equal(time.countTimers(), 0);
  });

  it('passes on the error of the work, and the turn', async () => {
    const failed = errorOf(begin(() => Promise.reject(stopped)));
    first.end();
    assert.equal(await failed, stopped);
    assert.equal(await begin(async () => 'done'), 'done');
  });

  it('ends the wait of one that gives up', async () => {
    const controller = new AbortController();
    const second = new Work();
    const given = errorOf(begin(second.run, controller.signal));
    const unsent = stopped.with({ sent: false });
    controller.abort(unsent);
    assert.equal(await given, unsent);
    first.end();
    await turn();
    assert.equal(second.hasBegun, false);
  });
});

describe('A queue of writes', () => {
  it('gives the turn on though an aborted write does not end', async () => {
    const queue = new WriteQueue(100);
    const controller = new AbortController();
    const stuck = errorOf(queue.run('order', new Work().run, deadlineOf(controller.signal)));
    const next = queue.run('order', async () => 'done', deadlineOf());
    controller.abort(stopped);
    assert.equal(await stuck, stopped);
    assert.equal(await next, 'done');
  });

  it('remembers no order in which nothing is under way', async () => {
    const queue = new WriteQueue(100);
    const run = sinon.spy(Semaphore.prototype, 'run');
    const write = async () => 'done';
    await Promise.all([1, 2].map(() => queue.run('order', write, deadlineOf())));
    await queue.run('order', write, deadlineOf());
    const [first, second, third] = run.thisValues;
    run.restore();
    assert.equal(first, second);
    assert.notEqual(second, third);
  });
});
