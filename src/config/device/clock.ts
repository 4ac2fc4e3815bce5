import { originOf } from '../../lametric/clock/address';
import { Certificate, TrustInMemory } from '../../lametric/clock/certificate';
import { withDeadline } from '../../lametric/connection/deadline';
import { getDevice, getEndpoints, sendToClock } from '../../lametric/clock/requests';
import { ClockLink, clockQueues } from '../../lametric/clock/link';
import { LaMetricError } from '../../lametric/errors';
import { isObject, isString } from '../../lametric/guards';
import type { HttpResponse } from '../../lametric/http/message';
import type { ApiRequest } from '../../lametric/connection/request';
import { Requester } from '../../lametric/connection/requester';
import { type ClockState, stateAfter } from './clock-info';
import type { ClockIdentity, ClockRecord } from './clock-record';
import { type Account, type CloudEntry, Locator, type Endpoint } from './locator';
import { MyData } from './my-data/my-data';
import { NotificationQueue } from './notifications/notification-queue';
import { QuietTimes } from './quiet-times';
import type { ClockSettings } from './settings';

/** How long a clock has to show its certificate: milliseconds. */
const LOOK_TIMEOUT = 5_000;
/** The most that is remembered of a clock's own name, which stands in its record and in errors: characters. */
const MAX_NAME = 200;

/** What is remembered of a clock, and how to remember more. */
export interface Memory {
  known: Omit<ClockRecord, 'fingerprint'>;
  onEntry(entry: CloudEntry): void;
  onSaid(said: ClockIdentity): void;
}

type Sending = [signal: AbortSignal, onSent: () => void];

/** The connection to one clock. It belongs to a node's id and outlives a Deploy. */
export class Clock {
  /** Its names, its key and its quiet hours may change while it runs: see `change`. */
  settings: ClockSettings;
  readonly certificate: Certificate;
  readonly quiet = new QuietTimes(() => this.settings);
  readonly notifications = new NotificationQueue(this, this.quiet);
  readonly myData = new MyData(this);
  /** When it answered last, on the clock of `performance`. */
  answeredAt = -Infinity;
  /** Told of its own name whenever that changes. */
  onName: (ownName: string) => void = () => undefined;
  readonly #memory: Omit<Memory, 'known'>;
  #locator: Locator;
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
  /** The last words on it: the clock's, and the account's. */
  #said: ClockIdentity | undefined;
  #listed: CloudEntry | undefined;
  /** Its own name, as `onName` was told last. */
  #told = '';

  constructor(
    settings: ClockSettings,
    certificate: Certificate,
    account: Account,
    { known, ...memory }: Memory,
  ) {
    this.settings = settings;
    this.certificate = certificate;
    this.#said = known.said;
    this.#listed = known.found;
    this.#memory = memory;
    this.#locator = this.#createLocator(account, known.found);
    this.#state = this.#initialState;
  }

  /**
   * Takes another name, key or quiet hours. It stays the same clock, and so does all that is remembered of it.
   * @param entry the account's last word on the clock
   */
  change(settings: ClockSettings, account: Account, entry: CloudEntry | undefined): void {
    const isSameKey = settings.apiKey === this.settings.apiKey;
    this.settings = settings;
    this.quiet.look();
    if (isSameKey) return;
    this.#locator = this.#createLocator(account, entry);
    this.#requester.reset();
    this.#become(this.#initialState);
  }

  get state(): ClockState {
    return this.#state;
  }

  /** The user's name for it, or its own; the address where neither is known. */
  get name(): string {
    const { name, clockName, address } = this.settings;
    return name || this.ownName || clockName || address;
  }

  /** As it was last heard; empty where nobody has told it. */
  get ownName(): string {
    return this.#said?.name || (this.#listed?.name ?? '');
  }

  /** Null where nobody has told it. */
  get serialNumber(): string | null {
    return this.#said?.serialNumber ?? this.#listed?.serialNumber ?? null;
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
  async send<T>(request: ApiRequest<T>, signal: AbortSignal): Promise<T> {
    const answer = await this.#requester.send(request, signal);
    if (request.path !== getDevice.path || !isObject(answer)) return answer;
    const { name, serial_number: serialNumber } = answer;
    if (isString(name) && isString(serialNumber)) this.#hear({ name: name.slice(0, MAX_NAME), serialNumber });
    return answer;
  }

  /** Takes over what the same clock has learnt in a form. */
  learnFrom(draft: Clock): void {
    if (draft.#listed !== undefined) this.#list(draft.#listed);
    if (draft.#said !== undefined) this.#hear(draft.#said);
  }

  /**
   * This computer's address on a connection to the clock, which is asked for its endpoints so that there is one.
   * @throws {LaMetricError} as `send`
   */
  async reachFrom(signal: AbortSignal): Promise<string> {
    await this.send(getEndpoints, signal);
    const address = this.#link?.link.localAddress;
    if (address === undefined) throw new LaMetricError('UNREACHABLE', 'no connection');
    return address;
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
      await sendToClock(link, getDevice, '', signal);
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

  /** Acts on what others have written: the account's entry, the clock's words, and which certificate is trusted. */
  learn({ found, said }: Memory['known']): void {
    if (found !== undefined) {
      this.#locator.learn(found);
      this.#list(found);
    }
    if (said !== undefined) {
      this.#said = said;
      this.#tellName();
    }
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

  #createLocator(account: Account, known: CloudEntry | undefined): Locator {
    return new Locator(this.settings, account, known, (entry) => {
      this.#list(entry);
      this.#memory.onEntry(entry);
    });
  }

  get #initialState(): ClockState {
    return this.#locator.isConfigured ? 'unknown' : 'unconfigured';
  }

  async #exchange(
    request: ApiRequest<unknown>,
    endpoint: Endpoint,
    ...sending: Sending
  ): Promise<HttpResponse> {
    try {
      const response = await this.#reach(request, endpoint, ...sending);
      this.#become('online');
      this.answeredAt = performance.now();
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

  #list(entry: CloudEntry): void {
    this.#listed = entry;
    this.#tellName();
  }

  #hear(said: ClockIdentity): void {
    const before = this.#said;
    this.#said = said;
    if (said.name === before?.name && said.serialNumber === before.serialNumber) return;
    this.#tellName();
    this.#memory.onSaid(said);
  }

  #tellName(): void {
    if (this.ownName === this.#told) return;
    this.#told = this.ownName;
    this.onName(this.#told);
  }

  #become(state: ClockState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}
