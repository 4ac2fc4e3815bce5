import assert from 'node:assert/strict';
import { createCipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCOUNT, accountFlow } from '../../../harness/account';
import { type NodeRed, startNodeRed } from '../../../harness/node-red';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { isObject } from '../../../src/lametric/guards';
import { TOKEN } from '../../helpers/paths';
import { OF_ACCOUNT, stateOf } from '../../helpers/routes';

const HOUR = 60 * 60 * 1000;
const MONTH = 31 * 24 * HOUR;

/** A record as the first version wrote it. Nothing of the present store is used: this is how it must stay readable. */
function firstRecord(simulator: Simulator, more: object = {}) {
  const { url, client } = simulator;
  const { access_token: accessToken, refresh_token: refreshToken } = simulator.issueTokens();
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const key = Buffer.from(hkdfSync('sha256', client.secret, salt, 'lametric-account tokens', 32));
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(ACCOUNT));
  const text = JSON.stringify({ accessToken, refreshToken, lifetime: HOUR });
  const ciphertext = Buffer.concat([cipher.update(text), cipher.final()]);
  return {
    version: 1,
    generation: 7,
    client: createHash('sha256').update(`${url}\n${client.id}`).digest('base64'),
    scopes: ['basic', 'devices_read', 'devices_write'],
    expiresAt: new Date(Date.now() + HOUR).toISOString(),
    tokens: Buffer.concat([salt, nonce, cipher.getAuthTag(), ciphertext]).toString('base64'),
    ...more,
  };
}

describe('After an update from the first version', () => {
  let simulator: Simulator;
  let nodeRed: NodeRed;

  before(async () => {
    simulator = await startSimulator();
    nodeRed = await startNodeRed({ link: true, settings: { lametricAccountCloudUrl: simulator.url } });
    await nodeRed.deploy(accountFlow(simulator));
  });

  beforeEach(() => simulator.clearRequests());

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
  });

  /** Starts with a settings file that has this record. */
  async function startWith(record: object): Promise<void> {
    await nodeRed.kill();
    const file = join(nodeRed.userDir, '.config.runtime.json');
    const settings: unknown = JSON.parse(await readFile(file, 'utf8'));
    assert.ok(isObject(settings));
    await writeFile(file, JSON.stringify({ ...settings, lametricAccounts: { [ACCOUNT]: record } }));
    await nodeRed.restart();
  }

  const recordIn = (settings: unknown) => {
    const records = isObject(settings) ? settings['lametricAccounts'] : undefined;
    const record = isObject(records) ? records[ACCOUNT] : undefined;
    return isObject(record) ? record : {};
  };

  it('the account is connected, with all that was known of it, and saved in the present form', async () => {
    const record = firstRecord(simulator);
    await startWith(record);
    const { body } = await nodeRed.admin('GET', OF_ACCOUNT);
    assert.deepEqual(body, {
      state: 'connected',
      flow: 'code',
      scopes: record.scopes,
      persisted: true,
      expiresAt: record.expiresAt,
      renewedAt: new Date(Date.parse(record.expiresAt) - HOUR).toISOString(),
    });
    await nodeRed.inject('list-in');
    assert.equal((await nodeRed.nextDebug()).id, 'out');
    assert.equal(simulator.countRequests('POST', TOKEN), 0);
    await nodeRed.nextSettings((settings) => recordIn(settings)['proof'] !== undefined);
  });

  it('it refreshes, and its record goes on in the same place', async () => {
    await startWith(firstRecord(simulator));
    simulator.expireAccessTokens();
    await nodeRed.inject('list-in');
    assert.equal((await nodeRed.nextDebug()).id, 'out');
    const { generation, refreshedAt } = recordIn(await nodeRed.settingsFile());
    assert.deepEqual([generation, typeof refreshedAt], [8, 'string']);
  });

  it('one that LaMetric had refused is still to be connected again', async () => {
    await startWith(firstRecord(simulator, { latched: true }));
    assert.equal(await stateOf(nodeRed.admin('GET', OF_ACCOUNT)), 'reconnect');
    await nodeRed.inject('list-in');
    assert.equal((await nodeRed.nextDebug()).id, 'errors');
    assert.equal(simulator.requests.length, 0);
  });

  it('one that was marked as removed long ago, though it is there, is connected and loses the mark', async () => {
    await startWith(firstRecord(simulator, { orphanedAt: new Date(Date.now() - MONTH).toISOString() }));
    assert.equal(await stateOf(nodeRed.admin('GET', OF_ACCOUNT)), 'connected');
    const { tokens } = recordIn(
      await nodeRed.nextSettings((settings) => recordIn(settings)['orphanedAt'] === undefined),
    );
    assert.equal(typeof tokens, 'string');
  });

  it('what is marked and not there keeps its mark, and is connected when it comes back', async () => {
    await nodeRed.deploy([{ id: 'other', type: 'tab', label: 'Other' }]);
    const orphanedAt = new Date(Date.now() - MONTH).toISOString();
    await startWith(firstRecord(simulator, { orphanedAt }));
    assert.equal(recordIn(await nodeRed.settingsFile())['orphanedAt'], orphanedAt);
    await nodeRed.deploy(accountFlow(simulator));
    assert.equal(await stateOf(nodeRed.admin('GET', OF_ACCOUNT)), 'connected');
    await nodeRed.nextSettings((settings) => recordIn(settings)['orphanedAt'] === undefined);
  });
});
