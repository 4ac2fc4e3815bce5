import assert from 'node:assert/strict';
import { LIST, accountFlow, connect } from '../../../harness/account';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { OF_ACCOUNT, errorOf, stateOf } from '../../helpers/routes';
import { STORAGE_SOURCE, setStorage } from '../../helpers/storage';
import { FAST_TIMERS, SPEED } from '../../helpers/time';

/** The fate of the authorization while Node-RED's storage of its settings does not work. */
describe('With a storage that', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;

  before(async () => {
    simulator = await startSimulator();
    nodeRed = await startNodeRed({
      link: true,
      settings: { lametricAccountCloudUrl: simulator.url },
      settingsSource: FAST_TIMERS + STORAGE_SOURCE,
    });
    await nodeRed.deploy(accountFlow(simulator));
    await connect(nodeRed, simulator);
  });

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  const sendMessage = async (timeout = 5000) => {
    await nodeRed.inject('list-in');
    return (await nodeRed.nextDebug(undefined, timeout)).id;
  };

  const refreshWith = async (mode: 'failing' | 'silent') => {
    await setStorage(nodeRed, mode);
    simulator.expireAccessTokens();
    return sendMessage(8000);
  };

  /** It survives a start after which no access token is valid. */
  const survives = async () => {
    simulator.expireAccessTokens();
    assert.equal(await sendMessage(), 'out');
  };

  describe('is away for a moment at a refresh', () => {
    it('sends the message on, and shows "not saved" over its result', async () => {
      assert.equal(await refreshWith('failing'), 'out');
      assert.equal(nodeRed.status(LIST)?.text, 'not saved');
      assert.equal(await sendMessage(), 'out');
      assert.equal(nodeRed.status(LIST)?.text, 'not saved');
    });

    it('saves by itself once the storage is back, and shows that', async () => {
      await setStorage(nodeRed, 'working');
      await nodeRed.nextStatus(LIST, ({ text }) => text === 'connected', 10_000);
      await nodeRed.kill();
      await nodeRed.restart();
      await survives();
    });

    it('saves when Node-RED stops, if that comes first', async () => {
      assert.equal(await refreshWith('failing'), 'out');
      await setStorage(nodeRed, 'working');
      await nodeRed.restart();
      await survives();
    });

    it('says it once in the log', async () => {
      const printed = nodeRed.output().length;
      assert.equal(await refreshWith('failing'), 'out');
      assert.equal(await refreshWith('failing'), 'out');
      const log = nodeRed.output().slice(printed);
      assert.equal(log.match(/cannot be saved.*the storage is away/g)?.length, 1);
      await setStorage(nodeRed, 'working');
      await nodeRed.nextStatus(LIST, ({ text }) => text === 'connected', 15_000);
    });
  });

  describe('never ends a save', () => {
    it('goes on with the message after 5 s, and shows "not saved"', async () => {
      const begun = performance.now();
      assert.equal(await refreshWith('silent'), 'out');
      assert.ok(performance.now() - begun < 5000 / SPEED + 2000);
      assert.equal(nodeRed.status(LIST)?.text, 'not saved');
    });

    it('goes on with messages as if nothing were', async () => {
      assert.equal(await sendMessage(1000), 'out');
    });

    it('answers who connects, and who disconnects', async () => {
      assert.deepEqual(await connect(nodeRed, simulator), { state: 'connected', persisted: false });
      assert.deepEqual(errorOf(await nodeRed.admin('POST', `${OF_ACCOUNT}/disconnect`)), [
        500,
        'UNREACHABLE',
      ]);
      assert.equal(await stateOf(nodeRed.admin('GET', OF_ACCOUNT)), 'disconnected');
    });

    it('lets Node-RED stop in time', async () => {
      const printed = nodeRed.output().length;
      await nodeRed.restart();
      assert.doesNotMatch(nodeRed.output().slice(printed), /timed out/i);
    });
  });
});
