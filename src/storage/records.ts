import { isInteger, isObject } from '../lametric/guards';

/** Records by name that outlive the process, perhaps shared by several Node-REDs. */
export interface Records {
  /** The records as far as they are known, to be changed and then saved. The values are unchecked. */
  readonly entries: Map<string, unknown>;
  /** Whether other Node-REDs use the same records and hear of every change. */
  readonly isShared: boolean;
  /** Whether the records can neither be read nor saved at the moment. */
  readonly isAway: boolean;
  /** Whether everything that was changed is saved. */
  readonly saved: boolean;
  /** Resolves once the changed entries are saved, or cannot be: then `saved` is false, and it is tried again. */
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

/** How often a record was written; 0 where that is not known. */
export const generationOf = (record: unknown): number =>
  isObject(record) && isInteger(record.generation) ? record.generation : 0;

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
