import { isInteger, isObject, isString } from '../../lametric/guards';
import { type Records, generationOf } from '../../storage/records';
import type { Sealer } from '../account/connection';
import type { CloudEntry } from './locator';
import type { ClockSettings } from './settings';

/** The setting with the records. */
export const DEVICES_SETTING = 'lametricDevices';
const VERSION = 1;
/** How long the record of a removed clock is kept, for an undo: milliseconds. */
const KEPT = 30 * 24 * 60 * 60 * 1000;

/** The memory of a clock. */
export interface ClockRecord {
  /** The account's last entry. */
  readonly found: CloudEntry | undefined;
  /** The fingerprint of the trusted certificate. */
  readonly fingerprint: string | undefined;
}

const NOTHING: ClockRecord = { found: undefined, fingerprint: undefined };

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
  /** Milliseconds since the epoch. */
  removedAt?: number;
}

/** Keeps the records of all clocks in Node-RED's own settings, or in Redis, so that a restart without internet works. */
export class ClockRecords {
  constructor(readonly records: Records) {}

  /** @param sealer the clock's account */
  read(id: string, { account, device }: ClockSettings, sealer: Sealer): ClockRecord {
    const record = this.records.entries.get(id);
    if (!isStoredRecord(record)) return NOTHING;
    // The certificate belongs to the node, unless that is set to another clock.
    if (record.device !== '' && device !== '' && record.device !== device) return NOTHING;
    const isSame = record.account === account && record.device === device;
    return {
      found: isSame ? foundIn(id, record, sealer) : undefined,
      fingerprint: record.fingerprint ?? undefined,
    };
  }

  write(
    id: string,
    { account, device }: ClockSettings,
    { found, fingerprint }: ClockRecord,
    sealer: Sealer,
  ): void {
    const record: StoredRecord = {
      version: VERSION,
      generation: generationOf(this.records.entries.get(id)) + 1,
      account,
      device,
      fingerprint: fingerprint ?? null,
      name: found?.name ?? null,
      address: found?.address ?? null,
      apiKey: (found && sealer.seal(found.apiKey, id)) ?? null,
    };
    this.records.entries.set(id, record);
    void this.records.save();
  }

  /** Waits until all is saved, or cannot be. */
  flush(): Promise<void> {
    return this.records.flush();
  }

  /** Marks the records of removed clocks, takes the mark from those that are back, and lets the oldest marked ones go. */
  noteRemovals(removed: ReadonlySet<string>, present: ReadonlySet<string>, now = Date.now()): void {
    // Another Node-RED may still have the clock that was removed here.
    if (this.records.isShared) return;
    let changed = false;
    for (const [id, record] of this.records.entries) {
      if (!isStoredRecord(record)) continue;
      const { removedAt, ...rest } = record;
      if (removedAt === undefined ? removed.has(id) : present.has(id)) {
        this.records.entries.set(id, removedAt === undefined ? { ...rest, removedAt: now } : rest);
        changed = true;
      } else if (removedAt !== undefined && now - removedAt > KEPT) {
        this.records.entries.delete(id);
        changed = true;
      }
    }
    if (changed) void this.records.save();
  }
}

/** A key that cannot be read is asked for again. */
function foundIn(
  id: string,
  { name, address, apiKey }: StoredRecord,
  sealer: Sealer,
): CloudEntry | undefined {
  if (name === null || address === null) return undefined;
  return { name, address, apiKey: (apiKey === null ? undefined : sealer.unseal(apiKey, id)) ?? '' };
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
    [value['generation'], value['removedAt']].every((number) => number === undefined || isInteger(number))
  );
}
