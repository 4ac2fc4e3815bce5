import { isInteger, isObject } from '../lametric/guards';

/** Keeps records by name, beyond the life of the process; perhaps for several Node-REDs at once. */
export interface Records {
  /** What is known of them, to be changed and then saved. The values are unchecked. */
  readonly entries: Map<string, unknown>;
  /** Whether other Node-REDs use the same records, and hear of every change. */
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
   * Resolves once the records were read, in case that what is known does not suffice.
   * @throws {LaMetricError} `UNREACHABLE` if they cannot be
   */
  ready(): Promise<void>;
  /**
   * Takes over what others have saved since.
   * @throws {LaMetricError} `UNREACHABLE` if it cannot be read
   */
  reload(): Promise<void>;
  /**
   * Does something while nobody else does it under this name.
   * @param isNeeded asked until it is this one's turn; once it says no, the work is left undone
   * @throws {LaMetricError} `UNREACHABLE` if nobody can say whose turn it is
   */
  exclusively(name: string, work: () => Promise<void>, isNeeded: () => boolean): Promise<void>;
}

/** How often a record was written; 0 where that is not known. */
export const generationOf = (record: unknown): number =>
  isObject(record) && isInteger(record.generation) ? record.generation : 0;

/**
 * Whether a record is to replace another one of the same name. A latch says that LaMetric refused the tokens of the
 * generation before; where somebody did get new ones for them, those count.
 */
export function isNewer(one: unknown, other: unknown): boolean {
  const difference = generationOf(one) - generationOf(other);
  return difference > 0 || (difference === 0 && isLatched(other) && !isLatched(one));
}

export const isLatched = (record: unknown): boolean => isObject(record) && record.latched === true;
