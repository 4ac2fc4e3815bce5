import { CircuitBreaker } from '../../../lametric/connection/circuit-breaker';
import { cloudQueues, sendToCloud } from '../../../lametric/cloud/cloud';
import { type Client, type Grant, type TokenSet, isExpiring } from '../../../lametric/cloud/oauth';
import { type Deadline, waitFor, withDeadline } from '../../../lametric/connection/deadline';
import { LaMetricError } from '../../../lametric/errors';
import type { HttpResponse } from '../../../lametric/http/message';
import type { ApiRequest } from '../../../lametric/connection/request';
import { Requester } from '../../../lametric/connection/requester';
import { REFRESH_DEADLINE, Refresher, isIdle, isTokenRefused } from './refresher';
import {
  type Authorization,
  type ReconnectReason,
  type SessionState,
  type SessionStatus,
  areSame,
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
  readonly #requester = new Requester<TokenSet>(
    {
      exchange: (request, { accessToken }, signal) =>
        sendToCloud(this.#client.cloudUrl, request, accessToken, signal),
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
  #authorization: Authorization | 'unreadable' | undefined;
  /** Rises when the user connects or disconnects. A refresh that began in an earlier epoch must not save its result. */
  #epoch = 0;
  #refreshing: Promise<void> | undefined;
  /** How many wait until it has settled. Meanwhile it does not wait for a refresh that another Node-RED makes. */
  #settling = 0;
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
    return stateOf(this.#authorization);
  }
  get reconnectReason(): ReconnectReason | undefined {
    return reconnectReasonOf(this.#authorization);
  }

  /** The grant that the tokens come from; the implicit grant gives no refresh token. */
  get grant(): Grant | undefined {
    if (this.#tokens === undefined) return undefined;
    return this.#tokens.refreshToken === undefined ? 'implicit' : 'code';
  }

  get scopes(): string[] {
    return this.#tokens?.scopes ?? [];
  }

  /** When the access token expires: milliseconds since the epoch, or `undefined`. */
  get expiresAt(): number | undefined {
    return this.#tokens?.expiresAt;
  }

  /** When the tokens were granted: milliseconds since the epoch, or `undefined`. */
  get refreshedAt(): number | undefined {
    return this.#authorization === 'unreadable' ? undefined : this.#authorization?.refreshedAt;
  }

  /** Whether a restart of Node-RED would lose nothing; true while there is no authorization. */
  get persisted(): boolean {
    if (this.#tokens === undefined) return true;
    return this.#tokens.refreshToken !== undefined && this.#store.records.saved;
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
    if (wasRefused && authorization !== undefined && authorization !== 'unreadable') {
      void this.#save(authorization);
    } else {
      this.#load();
    }
    this.publish();
  }

  /** Takes over what another Node-RED has saved. */
  reload(): void {
    // Tokens that are kept in memory are nobody else's concern.
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
      this.#epoch++;
      this.user = '';
      this.#setClient(client);
      return this.#save({ tokens, refreshedAt: Date.now(), latched: false });
    });
    await this.#saving.finally(() => this.publish());
  }

  /**
   * Forgets the authorization, here and on disk.
   * @returns whether it is gone from the disk. If not, the store goes on trying, and the refresh token is used up.
   */
  async disconnect(): Promise<boolean> {
    await this.#store.catchUp();
    const tokens = this.#tokens;
    this.#epoch++;
    this.user = '';
    this.#requester.reset();
    this.#authorization = undefined;
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
    const tokens = this.#tokens;
    if (tokens?.refreshToken === undefined || this.state !== 'connected' || !isIdle(this.refreshedAt)) return;
    const refresh = withDeadline(REFRESH_DEADLINE, undefined, (until) => this.#successorOf(tokens, until));
    // After a failure, the next call or the next message tries again.
    await refresh.catch(() => undefined);
  }

  /** Waits for a refresh that is under way and for its result to be saved. */
  async settle(): Promise<void> {
    this.#settling++;
    await this.#refreshing?.catch(() => undefined);
    this.#settling--;
    await this.#saving;
    await this.#store.records.flush();
  }

  get #tokens(): TokenSet | undefined {
    return this.#authorization === 'unreadable' ? undefined : this.#authorization?.tokens;
  }

  async #authorize(
    attempt: (tokens: TokenSet) => Promise<HttpResponse>,
    deadline: Deadline,
  ): Promise<HttpResponse> {
    const tokens = await this.#usableTokens(deadline);
    try {
      return await this.#trial.run(attempt, tokens);
    } catch (error) {
      if (!isTokenRefused(error) || error.reason === 'fresh-token' || tokens.refreshToken === undefined)
        throw error;
    }
    return this.#trial.run(attempt, await this.#successorOf(tokens, deadline));
  }

  #setClient(client: Client): void {
    this.#requester.reset();
    this.#refresher.reset();
    this.#client = client;
  }

  /** Reads the client's authorization from the store. Tokens are told apart by their object, so the same stay the same. */
  #load(): void {
    const present = this.#tokens;
    const read = this.#client.secret === '' ? undefined : this.#store.read(this.#id, this.#client);
    const isSame = typeof read === 'object' && present !== undefined && areSame(read.tokens, present);
    this.#authorization = isSame ? { ...read, tokens: present } : read;
  }

  #save(authorization: Authorization): Promise<void> {
    this.#authorization = authorization;
    const client = this.#client;
    const isLasting = authorization.tokens.refreshToken !== undefined && client.secret !== '';
    const write = isLasting
      ? this.#store.write(this.#id, client, authorization)
      : this.#store.remove(this.#id, client);
    const saving = write.finally(() => {
      if (this.#saving === saving) this.#saving = undefined;
    });
    this.#saving = saving;
    return saving;
  }

  #usable(): TokenSet {
    if (this.#tokens !== undefined && this.state === 'connected') return this.#tokens;
    throw new LaMetricError('NOT_AUTHORIZED', 'the account is not connected', { said: '' });
  }

  async #usableTokens(deadline: Deadline): Promise<TokenSet> {
    if (this.#saving !== undefined) await waitFor(this.#saving, deadline.signal);
    if (this.state !== 'connected') {
      await waitFor(this.#store.records.ready(), deadline.signal);
      this.reload();
    }
    const tokens = this.#usable();
    return isExpiring(tokens) || this.#trial.isRefused(tokens) ? this.#successorOf(tokens, deadline) : tokens;
  }

  /** The tokens that replace `old`: those of an earlier refresh, or of one that all concurrent callers share. */
  async #successorOf(old: TokenSet, deadline: Deadline): Promise<TokenSet> {
    const isNeeded = () => this.#usable() === old && this.#refreshing === undefined;
    if (isNeeded()) await this.#refresher.ready(deadline);
    if (isNeeded()) {
      const client = this.#client;
      const isOld = () => this.#tokens === old && this.state === 'connected' && this.#settling === 0;
      const refresh = () => this.#refresh(client, old);
      this.#refreshing = this.#store.exclusively(this.#id, client, refresh, isOld).finally(() => {
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
  async #refresh(client: Client, old: TokenSet): Promise<void> {
    const epoch = this.#epoch;
    await this.#store.records.reload();
    if (this.#epoch === epoch) this.#load();
    if (this.#tokens !== old || this.state !== 'connected') return;
    const { failure, ...result } = await this.#refresher.successor(client, old, this.refreshedAt);
    // Another Node-RED may have used the old tokens up.
    if (failure !== undefined) await this.#store.catchUp();
    if (this.#epoch === epoch && this.#store.holds(this.#id, client, old)) {
      await this.#store.write(this.#id, client, result);
    }
    if (this.#epoch === epoch) this.#load();
    if (failure !== undefined && (this.#tokens === old || this.state !== 'connected')) throw failure;
    if (this.#tokens !== undefined) this.#trial.begin(this.#tokens);
  }
}
