/** Marks the records of removed nodes, and deletes them a month later: the removal may be undone. */
import { isInteger, isObject, isString } from '../lametric/guards';
import type { Records } from './records';

const DAY = 24 * 60 * 60 * 1000;
/** How many days the record of a removed node is kept. */
const KEPT_DAYS = 30;

/** Which nodes a Deploy removed, and which are in the flows. */
export interface Removals {
  isRemoved: (name: string) => boolean;
  isPresent: (name: string) => boolean;
}

/**
 * Marks the records of removed nodes, and takes the mark from those that are back. Others keep it: a node may also be
 * absent in another project or in safe mode. A mark is this Node-RED's own, since another one may still have the node.
 * @param now milliseconds since the epoch
 */
export async function noteRemovals(
  records: Records,
  { isRemoved, isPresent }: Removals,
  now = Date.now(),
): Promise<void> {
  await changeEach(records, (record, name) => {
    const { orphanedAt, orphanedDays: _days, removedAt: _earlier, ...rest } = record;
    if (isPresent(name)) return markOf(record) === undefined ? record : rest;
    if (isRemoved(name)) records.release(name);
    if (orphanedAt !== undefined || (!isRemoved(name) && markOf(record) === undefined)) return record;
    return { ...rest, orphanedAt: new Date(now).toISOString(), orphanedDays: 0 };
  });
}

/**
 * Deletes the records that have been marked on thirty days, for all that share them. The days are counted, since a clock
 * may jump.
 * @param now milliseconds since the epoch; to be called at least daily
 */
export async function ageOrphans(records: Records, now = Date.now()): Promise<void> {
  const old: string[] = [];
  await changeEach(records, (record, name) => {
    const { orphanedAt, orphanedDays: days = 0 } = record;
    if (!isString(orphanedAt) || !isInteger(days)) return record;
    const passed = now - Date.parse(orphanedAt);
    if (passed >= 0 && passed < DAY) return record;
    const counted = days + (passed < 0 ? 0 : 1);
    if (counted >= KEPT_DAYS) old.push(name);
    return { ...record, orphanedAt: new Date(now).toISOString(), orphanedDays: counted };
  });
  // One that cannot be deleted now is tried again the next day.
  await Promise.all(old.map((name) => records.delete(name).catch(() => undefined)));
}

/** Until they had one mark, clocks' records had another. */
const markOf = ({ orphanedAt, removedAt }: Record<string, unknown>): unknown => orphanedAt ?? removedAt;

/** @param change returns the same record where nothing changes. A record of a later version is left to that. */
async function changeEach(
  records: Records,
  change: (record: Record<string, unknown>, name: string) => object,
): Promise<void> {
  let isChanged = false;
  for (const [name, record] of records.entries) {
    if (!isObject(record) || record.version !== 1) continue;
    const next = change(record, name);
    if (next === record) continue;
    records.entries.set(name, next);
    isChanged = true;
  }
  if (isChanged) await records.save();
}
