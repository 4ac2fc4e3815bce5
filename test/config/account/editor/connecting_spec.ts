import assert from 'node:assert/strict';
import sinon from 'sinon';
import { AdminError, readFailure } from '../../../../src/editor/admin-api';
import { Connecting, type Popup, type Progress } from '../../../../src/config/account/editor/connecting';

const ORIGIN = 'http://localhost:1880';
const AUTHORIZE = 'https://developer.lametric.com/api/v2/oauth2/authorize/';

/** A window that is where the test says; LaMetric's page does not let us read its address. */
class FakePopup implements Popup {
  closed = false;
  opener: unknown = 'the editor';
  messages: string[] = [];
  at = 'about:blank';

  get location() {
    const at = () => this.at;
    const go = (href: string) => (this.at = href);
    return {
      get href() {
        if (!at().startsWith(ORIGIN) && at() !== 'about:blank') throw new Error('cross-origin');
        return at();
      },
      set href(href: string) {
        go(href);
      },
    };
  }

  close() {
    this.closed = true;
  }

  postMessage(message: string, targetOrigin: string) {
    assert.equal(targetOrigin, ORIGIN);
    this.messages.push(message);
  }
}

const refusal = (status: number, message = '') =>
  new AdminError(readFailure(status, { error: { code: 'X', message } }, true));

describe('Connecting', () => {
  let clock: sinon.SinonFakeTimers;
  let popup: FakePopup;
  let shown: Progress[];
  let answers: unknown[];
  let asked: object[];

  beforeEach(() => {
    clock = sinon.useFakeTimers();
    popup = new FakePopup();
    shown = [];
    answers = [];
    asked = [];
  });
  afterEach(() => clock.restore());

  /** Redeem answers what `answers` has in turn, then that it is waiting. */
  const connecting = (
    window: Popup | null = popup,
    start: unknown = { handshake: 'h', authorizeUrl: AUTHORIZE },
  ) =>
    new Connecting({
      origin: ORIGIN,
      popup: window,
      authorize: async () => {
        if (start instanceof Error) throw start;
        return start;
      },
      redeem: async (request) => {
        asked.push(request);
        const answer = answers.shift() ?? { state: 'waiting' };
        if (answer instanceof Error) throw answer;
        return answer;
      },
      show: (progress) => shown.push(progress),
    });

  const steps = () =>
    shown.map((progress) => (progress.step === 'waiting' ? progress.window : progress.step));

  it('sends the window to LaMetric, cut off from the editor, and asks once a second', async () => {
    await connecting().start();
    assert.equal(popup.at, AUTHORIZE);
    assert.equal(popup.opener, null);
    await clock.tickAsync(3000);
    assert.deepEqual(asked, [{ handshake: 'h' }, { handshake: 'h' }, { handshake: 'h' }]);
    assert.deepEqual(steps(), ['starting', 'open']);
  });

  it('ends with the result, and closes the window that has come back', async () => {
    await connecting().start();
    answers = [{ state: 'waiting' }, { state: 'connected', persisted: true }];
    popup.at = `${ORIGIN}/lametric-account/callback`;
    await clock.tickAsync(10_000);
    assert.equal(asked.length, 2);
    assert.deepEqual(steps(), ['starting', 'open', 'connected']);
    assert.equal(popup.closed, true);
  });

  for (const state of ['denied', 'failed', 'expired']) {
    it(`tells the window that it ended as ${state}, and leaves it open`, async () => {
      await connecting().start();
      answers = [{ state, message: 'why' }];
      popup.at = `${ORIGIN}/lametric-account/callback`;
      await clock.tickAsync(1000);
      assert.deepEqual(popup.messages, [state]);
      assert.equal(popup.closed, false);
      assert.deepEqual(shown.at(-1), { step: state, message: 'why' });
    });
  }

  it('does not touch a window that shows another site', async () => {
    await connecting().start();
    answers = [{ state: 'connected' }];
    await clock.tickAsync(1000);
    assert.equal(popup.closed, false);
    assert.deepEqual(popup.messages, []);
  });

  it('says once that the window is closed, and still takes the answer', async () => {
    await connecting().start();
    await clock.tickAsync(1000);
    popup.closed = true;
    await clock.tickAsync(3000);
    answers = [{ state: 'connected' }];
    await clock.tickAsync(1000);
    assert.deepEqual(steps(), ['starting', 'open', 'closed', 'connected']);
  });

  it('offers the address where the browser opens no window', async () => {
    await connecting(null).start();
    assert.deepEqual(shown.at(-1), { step: 'waiting', address: AUTHORIZE, window: 'blocked' });
    answers = [{ state: 'connected' }];
    await clock.tickAsync(1000);
    assert.equal(steps().at(-1), 'connected');
  });

  it('closes the window when Node-RED refuses to start, and says why', async () => {
    await connecting(popup, refusal(400, 'no secret')).start();
    assert.equal(popup.closed, true);
    const last = shown.at(-1);
    assert.ok(last?.step === 'refused' && last.final);
    assert.equal(last.failure.message, 'no secret');
    await clock.tickAsync(5000);
    assert.equal(asked.length, 0);
  });

  it('goes on while Node-RED is away for a moment', async () => {
    await connecting().start();
    answers = [refusal(0), refusal(0), { state: 'connected' }];
    await clock.tickAsync(3000);
    assert.deepEqual(steps(), ['starting', 'open', 'connected']);
  });

  it('counts as expired once Node-RED knows nothing of it', async () => {
    await connecting().start();
    answers = [refusal(404)];
    await clock.tickAsync(5000);
    assert.deepEqual(steps(), ['starting', 'open', 'expired']);
    assert.equal(asked.length, 1);
  });

  it('stops when the login has ended', async () => {
    await connecting().start();
    answers = [refusal(401)];
    await clock.tickAsync(5000);
    assert.deepEqual(steps(), ['starting', 'open', 'refused']);
    assert.equal(asked.length, 1);
  });

  it('does not ask for ever', async () => {
    await connecting().start();
    answers = Array.from({ length: 2000 }, () => refusal(0));
    await clock.tickAsync(3600_000);
    assert.equal(asked.length, 660);
    assert.equal(steps().at(-1), 'expired');
  });

  it('ends by the address that is pasted', async () => {
    const walk = connecting();
    await walk.start();
    answers = [{ state: 'connected' }];
    await walk.paste('http://nowhere/?code=c&state=s');
    assert.deepEqual(asked, [{ handshake: 'h', address: 'http://nowhere/?code=c&state=s' }]);
    await clock.tickAsync(5000);
    assert.equal(asked.length, 1);
    assert.equal(steps().at(-1), 'connected');
  });

  it('says what is wrong with a pasted address, and goes on', async () => {
    const walk = connecting();
    await walk.start();
    answers = [refusal(400, 'not the address')];
    await walk.paste('x');
    const last = shown.at(-1);
    assert.ok(last?.step === 'refused' && !last.final);
    answers = [{ state: 'connected' }];
    await clock.tickAsync(1000);
    assert.equal(steps().at(-1), 'connected');
  });

  it('counts as expired if Node-RED knows nothing of it when the address is pasted', async () => {
    const walk = connecting();
    await walk.start();
    answers = [refusal(404)];
    await walk.paste('http://nowhere/?code=c&state=s');
    assert.equal(steps().at(-1), 'expired');
    await clock.tickAsync(5000);
    assert.equal(asked.length, 1);
  });

  it('asks no more, and shows no more, once it is cancelled', async () => {
    const walk = connecting();
    await walk.start();
    walk.cancel();
    await clock.tickAsync(5000);
    assert.equal(asked.length, 0);
    assert.deepEqual(steps(), ['starting', 'open']);
    await walk.paste('late');
    assert.deepEqual(steps(), ['starting', 'open']);
  });

  it('leaves the window blank, and closes it, if it is cancelled before Node-RED has answered', async () => {
    const walk = connecting();
    const started = walk.start();
    walk.cancel();
    await started;
    assert.equal(popup.closed, true);
    assert.equal(popup.at, 'about:blank');
  });
});
