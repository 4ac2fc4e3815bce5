/** The world of tests that connect to a clock: a connected LaMetric account and its clocks. */
import type { Clock as SimulatedClock } from '../../simulator/clock/clock';
import { type Simulator, startSimulator } from '../../simulator/simulator';
import { Session } from '../../src/config/account/session/session';
import { ACCOUNTS_SETTING, TokenStore } from '../../src/config/account/session/token-store';
import { SettingsMap } from '../../src/storage/settings-map';
import { Clock } from '../../src/config/device/clock';
import type { ClockIdentity } from '../../src/config/device/clock-record';
import type { CloudEntry } from '../../src/config/device/locator';
import type { ClockSettings } from '../../src/config/device/settings';
import { Certificate, TrustInMemory, type TrustStore } from '../../src/lametric/clock/certificate';
import { sendNotification } from '../../src/lametric/clock/requests';
import { tokenSet } from './lametric';
import { MemorySettings } from './settings';

export const NOTIFICATIONS = '/api/v2/device/notifications';
export const never = () => new AbortController().signal;

/** A notification with this text. */
export const saying = (text: string) => sendNotification({ model: { frames: [{ text }] } });

export class ClocksWorld {
  /** The entries, and the clock's words on itself, that were to be remembered. */
  readonly found: CloudEntry[] = [];
  readonly said: ClockIdentity[] = [];

  private constructor(
    readonly simulator: Simulator,
    readonly session: Session,
  ) {}

  static async start(): Promise<ClocksWorld> {
    const simulator = await startSimulator();
    const client = { cloudUrl: simulator.url, id: simulator.client.id, secret: simulator.client.secret };
    const store = new TokenStore(new SettingsMap(new MemorySettings(), ACCOUNTS_SETTING, () => undefined));
    const world = new ClocksWorld(simulator, new Session('a', client, store));
    world.simulator.clearRequests();
    await world.connect();
    return world;
  }

  /** Connects the account. */
  connect(): Promise<void> {
    return this.session.connect(this.session.client, tokenSet(this.simulator));
  }

  close(): Promise<void> {
    return this.simulator.close();
  }

  /** One of 2022, which can do most. */
  get kitchen(): SimulatedClock {
    const [, kitchen] = this.simulator.clocks;
    if (kitchen === undefined) throw new Error('There is no such clock');
    return kitchen;
  }

  /** How often the account was asked where the kitchen's clock is. */
  get lookUps(): number {
    return this.simulator.countRequests('GET', `/api/v2/users/me/devices/${this.kitchen.id}`);
  }

  /** The kitchen's clock as it is chosen from the account. */
  settings(changes: Partial<ClockSettings> = {}): ClockSettings {
    return {
      name: '',
      clockName: '',
      account: 'account-1',
      device: String(this.kitchen.id),
      address: '',
      security: 'pinned',
      apiKey: '',
      quiet: [],
      timezone: '',
      ...changes,
    };
  }

  /** A connection to the kitchen's clock. */
  clock(
    changes: Partial<ClockSettings> = {},
    {
      found,
      trusted,
      trust = new TrustInMemory(trusted),
    }: { found?: CloudEntry; trusted?: string; trust?: TrustStore } = {},
  ): Clock {
    return new Clock(this.settings(changes), new Certificate(trust), this.session, {
      known: { found, said: undefined },
      onEntry: (each) => this.found.push(each),
      onSaid: (each) => this.said.push(each),
    });
  }

  /** The entry that the account would give now. */
  whereabouts(): CloudEntry {
    const { name, address, accountKey, serialNumber } = this.kitchen;
    return { name, address, apiKey: accountKey, serialNumber };
  }

  /** The notifications that the kitchen's clock has shown, in their order: the bodies of the requests. */
  get shown(): string[] {
    return this.kitchen.requests
      .filter(({ method, path, status }) => method === 'POST' && path === NOTIFICATIONS && status === 201)
      .map(({ body }) => body);
  }
}
