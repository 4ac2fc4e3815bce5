import assert from 'node:assert/strict';
import type { Fault } from '../../../../simulator/simulator';
import { redeem, storeResponse } from '../../../../src/config/account/handshake/response';
import { getUser } from '../../../../src/lametric/cloud/cloud';
import { LaMetricError } from '../../../../src/lametric/errors';
import { HandshakeWorld } from '../../../helpers/handshakes';
import { TOKEN } from '../../../helpers/paths';

describe('A handshake', () => {
  let world: HandshakeWorld;

  before(async () => {
    world = await HandshakeWorld.open();
  });
  beforeEach(() => world.reset());

  after(() => world.close());

  describe('when it is redeemed', () => {
    it('sends the redirect address of the authorize step, to the letter', async () => {
      // Each of these would look different after any parsing.
      const uri = 'http://127.0.0.1:1880/lametric-account/callback?b=%c3%a9&a=é&c=d+e&f';
      const handshake = world.start({}, uri);
      storeResponse(world.handshakes, await world.answered(handshake));
      assert.equal((await world.redeemed(handshake)).state, 'connected');
      const body = world.simulator.requests.findLast(({ path }) => path === TOKEN)?.body;
      assert.equal(new URLSearchParams(body).get('redirect_uri'), uri);
    });

    it('says once more how it ended, without another exchange', async () => {
      const handshake = world.start();
      storeResponse(world.handshakes, await world.answered(handshake));
      assert.deepEqual(await world.redeemed(handshake), await world.redeemed(handshake));
      assert.deepEqual([world.exchanges, world.sessionsCreated], [1, 1]);
    });

    it('exchanges the code once, if it is redeemed twice at the same time too', async () => {
      const handshake = world.start();
      storeResponse(world.handshakes, await world.answered(handshake));
      const outcomes = await Promise.all([world.redeemed(handshake), world.redeemed(handshake)]);
      assert.deepEqual(outcomes, [
        { state: 'connected', persisted: true },
        { state: 'connected', persisted: true },
      ]);
      assert.deepEqual([world.exchanges, world.sessionsCreated], [1, 1]);
    });

    it('says so when the authorization cannot be saved', async () => {
      world.settings.readOnly = true;
      const handshake = world.start();
      storeResponse(world.handshakes, await world.answered(handshake));
      assert.deepEqual(await world.redeemed(handshake), { state: 'connected', persisted: false });
    });

    it('tells a denial, in the words of LaMetric', async () => {
      const handshake = world.start();
      storeResponse(world.handshakes, await world.answered(handshake, 'deny'));
      assert.deepEqual(await world.redeemed(handshake), {
        state: 'denied',
        message: 'The user denied the request',
      });
    });

    it('tells any other error as a failure', async () => {
      const handshake = world.start();
      storeResponse(world.handshakes, { state: handshake.state, error: 'invalid_scope' });
      assert.deepEqual(await world.redeemed(handshake), { state: 'failed', message: 'invalid_scope' });
    });

    for (const [error, reason] of [
      ['invalid_client', 'client'],
      ['unauthorized_client', 'client'],
      ['invalid_scope', undefined],
    ] as const) {
      it(`tells whether the client is at fault: ${error}`, async () => {
        const handshake = world.start();
        storeResponse(world.handshakes, { state: handshake.state, error });
        const errors: unknown[] = [];
        await redeem(
          handshake,
          () => assert.fail('there are no tokens'),
          (failure) => String(errors.push(failure)),
        );
        const [failure] = errors;
        assert.ok(failure instanceof LaMetricError);
        assert.deepEqual([failure.code, failure.reason], ['REJECTED', reason]);
      });
    }

    it('cuts the words of an error to one short line without control characters', async () => {
      const handshake = world.start();
      const hostile = `line 1\r\nSet-Cookie: a=b\u0000\u001b[2J\u202egnp.exe ${'x'.repeat(10_000)}`;
      storeResponse(world.handshakes, {
        state: handshake.state,
        error: 'server_error',
        error_description: hostile,
      });
      const { message = '' } = await world.redeemed(handshake);
      assert.match(message, /^line 1 Set-Cookie: a=b \[2J gnp\.exe x+$/);
      assert.equal(message.length, 200);
    });

    for (const [what, decision, error] of [
      ['a denial', 'deny', undefined],
      ['a code that LaMetric does not know', 'approve', { code: 'forged' }],
    ] as const) {
      it(`leaves an earlier authorization as it was after ${what}`, async () => {
        const first = world.start();
        storeResponse(world.handshakes, await world.answered(first));
        await world.redeemed(first);
        const { writes } = world.settings;
        const second = world.start();
        storeResponse(world.handshakes, { ...(await world.answered(second, decision)), ...error });
        assert.notEqual((await world.redeemed(second)).state, 'connected');
        assert.deepEqual(
          [world.sessionsCreated, world.settings.writes, world.session.state],
          [1, writes, 'connected'],
        );
        assert.equal(
          (await world.session.send(getUser, new AbortController().signal)).id,
          world.simulator.user.id,
        );
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
        const handshake = world.start();
        storeResponse(world.handshakes, await world.answered(handshake));
        world.simulator.fail(TOKEN, fault);
        const outcome = await world.redeemed(handshake);
        assert.equal(outcome.state, 'failed');
        assert.match(outcome.message ?? '', message);
        assert.deepEqual([world.exchanges, world.sessionsCreated], [1, 0]);
      });
    }

    it('does not send the code a second time', async () => {
      const handshake = world.start();
      storeResponse(world.handshakes, await world.answered(handshake));
      world.simulator.fail(TOKEN, { status: 503 });
      assert.deepEqual(await world.redeemed(handshake), await world.redeemed(handshake));
      assert.equal(world.exchanges, 1);
    });

    it('tells neither code nor client secret, even where LaMetric repeats them', async () => {
      const handshake = world.start();
      const fields = await world.answered(handshake);
      storeResponse(world.handshakes, fields);
      const echo = {
        error: 'invalid_request',
        error_description: `${String(fields['code'])} ${world.client.secret}`,
      };
      world.simulator.fail(TOKEN, { status: 400, body: JSON.stringify(echo) });
      assert.deepEqual(await world.redeemed(handshake), { state: 'failed', message: '400: … …' });
    });
  });
});
