import { originOf } from '../../lametric/clock/address';
import { Certificate, TrustInMemory } from '../../lametric/clock/certificate';
import { withDeadline } from '../../lametric/connection/deadline';
import { getDevice, sendToClock } from '../../lametric/clock/requests';
import { ClockLink, clockQueues } from '../../lametric/clock/link';
import { LaMetricError } from '../../lametric/errors';
import type { HttpResponse } from '../../lametric/http/message';
import type { ApiRequest } from '../../lametric/connection/request';
import { Requester } from '../../lametric/connection/requester';
import type { ClockState } from './clock-info';
import { type Account, type CloudEntry, Locator, type Endpoint } from './locator';
import { NotificationQueue } from './notifications/notification-queue';
import type { ClockSettings } from './settings';

/** How long a clock has to show its certificate: milliseconds. */
const LOOK_TIMEOUT = 5_000;

type Sending = [signal: AbortSignal, onSent: () => void];

/** The connection to one clock. It belongs to a node's id and outlives a Deploy. */
export class Clock {
  /** Its names may change while it runs. */
  settings: ClockSettings;
  readonly certificate: Certificate;
  readonly notifications = new NotificationQueue(this);
  readonly #locator: Locator;
  readonly #listeners = new Set<(state: ClockState) => void>();
  readonly #requester = new Requester<Endpoint>({
    // Retries use the endpoint found after the failure.
    exchange: (request, endpoint, ...sending) =>
      this.#exchange(request, this.#locator.endpoint ?? endpoint, ...sending),
    authorize: async (attempt, { signal }) => attempt(await this.#locator.find(signal)),
    ...clockQueues(),
  });
  #link: { origin: string; link: ClockLink } | undefined;
  #state: ClockState;
  #ownName: string;

  /** @param known the account's last word on the clock, and how to remember the next */
  constructor(
    settings: ClockSettings,
    certificate: Certificate,
    account: Account,
    known: { entry: CloudEntry | undefined; onEntry: (entry: CloudEntry) => void },
  ) {
    this.settings = settings;
    this.certificate = certificate;
    this.#ownName = known.entry?.name ?? '';
    this.#locator = new Locator(settings, account, known.entry, (entry) => {
      this.#ownName = entry.name;
      known.onEntry(entry);
    });
    this.#state = this.#locator.isConfigured ? 'unknown' : 'unconfigured';
  }

  get state(): ClockState {
    return this.#state;
  }

  /** The user's name for it, or its own; the address where neither is known. */
  get name(): string {
    const { name, clockName, address } = this.settings;
    return name || this.#ownName || clockName || address;
  }

  /** `host` or `host:port`, if it is known. */
  get address(): string | undefined {
    const { host, port } = this.#locator.endpoint?.address ?? {};
    return host === undefined || port === undefined ? host : `${host}:${port}`;
  }

  /** Calls `listener` with the state, now and at every change. @returns how to end this */
  onState(listener: (state: ClockState) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#state);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Sends a request to the clock, as `Requester` does. After a refused key, another certificate or no connection, the
   * account is asked for the clock's present address and key.
   * @throws {LaMetricError} as `Requester.send` and `Locator.find`; `CERTIFICATE_CHANGED`; `UNREACHABLE` with the reason
   * `moved` where another clock may be at the address; `WRONG_MODE` and `NOT_SUPPORTED` as the clock says
   */
  send<T>(request: ApiRequest<T>, signal: AbortSignal): Promise<T> {
    return this.#requester.send(request, signal);
  }

  /**
   * The fingerprint of the certificate that the clock shows now, by a connection of its own on which nothing is sent.
   * @returns `undefined` if it shows none within 5 s
   */
  async showCertificate(): Promise<string | undefined> {
    if (this.settings.security === 'http') return undefined;
    const trustingNone = new Certificate(new TrustInMemory('none'));
    await withDeadline(LOOK_TIMEOUT, undefined, async ({ signal }) => {
      const { address } = await this.#locator.find(signal);
      const link = new ClockLink(originOf(address, 'pinned'), trustingNone);
      await sendToClock(link, getDevice, '', signal).finally(() => link.close());
    }).catch(() => undefined);
    return trustingNone.shown;
  }

  /** Trusts this certificate (SHA-256, `AA:BB:…`) from now on, and connects anew. Resolves once that is saved, or cannot be. */
  async trust(fingerprint: string): Promise<void> {
    const saving = this.certificate.trust(fingerprint);
    this.disconnect();
    this.#become('unknown');
    await saving;
  }

  /** Acts on what others have written: the account's entry, and which certificate is trusted. */
  learn(entry: CloudEntry | undefined): void {
    if (entry !== undefined) this.#locator.learn(entry);
    const { shown, isTrusted } = this.certificate;
    // Requests in flight to a clock that is not trusted end with their connections.
    if (shown !== undefined && !isTrusted) this.disconnect();
    if (this.#state === 'certificate' && isTrusted) this.#become('unknown');
  }

  /** Drops the connections: the next request sees the clock's certificate again. */
  disconnect(): void {
    this.#link?.link.close();
    this.#link = undefined;
  }

  async #exchange(
    request: ApiRequest<unknown>,
    endpoint: Endpoint,
    ...sending: Sending
  ): Promise<HttpResponse> {
    try {
      const response = await this.#reach(request, endpoint, ...sending);
      this.#become('online');
      return response;
    } catch (error) {
      this.#become(stateAfter(error) ?? this.#state);
      throw error;
    }
  }

  async #reach(request: ApiRequest<unknown>, endpoint: Endpoint, ...sending: Sending): Promise<HttpResponse> {
    try {
      return await this.#sendTo(endpoint, request, ...sending);
    } catch (error) {
      if (!(error instanceof LaMetricError && this.#locator.mayHelp(error))) throw error;
      const [signal] = sending;
      const next = await this.#endpointAfter(error, endpoint, signal);
      if (next === undefined) throw error;
      return await this.#sendTo(next, request, ...sending);
    }
  }

  async #endpointAfter(
    error: LaMetricError,
    endpoint: Endpoint,
    signal: AbortSignal,
  ): Promise<Endpoint | undefined> {
    try {
      return await this.#locator.findAgain(endpoint, signal);
    } catch {
      signal.throwIfAborted();
      if (error.code !== 'CERTIFICATE_CHANGED') return undefined;
      // Another clock may be at the address by now: only the account can tell.
      throw error.with({ code: 'UNREACHABLE', reason: 'moved' });
    }
  }

  #sendTo(
    { address, apiKey }: Endpoint,
    request: ApiRequest<unknown>,
    ...sending: Sending
  ): Promise<HttpResponse> {
    const { security } = this.settings;
    const origin = originOf(address, security);
    if (this.#link?.origin !== origin) {
      // Requests in flight finish on the old connections.
      const link = new ClockLink(origin, security === 'http' ? undefined : this.certificate);
      this.#link = { origin, link };
    }
    return sendToClock(this.#link.link, request, apiKey, ...sending);
  }

  #become(state: ClockState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}

/** The state that a failure proves; `undefined` if it proves none. */
function stateAfter(error: unknown): ClockState | undefined {
  if (!(error instanceof LaMetricError) || error.aborted) return undefined;
  const { code, statusCode } = error;
  if (code === 'CERTIFICATE_CHANGED') return 'certificate';
  if (code === 'NOT_AUTHORIZED') return 'refused';
  if (statusCode !== undefined) return 'online';
  return code === 'UNREACHABLE' ? 'offline' : undefined;
}
