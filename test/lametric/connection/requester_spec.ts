import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import {
  cloudQueues,
  getDevice,
  getDevices,
  renameDevice,
  sendToCloud,
} from '../../../src/lametric/cloud/cloud';
import { LaMetricError } from '../../../src/lametric/errors';
import { Requester } from '../../../src/lametric/connection/requester';
import { DEVICES } from '../../helpers/paths';
import { requesterOf } from '../../helpers/requester';

const [FIRST, SECOND] = [18, 1027];

const many = <T>(count: number, make: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, () => make()));

const never = () => new AbortController().signal;

describe('Reads of a connection', () => {
  let simulator: Simulator;
  let requester: Requester<string>;

  before(async () => {
    simulator = await startSimulator();
  });

  beforeEach(() => {
    requester = requesterOf(simulator, simulator.issueTokens().access_token);
    simulator.clearRequests();
  });

  afterEach(() => simulator.clearFaults());

  after(() => simulator.close());

  const list = (signal = never()) => requester.send(getDevices, signal);
  const device = (id: number) => requester.send(getDevice(id), never());
  const rename = (name: string, signal = never()) => requester.send(renameDevice(FIRST, name), signal);

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

  it('share nothing with a read that has ended', async () => {
    await list();
    await list();
    assert.equal(requests(), 2);
  });

  it('share nothing with reads of other resources', async () => {
    const [all, first, second] = await Promise.all([list(), device(FIRST), device(SECOND)]);
    assert.ok(Array.isArray(all));
    assert.ok(!Array.isArray(first) && first.id === FIRST);
    assert.ok(!Array.isArray(second) && second.id === SECOND);
    assert.equal(simulator.requests.length, 3);
  });

  it('share nothing after a reset', async () => {
    simulator.fail(DEVICES, { delay: 100, afterEffect: true });
    const before = list();
    await simulator.requested('GET', DEVICES);
    requester.reset();
    await Promise.all([before, list()]);
    assert.equal(requests(), 2);
  });

  it('share the failure, and later reads try again', async () => {
    simulator.fail(DEVICES, { status: 418 });
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => list()));
    assert.ok(outcomes.every(({ status }) => status === 'rejected'));
    await list();
    assert.equal(requests(), 2);
  });

  describe('and a rename', () => {
    it('that has been sent: share nothing with earlier reads', async () => {
      simulator.fail(DEVICES, { delay: 200, afterEffect: true });
      const before = list();
      await simulator.requested('GET', DEVICES);
      const renamed = rename('Hall');
      await simulator.requested('PUT', `${DEVICES}/${FIRST}`);
      await Promise.all([before, renamed, list()]);
      assert.equal(requests(), 2);
    });

    it('that has ended: share nothing with reads from before its end', async () => {
      simulator.fail(`${DEVICES}/${FIRST}`, { delay: 50, afterEffect: true });
      simulator.fail(DEVICES, { delay: 200, afterEffect: true });
      const renamed = rename('Attic');
      await simulator.requested('PUT', `${DEVICES}/${FIRST}`);
      const during = list();
      await simulator.requested('GET', DEVICES);
      await renamed;
      assert.equal((await list())[0]?.name, 'Attic');
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
      assert.equal((await list())[0]?.name, 'Cellar');
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

    it('end the request when nobody else waits, and later reads try again', async () => {
      simulator.fail(DEVICES, { delay: 60_000 });
      let ofRequest: AbortSignal | undefined;
      const read = (signal: AbortSignal) => spied.send(getDevices, signal);
      const spied = new Requester<string>({
        exchange: (request, token, signal) => {
          ofRequest = signal;
          return sendToCloud(simulator.url, request, token, signal);
        },
        authorize: (attempt) => attempt(simulator.issueTokens().access_token),
        ...cloudQueues(),
      });
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
