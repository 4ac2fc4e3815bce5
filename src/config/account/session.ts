import { Cloud } from '../../lametric/cloud';
import { waitFor, withDeadline } from '../../lametric/deadline';
import { LaMetricError } from '../../lametric/errors';
import { type Client, type TokenSet, refreshTokens } from '../../lametric/oauth';
import { withRetries } from '../../lametric/retry';
import type { Device } from '../../lametric/types';
import { SharedReads } from './shared-reads';
import type { TokenStore } from './token-store';

/** The longest that one message, or one refresh, may take in all: retries, waits and replay included. */
const DEADLINE = 30_000;
/** How long before its end a token counts as expired. */
const EXPIRY_SKEW = 30_000;

/** A client whose secret may be missing: the implicit flow needs none. */
export type AccountClient = Omit<Client, 'secret'> & { secret?: string };

export type SessionState = 'unconfigured' | 'disconnected' | 'connected' | 'reconnect';

/** Why the user has to connect again. */
export type ReconnectReason = 'revoked' | 'unreadable' | 'expired';

/** What the nodes that use an account show: its state, or what is just going on with it. */
export type AccountStatus = SessionState | 'refreshing' | 'unsaved';

/** A request to the cloud. It may be called again, with another token, so it has to be idempotent. */
export type CloudRequest<T> = (cloud: Cloud, token: string, signal: AbortSignal) => Promise<T>;

/** What flow nodes read: one device, or all of them. */
export type Devices = Device | Device[];

/**
 * The authorization of one account: holds its tokens, refreshes them, and makes requests with them.
 * It belongs to a node id, not to a node instance, so a redeploy neither loses it nor refreshes it twice.
 */
export class Session {
  readonly #id: string;
  readonly #store: TokenStore;
  readonly #listeners = new Set<(status: AccountStatus) => void>();
  readonly #reads = new SharedReads<Devices>();
  #client: AccountClient | undefined;
  #deployedClient: AccountClient | undefined;
  #cloud: Cloud | undefined;
  #tokens: TokenSet | undefined;
  #latched = false;
  #unreadable = false;
  /** Rises whenever the user connects or disconnects: what was under way before that is out of date. */
  #epoch = 0;
  #refreshing: Promise<void> | undefined;
  #saving: Promise<void> | undefined;

  constructor(id: string, store: TokenStore) {
    this.#id = id;
    this.#store = store;
  }

  /** The client of the deployed node; who connects before a Deploy may already use another one. */
  get deployedClient(): AccountClient | undefined {
    return this.#deployedClient;
  }

  get state(): SessionState {
    if (this.#client === undefined) return 'unconfigured';
    if (this.reconnectReason !== undefined) return 'reconnect';
    return this.#tokens === undefined ? 'disconnected' : 'connected';
  }

  get reconnectReason(): ReconnectReason | undefined {
    if (this.#unreadable) return 'unreadable';
    if (this.#latched) return 'revoked';
    return this.#tokens !== undefined && hasEnded(this.#tokens) ? 'expired' : undefined;
  }

  get scopes(): string[] {
    return this.#tokens?.scopes ?? [];
  }

  /** When the access token expires: milliseconds since the epoch, or `undefined`. */
  get expiresAt(): number | undefined {
    return this.#tokens?.expiresAt;
  }

  /** Whether the authorization would survive a restart of Node-RED; true while there is none. */
  get persisted(): boolean {
    if (this.#tokens === undefined) return true;
    return this.#tokens.refreshToken !== undefined && this.#store.persisted;
  }

  get status(): AccountStatus {
    if (this.#refreshing !== undefined) return 'refreshing';
    const { state } = this;
    const unsaved = this.#tokens?.refreshToken !== undefined && !this.#store.persisted;
    return state === 'connected' && unsaved ? 'unsaved' : state;
  }

  /** Tells `listener` the status, now and at every change. @returns how to stop that. */
  watch(listener: (status: AccountStatus) => void): () => void {
    this.#listeners.add(listener);
    listener(this.status);
    return () => this.#listeners.delete(listener);
  }

  /** Tells all listeners the status. */
  publish(): void {
    for (const listener of this.#listeners) listener(this.status);
  }

  /** Takes over the deployed client. The same one keeps the authorization; another one looks for its own. */
  configure(client: AccountClient | undefined): void {
    this.#deployedClient = client;
    if (isSameClient(client, this.#client)) return;
    this.#setClient(client);
    this.#load();
    this.publish();
  }

  /**
   * Takes over what a handshake brought. Tokens without a refresh token (implicit flow) stay in memory.
   * @returns once the authorization is saved, or cannot be: before that no request uses it.
   */
  async adopt(client: AccountClient, tokens: TokenSet): Promise<void> {
    this.#epoch++;
    this.#setClient(client);
    this.#setAuthorization(tokens);
    const { secret } = client;
    const saving =
      tokens.refreshToken === undefined || secret === undefined
        ? this.#store.remove(this.#id)
        : this.#store.write(this.#id, { ...client, secret }, { tokens, latched: false });
    this.#saving = saving;
    await saving;
    if (this.#saving === saving) this.#saving = undefined;
    this.publish();
  }

  /** Forgets the authorization, here and on disk. */
  async disconnect(): Promise<void> {
    this.#epoch++;
    this.#reads.separate();
    this.#setAuthorization(undefined);
    await this.#store.remove(this.#id);
    this.publish();
  }

  /**
   * Makes a request with a valid token: refreshes it before, when it is known to have expired, or after a 401, and
   * then replays the request once. Transient failures are retried. All of it ends within 30 s.
   * @throws {LaMetricError}
   */
  call<T>(request: CloudRequest<T>, outer?: AbortSignal): Promise<T> {
    return withDeadline(DEADLINE, outer, (signal) => this.#perform(request, signal));
  }

  /**
   * Reads as `call` does, with one request for all that read the same at the same time; who joins a read has what is left
   * of its 30 s.
   * @param what tells which reads are the same
   * @returns a value of its own for each caller
   */
  read(what: string, request: CloudRequest<Devices>, signal: AbortSignal): Promise<Devices> {
    return this.#reads.read(
      what,
      (controller) =>
        withDeadline(DEADLINE, undefined, (shared) => this.#perform(request, shared), controller),
      signal,
    );
  }

  /** Writes as `call` does. What is read once it has been sent, or has ended, is read by a request that came later. */
  async write<T>(request: CloudRequest<T>, signal: AbortSignal): Promise<T> {
    try {
      return await this.call((...parameters) => {
        this.#reads.separate();
        return request(...parameters);
      }, signal);
    } finally {
      this.#reads.separate();
    }
  }

  async #perform<T>(request: CloudRequest<T>, signal: AbortSignal): Promise<T> {
    const end = Date.now() + DEADLINE;
    const send = (tokens: TokenSet) => {
      const cloud = this.#authorized().cloud;
      return withRetries(() => request(cloud, tokens.accessToken, signal), end, signal);
    };
    const tokens = await this.#usableTokens(signal);
    try {
      return await send(tokens);
    } catch (error) {
      const refused = error instanceof LaMetricError && error.statusCode === 401;
      if (!refused || tokens.refreshToken === undefined) throw error;
    }
    return send(await this.#successorOf(tokens, signal));
  }

  #setClient(client: AccountClient | undefined): void {
    this.#reads.separate();
    this.#client = client;
    this.#cloud = client === undefined ? undefined : new Cloud(client.cloudUrl);
  }

  #setAuthorization(tokens: TokenSet | undefined, latched = false, unreadable = false): void {
    this.#tokens = tokens;
    this.#latched = latched;
    this.#unreadable = unreadable;
  }

  /** Takes what the store has for the client. */
  #load(): void {
    const { id, cloudUrl, secret } = this.#client ?? {};
    const stored =
      id === undefined || cloudUrl === undefined || secret === undefined
        ? undefined
        : this.#store.read(this.#id, { id, cloudUrl, secret });
    if (stored === undefined || stored === 'unreadable') {
      this.#setAuthorization(undefined, false, stored === 'unreadable');
    } else {
      this.#setAuthorization(stored.tokens, stored.latched);
    }
  }

  #authorized(): { client: AccountClient; cloud: Cloud; tokens: TokenSet } {
    if (this.#client === undefined || this.#cloud === undefined)
      throw new LaMetricError('NOT_CONFIGURED', '');
    if (this.#tokens === undefined || this.state !== 'connected')
      throw new LaMetricError('NOT_AUTHORIZED', '');
    return { client: this.#client, cloud: this.#cloud, tokens: this.#tokens };
  }

  async #usableTokens(signal: AbortSignal): Promise<TokenSet> {
    if (this.#saving !== undefined) await waitFor(this.#saving, signal);
    const { tokens } = this.#authorized();
    return isDue(tokens) ? this.#successorOf(tokens, signal) : tokens;
  }

  /** The tokens in the place of `old`: by one refresh, however many ask for it, or by one that has already been. */
  async #successorOf(old: TokenSet, signal: AbortSignal): Promise<TokenSet> {
    const { client, tokens } = this.#authorized();
    if (tokens === old && this.#refreshing === undefined) {
      this.#refreshing = this.#refresh(client, old).finally(() => {
        this.#refreshing = undefined;
        this.publish();
      });
      this.publish();
    }
    if (this.#refreshing !== undefined) await waitFor(this.#refreshing, signal);
    // Who connects during a refresh brings tokens that may not be saved yet.
    if (this.#saving !== undefined) await waitFor(this.#saving, signal);
    return this.#authorized().tokens;
  }

  /**
   * Bound to no message and no node: whoever closes, the rotated token is received and saved, and only then used.
   */
  async #refresh(account: AccountClient, old: TokenSet): Promise<void> {
    const { refreshToken, scopes } = old;
    const { secret } = account;
    if (refreshToken === undefined || secret === undefined) throw new LaMetricError('NOT_CONFIGURED', '');
    const client = { ...account, secret };
    const epoch = this.#epoch;
    let result = { tokens: old, latched: true };
    let failure: unknown;
    try {
      const tokens = await withDeadline(DEADLINE, undefined, (signal) =>
        withRetries(
          () => refreshTokens(client, { refreshToken, scopes }, signal),
          Date.now() + DEADLINE,
          signal,
        ),
      );
      result = { tokens, latched: false };
    } catch (error) {
      // Whatever is not `invalid_grant` leaves the refresh token as good as it was.
      if (!(error instanceof LaMetricError && error.code === 'NOT_AUTHORIZED')) throw error;
      failure = error;
    }
    if (this.#epoch === epoch) {
      await this.#store.write(this.#id, client, result);
      if (this.#epoch === epoch) this.#load();
    }
    if (failure !== undefined) throw failure;
  }
}

/** Another secret counts as another client, because the tokens at rest can be read with the right one alone. */
function isSameClient(a: AccountClient | undefined, b: AccountClient | undefined): boolean {
  return a?.id === b?.id && a?.secret === b?.secret && a?.cloudUrl === b?.cloudUrl;
}

/** Whether to refresh before the next request. A token that lives less than 5 minutes gets a shorter skew. */
function isDue({ refreshToken, expiresAt, lifetime = Infinity }: TokenSet): boolean {
  if (refreshToken === undefined || expiresAt === undefined) return false;
  return Date.now() >= expiresAt - Math.min(EXPIRY_SKEW, lifetime / 10);
}

/** Whether these tokens are worth nothing any more. With a refresh token, only LaMetric can tell. */
function hasEnded({ refreshToken, expiresAt }: TokenSet): boolean {
  return refreshToken === undefined && expiresAt !== undefined && Date.now() >= expiresAt;
}
