import type { NodeAPI } from 'node-red';
import { LaMetricError } from '../lametric/errors';

/** The problems that an error puts into words; the others are counted. */
const MAX_PROBLEMS = 5;

/** The error of input that cannot be used for one reason or more. */
export function invalidInput<Complaint>(
  RED: NodeAPI,
  complaints: readonly Complaint[],
  wordsOf: (complaint: Complaint) => string,
): LaMetricError {
  return new LaMetricError('INVALID_INPUT', firstOf(RED, complaints, wordsOf));
}

/** Puts the first of many problems into words, and counts the others. */
export function firstOf<Problem>(
  RED: NodeAPI,
  problems: readonly Problem[],
  wordsOf: (problem: Problem) => string,
): string {
  const words = problems.slice(0, MAX_PROBLEMS).map(wordsOf);
  const count = problems.length - words.length;
  if (count > 0) words.push(RED._('common.error.more', { count }));
  return words.join(' ');
}
