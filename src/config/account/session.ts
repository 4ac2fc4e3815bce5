import { sendToCloud } from '../../lametric/cloud/cloud';
import { type Client, type TokenSet, refreshTokens } from '../../lametric/cloud/oauth';
import { waitFor, withDeadline } from '../../lametric/deadline';
import { LaMetricError } from '../../lametric/errors';
import type { HttpResponse } from '../../lametric/http';
import type { ApiRequest } from '../../lametric/request';
import { Requester } from '../../lametric/requester';
import { withRetries } from '../../lametric/retry';
import type { TokenStore } from './token-store';

/** The longest that one refresh may take in all. */
const REFRESH_DEADLINE = 30_000;
/** How long before its end a token counts as expired. */
const EXPIRY_SKEW = 30_000;

export type SessionState = 'unconfigured' | 'disconnected' | 'connected' | 'reconnect';

/** Why the user has to connect again. */
export type ReconnectReason = 'revoked' | 'unreadable' | 'expired';

/** What the nodes that use an account show: its state, or what is just going on with it. */
export type AccountStatus = SessionState | 'refreshing' | 'unsaved';

/**
 * The authorization of one account: holds its tokens, refreshes them, and makes requests with them.
 * It belongs to a node id, not to a node instance, so a redeploy neither loses it nor refreshes it twice.
 */
export class Session {
  readonly #id: string;
  readonly #store: TokenStore;
  readonly #listeners = new Set<(status: AccountStatus) => void>();
  readonly #requester = new Requester<TokenSet>({
    exchange: (request, { accessToken }, signal) =>
      sendToCloud(this.#authorized().client.cloudUrl, request, accessToken, signal),
    authorize: (attempt, signal) => this.#authorize(attempt, signal),
  });
  /** What the connected user is called, once somebody has asked LaMetric; empty before that. */
  user = '';
  #client: Client | undefined;
  #deployedClient: Client | undefined;
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
  get deployedClient(): Client | undefined {
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
    return this.#tokens.refreshToken !== undefined && this.#store.saved;
  }

  get status(): AccountStatus {
    if (this.#refreshing !== undefined) return 'refreshing';
    const { state } = this;
    const unsaved = this.#tokens?.refreshToken !== undefined && !this.#store.saved;
    return state === 'connected' && unsaved ? 'unsaved' : state;
  }

  /** Tells `listener` the status, now and at every change. @returns how to stop that. */
  onStatus(listener: (status: AccountStatus) => void): () => void {
    this.#listeners.add(listener);
    listener(this.status);
    return () => this.#listeners.delete(listener);
  }

  /** Tells all listeners the status. */
  publish(): void {
    for (const listener of this.#listeners) listener(this.status);
  }

  /** Takes over the deployed client. The same one keeps the authorization; another one looks for its own. */
  configure(client: Client | undefined): void {
    this.#deployedClient = client;
    if (isSameClient(client, this.#client)) return;
    this.#setClient(client);
    this.#load();
    this.publish();
  }

  /**
   * Connects with what a handshake brought. Tokens without a refresh token (implicit grant) stay in memory.
   * @returns once the authorization is saved, or cannot be: before that no request uses it.
   */
  async connect(client: Client, tokens: TokenSet): Promise<void> {
    this.#epoch++;
    this.user = '';
    this.#setClient(client);
    this.#setAuthorization(tokens);
    const saving =
      tokens.refreshToken === undefined || client.secret === ''
        ? this.#store.remove(this.#id)
        : this.#store.write(this.#id, client, { tokens, latched: false });
    this.#saving = saving;
    await saving;
    if (this.#saving === saving) this.#saving = undefined;
    this.publish();
  }

  /** Forgets the authorization, here and on disk. */
  async disconnect(): Promise<void> {
    this.#epoch++;
    this.user = '';
    this.#requester.separateReads();
    this.#setAuthorization(undefined);
    await this.#store.remove(this.#id);
    this.publish();
  }

  /**
   * Sends a request with a valid token: refreshes it before, when it is known to have expired, or after a 401, and
   * then replays the request once. See `Requester` for the rest.
   * @throws {LaMetricError}
   */
  send<T>(request: ApiRequest<T>, signal: AbortSignal): Promise<T> {
    return this.#requester.send(request, signal);
  }

  async #authorize(
    attempt: (tokens: TokenSet) => Promise<HttpResponse>,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const tokens = await this.#usableTokens(signal);
    try {
      return await attempt(tokens);
    } catch (error) {
      const refused = error instanceof LaMetricError && error.statusCode === 401;
      if (!refused || tokens.refreshToken === undefined) throw error;
    }
    return attempt(await this.#successorOf(tokens, signal));
  }

  #setClient(client: Client | undefined): void {
    this.#requester.separateReads();
    this.#client = client;
  }

  #setAuthorization(tokens: TokenSet | undefined, latched = false, unreadable = false): void {
    this.#tokens = tokens;
    this.#latched = latched;
    this.#unreadable = unreadable;
  }

  /** Takes what the store has for the client. */
  #load(): void {
    const stored = this.#client?.secret ? this.#store.read(this.#id, this.#client) : undefined;
    if (stored === undefined || stored === 'unreadable') {
      this.#setAuthorization(undefined, false, stored === 'unreadable');
    } else {
      this.#setAuthorization(stored.tokens, stored.latched);
    }
  }

  #authorized(): { client: Client; tokens: TokenSet } {
    if (this.#client === undefined) {
      throw new LaMetricError('NOT_CONFIGURED', 'the account has no client ID or no client secret');
    }
    if (this.#tokens === undefined || this.state !== 'connected') {
      throw new LaMetricError('NOT_AUTHORIZED', 'the account is not connected');
    }
    return { client: this.#client, tokens: this.#tokens };
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
  async #refresh(client: Client, old: TokenSet): Promise<void> {
    const { refreshToken, scopes } = old;
    if (refreshToken === undefined) return;
    const epoch = this.#epoch;
    let result = { tokens: old, latched: true };
    let failure: unknown;
    try {
      const tokens = await withDeadline(REFRESH_DEADLINE, undefined, (deadline) =>
        withRetries(
          () => refreshTokens(client, { refreshToken, scopes }, deadline.signal),
          (error) => error.retryable,
          deadline,
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
function isSameClient(a: Client | undefined, b: Client | undefined): boolean {
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
