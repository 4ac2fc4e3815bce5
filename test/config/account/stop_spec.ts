import assert from 'node:assert/strict';
import { ACCOUNT, accountFlow, connect } from '../../../harness/account';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { isObject } from '../../../src/lametric/guards';
import { TOKEN } from '../../helpers/paths';
import { OF_ACCOUNT, stateOf } from '../../helpers/routes';
import { STORAGE_SOURCE, setStorage } from '../../helpers/storage';

const TIMES = 3;

/** A clean stop waits for a rotated token that is under way, and for its way to the disk. */
describe('A stop of the account', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;
  let settings: Record<string, unknown>;

  before(async () => {
    simulator = await startSimulator();
    settings = { lametricAccountCloudUrl: simulator.url };
    nodeRed = await startNodeRed({ link: true, settings, settingsSource: STORAGE_SOURCE });
    await nodeRed.deploy(accountFlow(simulator));
    await connect(nodeRed, simulator);
  });

  afterEach(() => simulator.clearFaults());

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  const generation = (saved: unknown): unknown => {
    const records = isObject(saved) ? saved['lametricAccounts'] : undefined;
    const record = isObject(records) ? records[ACCOUNT] : undefined;
    return isObject(record) ? record['generation'] : undefined;
  };

  /** Begins a refresh whose answer takes a while. */
  async function inRefresh(delay = 500): Promise<void> {
    simulator.clearRequests();
    simulator.expireAccessTokens();
    simulator.fail(TOKEN, { delay, afterEffect: true });
    await nodeRed.inject('list-in');
    await simulator.requested('POST', TOKEN);
  }

  /** Begins a refresh, and waits until its result is being saved, which takes a while. */
  async function inSave(): Promise<void> {
    simulator.expireAccessTokens();
    await setStorage(nodeRed, 'slow');
    const saving = nodeRed.nextEvent('save');
    await nodeRed.inject('list-in');
    await saving;
  }

  /** A message that has to refresh comes through, with what the last start found on disk. */
  async function goesOn(): Promise<void> {
    simulator.expireAccessTokens();
    await nodeRed.inject('list-in');
    assert.equal((await nodeRed.nextDebug()).id, 'out');
    assert.equal(await stateOf(nodeRed.admin('GET', OF_ACCOUNT)), 'connected');
  }

  const moments = [
    ['while the refresh is under way', inRefresh],
    ['while its result is being saved', inSave],
  ] as const;
  for (const [moment, begin] of moments) {
    it(`by a signal ${moment} keeps the authorization, ${TIMES} times of ${TIMES}`, async () => {
      for (let time = 0; time < TIMES; time++) {
        await begin();
        await nodeRed.restart();
        await goesOn();
      }
    });

    it(`by a full Deploy ${moment} keeps it, even if Node-RED is killed afterwards`, async () => {
      for (let time = 0; time < TIMES; time++) {
        await begin();
        await nodeRed.deploy(accountFlow(simulator, { account: { name: `${moment} ${time}` } }));
        await nodeRed.kill();
        await nodeRed.restart();
        await goesOn();
      }
    });
  }

  it('does not wait for a message', async () => {
    simulator.fail('/api/v2/users/me/devices', { delay: 60_000 });
    simulator.clearRequests();
    await nodeRed.inject('list-in');
    await simulator.requested('GET', '/api/v2/users/me/devices');
    const begun = performance.now();
    process.kill(nodeRed.pid, 'SIGTERM');
    await nodeRed.ended();
    // Node-RED would wait for 15 s.
    assert.ok(performance.now() - begun < 8_000);
    await nodeRed.restart();
    await goesOn();
  });

  it('waits a second less than Node-RED does, and not longer', async () => {
    await nodeRed.restart({ settings: { ...settings, nodeCloseTimeout: 3000 } });
    const saved = generation(await nodeRed.settingsFile());
    await inRefresh(60_000);
    const printed = nodeRed.output().length;
    const begun = performance.now();
    await nodeRed.restart();
    assert.ok(performance.now() - begun >= 2_000);
    assert.doesNotMatch(nodeRed.output().slice(printed), /timed out/i);
    assert.match(nodeRed.output().slice(printed), /Node-RED ended: 0/);
    assert.equal(generation(await nodeRed.settingsFile()), saved);
  });
});
