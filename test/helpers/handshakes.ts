import { type Simulator, startSimulator } from '../../simulator/simulator';
import {
  type Consent,
  type Handshake,
  Handshakes,
  type Outcome,
} from '../../src/config/account/handshake/handshakes';
import { redeem } from '../../src/config/account/handshake/response';
import { Session } from '../../src/config/account/session/session';
import { ACCOUNTS_SETTING, TokenStore } from '../../src/config/account/session/token-store';
import { SettingsMap } from '../../src/storage/settings-map';
import { type Client, authorizeUrl } from '../../src/lametric/cloud/oauth';
import { TOKEN } from './paths';
import { MemorySettings } from './settings';

export const NODE = 'node-1';
export const SCOPES = ['basic', 'devices_read'];

/** The fields of a redirect, in its query or in its fragment. */
export type Fields = Record<string, unknown>;

/** The surroundings of a handshake: a LaMetric cloud, and the session of one node. */
export class HandshakeWorld {
  readonly client: Client;
  settings = new MemorySettings();
  session: Session;
  sessionsCreated = 0;
  handshakes = new Handshakes();

  private constructor(readonly simulator: Simulator) {
    this.client = { cloudUrl: simulator.url, id: simulator.client.id, secret: simulator.client.secret };
    this.session = this.#newSession();
  }

  static async open(): Promise<HandshakeWorld> {
    return new HandshakeWorld(await startSimulator({ codeLifetime: 3600 }));
  }

  /** For the next test, which finds nothing of the one before. */
  reset(): void {
    // What cannot be saved is tried again for ever.
    this.settings.readOnly = false;
    this.settings = new MemorySettings();
    this.session = this.#newSession();
    this.sessionsCreated = 0;
    this.handshakes = new Handshakes();
    this.simulator.clearFaults();
    this.simulator.clearRequests();
  }

  close(): Promise<void> {
    return this.simulator.close();
  }

  start(changes: Partial<Consent> = {}, redirectUri = this.redirectUri): Handshake {
    const { client } = this;
    return this.handshakes.start(NODE, redirectUri, { client, grant: 'code', scopes: SCOPES, ...changes });
  }

  get redirectUri(): string {
    return this.simulator.client.redirectUris[0] ?? '';
  }

  #newSession(): Session {
    return new Session(
      NODE,
      this.client,
      new TokenStore(new SettingsMap(this.settings, ACCOUNTS_SETTING, () => undefined)),
    );
  }

  startImplicit(): Handshake {
    return this.start({ grant: 'implicit', client: { ...this.client, secret: '' } });
  }

  /** The fields of LaMetric's redirect once the user has decided. */
  async answered(handshake: Handshake, decision: 'approve' | 'deny' = 'approve'): Promise<Fields> {
    const { consent, state, redirectUri } = handshake;
    if (consent === undefined) throw new Error('The handshake has ended.');
    const { client, grant, scopes } = consent;
    const { cloudUrl, id: clientId } = client;
    const address = authorizeUrl({ cloudUrl, clientId, redirectUri, scopes, state, grant });
    const { hash, searchParams } = new URL(await this.simulator.authorize(address, decision));
    return Object.fromEntries([...searchParams, ...new URLSearchParams(hash.slice(1))]);
  }

  redeemed(handshake: Handshake): Promise<Outcome> {
    const createSession = () => {
      this.sessionsCreated++;
      return this.session;
    };
    return redeem(handshake, createSession, (error) => (error instanceof Error ? error.message : ''));
  }

  /** How many codes LaMetric was asked to exchange. */
  get exchanges(): number {
    return this.simulator.countRequests('POST', TOKEN);
  }
}
