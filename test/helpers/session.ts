import { type Simulator, startSimulator } from '../../simulator/simulator';
import type { SessionStatus } from '../../src/config/account/session/authorization';
import { Session } from '../../src/config/account/session/session';
import { ACCOUNTS_SETTING, TokenStore } from '../../src/config/account/session/token-store';
import { SettingsMap } from '../../src/storage/settings-map';
import type { CloudDevice } from '../../src/lametric/cloud/types';
import { getDevices } from '../../src/lametric/cloud/cloud';
import type { Client, TokenSet } from '../../src/lametric/cloud/oauth';
import { tokenSet } from './lametric';
import { TOKEN } from './paths';
import { MemorySettings } from './settings';

/** The surroundings of a session in a test: a LaMetric cloud, and settings that outlast a restart. */
export class SessionWorld {
  readonly client: Client;
  settings = new MemorySettings();
  store = new TokenStore(new SettingsMap(this.settings, ACCOUNTS_SETTING, () => undefined));
  session: Session;
  /** The states that listeners were told since the last start. */
  statuses: SessionStatus[] = [];

  private constructor(readonly simulator: Simulator) {
    this.client = { cloudUrl: simulator.url, id: simulator.client.id, secret: simulator.client.secret };
    this.session = new Session('a', this.client, this.store);
  }

  static async start(): Promise<SessionWorld> {
    return new SessionWorld(await startSimulator());
  }

  /** For the next test, which finds nothing of the one before. */
  reset(): void {
    // What cannot be saved is tried again for ever.
    this.settings.readOnly = false;
    this.simulator.clearFaults();
    this.simulator.accessTokenLifetime = 3600;
    this.settings = new MemorySettings();
    this.restart();
    this.simulator.clearRequests();
  }

  /** Does what a start of Node-RED does, with the settings as they are on disk. */
  restart(): void {
    this.settings = this.settings.restarted();
    this.store = new TokenStore(
      new SettingsMap(this.settings, ACCOUNTS_SETTING, () => this.session.publish()),
    );
    this.session = new Session('a', this.client, this.store);
    this.statuses = [];
    const { statuses } = this;
    this.session.onStatus((status) => statuses.push(status));
  }

  close(): Promise<void> {
    return this.simulator.close();
  }

  issued(changes: Partial<TokenSet> = {}): TokenSet {
    return tokenSet(this.simulator, changes);
  }

  expired(): TokenSet {
    return this.issued({ expiresAt: Date.now() - 1 });
  }

  list(signal = new AbortController().signal): Promise<CloudDevice[]> {
    return this.session.send(getDevices, signal);
  }

  /** How many refreshes LaMetric was asked for. */
  get refreshes(): number {
    return this.simulator.countRequests('POST', TOKEN);
  }
}
