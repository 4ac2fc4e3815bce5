import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { type Devices, Session } from '../../../src/config/account/session';
import { TokenStore } from '../../../src/config/account/token-store';
import { LaMetricError } from '../../../src/lametric/errors';
import { tokenSet } from '../../helpers/lametric';
import { DEVICES, TOKEN } from '../../helpers/paths';
import { MemorySettings } from '../../helpers/settings';

const [FIRST, SECOND] = [18, 1027];

const many = <T>(count: number, make: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, () => make()));

const nameOf = (devices: Devices) => (Array.isArray(devices) ? devices[0]?.name : devices.name);

describe('Reads of an account', () => {
  let simulator: Simulator;
  let session: Session;

  before(async () => {
    simulator = await startSimulator();
  });

  beforeEach(async () => {
    session = await connected('a');
    simulator.clearRequests();
  });

  afterEach(() => simulator.clearFaults());

  after(() => simulator.close());

  const client = () => ({
    cloudUrl: simulator.url,
    id: simulator.client.id,
    secret: simulator.client.secret,
  });

  const issued = () => tokenSet(simulator);

  async function connected(id: string): Promise<Session> {
    const made = new Session(id, new TokenStore(new MemorySettings(), () => undefined));
    await made.adopt(client(), issued());
    return made;
  }

  const list = (signal = new AbortController().signal, of = session): Promise<Devices> =>
    of.read('all', (cloud, token, aborted) => cloud.getDevices(token, aborted), signal);

  const device = (id: number, signal = new AbortController().signal): Promise<Devices> =>
    session.read(`${id}`, (cloud, token, aborted) => cloud.getDevice(token, id, aborted), signal);

  const rename = (name: string, signal = new AbortController().signal) =>
    session.write((cloud, token, aborted) => cloud.renameDevice(token, FIRST, name, aborted), signal);

  const requests = (path = DEVICES) => simulator.countRequests('GET', path);

  it('share a request while it is under way', async () => {
    const all = await many(50, list);
    assert.equal(requests(), 1);
    for (const devices of all) assert.deepEqual(devices, simulator.devices);
  });

  it('get values of their own', async () => {
    const all = await many(50, list);
    const objects = new Set(all.flat());
    assert.equal(objects.size, 50 * simulator.devices.length);
  });

  it('share nothing with what has ended', async () => {
    await list();
    await list();
    assert.equal(requests(), 2);
  });

  it('share nothing with reads of something else', async () => {
    const [all, first, second] = await Promise.all([list(), device(FIRST), device(SECOND)]);
    assert.ok(Array.isArray(all));
    assert.ok(!Array.isArray(first) && first.id === FIRST);
    assert.ok(!Array.isArray(second) && second.id === SECOND);
    assert.equal(simulator.requests.length, 3);
  });

  it('share nothing with another account', async () => {
    const other = await connected('b');
    await Promise.all([list(), list(undefined, other)]);
    assert.equal(requests(), 2);
  });

  it('share nothing over a change of the authorization', async () => {
    const changes = [
      () => session.adopt(client(), issued()),
      () => session.disconnect().then(() => session.adopt(client(), issued())),
    ];
    for (const change of changes) {
      simulator.clearRequests();
      simulator.fail(DEVICES, { delay: 100, afterEffect: true });
      const before = list();
      await simulator.requested('GET', DEVICES);
      await change();
      await Promise.all([before, list()]);
      assert.equal(requests(), 2);
    }
  });

  it('share the failure, and what comes next tries anew', async () => {
    simulator.fail(DEVICES, { status: 418 });
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => list()));
    assert.ok(outcomes.every(({ status }) => status === 'rejected'));
    await list();
    assert.equal(requests(), 2);
  });

  it('share the refresh and the replay', async () => {
    simulator.expireAccessTokens();
    await many(50, list);
    assert.equal(simulator.countRequests('POST', TOKEN), 1);
    assert.equal(requests(), 2);
  });

  describe('and a rename', () => {
    it('that has been sent: share nothing from before', async () => {
      simulator.fail(DEVICES, { delay: 200, afterEffect: true });
      const before = list();
      await simulator.requested('GET', DEVICES);
      const renamed = rename('Hall');
      await simulator.requested('PUT', `${DEVICES}/${FIRST}`);
      await Promise.all([before, renamed, list()]);
      assert.equal(requests(), 2);
    });

    it('that has ended: share nothing from while it was under way', async () => {
      simulator.fail(`${DEVICES}/${FIRST}`, { delay: 50, afterEffect: true });
      simulator.fail(DEVICES, { delay: 200, afterEffect: true });
      const renamed = rename('Attic');
      await simulator.requested('PUT', `${DEVICES}/${FIRST}`);
      const during = list();
      await simulator.requested('GET', DEVICES);
      await renamed;
      assert.equal(nameOf(await list()), 'Attic');
      await during;
      assert.equal(requests(), 2);
    });

    it('that failed: the same, since it may have been done', async () => {
      simulator.fail(`${DEVICES}/${FIRST}`, { delay: 50, status: 418, afterEffect: true });
      simulator.fail(DEVICES, { delay: 200, afterEffect: true });
      const renamed = rename('Cellar').catch(() => 'failed');
      await simulator.requested('PUT', `${DEVICES}/${FIRST}`);
      const during = list();
      await simulator.requested('GET', DEVICES);
      assert.equal(await renamed, 'failed');
      assert.equal(nameOf(await list()), 'Cellar');
      await during;
    });
  });

  describe('that are aborted', () => {
    const stopped = new LaMetricError('UNREACHABLE', 'stopped');

    it('end alone while others wait', async () => {
      simulator.fail(DEVICES, { delay: 50, afterEffect: true });
      const controller = new AbortController();
      const aborted = list(controller.signal);
      const others = many(2, list);
      await simulator.requested('GET', DEVICES);
      controller.abort(stopped);
      await assert.rejects(aborted, stopped);
      for (const devices of await others) assert.deepEqual(devices, simulator.devices);
      assert.equal(requests(), 1);
    });

    it('end the request when nobody else waits, and what comes next tries anew', async () => {
      simulator.fail(DEVICES, { delay: 60_000 });
      let ofRequest: AbortSignal | undefined;
      const read = (signal: AbortSignal) =>
        session.read(
          'all',
          (cloud, token, aborted) => {
            ofRequest = aborted;
            return cloud.getDevices(token, aborted);
          },
          signal,
        );
      const controllers = [new AbortController(), new AbortController()];
      const reads = Promise.allSettled(controllers.map(({ signal }) => read(signal)));
      await simulator.requested('GET', DEVICES);
      controllers[0]?.abort(stopped);
      await new Promise(setImmediate);
      assert.equal(ofRequest?.aborted, false);
      controllers[1]?.abort(stopped);
      assert.ok((await reads).every(({ status }) => status === 'rejected'));
      assert.equal(ofRequest.aborted, true);
      assert.deepEqual(await list(), simulator.devices);
    });

    it('before they begin request nothing', async () => {
      await assert.rejects(list(AbortSignal.abort(stopped)), stopped);
      assert.equal(simulator.requests.length, 0);
    });
  });
});
