import assert from 'node:assert/strict';
import sinon from 'sinon';
import { clearUp } from '../../../src/lametric/connection/clear-up';
import type { Deadline } from '../../../src/lametric/connection/deadline';

describe('Clearing up a request whose answer is missing', () => {
  let time: sinon.SinonFakeTimers;

  beforeEach(() => {
    time = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => time.restore());

  it('looks for the result every two seconds, once the request was sent', async () => {
    const { signal } = new AbortController();
    const deadline: Deadline = { signal, lacks: 'answer', sent: false, left: () => 30_000 };
    let looks = 0;
    const find = async () => (++looks === 3 ? 'found' : undefined);
    const never = () => new Promise<string>(() => undefined);
    const result = clearUp(never, { find, lasts: 60_000 }, deadline);
    await time.tickAsync(10_000);
    assert.equal(looks, 0);
    deadline.sent = true;
    await time.tickAsync(4_000);
    assert.equal(looks, 2);
    await time.tickAsync(2_000);
    assert.equal(await result, 'found');
  });
});
