import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '../../../simulator/simulator';
import { Session } from '../../../src/config/account/session/session';
import { ACCOUNTS_SETTING, TokenStore } from '../../../src/config/account/session/token-store';
import { getDevices } from '../../../src/lametric/cloud/cloud';
import type { Client } from '../../../src/lametric/cloud/oauth';
import { parseJson } from '../../../src/lametric/http/exchange';
import { isObject } from '../../../src/lametric/guards';
import { SettingsMap } from '../../../src/storage/settings-map';
import { tokenSet } from '../../helpers/lametric';
import { TOKEN } from '../../helpers/paths';

/** Like Node-RED's own: it reads the file at its start, and writes all that it remembers. */
class OwnSettings {
  #all: Record<string, unknown>;

  constructor(
    readonly userDir: string,
    text: string,
  ) {
    const all = parseJson(text);
    this.#all = isObject(all) ? all : {};
  }

  available = () => true;
  get = (name: string): unknown => structuredClone(this.#all[name]);
  async set(name: string, value: unknown): Promise<void> {
    this.#all = { ...this.#all, [name]: structuredClone(value) };
    await writeFile(join(this.userDir, '.config.runtime.json'), JSON.stringify(this.#all));
  }
}

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

  const start = async (id: string): Promise<Session> => {
    const text = await readFile(join(directory, '.config.runtime.json'), 'utf8').catch(() => '');
    const map = new SettingsMap(new OwnSettings(directory, text), ACCOUNTS_SETTING, () => undefined);
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

  it('is not overwritten when the other saves something else', async () => {
    const [one, other] = sessions;
    await list(one);
    assert.ok(other);
    const bystander = await start('b');
    await bystander.connect(client, tokenSet(simulator));
    await list(await start('a'));
    assert.equal(simulator.countRequests('POST', TOKEN), 1);
  });

  it('is forgotten on disk, though another record was read again', async () => {
    const [one] = sessions;
    await one?.disconnect();
    assert.equal((await start('a')).state, 'disconnected');
  });
});
