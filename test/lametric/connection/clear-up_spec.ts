import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import sinon from 'sinon';
import { clearUp, isUnclear } from '../../../src/lametric/connection/clear-up';
import { type Deadline, pause } from '../../../src/lametric/connection/deadline';
import { LaMetricError } from '../../../src/lametric/errors';
import { errorOf } from '../../helpers/lametric';

const unclear = new LaMetricError('UNREACHABLE', 'cut');

describe('Clearing up a request whose answer is missing', () => {
  let time: sinon.SinonFakeTimers;
  let controller: AbortController;
  let deadline: Deadline;
  /** The signals of the requests that were sent. */
  let sent: AbortSignal[];

  beforeEach(() => {
    time = sinon.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'performance'],
    });
    controller = new AbortController();
    deadline = { signal: controller.signal, lacks: 'answer', sent: true, left: () => 30_000 };
    sent = [];
  });
  afterEach(() => time.restore());

  const hang = (signal: AbortSignal) => {
    sent.push(signal);
    return new Promise<string>(() => undefined);
  };
  /** Is cut after a time when it is sent first, and answered when it is sent again. */
  const cutAfter = (milliseconds: number) => async (signal: AbortSignal) => {
    if (sent.push(signal) === 2) return 'answered';
    await pause(milliseconds, signal);
    throw unclear;
  };
  const none = async () => undefined;

  it('looks for the result every two seconds, once the request was sent', async () => {
    deadline.sent = false;
    let looks = 0;
    const find = async () => (++looks === 3 ? 'found' : undefined);
    const result = clearUp(hang, { find, lasts: 60_000 }, deadline);
    await time.tickAsync(10_000);
    assert.equal(looks, 0);
    deadline.sent = true;
    await time.tickAsync(4_000);
    assert.equal(looks, 2);
    await time.tickAsync(2_000);
    assert.equal(await result, 'found');
  });

  it('ends the request once the result is found, and leaves nothing behind', async () => {
    const result = clearUp(hang, { find: async () => 'found', lasts: 60_000 }, deadline);
    await time.tickAsync(2_000);
    assert.equal(await result, 'found');
    assert.equal(sent[0]?.aborted, true);
    assert.deepEqual([getEventListeners(controller.signal, 'abort').length, time.countTimers()], [0, 0]);
  });

  it('makes one look at a time, and none once the answer is there', async () => {
    let isAnswered = false;
    const find = sinon.spy(async (_since: number, signal: AbortSignal) => {
      await pause(10_000, signal);
      return undefined;
    });
    const send = async (signal: AbortSignal) => {
      await pause(9_000, signal);
      isAnswered = true;
      return 'answered';
    };
    const result = clearUp(send, { find, lasts: 60_000 }, deadline);
    await time.tickAsync(9_000);
    assert.equal(await result, 'answered');
    await time.tickAsync(60_000);
    assert.ok(isAnswered);
    assert.equal(find.callCount, 1);
    assert.equal(time.countTimers(), 0);
  });

  it('looks no more once the time is over', async () => {
    const find = sinon.spy(none);
    const send = () => {
      controller.abort(new LaMetricError('UNREACHABLE', 'late', { aborted: true }));
      return Promise.reject(unclear);
    };
    assert.equal(await errorOf(clearUp(send, { find, lasts: 60_000 }, deadline)), unclear);
    assert.equal(find.callCount, 0);
  });

  it('looks for what was sent first, too, when it was sent again', async () => {
    const find = sinon.spy(async (_since: number) => (sent.length === 2 ? 'found' : undefined));
    const send = async (signal: AbortSignal) => {
      sent.push(signal);
      await pause(1_000, signal);
      throw unclear;
    };
    const since = performance.now();
    const result = clearUp(send, { find, lasts: 60_000 }, deadline);
    await time.tickAsync(2_000);
    assert.equal(await result, 'found');
    assert.deepEqual(
      find.args.map(([first]) => first),
      [since, since],
    );
  });

  it('sends it again where looks followed each other soon enough to see it', async () => {
    const result = clearUp(cutAfter(7_000), { find: none, lasts: 5_000 }, deadline);
    await time.tickAsync(7_000);
    assert.equal(await result, 'answered');
  });

  it('does not send it again where it may have come and gone since a look that took its time', async () => {
    const durations = [1_500, 500, 0];
    const find = async (_since: number, signal: AbortSignal) => {
      await pause(durations.shift() ?? 0, signal);
      return undefined;
    };
    // From the beginning of the first look, at 2 s, to the end of the second one, at 6 s.
    const result = errorOf(clearUp(cutAfter(6_500), { find, lasts: 3_800 }, deadline));
    await time.tickAsync(6_501);
    assert.equal((await result).reason, 'maybe-shown');
    assert.equal(sent.length, 1);
  });

  const clear: [what: string, error: unknown][] = [
    ['answered', unclear.with({ statusCode: 503 })],
    ['never sent', unclear.with({ sent: false })],
    ['held back by us', unclear.with({ reason: 'silent' })],
    ['ended on the way to the account', unclear.with({ origin: 'account' })],
    ['refused', new LaMetricError('REJECTED', 'no')],
    ['ended by a fault of ours', new TypeError('fault')],
  ];
  for (const [what, error] of clear) {
    it(`is not needed for one that was ${what}`, () => {
      assert.deepEqual([isUnclear(error), isUnclear(unclear)], [false, true]);
    });
  }
});
