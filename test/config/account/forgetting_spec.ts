import assert from 'node:assert/strict';
import { ACCOUNT, LIST, accountFlow, connect } from '../../../harness/account';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { isObject } from '../../../src/lametric/guards';
import { OF_ACCOUNT, errorOf, messageOf, stateOf } from '../../helpers/routes';
import { STORAGE_SOURCE, setStorage } from '../../helpers/storage';

/** An authorization that is forgotten has to be forgotten on disk. */
describe('Disconnect', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;
  let settings: Record<string, unknown>;

  before(async () => {
    simulator = await startSimulator();
    settings = { lametricAccountCloudUrl: simulator.url };
    nodeRed = await startNodeRed({ link: true, settings, settingsSource: STORAGE_SOURCE });
    await nodeRed.deploy(accountFlow(simulator));
  });

  beforeEach(() => connect(nodeRed, simulator));

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  const disconnect = () => nodeRed.admin('POST', `${OF_ACCOUNT}/disconnect`);
  const state = () => stateOf(nodeRed.admin('GET', OF_ACCOUNT));
  const isSaved = (saved: unknown) => {
    const records = isObject(saved) ? saved['lametricAccounts'] : undefined;
    return isObject(records) && ACCOUNT in records;
  };

  /** The record is still on disk, but no message comes through with it once its access token has expired. */
  async function isOfNoUse(): Promise<void> {
    assert.equal(isSaved(await nodeRed.settingsFile()), true);
    simulator.expireAccessTokens();
    await nodeRed.inject('list-in');
    assert.equal((await nodeRed.nextDebug()).id, 'errors');
    assert.equal(await state(), 'reconnect');
  }

  async function saysThatItIsNotForgotten(): Promise<void> {
    const answer = await disconnect();
    assert.deepEqual(errorOf(answer), [500, 'UNREACHABLE']);
    assert.match(messageOf(answer), /cannot save that this connection is forgotten/);
    assert.equal(await state(), 'disconnected');
  }

  it('answers 204 once the record is gone from the disk', async () => {
    assert.equal(isSaved(await nodeRed.settingsFile()), true);
    assert.equal((await disconnect()).status, 204);
    assert.equal(isSaved(await nodeRed.settingsFile()), false);
  });

  it('says so when the storage fails, and what is left is of no use to the next start', async () => {
    await setStorage(nodeRed, 'failing');
    await saysThatItIsNotForgotten();
    await nodeRed.kill();
    await nodeRed.restart();
    await isOfNoUse();
  });

  it('forgets on disk once the storage is back', async () => {
    await setStorage(nodeRed, 'failing');
    await saysThatItIsNotForgotten();
    await setStorage(nodeRed, 'working');
    await nodeRed.nextSettings((saved) => !isSaved(saved), 10_000);
    assert.equal((await disconnect()).status, 204);
  });

  it('says so where the settings are read-only', async () => {
    await nodeRed.restart({ settings: { ...settings, readOnly: true } });
    await nodeRed.nextStatus(LIST, ({ text }) => text === 'connected');
    await saysThatItIsNotForgotten();
    await nodeRed.restart({ settings });
    await isOfNoUse();
  });

  it('does the same for an account that does not run', async () => {
    await nodeRed.restart({ settings: { ...settings, readOnly: true, safeMode: true } });
    await saysThatItIsNotForgotten();
    await nodeRed.restart({ settings });
    await isOfNoUse();
  });
});
