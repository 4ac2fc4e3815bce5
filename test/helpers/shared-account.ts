/** Several Node-REDs that share one account, as far as a session goes, and the Redis and the cloud that they use. */
import { type Simulator, startSimulator } from '../../simulator/simulator';
import { Redis } from '../../src/storage/redis';
import { RedisRecords } from '../../src/storage/redis-records';
import { Session } from '../../src/config/account/session/session';
import { ACCOUNTS_SETTING, TokenStore } from '../../src/config/account/session/token-store';
import { getDevices } from '../../src/lametric/cloud/cloud';
import type { LaMetricError } from '../../src/lametric/errors';
import type { Client, TokenSet } from '../../src/lametric/cloud/oauth';
import { SettingsMap } from '../../src/storage/settings-map';
import { tokenSet } from './lametric';
import { TOKEN } from './paths';
import { TestRedis } from './redis';
import { MemorySettings } from './settings';

export const ACCOUNTS = 'lametric:accounts';

/** One Node-RED's part of an account. */
export class Member {
  readonly redis: Redis;
  readonly store: TokenStore;
  readonly session: Session;
  readonly problems: (LaMetricError | undefined)[] = [];

  constructor(
    url: string,
    client: Client,
    readonly settings = new MemorySettings(),
  ) {
    this.redis = new Redis(url);
    this.redis.onAway((problem) => {
      this.problems.push(problem);
      this.session.publish();
    });
    const copy = new SettingsMap(settings, ACCOUNTS_SETTING, () => undefined);
    const onChange = () => this.session.reload();
    this.store = new TokenStore(
      new RedisRecords(this.redis, ACCOUNTS, copy, onChange, () => this.session.publish()),
    );
    this.session = new Session('a', client, this.store);
  }

  list() {
    return this.session.send(getDevices, new AbortController().signal);
  }

  /** Resolves once the status is this one. */
  shows(status: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`It shows ${this.session.status}, not ${status}`));
      }, 10_000);
      let stop = () => {};
      stop = this.session.onStatus((shown) => {
        if (shown !== status) return;
        clearTimeout(timer);
        // Called at once, too, when there is nothing to stop yet.
        setImmediate(() => stop());
        resolve();
      });
    });
  }
}

export class SharedWorld {
  readonly client: Client;
  members: Member[] = [];

  private constructor(
    readonly simulator: Simulator,
    readonly redis: TestRedis,
  ) {
    this.client = { cloudUrl: simulator.url, id: simulator.client.id, secret: simulator.client.secret };
  }

  static async start(...options: string[]): Promise<SharedWorld> {
    return new SharedWorld(await startSimulator(), await TestRedis.start(...options));
  }

  /** @param url of the Redis */
  join(settings?: MemorySettings, url = this.redis.url): Member {
    const member = new Member(url, this.client, settings);
    this.members.push(member);
    return member;
  }

  /** Two Node-REDs, of which the first was connected, with a token that has to be refreshed. */
  async connectedPair(): Promise<[Member, Member]> {
    const [one, other] = [this.join(), this.join()];
    await Promise.all([one, other].map(({ store }) => store.records.ready()));
    await one.session.connect(this.client, this.expired());
    await other.shows('connected');
    this.simulator.clearRequests();
    return [one, other];
  }

  expired(): TokenSet {
    return tokenSet(this.simulator, { expiresAt: Date.now() - 1 });
  }

  /** How many refreshes LaMetric was asked for. */
  get refreshes(): number {
    return this.simulator.countRequests('POST', TOKEN);
  }

  /** For the next test. */
  async reset(): Promise<void> {
    for (const { redis } of this.members) redis.close();
    this.members = [];
    this.simulator.clearFaults();
    this.simulator.accessTokenLifetime = 3600;
    this.simulator.clearRequests();
    await this.redis.command('FLUSHALL');
  }

  async close(): Promise<void> {
    for (const { redis } of this.members) redis.close();
    await this.redis.close();
    await this.simulator.close();
  }
}
