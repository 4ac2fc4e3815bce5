import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type Fault, type Simulator, startSimulator } from '../../../simulator/simulator';
import {
  type Asked,
  type Handshake,
  Handshakes,
  type Outcome,
  redeem,
} from '../../../src/config/account/handshakes';
import { Session } from '../../../src/config/account/session';
import { TokenStore } from '../../../src/config/account/token-store';
import { getUser } from '../../../src/lametric/cloud/cloud';
import { type Client, authorizeUrl } from '../../../src/lametric/cloud/oauth';
import { TOKEN } from '../../helpers/paths';
import { MemorySettings } from '../../helpers/settings';

const NODE = 'node-1';
const MINUTE = 60_000;
const SCOPES = ['basic', 'devices_read'];

/** What a redirect carries, in its query or in its fragment. */
type Fields = Record<string, unknown>;

describe('A handshake', () => {
  let simulator: Simulator;
  let client: Client;
  let redirectUri: string;
  let settings: MemorySettings;
  let session: Session;
  let sessionsCreated: number;
  let handshakes: Handshakes;

  before(async () => {
    simulator = await startSimulator({ codeLifetime: 3600 });
    client = { cloudUrl: simulator.url, id: simulator.client.id, secret: simulator.client.secret };
    [redirectUri = ''] = simulator.client.redirectUris;
  });

  beforeEach(() => {
    settings = new MemorySettings();
    session = new Session(NODE, client, new TokenStore(settings, () => undefined));
    sessionsCreated = 0;
    handshakes = new Handshakes();
    simulator.clearRequests();
  });

  afterEach(() => {
    sinon.restore();
    simulator.clearFaults();
  });

  after(() => simulator.close());

  function start(changes: Partial<Asked> = {}): Handshake {
    return handshakes.start(NODE, redirectUri, { client, grant: 'code', scopes: SCOPES, ...changes });
  }

  function startImplicit(): Handshake {
    return start({ grant: 'implicit', client: { ...client, secret: '' } });
  }

  /** What LaMetric's redirect carries once the user has decided. */
  async function answered(handshake: Handshake, decision: 'approve' | 'deny' = 'approve'): Promise<Fields> {
    const { client: asking, grant, scopes } = handshake.asked ?? assert.fail('The handshake has ended.');
    const { cloudUrl, id: clientId } = asking;
    const { state, redirectUri: uri } = handshake;
    const address = authorizeUrl({ cloudUrl, clientId, redirectUri: uri, scopes, state, grant });
    const { hash, searchParams } = new URL(await simulator.authorize(address, decision));
    return Object.fromEntries([...searchParams, ...new URLSearchParams(hash.slice(1))]);
  }

  function createSession(): Session {
    sessionsCreated++;
    return session;
  }

  const redeemed = (handshake: Handshake): Promise<Outcome> =>
    redeem(handshake, createSession, (error) => (error instanceof Error ? error.message : ''));

  const exchanges = () => simulator.countRequests('POST', TOKEN);

  describe('when it starts', () => {
    it('has a state of 32 random bytes, and an id that LaMetric never learns', () => {
      const all = Array.from({ length: 100 }, () => start());
      assert.equal(new Set(all.flatMap(({ id, state }) => [id, state])).size, 200);
      for (const { state } of all) assert.equal(Buffer.from(state, 'base64url').length, 32);
    });

    it('is found by its id, for its own node only', () => {
      const handshake = start();
      assert.equal(handshakes.find(handshake.id, NODE), handshake);
      assert.equal(handshakes.find(handshake.id, 'node-2'), undefined);
      assert.equal(handshakes.find(handshake.state, NODE), undefined);
    });

    it('takes the place of the oldest where 32 are known already', () => {
      const [oldest, ...others] = Array.from({ length: 33 }, () => start());
      assert.ok(oldest);
      assert.equal(handshakes.find(oldest.id, NODE), undefined);
      assert.equal(handshakes.park({ state: oldest.state, code: 'code' }), false);
      for (const other of others) assert.equal(handshakes.find(other.id, NODE), other);
    });
  });

  describe('when a redirect comes', () => {
    it('takes the answer that carries its state, and waits no longer', async () => {
      const handshake = start();
      assert.deepEqual(await redeemed(handshake), { state: 'waiting' });
      assert.equal(handshakes.park(await answered(handshake)), true);
      assert.deepEqual(await redeemed(handshake), { state: 'connected', persisted: true });
    });

    it('lets no redirect do more than wait to be redeemed', async () => {
      handshakes.park(await answered(start()));
      assert.equal(simulator.countRequests('POST', TOKEN), 0);
      assert.deepEqual([sessionsCreated, settings.writes, session.state], [0, 0, 'disconnected']);
    });

    it('leaves every other handshake waiting', async () => {
      const mine = start();
      const other = start();
      handshakes.park(await answered(other));
      assert.deepEqual(await redeemed(mine), { state: 'waiting' });
    });

    it('refuses the state of another handshake where its own is asked for', async () => {
      const mine = start();
      const other = start();
      const fields = await answered(other);
      assert.equal(handshakes.park(fields, mine), false);
      assert.deepEqual(
        [await redeemed(mine), await redeemed(other)],
        [{ state: 'waiting' }, { state: 'waiting' }],
      );
    });

    it('keeps the first answer: a replay, with another code too, is refused', async () => {
      const handshake = start();
      const first = await answered(handshake);
      assert.equal(handshakes.park(first), true);
      assert.equal(handshakes.park(first), false);
      assert.equal(handshakes.park({ ...first, code: 'forged' }), false);
      assert.equal(handshakes.park({ state: handshake.state, error: 'access_denied' }), false);
      assert.equal((await redeemed(handshake)).state, 'connected');
    });

    it('stays used once it is redeemed', async () => {
      const handshake = start();
      handshakes.park(await answered(handshake));
      await redeemed(handshake);
      assert.equal(handshakes.park({ state: handshake.state, code: 'another' }), false);
      assert.equal(exchanges(), 1);
    });

    const forged: [what: string, fields: (state: string) => unknown][] = [
      ['without a state', () => ({ code: 'code' })],
      ['with an empty state', () => ({ state: '', code: 'code' })],
      ['with an unknown state', (state) => ({ state: `${state.slice(0, -1)}!`, code: 'code' })],
      ['with the beginning of the state', (state) => ({ state: state.slice(0, -1), code: 'code' })],
      ['with more than the state', (state) => ({ state: `${state} `, code: 'code' })],
      ['with a list as its state', (state) => ({ state: [state], code: 'code' })],
      ['with an object as its state', (state) => ({ state: { toString: state }, code: 'code' })],
      ['with null as its state', () => ({ state: null, code: 'code' })],
      ['with nothing but the state', (state) => ({ state })],
      ['with an empty code', (state) => ({ state, code: '' })],
      ['with a list of codes', (state) => ({ state, code: ['code'] })],
      ['with an object as its code', (state) => ({ state, code: { code: 'code' } })],
      ['with a number as its code', (state) => ({ state, code: 1 })],
      ['with an endless code', (state) => ({ state, code: 'c'.repeat(4097) })],
      ['with a list of errors', (state) => ({ state, error: ['access_denied'] })],
      ['with an empty error', (state) => ({ state, error: '' })],
      ['with a token where a code is due', (state) => ({ state, access_token: 'token' })],
      ['that is a list', (state) => [state]],
      ['that is a text', (state) => state],
      ['that is null', () => null],
      ['that is missing', () => undefined],
    ];
    for (const [what, fields] of forged) {
      it(`refuses an answer ${what}, and goes on waiting`, async () => {
        const handshake = start();
        assert.equal(handshakes.park(fields(handshake.state)), false);
        assert.equal(handshakes.park(await answered(handshake)), true);
      });
    }

    it('is not worn out by a flood of forged redirects', async () => {
      const all = Array.from({ length: 32 }, () => start());
      for (let count = 0; count < 10_000; count++) {
        assert.equal(handshakes.park({ state: `forged-${count}`, code: 'code' }), false);
      }
      for (const handshake of all) {
        assert.equal(handshakes.find(handshake.id, NODE), handshake);
        assert.deepEqual(await redeemed(handshake), { state: 'waiting' });
      }
    });
  });

  describe('when 10 minutes have gone', () => {
    let clock: sinon.SinonFakeTimers;

    beforeEach(() => {
      clock = sinon.useFakeTimers({ now: Date.now(), toFake: ['Date'] });
    });

    it('has waited until the last moment', async () => {
      const handshake = start();
      clock.tick(10 * MINUTE - 1);
      assert.deepEqual(await redeemed(handshake), { state: 'waiting' });
      assert.equal(handshakes.park(await answered(handshake)), true);
      assert.equal((await redeemed(handshake)).state, 'connected');
    });

    it('takes no answer any more', async () => {
      const handshake = start();
      clock.tick(10 * MINUTE);
      assert.equal(handshakes.park(await answered(handshake)), false);
      assert.deepEqual(await redeemed(handshake), { state: 'expired' });
    });

    it('does not exchange the code that came in time', async () => {
      const handshake = start();
      handshakes.park(await answered(handshake));
      clock.tick(10 * MINUTE);
      assert.deepEqual(await redeemed(handshake), { state: 'expired' });
      assert.equal(exchanges(), 0);
    });

    it('still tells its outcome to who asks again', async () => {
      const handshake = start();
      handshakes.park(await answered(handshake));
      const outcome = await redeemed(handshake);
      clock.tick(10 * MINUTE);
      assert.deepEqual(await redeemed(handshake), outcome);
    });
  });

  describe('when it is redeemed', () => {
    it('sends the redirect address of the authorize step, to the letter', async () => {
      const uri = 'http://127.0.0.1:1880/lametric-account/callback?tenant=a%20b';
      const handshake = handshakes.start(NODE, uri, { client, grant: 'code', scopes: SCOPES });
      handshakes.park(await answered(handshake));
      assert.equal((await redeemed(handshake)).state, 'connected');
      const body = simulator.requests.findLast(({ path }) => path === TOKEN)?.body;
      assert.equal(new URLSearchParams(body).get('redirect_uri'), uri);
    });

    it('says once more how it ended, without another exchange', async () => {
      const handshake = start();
      handshakes.park(await answered(handshake));
      assert.deepEqual(await redeemed(handshake), await redeemed(handshake));
      assert.deepEqual([exchanges(), sessionsCreated], [1, 1]);
    });

    it('exchanges the code once, if it is redeemed twice at the same time too', async () => {
      const handshake = start();
      handshakes.park(await answered(handshake));
      const outcomes = await Promise.all([redeemed(handshake), redeemed(handshake)]);
      assert.deepEqual(outcomes, [
        { state: 'connected', persisted: true },
        { state: 'connected', persisted: true },
      ]);
      assert.deepEqual([exchanges(), sessionsCreated], [1, 1]);
    });

    it('says so when the authorization cannot be saved', async () => {
      settings.readOnly = true;
      const handshake = start();
      handshakes.park(await answered(handshake));
      assert.deepEqual(await redeemed(handshake), { state: 'connected', persisted: false });
    });

    it('tells a denial, in the words of LaMetric', async () => {
      const handshake = start();
      handshakes.park(await answered(handshake, 'deny'));
      assert.deepEqual(await redeemed(handshake), {
        state: 'denied',
        message: 'The user denied the request',
      });
    });

    it('tells any other error as a failure', async () => {
      const handshake = start();
      handshakes.park({ state: handshake.state, error: 'invalid_scope' });
      assert.deepEqual(await redeemed(handshake), { state: 'failed', message: 'invalid_scope' });
    });

    it('cuts the words of an error to one short line without control characters', async () => {
      const handshake = start();
      const hostile = `line 1\r\nSet-Cookie: a=b\u0000\u001b[2J\u202egnp.exe ${'x'.repeat(10_000)}`;
      handshakes.park({ state: handshake.state, error: 'server_error', error_description: hostile });
      const { message = '' } = await redeemed(handshake);
      assert.match(message, /^line 1 Set-Cookie: a=b \[2J gnp\.exe x+$/);
      assert.equal(message.length, 200);
    });

    for (const [what, decision, error] of [
      ['a denial', 'deny', undefined],
      ['a code that LaMetric does not know', 'approve', { code: 'forged' }],
    ] as const) {
      it(`leaves an earlier authorization as it was after ${what}`, async () => {
        const first = start();
        handshakes.park(await answered(first));
        await redeemed(first);
        const { writes } = settings;
        const second = start();
        handshakes.park({ ...(await answered(second, decision)), ...error });
        assert.notEqual((await redeemed(second)).state, 'connected');
        assert.deepEqual([sessionsCreated, settings.writes, session.state], [1, writes, 'connected']);
        assert.equal((await session.send(getUser, new AbortController().signal)).id, simulator.user.id);
      });
    }
  });

  describe('when the exchange fails', () => {
    const faults: [what: string, fault: Fault, message: RegExp][] = [
      ['the code is refused', { status: 400, body: '{"error":"invalid_grant"}' }, /^400: invalid_grant$/],
      ['the client is refused', { status: 401, body: '{"error":"invalid_client"}' }, /^401: invalid_client$/],
      ['LaMetric is down', { status: 503 }, /^503: Service Unavailable$/],
      ['LaMetric answers HTML', { body: '<h1>Sorry</h1>' }, /^200: no access token/],
      [
        'the token is of another kind',
        { body: '{"access_token":"t","token_type":"mac"}' },
        /no access token/,
      ],
      ['the connection is cut', { cutAfter: 0 }, /^ECONNRESET$/],
      ['it is redirected', { status: 307, headers: { location: '/elsewhere' } }, /^307/],
    ];
    for (const [what, fault, message] of faults) {
      it(`says so: ${what}`, async () => {
        const handshake = start();
        handshakes.park(await answered(handshake));
        simulator.fail(TOKEN, fault);
        const outcome = await redeemed(handshake);
        assert.equal(outcome.state, 'failed');
        assert.match(outcome.message ?? '', message);
        assert.deepEqual([exchanges(), sessionsCreated], [1, 0]);
      });
    }

    it('does not send the code a second time', async () => {
      const handshake = start();
      handshakes.park(await answered(handshake));
      simulator.fail(TOKEN, { status: 503 });
      assert.deepEqual(await redeemed(handshake), await redeemed(handshake));
      assert.equal(exchanges(), 1);
    });

    it('tells neither code nor client secret, even where LaMetric repeats them', async () => {
      const handshake = start();
      const fields = await answered(handshake);
      handshakes.park(fields);
      const echo = {
        error: 'invalid_request',
        error_description: `${String(fields['code'])} ${client.secret}`,
      };
      simulator.fail(TOKEN, { status: 400, body: JSON.stringify(echo) });
      assert.deepEqual(await redeemed(handshake), { state: 'failed', message: '400: … …' });
    });
  });

  describe('of the implicit flow', () => {
    it('brings its token along: nothing is exchanged, nothing is saved', async () => {
      const handshake = startImplicit();
      assert.equal(handshakes.park(await answered(handshake)), true);
      assert.deepEqual(await redeemed(handshake), { state: 'connected', persisted: false });
      assert.deepEqual([exchanges(), settings.writes], [0, 0]);
      assert.deepEqual([session.state, session.scopes], ['connected', SCOPES]);
    });

    it('takes no refresh token, which could only be forged', async () => {
      const handshake = start({ grant: 'implicit' });
      handshakes.park({ ...(await answered(handshake)), refresh_token: 'forged' });
      assert.deepEqual(await redeemed(handshake), { state: 'connected', persisted: false });
      assert.equal(settings.writes, 0);
    });

    it('tells a denial', async () => {
      const handshake = startImplicit();
      handshakes.park(await answered(handshake, 'deny'));
      assert.equal((await redeemed(handshake)).state, 'denied');
    });

    const unusable: [what: string, change: Fields][] = [
      ['a code in place of a token', { access_token: undefined, code: 'code' }],
      ['a list of tokens', { access_token: ['token'] }],
      ['a token with a line break', { access_token: 'token\r\nX-Injected: 1' }],
      ['an endless token', { access_token: 't'.repeat(4097) }],
      ['a token of another type', { token_type: 'mac' }],
      ['an endless scope', { scope: 's '.repeat(4096) }],
    ];
    for (const [what, change] of unusable) {
      it(`refuses ${what}, and goes on waiting`, async () => {
        const handshake = startImplicit();
        const fields = await answered(handshake);
        assert.equal(handshakes.park({ ...fields, ...change }), false);
        assert.equal(handshakes.park(fields), true);
      });
    }
  });
});
