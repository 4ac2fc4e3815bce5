import { CircuitBreaker } from '../../../lametric/connection/circuit-breaker';
import { cloudQueues, sendToCloud } from '../../../lametric/cloud/cloud';
import { type Client, type Grant, type TokenSet, isExpiring } from '../../../lametric/cloud/oauth';
import { type Deadline, waitFor, withDeadline } from '../../../lametric/connection/deadline';
import { LaMetricError } from '../../../lametric/errors';
import type { HttpResponse } from '../../../lametric/http/message';
import type { ApiRequest } from '../../../lametric/connection/request';
import { Requester } from '../../../lametric/connection/requester';
import { persistRefresh } from './persist-refresh';
import { REFRESH_DEADLINE, Refresher, isIdle, isTokenRefused } from './refresher';
import {
  type Authorization,
  type Known,
  type ReconnectReason,
  type SessionState,
  type SessionStatus,
  type StoredAuthorization,
  reconnectReasonOf,
  stateOf,
} from './authorization';
import type { TokenStore } from './token-store';
import { TokenTrial } from './token-trial';

/**
 * The authorization of one account by one client: holds its tokens, refreshes them, and makes requests with them.
 * It belongs to a node id, not to a node instance, so a redeploy neither loses it nor refreshes it twice.
 */
export class Session {
  readonly #id: string;
  readonly #store: TokenStore;
  readonly #listeners = new Set<(status: SessionStatus) => void>();
  readonly #breaker = new CircuitBreaker();
  readonly #requester = new Requester<StoredAuthorization>(
    {
      exchange: (request, { tokens }, signal, onSent) =>
        sendToCloud(this.#client.cloudUrl, request, tokens.accessToken, signal, onSent),
      authorize: (attempt, deadline) => this.#authorize(attempt, deadline),
      ...cloudQueues(),
    },
    this.#breaker,
  );
  readonly #refresher = new Refresher(this.#breaker);
  readonly #trial = new TokenTrial(this.#refresher);
  /** The name of the connected user; empty until an admin request has asked LaMetric for it. */
  user = '';
  #client: Client;
  #known: Known;
  #refreshing: Promise<void> | undefined;
  #saving: Promise<void> | undefined;

  constructor(id: string, client: Client, store: TokenStore) {
    this.#id = id;
    this.#client = client;
    this.#store = store;
    this.#load();
  }

  get client(): Client {
    return this.#client;
  }

  get state(): SessionState {
    return stateOf(this.#known);
  }

  get reconnectReason(): ReconnectReason | undefined {
    return reconnectReasonOf(this.#known);
  }

  /** The grant that the tokens come from; the implicit grant gives no refresh token. */
  get grant(): Grant | undefined {
    if (this.#authorization === undefined) return undefined;
    return this.#authorization.tokens.refreshToken === undefined ? 'implicit' : 'code';
  }

  get scopes(): string[] {
    return this.#authorization?.tokens.scopes ?? [];
  }

  /** When the access token expires: milliseconds since the epoch, or `undefined`. */
  get expiresAt(): number | undefined {
    return this.#authorization?.tokens.expiresAt;
  }

  /** When the tokens were granted: milliseconds since the epoch, or `undefined`. */
  get refreshedAt(): number | undefined {
    return this.#authorization?.refreshedAt;
  }

  /** Whether a restart of Node-RED would lose nothing; true while there is no authorization. */
  get persisted(): boolean {
    return this.grant === undefined || (this.grant === 'code' && this.#store.records.saved);
  }

  get status(): SessionStatus {
    if (this.#refreshing !== undefined) return 'refreshing';
    if (this.#store.records.isAway) return 'away';
    return this.state === 'connected' && this.grant === 'code' && !this.persisted ? 'unsaved' : this.state;
  }

  /** Calls `listener` with the status, now and at every change. @returns a function that stops this */
  onStatus(listener: (status: SessionStatus) => void): () => void {
    this.#listeners.add(listener);
    listener(this.status);
    return () => this.#listeners.delete(listener);
  }

  /** Tells all listeners the status. */
  publish(): void {
    for (const listener of this.#listeners) listener(this.status);
  }

  /**
   * Takes over the client secret of a deployed node. A new secret comes with the authorization that is saved for it,
   * unless LaMetric refused the old secret: then the present authorization goes on with the new one.
   */
  configure(client: Client): void {
    if (client.secret === this.#client.secret) return;
    const wasRefused = this.#refresher.isRefused;
    const authorization = this.#authorization;
    this.#setClient(client);
    if (wasRefused && authorization !== undefined) void this.#save(authorization);
    else this.#load();
    this.publish();
  }

  /** Takes over the authorization that another Node-RED has saved. Tokens that stay in memory are unknown to the others. */
  reload(): void {
    if (this.grant === 'implicit') return;
    const before = this.state;
    this.#load();
    if (this.state !== before) {
      this.user = '';
      this.#setClient(this.#client);
    }
    this.publish();
  }

  /**
   * Connects with the tokens of a handshake. Without a refresh token (implicit grant) they stay in memory.
   * Resolves once they are saved, or cannot be (see `persisted`). No request uses them before.
   */
  async connect(client: Client, tokens: TokenSet): Promise<void> {
    this.#saving = this.#store.catchUp().then(() => {
      this.user = '';
      this.#setClient(client);
      return this.#save({ tokens, refreshedAt: Date.now(), revoked: false });
    });
    await this.#saving.finally(() => this.publish());
  }

  /**
   * Forgets the authorization, here and on disk.
   * @returns whether it is gone from the disk. If not, the store keeps trying, and the refresh token is used up.
   */
  async disconnect(): Promise<boolean> {
    await this.#store.catchUp();
    const tokens = this.#authorization?.tokens;
    this.user = '';
    this.#requester.reset();
    this.#known = undefined;
    await this.#store.remove(this.#id, this.#client);
    this.publish();
    if (!this.#store.records.saved && tokens !== undefined) await this.#refresher.useUp(this.#client, tokens);
    return this.#store.records.saved;
  }

  /**
   * Sends a request with a valid token. It refreshes an expired token before that; after a 401 it refreshes the token and
   * replays the request once. See `Requester` for the rest.
   * @throws {LaMetricError}
   */
  send<T>(request: ApiRequest<T>, signal: AbortSignal): Promise<T> {
    return this.#requester.send(request, signal);
  }

  /** Refreshes an authorization that was idle for a week. */
  async keepAlive(): Promise<void> {
    const idle = this.#authorization;
    if (idle === undefined || this.grant !== 'code') return;
    if (!isIdle(idle.refreshedAt)) return;
    const refresh = withDeadline(REFRESH_DEADLINE, undefined, (until) => this.#successorOf(idle, until));
    // After a failure, the next call or the next message tries again.
    await refresh.catch(() => undefined);
  }

  /** Waits for a token request that is under way and for its result to be saved. Until then, no other is sent. */
  settle(): Promise<void> {
    return this.#refresher.stopFor(async () => {
      await this.#refreshing?.catch(() => undefined);
      await this.#saving;
      await this.#store.records.flush();
    });
  }

  /** The authorization as far as it can be read. */
  get #authorization(): StoredAuthorization | undefined {
    return this.#known === 'unreadable' ? undefined : this.#known;
  }

  async #authorize(
    attempt: (authorization: StoredAuthorization) => Promise<HttpResponse>,
    deadline: Deadline,
  ): Promise<HttpResponse> {
    const authorization = await this.#valid(deadline);
    try {
      return await this.#trial.run(attempt, authorization);
    } catch (error) {
      if (!isTokenRefused(error) || authorization.tokens.refreshToken === undefined) throw error;
    }
    return this.#trial.run(attempt, await this.#successorOf(authorization, deadline));
  }

  #setClient(client: Client): void {
    this.#requester.reset();
    this.#refresher.reset();
    this.#client = client;
  }

  /** Reads the client's authorization from the store. */
  #load(): void {
    this.#known = this.#client.secret === '' ? undefined : this.#store.read(this.#id, this.#client);
  }

  /** Loads the authorization if the store has another generation of it. */
  #loadChange(): void {
    const generation = this.#store.generation(this.#id, this.#client);
    if (generation !== (this.#authorization?.generation ?? 0)) this.#load();
  }

  #save(authorization: Authorization): Promise<void> {
    const client = this.#client;
    const isLasting = authorization.tokens.refreshToken !== undefined && client.secret !== '';
    const write = isLasting
      ? this.#store.write(this.#id, client, authorization)
      : this.#store.remove(this.#id, client);
    this.#known = { ...authorization, generation: this.#store.generation(this.#id, client) };
    const saving = write.finally(() => {
      if (this.#saving === saving) this.#saving = undefined;
    });
    this.#saving = saving;
    return saving;
  }

  #usable(): StoredAuthorization {
    if (this.#authorization !== undefined && this.state === 'connected') return this.#authorization;
    const reason = this.state === 'disconnected' ? 'not-connected' : undefined;
    throw new LaMetricError('NOT_AUTHORIZED', 'the account is not connected', { said: '', reason });
  }

  /** The authorization with tokens that have not expired, as far as anybody knows. */
  async #valid(deadline: Deadline): Promise<StoredAuthorization> {
    if (this.#saving !== undefined) await waitFor(this.#saving, deadline.signal);
    if (this.state !== 'connected') {
      await waitFor(this.#store.records.ready(), deadline.signal);
      this.reload();
    }
    const usable = this.#usable();
    const isOld = isExpiring(usable.tokens) || this.#trial.isRefused(usable);
    return isOld ? this.#successorOf(usable, deadline) : usable;
  }

  /** Whether this is still the session's authorization, and good for a refresh. */
  #isCurrent({ generation }: StoredAuthorization): boolean {
    return this.#authorization?.generation === generation && this.state === 'connected';
  }

  /** The authorization that replaces `old`: by an earlier refresh, or by one that all concurrent callers share. */
  async #successorOf(old: StoredAuthorization, deadline: Deadline): Promise<StoredAuthorization> {
    const isNeeded = () => this.#usable().generation === old.generation && this.#refreshing === undefined;
    if (isNeeded()) await this.#refresher.ready(deadline);
    if (isNeeded()) {
      const client = this.#client;
      const isStillNeeded = () => this.#isCurrent(old) && !this.#refresher.isStopped;
      const refresh = () => this.#refresh(client, old);
      this.#refreshing = this.#store.exclusively(this.#id, client, refresh, isStillNeeded).finally(() => {
        this.#refreshing = undefined;
        this.publish();
      });
      this.publish();
    }
    if (this.#refreshing !== undefined) await waitFor(this.#refreshing, deadline.signal);
    // If the user connected during the refresh, those tokens may not be saved yet.
    if (this.#saving !== undefined) await waitFor(this.#saving, deadline.signal);
    return this.#usable();
  }

  /** Belongs to no message or node, so nothing aborts it: the rotated token is received, saved, and only then used. */
  async #refresh(client: Client, old: StoredAuthorization): Promise<void> {
    await this.#store.records.reload();
    this.#loadChange();
    if (!this.#isCurrent(old)) return;
    const failure = await persistRefresh(this.#refresher, this.#store, this.#id, client, old);
    this.#loadChange();
    if (failure !== undefined && (this.#isCurrent(old) || this.state !== 'connected')) throw failure;
    if (this.#authorization !== undefined) this.#trial.begin(this.#authorization);
  }
}
