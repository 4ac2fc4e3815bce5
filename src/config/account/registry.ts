import type { NodeAPI } from 'node-red';
import type { Client } from '../../lametric/cloud/oauth';
import type { LaMetricError } from '../../lametric/errors';
import { removedBy } from '../../runtime/deployment';
import { savedClient } from './client';
import { Redis } from '../../storage/redis';
import { recordsIn } from '../../storage/redis-records';
import { Session } from './session/session';
import { ACCOUNTS_SETTING, TokenStore, clientHash, nodeIdOf } from './session/token-store';

const HOUR = 60 * 60 * 1000;
/** How many accounts that were never deployed are remembered; the one that was not asked for longest is forgotten. */
const MAX_UNDEPLOYED = 32;

/** The sessions of one node id: in a subflow, each instance may have a client of its own. */
interface Entry {
  /** By the hash of the client. */
  sessions: Map<string, Session>;
  /** How many deployed nodes use each session. */
  deployed: Map<Session, number>;
  /** The one that the admin endpoints speak of: it was deployed or connected last. */
  shown: Session | undefined;
  /** Whether a node with this id was ever deployed, and not removed since. */
  isKept: boolean;
}

/** By the admin app of a Node-RED: a package that is removed and installed again must find its registry again. */
export const registries = new WeakMap<object, AccountRegistry>();

/** Holds the sessions and their saved tokens: they outlive the config nodes, which any Deploy may make anew. */
export class AccountRegistry {
  readonly #RED: NodeAPI;
  readonly #store: TokenStore;
  /** The Redis that several Node-REDs share, if one is set. */
  readonly redis: Redis | undefined;
  readonly #entries = new Map<string, Entry>();

  /**
   * @param cloudUrl base address of the LaMetric cloud, without a slash at its end
   * @param redisUrl if given, the authorizations lie there
   */
  constructor(
    RED: NodeAPI,
    readonly cloudUrl: string,
    redisUrl: URL | undefined,
  ) {
    this.#RED = RED;
    this.redis = redisUrl && new Redis(redisUrl, (problem) => this.#noteRedis(problem));
    const onSavedChange = (problem: string | undefined) => {
      if (problem !== undefined) RED.log.warn(RED._('account.not-saved', { problem }));
      for (const session of this.#sessions()) session.publish();
    };
    const onChange = (names: string[]) => {
      for (const id of new Set(names.map(nodeIdOf))) {
        for (const session of this.#entries.get(id)?.sessions.values() ?? []) session.reload();
      }
    };
    this.#store = new TokenStore(
      recordsIn(
        RED,
        this.redis,
        { setting: ACCOUNTS_SETTING, hash: 'lametric:accounts' },
        onSavedChange,
        onChange,
      ),
    );
    RED.events.on('flows:started', (event: unknown) => this.#noteRemovals(event));
    setInterval(() => this.#maintain(), HOUR).unref();
  }

  /** Waits until the saved authorizations are read, or cannot be. */
  async ready(): Promise<void> {
    await this.#store.records.ready().catch(() => undefined);
  }

  /** Whether Redis is set, but cannot be used at the moment. */
  get isAway(): boolean {
    return this.#store.records.isAway;
  }

  /** The session for a node that is being deployed. The endpoints speak of it from now on. */
  deploy(id: string, client: Client): Session {
    const entry = this.#entry(id);
    const session = this.#sessionBy(id, entry, client);
    session.configure(client);
    entry.deployed.set(session, (entry.deployed.get(session) ?? 0) + 1);
    entry.shown = session;
    entry.isKept = true;
    return session;
  }

  /** Notes that a node of this session is closed. The endpoints then speak of one that is still deployed, if any. */
  close(id: string, session: Session): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    const others = (entry.deployed.get(session) ?? 0) - 1;
    if (others > 0) {
      entry.deployed.set(session, others);
    } else {
      entry.deployed.delete(session);
      if (entry.shown === session) entry.shown = [...entry.deployed.keys()].at(-1);
    }
  }

  /** The session of a client, which need not be deployed. The endpoints speak of it from now on. */
  open(id: string, client: Client): Session {
    const entry = this.#entry(id);
    entry.shown = this.#sessionBy(id, entry, client);
    return entry.shown;
  }

  /** The session that the endpoints speak of, if there is one. */
  find(id: string): Session | undefined {
    return this.#entries.get(id)?.shown;
  }

  /** The session of an account, whether or not it is deployed and runs; `undefined` without a client. */
  sessionOf(id: string): Session | undefined {
    const client = this.find(id) === undefined ? this.deployedClient(id) : undefined;
    return client === undefined ? this.find(id) : this.open(id, client);
  }

  /** The client of a deployed node, whether or not it runs. */
  deployedClient(id: string): Client | undefined {
    return this.deployedClients(id)[0] ?? savedClient(this.#RED, id, this.cloudUrl);
  }

  /** The clients of the deployed nodes with this id. */
  deployedClients(id: string): Client[] {
    return [...(this.#entries.get(id)?.deployed.keys() ?? [])].map(({ client }) => client);
  }

  /**
   * Forgets all authorizations of a node id, including those of clients that are not deployed.
   * @returns whether they are gone from the disk
   */
  async disconnect(id: string): Promise<boolean> {
    const sessions = [...(this.#entries.get(id)?.sessions.values() ?? [])];
    await Promise.all(sessions.map((session) => session.disconnect()));
    await this.#store.remove(id);
    return this.#store.records.saved;
  }

  #noteRedis(problem: LaMetricError | undefined): void {
    const { log, _: translate } = this.#RED;
    if (problem === undefined) log.info(translate('account.redis.back'));
    else if (problem.reason === 'no-redis-client')
      log.error(translate('common.error.account.no-redis-client'));
    else log.warn(translate('account.redis.away', { problem: problem.message }));
    for (const session of this.#sessions()) session.publish();
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id) ?? {
      sessions: new Map(),
      deployed: new Map(),
      shown: undefined,
      isKept: false,
    };
    // The entry that was asked for last goes to the end, so the first can be forgotten.
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    const undeployed = [...this.#entries].filter(([, { isKept }]) => !isKept);
    if (undeployed.length > MAX_UNDEPLOYED) this.#entries.delete(undeployed[0]?.[0] ?? '');
    return entry;
  }

  #sessionBy(id: string, { sessions }: Entry, client: Client): Session {
    const hash = clientHash(client);
    const session = sessions.get(hash) ?? new Session(id, client, this.#store);
    sessions.set(hash, session);
    return session;
  }

  #sessions(): Session[] {
    return [...this.#entries.values()].flatMap(({ sessions }) => [...sessions.values()]);
  }

  /** Forgets removed accounts. Disabled nodes, missing types, stopped flows and another project are not removals. */
  #noteRemovals(event: unknown): void {
    const present = new Set<string>();
    this.#RED.nodes.eachNode(({ id, type }) => {
      if (type === 'lametric-account') present.add(id);
    });
    const removed = new Set(removedBy(event).filter((id) => !present.has(id)));
    for (const id of removed) this.#entries.delete(id);
    void this.#store.markOrphans(removed, present);
  }

  #maintain(): void {
    void this.#store.ageOrphans();
    // Each at its own moment, lest all Node-REDs ask LaMetric at once.
    for (const session of this.#sessions()) {
      setTimeout(() => void session.keepAlive(), Math.random() * HOUR).unref();
    }
  }
}
