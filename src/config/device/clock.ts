import { originOf } from '../../lametric/clock/address';
import type { Certificate } from '../../lametric/clock/certificate';
import { sendToClock } from '../../lametric/clock/requests';
import { ClockLink, clockQueues } from '../../lametric/clock/link';
import { LaMetricError } from '../../lametric/errors';
import type { HttpResponse } from '../../lametric/http/message';
import type { ApiRequest } from '../../lametric/connection/request';
import { Requester } from '../../lametric/connection/requester';
import type { ClockState } from './clock-state';
import { type Account, type CloudEntry, Locator, type Endpoint } from './locator';
import { NotificationQueue } from './notifications/notification-queue';
import type { ClockSettings } from './settings';

/** The connection to one clock. It belongs to a node id, not to a node instance. */
export class Clock {
  readonly settings: ClockSettings;
  readonly certificate: Certificate;
  readonly notifications = new NotificationQueue(this);
  readonly #locator: Locator;
  readonly #listeners = new Set<(state: ClockState) => void>();
  readonly #requester = new Requester<Endpoint>({
    // What a failure has taught about the place holds for the next try.
    exchange: (request, found, signal) => this.#exchange(request, this.#locator.place ?? found, signal),
    authorize: async (attempt, { signal }) => attempt(await this.#locator.find(signal)),
    ...clockQueues(),
  });
  #link: { origin: string; link: ClockLink } | undefined;
  #state: ClockState;
  #ownName: string;

  /** @param learnt what the account said before, and how to remember what it says now */
  constructor(
    settings: ClockSettings,
    certificate: Certificate,
    account: Account,
    learnt: { found: CloudEntry | undefined; onFound: (found: CloudEntry) => void },
  ) {
    this.settings = settings;
    this.certificate = certificate;
    this.#ownName = learnt.found?.name ?? '';
    this.#locator = new Locator(settings, account, learnt.found, (found) => {
      this.#ownName = found.name;
      learnt.onFound(found);
    });
    this.#state = this.#locator.isConfigured ? 'unknown' : 'unconfigured';
  }

  get state(): ClockState {
    return this.#state;
  }

  /** What the user calls it, or how it calls itself; empty where neither is known. */
  get name(): string {
    const { name, clockName, address } = this.settings;
    return name || this.#ownName || clockName || address;
  }

  /** `host` or `host:port`, as far as it is known. */
  get address(): string | undefined {
    const { host, port } = this.#locator.place?.address ?? {};
    return host === undefined || port === undefined ? host : `${host}:${port}`;
  }

  /** Tells `listener` the state, now and at every change. @returns how to stop that */
  onState(listener: (state: ClockState) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#state);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Sends a request to wherever the clock is. See `Requester`; and a refused key, another certificate or no answer makes
   * the account be asked where the clock is now.
   * @throws {LaMetricError}
   */
  send<T>(request: ApiRequest<T>, signal: AbortSignal): Promise<T> {
    return this.#requester.send(request, signal);
  }

  /** From now on, this certificate is the clock's. */
  trust(fingerprint: string): void {
    this.certificate.trust(fingerprint);
    this.disconnect();
    this.#become('unknown');
  }

  /** Drops the connections: the next request sees the clock's certificate anew. */
  disconnect(): void {
    this.#link?.link.close();
    this.#link = undefined;
  }

  async #exchange(request: ApiRequest<unknown>, place: Endpoint, signal: AbortSignal): Promise<HttpResponse> {
    try {
      const response = await this.#reach(request, place, signal);
      this.#become('online');
      return response;
    } catch (error) {
      this.#become(stateAfter(error) ?? this.#state);
      throw error;
    }
  }

  async #reach(request: ApiRequest<unknown>, place: Endpoint, signal: AbortSignal): Promise<HttpResponse> {
    try {
      return await this.#sendTo(place, request, signal);
    } catch (error) {
      if (!(error instanceof LaMetricError && this.#locator.mayHelp(error))) throw error;
      const next = await this.#placeAfter(error, place, signal);
      if (next === undefined) throw error;
      return await this.#sendTo(next, request, signal);
    }
  }

  async #placeAfter(
    error: LaMetricError,
    place: Endpoint,
    signal: AbortSignal,
  ): Promise<Endpoint | undefined> {
    try {
      return await this.#locator.findAgain(place, signal);
    } catch {
      signal.throwIfAborted();
      if (error.code !== 'CERTIFICATE_CHANGED') return undefined;
      // The address may be another clock's by now: nobody can tell before the account does.
      throw error.with({ code: 'UNREACHABLE', reason: 'moved' });
    }
  }

  #sendTo(
    { address, apiKey }: Endpoint,
    request: ApiRequest<unknown>,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const { security } = this.settings;
    const origin = originOf(address, security);
    if (this.#link?.origin !== origin) {
      // What is under way at the old address comes to its own end there.
      const link = new ClockLink(origin, security === 'http' ? undefined : this.certificate);
      this.#link = { origin, link };
    }
    return sendToClock(this.#link.link, request, apiKey, signal);
  }

  #become(state: ClockState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}

/** What a failure says about the clock; `undefined` for nothing. */
function stateAfter(error: unknown): ClockState | undefined {
  if (!(error instanceof LaMetricError) || error.aborted) return undefined;
  const { code, statusCode } = error;
  if (code === 'CERTIFICATE_CHANGED') return 'certificate';
  if (code === 'NOT_AUTHORIZED') return 'refused';
  if (statusCode !== undefined) return 'online';
  return code === 'UNREACHABLE' ? 'offline' : undefined;
}
