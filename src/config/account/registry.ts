import type { NodeAPI } from 'node-red';
import type { Client } from '../../lametric/cloud/oauth';
import { removals } from '../../runtime/deployment';
import { inBackground } from '../../runtime/in-background';
import { BoundedMap } from '../../storage/bounded-map';
import { openRecords, redisOf } from '../../storage/open-records';
import { ageOrphans, noteRemovals } from '../../storage/orphans';
import type { Records } from '../../storage/records';
import { savedClient } from './client';
import { CLOUD_URL_SETTING, DEFAULT_CLOUD_URL, readCloudUrl } from './cloud-url';
import { clientHash } from './session/sealed-record';
import { Session } from './session/session';
import { ACCOUNTS_SETTING, TokenStore, nodeIdOf } from './session/token-store';

const HOUR = 60 * 60 * 1000;
/** How many accounts are remembered that were never deployed; the one that was not used for longest gives way. */
const MAX_UNDEPLOYED = 32;

/** The sessions of one node id: in a subflow, each instance may have a client of its own. */
interface Entry {
  /** By the hash of the client. */
  sessions: Map<string, Session>;
  /** Of each deployed node, the one that was deployed last at the end. */
  deployed: Session[];
  /** The session of the admin endpoints: it was deployed or connected last. */
  shown: Session | undefined;
}

/** By the admin app of a Node-RED: a package that is removed and installed again must find its registry again. */
export const registries = new WeakMap<object, AccountRegistry>();

/** The sessions and their saved tokens. They outlive the config nodes, which any Deploy may make anew. */
export class AccountRegistry {
  readonly records: Records;
  /** Base address of the LaMetric cloud, without a slash at its end. */
  readonly cloudUrl: string;
  /** The address in settings.js that cannot be used. Then there is no session: it could leak tokens, or lose them. */
  readonly problem: 'cloud-url' | 'redis-url' | undefined;
  readonly #store: TokenStore;
  /** By node id: the accounts that were deployed, and not removed since. */
  readonly #deployed = new Map<string, Entry>();
  readonly #undeployed = new BoundedMap<Entry>(MAX_UNDEPLOYED);

  constructor(readonly RED: NodeAPI) {
    const cloudUrl = readCloudUrl(Reflect.get(RED.settings, CLOUD_URL_SETTING));
    this.cloudUrl = cloudUrl ?? DEFAULT_CLOUD_URL;
    if (cloudUrl === undefined) RED.log.error(RED._('common.error.cloud-url'));
    const onSavedChange = (problem: string | undefined) => {
      if (problem !== undefined) RED.log.warn(RED._('account.not-saved', { problem }));
      publish();
    };
    const publish = () => {
      for (const session of this.#sessions()) session.publish();
    };
    const onChange = (names: string[]) => {
      for (const id of new Set(names.map(nodeIdOf))) {
        for (const session of this.#entry(id)?.sessions.values() ?? []) session.reload();
      }
    };
    const place = { setting: ACCOUNTS_SETTING, hash: 'lametric:accounts' };
    this.records = openRecords(RED, place, onSavedChange, (names) =>
      inBackground(RED, () => onChange(names)),
    );
    this.#store = new TokenStore(this.records);
    const redis = redisOf(RED);
    redis?.onAway(() => inBackground(RED, publish));
    const isRedisWrong = redis?.problem?.reason === 'redis-url';
    this.problem = cloudUrl === undefined ? 'cloud-url' : isRedisWrong ? 'redis-url' : undefined;
    RED.events.on('flows:started', (event: unknown) => inBackground(RED, () => this.#noteRemovals(event)));
    setInterval(() => inBackground(RED, () => this.#maintain()), HOUR).unref();
  }

  /** The ids of the accounts that are known: deployed, or opened in a form. */
  get ids(): string[] {
    return [...this.#deployed.keys(), ...this.#undeployed.keys()];
  }

  /** The session for a node that is being deployed; also for the admin endpoints from now on. */
  deploy(id: string, client: Client): Session {
    const entry = this.#entry(id) ?? newEntry();
    this.#undeployed.delete(id);
    this.#deployed.set(id, entry);
    const session = this.#sessionBy(id, entry, client);
    session.configure(client);
    entry.deployed.push(session);
    entry.shown = session;
    return session;
  }

  /**
   * Notes that a node of this session is closed. The endpoints then use one that is still deployed, if any. After the last
   * node of a session, it resolves when that has settled.
   */
  async close(id: string, session: Session): Promise<void> {
    const entry = this.#entry(id);
    const index = entry?.deployed.lastIndexOf(session) ?? -1;
    if (entry === undefined || index === -1) return;
    entry.deployed.splice(index, 1);
    if (entry.deployed.includes(session)) return;
    if (entry.shown === session) entry.shown = entry.deployed.at(-1);
    await session.settle();
  }

  /** The session of a client, which need not be deployed; also for the admin endpoints from now on. */
  open(id: string, client: Client): Session {
    const entry = this.#entry(id) ?? newEntry();
    if (!this.#deployed.has(id)) this.#undeployed.set(id, entry);
    entry.shown = this.#sessionBy(id, entry, client);
    return entry.shown;
  }

  /** The session of an account, whether or not it is deployed and runs; `undefined` without a client. */
  sessionOf(id: string): Session | undefined {
    if (this.problem !== undefined) return undefined;
    const shown = this.#entry(id)?.shown;
    const client = shown === undefined ? this.deployedClient(id) : undefined;
    return client === undefined ? shown : this.open(id, client);
  }

  /** The client of a deployed node, whether or not it runs. */
  deployedClient(id: string): Client | undefined {
    return this.deployedClients(id)[0] ?? savedClient(this.RED, id, this.cloudUrl);
  }

  /** The clients of the deployed nodes with this id. */
  deployedClients(id: string): Client[] {
    return [...new Set(this.#entry(id)?.deployed)].map(({ client }) => client);
  }

  /**
   * Forgets all authorizations of a node id, including those of clients that are not deployed.
   * @returns whether they are gone from the disk
   */
  async disconnect(id: string): Promise<boolean> {
    const sessions = [...(this.#entry(id)?.sessions.values() ?? [])];
    await Promise.all(sessions.map((session) => session.disconnect()));
    const isRemoved = await this.#store.remove(id).then(
      () => true,
      () => false,
    );
    return isRemoved && this.records.saved;
  }

  #entry(id: string): Entry | undefined {
    return this.#deployed.get(id) ?? this.#undeployed.get(id);
  }

  #sessionBy(id: string, { sessions }: Entry, client: Client): Session {
    const hash = clientHash(client);
    const known = sessions.get(hash);
    if (known !== undefined) return known;
    const session = new Session(id, client, this.#store);
    sessions.set(hash, session);
    if (client.secret !== '') inBackground(this.RED, () => this.#store.renew(id, client));
    return session;
  }

  #sessions(): Session[] {
    const entries = [...this.#deployed.values(), ...this.#undeployed.values()];
    return entries.flatMap(({ sessions }) => [...sessions.values()]);
  }

  /** Forgets removed accounts. */
  async #noteRemovals(event: unknown): Promise<void> {
    const { removed, ...nodes } = removals(this.RED, 'lametric-account', event);
    const sessions = [...removed].flatMap((id) => [...(this.#entry(id)?.sessions.values() ?? [])]);
    for (const id of removed) {
      this.#deployed.delete(id);
      this.#undeployed.delete(id);
    }
    // The result of a refresh would replace the mark.
    await Promise.all(sessions.map((session) => session.settle()));
    await noteRemovals(this.records, {
      isRemoved: (name) => nodes.isRemoved(nodeIdOf(name)),
      isPresent: (name) => nodes.isPresent(nodeIdOf(name)),
    });
  }

  async #maintain(): Promise<void> {
    // Each at its own moment, lest all Node-REDs ask LaMetric at once.
    for (const session of this.#sessions()) {
      setTimeout(() => inBackground(this.RED, () => session.keepAlive()), Math.random() * HOUR).unref();
    }
    await ageOrphans(this.records);
  }
}

const newEntry = (): Entry => ({ sessions: new Map(), deployed: [], shown: undefined });
