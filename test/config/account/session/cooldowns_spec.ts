import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import type { Fault } from '../../../../simulator/simulator';
import { errorOf } from '../../../helpers/lametric';
import { TOKEN } from '../../../helpers/paths';
import { SessionWorld } from '../../../helpers/session';
import { stopTime } from '../../../helpers/time';

const MINUTE = 60_000;

describe('After a refusal at the token endpoint', () => {
  let world: SessionWorld;
  let clock: SinonFakeTimers;

  before(async () => {
    world = await SessionWorld.start();
  });
  beforeEach(async () => {
    world.reset();
    await world.session.connect(world.client, world.expired());
    clock = stopTime();
  });
  afterEach(() => {
    clock.restore();
    world.simulator.client.secret = world.client.secret;
  });
  after(() => world.close());

  const refuse = (fault: Fault = { status: 401, body: '{"error":"invalid_client"}' }) =>
    world.simulator.fail(TOKEN, fault, Infinity);

  /** The errors of messages that come one after the other. */
  const fail = async (count: number) => {
    const errors = [];
    for (let message = 0; message < count; message++) errors.push(await errorOf(world.list()));
    return errors;
  };

  const refusals: [what: string, fault: Fault, reason: string][] = [
    ['of the client', { status: 401, body: '{"error":"invalid_client"}' }, 'client'],
    ['in HTML', { status: 403, body: '<h1>Forbidden</h1>' }, 'token-endpoint'],
    ['without a word', { status: 400, body: '' }, 'token-endpoint'],
  ];
  for (const [what, fault, reason] of refusals) {
    it(`${what} all messages are told why, and until when, with one request for all`, async () => {
      refuse(fault);
      for (const error of await fail(100)) {
        assert.deepEqual([error.code, error.reason], ['REJECTED', reason]);
        assert.deepEqual(error.retryAt, new Date(Date.now() + MINUTE));
      }
      assert.equal(world.refreshes, 1);
      assert.equal(world.session.state, 'connected');
    });
  }

  it('the pause is a minute, and doubles until it is an hour', async () => {
    refuse();
    await fail(1);
    for (const minutes of [1, 2, 4, 8, 16, 32, 60, 60]) {
      const { refreshes } = world;
      clock.tick(minutes * MINUTE - 1);
      await fail(2);
      assert.equal(world.refreshes, refreshes, `before ${minutes} minutes are over`);
      clock.tick(1);
      await fail(2);
      assert.equal(world.refreshes, refreshes + 1, `after ${minutes} minutes`);
    }
  });

  it('the pause is a minute again once a refresh has succeeded', async () => {
    world.simulator.fail(TOKEN, { status: 403 }, 2);
    await fail(1);
    clock.tick(MINUTE);
    await fail(1);
    clock.tick(2 * MINUTE);
    await world.list();
    refuse();
    world.simulator.expireAccessTokens();
    const [error] = await fail(1);
    assert.deepEqual(error?.retryAt, new Date(Date.now() + MINUTE));
  });

  it('another authorization is not held up', async () => {
    refuse();
    await fail(1);
    world.simulator.clearFaults();
    await world.session.connect(world.client, world.expired());
    await world.list();
    assert.equal(world.refreshes, 2);
  });

  it('a renewed client secret heals the account as soon as it is deployed, over a restart too', async () => {
    world.simulator.client.secret = 'renewed';
    await fail(2);
    assert.equal(world.refreshes, 1);
    const renewed = { ...world.client, secret: 'renewed' };
    world.session.configure(renewed);
    await world.list();
    assert.equal(world.refreshes, 2);
    await world.session.settle();
    world.restart();
    assert.notEqual(world.store.read('a', renewed), 'unreadable');
  });

  it('a pause that LaMetric asks for is kept by a thousand messages', async () => {
    refuse({ status: 429, headers: { 'Retry-After': '40159' } });
    for (const { code, retryAt } of await fail(1001)) {
      assert.deepEqual([code, retryAt], ['RATE_LIMITED', new Date(Date.now() + 40_159_000)]);
    }
    assert.equal(world.refreshes, 1);
    clock.tick(40_159_000);
    world.simulator.clearFaults();
    await world.list();
  });
});
