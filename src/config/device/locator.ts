import { getDevice } from '../../lametric/cloud/cloud';
import type { CloudDevice } from '../../lametric/cloud/types';
import { waitFor } from '../../lametric/connection/deadline';
import { parseDeviceId } from '../../lametric/cloud/device-id';
import { type Address, parseAddress } from '../../lametric/clock/address';
import { LaMetricError, toLaMetricError } from '../../lametric/errors';
import type { Connection } from '../../runtime/connection';
import type { ClockSettings } from './settings';

/** The shortest time between two look-ups, in milliseconds. */
const PAUSE = 60_000;

/** Where a clock is, and by which key. */
export interface Endpoint {
  address: Address;
  /** Secret. */
  apiKey: string;
}

/** What the account said of a clock. */
export interface CloudEntry {
  name: string;
  /** As `ipv4_internal` has it: `host` or `host:port`. */
  address: string;
  /** Secret. */
  apiKey: string;
}

/** What can look a clock up. */
export type Account = Pick<Connection, 'send'>;

/**
 * Knows where a clock is: from the form, from what was found before, or from the account. The account is asked by one
 * request, however many wait, and at most once a minute; the first time after a start does not count.
 */
export class Locator {
  readonly #settings: ClockSettings;
  readonly #account: Account;
  readonly #onFound: (found: CloudEntry) => void;
  #place: Endpoint | undefined;
  #lookUp: Promise<void> | undefined;
  #failure: LaMetricError | undefined;
  #isFirst = true;
  #next = -Infinity;

  /**
   * @param learnt what the account said before
   * @param onFound is told what the account says, so that it can be remembered
   */
  constructor(
    settings: ClockSettings,
    account: Account,
    learnt: CloudEntry | undefined,
    onFound: (found: CloudEntry) => void,
  ) {
    this.#settings = settings;
    this.#account = account;
    this.#onFound = onFound;
    this.#place = this.#placeOf(learnt);
  }

  /** Whether there is enough to begin with: an account with the clock in it, or an address and a key. */
  get isConfigured(): boolean {
    const { address, apiKey } = this.#settings;
    return this.#isAddressUsable && (this.#hasAccount || (address !== '' && apiKey !== ''));
  }

  /** As far as it is known. */
  get place(): Endpoint | undefined {
    return this.#place;
  }

  /**
   * Where the clock is; the account is asked only if nothing is known.
   * @throws {LaMetricError} `NOT_CONFIGURED`, `INVALID_INPUT`, or why the account does not tell; such an error has the origin `account`
   */
  async find(signal: AbortSignal): Promise<Endpoint> {
    if (this.#place === undefined) await waitFor(this.#ask(), signal);
    if (this.#place !== undefined) return this.#place;
    throw this.#failure ?? this.#unconfigured();
  }

  /**
   * Whether the account may know better, after what failed. A connection that only broke says nothing of the place.
   * After each of these errors the clock has not done what was asked, so any request may be sent again.
   */
  mayHelp({ code, sent, aborted }: LaMetricError): boolean {
    const { address, apiKey } = this.#settings;
    if (!this.#hasAccount || aborted) return false;
    if (code === 'NOT_AUTHORIZED') return address === '' || apiKey === '';
    return address === '' && (code === 'CERTIFICATE_CHANGED' || (code === 'UNREACHABLE' && !sent));
  }

  /**
   * Where else the clock is, or by which other key, after it failed at `place`.
   * @returns `undefined` where the account still says the same
   * @throws {LaMetricError} when the account cannot be asked, or could not the last time
   */
  async findAgain(place: Endpoint, signal: AbortSignal): Promise<Endpoint | undefined> {
    if (this.#place === place) await waitFor(this.#ask(), signal);
    return this.#place === place ? undefined : this.#place;
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
      // An account that is not connected was not asked: it may be the next moment.
      if (!['NOT_CONFIGURED', 'NOT_AUTHORIZED'].includes(this.#failure.code)) this.#noteLookUp();
      throw this.#failure;
    }
  }

  #request() {
    const id = parseDeviceId(this.#settings.device);
    if (id === undefined) throw new LaMetricError('NOT_FOUND', 'no device id', { said: '' });
    return getDevice(id);
  }

  #noteLookUp(): void {
    if (!this.#isFirst) this.#next = performance.now() + PAUSE;
    this.#isFirst = false;
  }

  #take({ name, ipv4_internal: address, api_key: apiKey }: CloudDevice): void {
    const found = { name, address: address ?? '', apiKey: apiKey ?? '' };
    const place = this.#placeOf(found);
    if (place === undefined) {
      const isKeyMissing = found.apiKey === '' && this.#settings.apiKey === '';
      const reason = isKeyMissing ? 'no-key' : 'no-address';
      throw new LaMetricError('NOT_FOUND', 'the account does not tell', {
        origin: 'clock',
        reason,
        said: '',
      });
    }
    if (!isSamePlace(place, this.#place)) this.#place = place;
    this.#onFound(found);
  }

  #unconfigured(): LaMetricError {
    return this.#isAddressUsable
      ? new LaMetricError('NOT_CONFIGURED', 'the clock is not set up', { said: '' })
      : new LaMetricError('INVALID_INPUT', 'no address', { said: '', reason: 'address' });
  }

  /** What the form says comes first. */
  #placeOf(found: CloudEntry | undefined): Endpoint | undefined {
    const address = parseAddress(this.#settings.address || (found?.address ?? ''));
    const apiKey = this.#settings.apiKey || (found?.apiKey ?? '');
    return address === undefined || apiKey === '' ? undefined : { address, apiKey };
  }
}

function isSamePlace(one: Endpoint, other: Endpoint | undefined): boolean {
  const { host, port } = one.address;
  return other?.apiKey === one.apiKey && other.address.host === host && other.address.port === port;
}

/** Errors of the account's requests have other texts than the clock's. */
function ofAccount(error: LaMetricError): LaMetricError {
  return error.with({ origin: error.origin ?? 'account' });
}
