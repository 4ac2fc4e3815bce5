import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { Session } from '../../../src/config/account/session/session';
import { ACCOUNTS_SETTING, TokenStore } from '../../../src/config/account/session/token-store';
import { getDevices } from '../../../src/lametric/cloud/cloud';
import type { Client } from '../../../src/lametric/cloud/oauth';
import { SettingsMap } from '../../../src/storage/settings-map';
import { tokenSet } from '../../helpers/lametric';
import { TOKEN } from '../../helpers/paths';
import { OwnSettings } from '../../helpers/own-settings';

describe('An account of two processes on one user directory', () => {
  let simulator: Simulator;
  let client: Client;
  let directory: string;
  let sessions: Session[];

  before(async () => {
    simulator = await startSimulator();
    client = { cloudUrl: simulator.url, id: simulator.client.id, secret: simulator.client.secret };
  });
  after(() => simulator.close());
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'user-dir-'));
    await (await start('a')).connect(client, tokenSet(simulator, { expiresAt: Date.now() - 1 }));
    sessions = [await start('a'), await start('a')];
    simulator.clearRequests();
  });
  afterEach(() => rm(directory, { recursive: true }));

  const start = async (id: string, settings?: OwnSettings): Promise<Session> => {
    const own = settings ?? (await OwnSettings.open(directory));
    const map = new SettingsMap(own, ACCOUNTS_SETTING, () => undefined);
    return new Session(id, client, new TokenStore(map));
  };
  const list = (session: Session | undefined) => session?.send(getDevices, new AbortController().signal);

  it('is not ended by the one that did not refresh', async () => {
    const [one, other] = sessions;
    await list(one);
    await list(other);
    assert.equal(simulator.countRequests('POST', TOKEN), 1);
  });

  it('is not ended where both refresh at the same time', async () => {
    const [one, other] = sessions;
    simulator.fail(TOKEN, { delay: 300, afterEffect: true });
    await Promise.allSettled([list(one), list(other)]);
    await list(other);
    await list(one);
    assert.equal((await start('a')).state, 'connected');
  });

  it('is not ended where the other was faster, though nothing more can be saved', async () => {
    const settings = await OwnSettings.open(directory);
    const [late, other] = [await start('a', settings), sessions[1]];
    settings.readOnly = true;
    simulator.fail(TOKEN, { delay: 300, status: 400, body: '{"error":"invalid_grant"}' });
    const message = list(late);
    await simulator.requested('POST', TOKEN);
    await list(other);
    await message;
    assert.equal(late.state, 'connected');
    // Otherwise it is tried again for ever.
    settings.readOnly = false;
  });

  it('is not overwritten when the other saves something else', async () => {
    const [one, other] = sessions;
    await list(one);
    assert.ok(other);
    const bystander = await start('b');
    await bystander.connect(client, tokenSet(simulator));
    await list(await start('a'));
    assert.equal(simulator.countRequests('POST', TOKEN), 1);
  });

  it('is replaced by a new connection at the one that has not seen the last refreshes', async () => {
    const [one, other] = sessions;
    await list(one);
    simulator.expireAccessTokens();
    await list(one);
    await other?.connect(client, tokenSet(simulator, { scopes: ['basic'] }));
    assert.deepEqual((await start('a')).scopes, ['basic']);
  });

  it('is forgotten on disk, though another record was read again', async () => {
    const [one] = sessions;
    await one?.disconnect();
    assert.equal((await start('a')).state, 'disconnected');
  });
});
