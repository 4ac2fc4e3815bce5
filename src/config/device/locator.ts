import { getDevice } from '../../lametric/cloud/cloud';
import type { CloudDevice } from '../../lametric/cloud/types';
import { waitFor } from '../../lametric/connection/deadline';
import { parseDeviceId } from '../../lametric/cloud/device-id';
import { type Address, addressFor, parseAddress } from '../../lametric/clock/address';
import { LaMetricError, toLaMetricError } from '../../lametric/errors';
import type { Connection } from '../../runtime/connection';
import type { ClockSettings } from './settings';

/** The shortest time between two look-ups, in milliseconds. */
const LOOK_UP_INTERVAL = 60_000;

/** A clock's address and key. */
export interface Endpoint {
  address: Address;
  /** Secret. */
  apiKey: string;
}

/** A clock as the account lists it. */
export interface CloudEntry {
  name: string;
  /** As `ipv4_internal` has it: `host` or `host:port`. */
  address: string;
  /** Secret. */
  apiKey: string;
  serialNumber: string | null;
}

/** The account as a clock sees it. */
export type Account = Pick<Connection, 'send'>;

/**
 * Finds a clock's endpoint: in the form, in the entry of an earlier look-up, or in the account. Look-ups share one request
 * and are a minute apart; the first one after a start does not count.
 */
export class Locator {
  readonly #settings: ClockSettings;
  readonly #account: Account;
  readonly #onEntry: (entry: CloudEntry) => void;
  #endpoint: Endpoint | undefined;
  #lookUp: Promise<void> | undefined;
  #failure: LaMetricError | undefined;
  #isFirst = true;
  #next = -Infinity;

  /**
   * @param entry of an earlier look-up
   * @param onEntry remembers the entry of a look-up
   */
  constructor(
    settings: ClockSettings,
    account: Account,
    entry: CloudEntry | undefined,
    onEntry: (entry: CloudEntry) => void,
  ) {
    this.#settings = settings;
    this.#account = account;
    this.#onEntry = onEntry;
    this.#endpoint = this.#endpointOf(entry);
  }

  /** Whether there is enough to begin with: an account with the clock in it, or an address and a key. */
  get isConfigured(): boolean {
    const { address, apiKey } = this.#settings;
    return this.#isAddressUsable && (this.#hasAccount || (address !== '' && apiKey !== ''));
  }

  /** `undefined` while the address or the key is unknown. */
  get endpoint(): Endpoint | undefined {
    return this.#endpoint;
  }

  /**
   * The clock's endpoint; the account is asked only if it is unknown.
   * @throws {LaMetricError} `NOT_CONFIGURED`; `INVALID_INPUT` for an address that cannot be parsed; `NOT_FOUND` where the
   * account has no address or no key; or the error of the account's request, with the origin `account`
   */
  async find(signal: AbortSignal): Promise<Endpoint> {
    if (this.#endpoint === undefined) await waitFor(this.#ask(), signal);
    if (this.#endpoint !== undefined) return this.#endpoint;
    throw this.#failure ?? this.#unconfigured();
  }

  /**
   * Whether the account may know a better endpoint after this error. A connection that only broke says nothing of it.
   * After each of these errors the clock has not done the request, so any request may be sent again.
   */
  mayHelp({ code, sent, aborted }: LaMetricError): boolean {
    const { address, apiKey } = this.#settings;
    if (!this.#hasAccount || aborted) return false;
    if (code === 'NOT_AUTHORIZED') return address === '' || apiKey === '';
    return address === '' && (code === 'CERTIFICATE_CHANGED' || (code === 'UNREACHABLE' && !sent));
  }

  /**
   * The endpoint to try after `endpoint` failed.
   * @returns `undefined` if the account still names the same
   * @throws {LaMetricError} if the account cannot be asked, or could not at the last look-up
   */
  async findAgain(endpoint: Endpoint, signal: AbortSignal): Promise<Endpoint | undefined> {
    if (this.#endpoint === endpoint) await waitFor(this.#ask(), signal);
    return this.#endpoint === endpoint ? undefined : this.#endpoint;
  }

  /** Takes over an entry that somebody else has looked up. */
  learn(entry: CloudEntry): void {
    const endpoint = this.#endpointOf(entry);
    if (endpoint !== undefined && !isSameEndpoint(endpoint, this.#endpoint)) this.#endpoint = endpoint;
  }

  get #isAddressUsable(): boolean {
    const { address } = this.#settings;
    return address === '' || parseAddress(address) !== undefined;
  }

  get #hasAccount(): boolean {
    const { account, device } = this.#settings;
    return account !== '' && device !== '';
  }

  /** Asks the account, unless that has just been done. */
  #ask(): Promise<void> {
    this.#lookUp ??= this.#askNow().finally(() => {
      this.#lookUp = undefined;
    });
    return this.#lookUp;
  }

  async #askNow(): Promise<void> {
    if (!this.isConfigured) throw this.#unconfigured();
    if (performance.now() < this.#next) {
      if (this.#failure === undefined) return;
      throw this.#failure;
    }
    try {
      this.#take(await this.#account.send(this.#request(), new AbortController().signal));
      this.#failure = undefined;
      this.#noteLookUp();
    } catch (thrown) {
      this.#failure = ofAccount(toLaMetricError(thrown));
      // An account that is not connected was not asked; it may be connected the next moment. Nor was one that a Deploy closed.
      const { code, reason } = this.#failure;
      if (!['NOT_CONFIGURED', 'NOT_AUTHORIZED'].includes(code) && reason !== 'closed') this.#noteLookUp();
      throw this.#failure;
    }
  }

  #request() {
    const id = parseDeviceId(this.#settings.device);
    if (id === undefined) throw new LaMetricError('NOT_FOUND', 'no device id', { said: '' });
    return getDevice(id);
  }

  #noteLookUp(): void {
    if (!this.#isFirst) this.#next = performance.now() + LOOK_UP_INTERVAL;
    this.#isFirst = false;
  }

  #take(device: CloudDevice): void {
    const entry: CloudEntry = {
      name: device.name,
      address: device.ipv4_internal ?? '',
      apiKey: device.api_key ?? '',
      serialNumber: device.serial_number ?? null,
    };
    const endpoint = this.#endpointOf(entry);
    if (endpoint === undefined) {
      const isKeyMissing = entry.apiKey === '' && this.#settings.apiKey === '';
      const reason = isKeyMissing ? 'no-key' : 'no-address';
      throw new LaMetricError('NOT_FOUND', 'the account does not tell', {
        origin: 'clock',
        reason,
        said: '',
      });
    }
    this.learn(entry);
    this.#onEntry(entry);
  }

  #unconfigured(): LaMetricError {
    return this.#isAddressUsable
      ? new LaMetricError('NOT_CONFIGURED', 'the clock is not set up', { said: '' })
      : new LaMetricError('INVALID_INPUT', 'no address', { said: '', reason: 'address' });
  }

  /** The form comes first. */
  #endpointOf(entry: CloudEntry | undefined): Endpoint | undefined {
    const { security } = this.#settings;
    const address = addressFor(this.#settings.address || (entry?.address ?? ''), security);
    const apiKey = this.#settings.apiKey || (entry?.apiKey ?? '');
    return address === undefined || apiKey === '' ? undefined : { address, apiKey };
  }
}

function isSameEndpoint(one: Endpoint, other: Endpoint | undefined): boolean {
  const { host, port } = one.address;
  return other?.apiKey === one.apiKey && other.address.host === host && other.address.port === port;
}

/** Errors of the account's requests have other texts than the clock's. */
function ofAccount(error: LaMetricError): LaMetricError {
  return error.with({ origin: error.origin ?? 'account' });
}
