import { isObject, isString } from '../../lametric/guards';
import { type Change, type Check, type Records, generationOf, isGeneration } from '../../storage/records';
import type { Sealer } from '../account/connection';
import type { CloudEntry } from './locator';
import type { ClockSettings } from './settings';

/** The setting with the records. */
export const DEVICES_SETTING = 'lametricDevices';
const VERSION = 1;

/** A clock's own words on itself. */
export interface ClockIdentity {
  name: string;
  serialNumber: string;
}

/** The memory of a clock. */
export interface ClockRecord {
  /** The account's last entry. */
  readonly found: CloudEntry | undefined;
  /** What the clock said last. */
  readonly said: ClockIdentity | undefined;
  /** The fingerprint of the trusted certificate. */
  readonly fingerprint: string | undefined;
}

const NOTHING: ClockRecord = { found: undefined, said: undefined, fingerprint: undefined };

/** The form of a record in Node-RED's settings or in Redis. */
interface StoredRecord {
  version: typeof VERSION;
  /** Rises with every write. Older records have none. */
  generation?: number;
  /** The clock that the record is of. */
  account: string;
  device: string;
  fingerprint: string | null;
  name: string | null;
  address: string | null;
  /** Sealed by the account; null where the account has no client secret. */
  apiKey: string | null;
  /** Older records have neither this nor the next. */
  serialNumber?: string | null;
  /** The name that the clock said; `name` is the account's. */
  ownName?: string | null;
}

/**
 * The record of one clock, in Node-RED's own settings or in Redis, so that a restart without internet works and all
 * Node-REDs know the same of it. Every change is made to the record as it stands then: others write it as well.
 */
export class ClockMemory {
  readonly #records: Records;
  readonly #id: string;
  readonly #settings: ClockSettings;
  /** Its last record, once that belongs to another clock. */
  #last: ClockRecord | undefined;
  /** By the account's secret, else by the clock's own key. A record without either is not shared. */
  sealer: Sealer;

  constructor(records: Records, id: string, settings: ClockSettings, sealer: Sealer) {
    this.#records = records;
    this.#id = id;
    this.#settings = settings;
    this.sealer = sealer;
  }

  read(): ClockRecord {
    return this.#last ?? this.#readFrom(this.#records.read(this.#id, this.#check));
  }

  /** As `read`, for a clock that a form describes: it may have another key or account than the one that uses the record. */
  look(): ClockRecord {
    return this.#readFrom(this.#records.look(this.#id, this.#check));
  }

  /** Resolves once it is saved, or cannot be. @param change returns `undefined` where nothing changes */
  change(change: (record: ClockRecord) => ClockRecord | undefined): Promise<void> {
    return this.#write((current) => {
      const next = change(this.#readFrom(current));
      return next && this.#store(next, generationOf(current) + 1);
    });
  }

  /** Writes a record of the earlier form, or one with a mark, in the present form. */
  renew(): Promise<void> {
    const { account, device } = this.#settings;
    return this.#write((current) => {
      const isOurs = isStoredRecord(current) && current.account === account && current.device === device;
      const next =
        isOurs && !this.#check(current) && this.#store(this.#readFrom(current), generationOf(current));
      return next && this.#check(next) ? next : undefined;
    });
  }

  /** Leaves the record to another clock of the same node. This one keeps what it knew last, and writes nothing more. */
  retire(): void {
    this.#last ??= this.read();
  }

  /**
   * Resolves once it is known what other Node-REDs have remembered.
   * @throws {LaMetricError} `UNREACHABLE` or `NOT_CONFIGURED` if it cannot be read
   */
  ready(): Promise<void> {
    return this.#records.ready();
  }

  async #write(change: Change): Promise<void> {
    if (this.#last !== undefined) return;
    // A change that is not saved yet may be made again much later.
    await this.#records.change(this.#id, this.#check, (current) =>
      this.#last === undefined ? change(current) : undefined,
    );
  }

  readonly #check: Check = (record) => isStoredRecord(record) && this.sealer.isProven(record, this.#id);

  #readFrom(record: unknown): ClockRecord {
    if (!isStoredRecord(record)) return NOTHING;
    const { account, device } = this.#settings;
    // The certificate belongs to the node, unless that is set to another clock.
    if (record.device !== '' && device !== '' && record.device !== device) return NOTHING;
    const isSame = record.account === account && record.device === device;
    return {
      found: isSame ? this.#foundIn(record) : undefined,
      said: isSame ? saidIn(record) : undefined,
      fingerprint: record.fingerprint ?? undefined,
    };
  }

  /** A key that cannot be read is asked for again. */
  #foundIn({ name, address, apiKey, serialNumber = null }: StoredRecord): CloudEntry | undefined {
    if (name === null || address === null) return undefined;
    const key = apiKey === null ? undefined : this.sealer.unseal(apiKey, this.#id);
    return { name, address, apiKey: key ?? '', serialNumber };
  }

  #store({ found, said, fingerprint }: ClockRecord, generation: number): StoredRecord {
    const { account, device } = this.#settings;
    const record: StoredRecord = {
      version: VERSION,
      generation,
      account,
      device,
      fingerprint: fingerprint ?? null,
      name: found?.name ?? null,
      address: found?.address ?? null,
      apiKey: (found && this.sealer.seal(found.apiKey, this.#id)) ?? null,
      serialNumber: said?.serialNumber ?? found?.serialNumber ?? null,
      ownName: said?.name ?? null,
    };
    return this.sealer.prove(record, this.#id);
  }
}

function saidIn({ ownName = null, serialNumber = null }: StoredRecord): ClockIdentity | undefined {
  return ownName === null || serialNumber === null ? undefined : { name: ownName, serialNumber };
}

function isStoredRecord(value: unknown): value is StoredRecord {
  return (
    isObject(value) &&
    value['version'] === VERSION &&
    isString(value['account']) &&
    isString(value['device']) &&
    [value['fingerprint'], value['name'], value['address'], value['apiKey']].every(
      (text) => text === null || isString(text),
    ) &&
    [value['serialNumber'], value['ownName']].every((text) => text == null || isString(text)) &&
    (value['generation'] === undefined || isGeneration(value['generation']))
  );
}
