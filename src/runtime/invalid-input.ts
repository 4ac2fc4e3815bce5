import type { NodeAPI } from 'node-red';
import { LaMetricError } from '../lametric/errors';

/** The complaints that an error puts into words; the others are counted. */
const MAX_COMPLAINTS = 5;

/** The error of input that cannot be used for one reason or more. */
export function invalidInput<Complaint>(
  RED: NodeAPI,
  complaints: readonly Complaint[],
  wordsOf: (complaint: Complaint) => string,
): LaMetricError {
  const words = complaints.slice(0, MAX_COMPLAINTS).map(wordsOf);
  const count = complaints.length - words.length;
  if (count > 0) words.push(RED._('common.error.more', { count }));
  return new LaMetricError('INVALID_INPUT', words.join(' '));
}
