import assert from 'node:assert/strict';
import sinon from 'sinon';
import { Pairing, type Progress } from '../../../../src/config/device/editor/pairing';
import { AdminError, readFailure } from '../../../../src/editor/admin-api';

const refusal = (status: number, code = 'X') =>
  new AdminError(readFailure(status, { error: { code, message: '' } }, true));

describe('Getting the key by the button', () => {
  let clock: sinon.SinonFakeTimers;
  let shown: Progress[];
  let answers: unknown[];
  let polls: number;

  beforeEach(() => {
    clock = sinon.useFakeTimers();
    shown = [];
    answers = [];
    polls = 0;
  });
  afterEach(() => clock.restore());

  /** Polling answers what `answers` has in turn, then that it is waiting. */
  async function start(begin: () => Promise<unknown> = async () => ({ pairing: 'p', seconds: 60 })) {
    const poll = async (): Promise<unknown> => {
      polls++;
      const answer = answers.shift() ?? { state: 'waiting' };
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const pairing = new Pairing({ begin, poll }, (progress) => shown.push(progress));
    await pairing.start();
    return pairing;
  }

  it('counts the seconds down, and brings the key', async () => {
    answers = [{ state: 'waiting' }, { state: 'paired', apiKey: 'k' }];
    await start();
    await clock.tickAsync(1000);
    assert.deepEqual(shown.splice(0), [
      { step: 'starting' },
      { step: 'waiting', seconds: 60 },
      { step: 'waiting', seconds: 59 },
    ]);
    await clock.tickAsync(5000);
    assert.deepEqual(shown.at(-1), { step: 'paired', apiKey: 'k' });
    assert.equal(polls, 2);
  });

  for (const [answer, end] of [
    [{ state: 'expired' }, { step: 'expired' }],
    [
      { state: 'failed', message: 'No key' },
      { step: 'failed', message: 'No key' },
    ],
    [refusal(404), { step: 'expired' }],
    [refusal(400, 'NOT_SUPPORTED'), { step: 'refused', failure: refusal(400, 'NOT_SUPPORTED').failure }],
  ] as const) {
    it(`ends as ${end.step} after ${JSON.stringify(answer)}`, async () => {
      answers = [answer];
      await start();
      await clock.tickAsync(5000);
      assert.deepEqual(shown.at(-1), end);
      assert.equal(polls, 1);
    });
  }

  it('goes on while Node-RED does not answer', async () => {
    answers = [refusal(0), { state: 'paired', apiKey: 'k' }];
    await start();
    await clock.tickAsync(2000);
    assert.deepEqual(shown.at(-1), { step: 'paired', apiKey: 'k' });
  });

  it('counts down to nothing, and not below', async () => {
    await start(async () => ({ pairing: 'p', seconds: 1 }));
    await clock.tickAsync(3000);
    assert.deepEqual(shown.at(-1), { step: 'waiting', seconds: 0 });
  });

  it('waits a minute where Node-RED does not say how long', async () => {
    await start(async () => ({ pairing: 'p', seconds: -1 }));
    assert.deepEqual(shown.at(-1), { step: 'waiting', seconds: 60 });
  });

  it('says so when it cannot even begin', async () => {
    await start(() => Promise.reject(refusal(502, 'UNREACHABLE')));
    assert.deepEqual(
      shown.map(({ step }) => step),
      ['starting', 'refused'],
    );
  });

  it('does not begin to wait once it is cancelled', async () => {
    let begin = (_answer: unknown) => {};
    const pairing = new Pairing(
      {
        begin: () => new Promise((resolve) => (begin = resolve)),
        poll: () => assert.fail('It was cancelled'),
      },
      (progress) => shown.push(progress),
    );
    const starting = pairing.start();
    pairing.cancel();
    begin({ pairing: 'p', seconds: 60 });
    await starting;
    await clock.tickAsync(5000);
    assert.deepEqual(shown, [{ step: 'starting' }]);
  });

  it('shows no answer that comes once it is cancelled', async () => {
    let answer = (_answer: unknown) => {};
    answers = [new Promise((resolve) => (answer = resolve))];
    const pairing = await start();
    await clock.tickAsync(1000);
    pairing.cancel();
    answer({ state: 'paired', apiKey: 'k' });
    await clock.tickAsync(1000);
    assert.ok(shown.every(({ step }) => step !== 'paired'));
  });

  it('ends without a word when it is cancelled', async () => {
    const pairing = await start();
    await clock.tickAsync(1000);
    const before = shown.length;
    pairing.cancel();
    await clock.tickAsync(5000);
    assert.equal(shown.length, before);
    assert.equal(polls, 1);
  });
});
