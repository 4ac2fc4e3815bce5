import assert from 'node:assert/strict';
import type { SinonFakeTimers } from 'sinon';
import { getDevice } from '../../../../src/lametric/cloud/cloud';
import type { LaMetricError } from '../../../../src/lametric/errors';
import { errorOf } from '../../../helpers/lametric';
import { DEVICES } from '../../../helpers/paths';
import { SessionWorld } from '../../../helpers/session';
import { stopTime } from '../../../helpers/time';

const MINUTE = 60_000;

describe('Fresh tokens that LaMetric refuses', () => {
  let world: SessionWorld;
  let clock: SinonFakeTimers;

  before(async () => {
    world = await SessionWorld.start();
  });
  beforeEach(() => {
    world.reset();
    world.simulator.fail(`${DEVICES}*`, { status: 401 }, Infinity);
    clock = stopTime();
  });
  afterEach(() => clock.restore());
  after(() => world.close());

  /** The errors of a hundred messages at once, each for something else. */
  const fail = (): Promise<LaMetricError[]> =>
    Promise.all(
      Array.from({ length: 100 }, (_, id) =>
        errorOf(world.session.send(getDevice(id + 1), new AbortController().signal)),
      ),
    );

  for (const [when, tokens] of [
    ['after a 401', () => world.issued()],
    ['before the first request', () => world.expired()],
  ] as const) {
    it(`that came ${when} cause no further refresh for a minute, and then one`, async () => {
      await world.session.connect(world.client, tokens());
      const [first] = await fail();
      assert.deepEqual([first?.code, first?.reason], ['NOT_AUTHORIZED', 'fresh-token']);
      assert.equal(world.refreshes, 1);
      const { writes } = world.settings;
      for (const error of await fail()) {
        assert.deepEqual([error.code, error.reason], ['NOT_AUTHORIZED', 'fresh-token']);
        assert.ok(error.retryAt);
      }
      assert.equal(world.refreshes, 1);
      assert.equal(world.settings.writes, writes);
      clock.tick(MINUTE + 1);
      await fail();
      assert.equal(world.refreshes, 2);
      assert.equal(world.session.state, 'connected');
    });
  }

  it('hold up no new authorization', async () => {
    await world.session.connect(world.client, world.issued());
    await fail();
    world.simulator.clearFaults();
    await world.session.connect(world.client, world.expired());
    await world.list();
    assert.equal(world.refreshes, 2);
  });

  it('are refreshed at once where they had been taken before', async () => {
    world.simulator.clearFaults();
    await world.session.connect(world.client, world.expired());
    await world.list();
    world.simulator.expireAccessTokens();
    await world.list();
    assert.equal(world.refreshes, 2);
  });

  it('are refreshed at once where nobody had used them for a minute', async () => {
    world.simulator.clearFaults();
    await world.session.connect(world.client, world.issued());
    clock.tick(7 * 24 * 60 * MINUTE);
    await world.session.keepAlive();
    assert.equal(world.refreshes, 1);
    clock.tick(MINUTE + 1);
    world.simulator.expireAccessTokens();
    await world.list();
    assert.equal(world.refreshes, 2);
  });

  it('do not count as refused where they ended while the request was under way', async () => {
    world.simulator.clearFaults();
    world.simulator.accessTokenLifetime = 2;
    await world.session.connect(world.client, world.expired());
    world.simulator.fail(DEVICES, () => {
      clock.tick(2000);
      return { status: 401 };
    });
    await world.list();
    assert.equal(world.refreshes, 2);
  });
});
