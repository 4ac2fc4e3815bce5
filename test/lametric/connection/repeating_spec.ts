import assert from 'node:assert/strict';
import sinon from 'sinon';
import { cloudQueues } from '../../../src/lametric/cloud/cloud';
import type { ApiRequest } from '../../../src/lametric/connection/request';
import { Requester } from '../../../src/lametric/connection/requester';
import { LaMetricError } from '../../../src/lametric/errors';
import { errorOf } from '../../helpers/lametric';

const ANSWER = { status: 200, headers: {}, data: '{}' };
const cut = new LaMetricError('UNREACHABLE', 'cut');
const unsent = cut.with({ sent: false });
const busy = new LaMetricError('RATE_LIMITED', '429', { statusCode: 429 });
const asksToWait = (retryAfter: number) => busy.with({ retryAfter });

describe('A request that fails', () => {
  let time: sinon.SinonFakeTimers;
  let requester: Requester<string>;
  /** When it was tried: milliseconds. */
  let tries: number[];
  /** The errors of the next tries; then there are answers. */
  let errors: Error[];

  beforeEach(() => {
    time = sinon.useFakeTimers({ now: 0 });
    tries = [];
    errors = [];
    requester = new Requester<string>({
      exchange: async (_request, _token, _signal, onSent) => {
        tries.push(performance.now());
        const error = errors.shift();
        if (!(error instanceof LaMetricError) || error.sent) onSent();
        if (error !== undefined) throw error;
        return ANSWER;
      },
      authorize: (attempt) => attempt('token'),
      ...cloudQueues(),
    });
  });
  afterEach(() => time.restore());

  const request = (method: ApiRequest<unknown>['method'], more: Partial<ApiRequest<string>> = {}) => ({
    method,
    path: '/path',
    parse: () => 'done',
    ...more,
  });
  const send = (asked: ApiRequest<string>) => requester.send(asked, new AbortController().signal);
  /** What became of it: the reason of its error, or `done`. */
  const end = async (asked: ApiRequest<string>) => {
    const result = send(asked).catch((error: unknown) =>
      error instanceof LaMetricError ? (error.reason ?? error.code) : 'INTERNAL',
    );
    await time.runAllAsync();
    return result;
  };

  for (const method of ['GET', 'PUT', 'DELETE'] as const) {
    it(`is repeated where it is a ${method}, though it may have arrived`, async () => {
      errors = [cut];
      assert.deepEqual([await end(request(method)), tries.length], ['done', 2]);
    });
  }

  for (const [what, asked] of [
    ['a POST', request('POST')],
    ['a PUT that says so', request('PUT', { once: true })],
  ] as const) {
    it(`is not repeated where it is ${what}, if it may have arrived`, async () => {
      errors = [cut];
      assert.deepEqual([await end(asked), tries.length], ['maybe-done', 1]);
    });

    it(`is repeated where it is ${what} that never arrived, or was refused`, async () => {
      errors = [unsent, busy, asksToWait(100)];
      assert.deepEqual([await end(asked), tries.length], ['done', 4]);
    });
  }

  it('that was refused has not arrived, whatever ends the waiting for the next try', async () => {
    errors = [asksToWait(20_000)];
    const controller = new AbortController();
    const error = errorOf(requester.send(request('POST'), controller.signal));
    await time.tickAsync(1_000);
    controller.abort(new LaMetricError('UNREACHABLE', 'closed', { reason: 'closed', aborted: true }));
    assert.equal((await error).sent, false);
  });

  it('is held up half a second at least, where it is to wait', async () => {
    errors = [asksToWait(0)];
    await end(request('GET'));
    assert.ok((tries[1] ?? 0) >= 500, tries.join());
  });

  it('holds up no other one by the Retry-After of its 503', async () => {
    errors = [new LaMetricError('UNREACHABLE', '503', { statusCode: 503, retryAfter: 20_000 })];
    const first = send(request('GET'));
    await time.tickAsync(0);
    await send(request('GET', { path: '/other' }));
    assert.deepEqual(tries, [0, 0]);
    await time.runAllAsync();
    await first;
  });

  it('holds up nobody after a reset', async () => {
    errors = [asksToWait(60_000)];
    await end(request('GET'));
    requester.reset();
    assert.equal(await end(request('GET')), 'done');
    errors = Array.from({ length: 20 }, () => cut);
    while ((await end(request('GET'))) !== 'silent');
    errors = [];
    assert.equal(await end(request('GET')), 'silent');
    requester.reset();
    assert.equal(await end(request('GET')), 'done');
  });
});
