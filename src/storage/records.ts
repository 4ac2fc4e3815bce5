import { isInteger, isObject } from '../lametric/guards';

/** Tells whether a record was written by somebody who knows its owner's secret. */
export type Check = (record: unknown) => boolean;

/**
 * Makes the next record from the present one, which is unchecked. It is called again where another Node-RED was faster.
 * @returns `undefined` where the record stays as it is
 */
export type Change = (current: unknown) => object | undefined;

/** Records by name that outlive the process, perhaps shared by several Node-REDs. */
export interface Records {
  /** This Node-RED's own records, unchecked. Changes of the map itself are never shared. */
  readonly entries: Map<string, unknown>;
  /** Whether other Node-REDs use the same records and hear of every change. */
  readonly isShared: boolean;
  /** Whether the records can neither be read nor saved at the moment. */
  readonly isAway: boolean;
  /** Whether everything that was changed is saved. */
  readonly saved: boolean;
  /**
   * The record as it stands now, unchecked, but of another Node-RED only if it passes the check.
   * @returns null where there is none but one that does not
   */
  read(name: string, check: Check): unknown;
  /** The same for somebody who only looks: the check of whoever uses the record stays the one for what others write. */
  look(name: string, check: Check): unknown;
  /** The record as it stands now, whoever has written it. */
  peek(name: string): unknown;
  /** Changes a record, here at once. Resolves once that is saved, or cannot be: then `saved` is false, and it is tried again. */
  change(name: string, check: Check, change: Change): Promise<void>;
  /** Leaves a record to other Node-REDs: its node was removed here. */
  release(name: string): void;
  /**
   * Deletes a record for good. A Node-RED that still uses it writes it again.
   * @throws {LaMetricError} `UNREACHABLE` if it cannot be deleted now
   */
  delete(name: string): Promise<void>;
  /** Saves `entries`, as `change` does. */
  save(): Promise<void>;
  /** Tries once more to save what is not saved yet. */
  flush(): Promise<void>;
  /**
   * Resolves once the records were read at least once since the start.
   * @throws {LaMetricError} `UNREACHABLE` if they cannot be
   */
  ready(): Promise<void>;
  /**
   * Takes over the newer records that others have saved.
   * @throws {LaMetricError} `UNREACHABLE` if it cannot be read
   */
  reload(): Promise<void>;
  /**
   * Does some work while no other Node-RED does any under this name.
   * @param isNeeded asked while it waits for its turn; once it says no, the work is left undone
   * @throws {LaMetricError} `UNREACHABLE` if the turn cannot be had
   */
  exclusively(name: string, work: () => Promise<void>, isNeeded: () => boolean): Promise<void>;
}

/** Whether a record can be of this generation, and the next one of the generation after it. */
export const isGeneration = (value: unknown): value is number =>
  isInteger(value) && value >= 0 && value < Number.MAX_SAFE_INTEGER;

/** How often a record was written; 0 where that is not known. */
export const generationOf = (record: unknown): number =>
  isObject(record) && isGeneration(record.generation) ? record.generation : 0;

/**
 * Whether a record is to replace another one of the same name. `latched` says that LaMetric refused the tokens of the
 * generation before; where another Node-RED did get new tokens for them, those count.
 */
export function isNewer(one: unknown, other: unknown): boolean {
  const difference = generationOf(one) - generationOf(other);
  return difference > 0 || (difference === 0 && isRevoked(other) && !isRevoked(one));
}

/** Whether the record says that LaMetric no longer accepts its tokens. */
export const isRevoked = (record: unknown): boolean => isObject(record) && record.latched === true;
