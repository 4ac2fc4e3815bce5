import { isInteger } from '../../../lametric/guards';

/** A number of times; a field of the form gives text. */
export function isTimes(value: number | string): boolean {
  return String(value).trim() !== '' && isInteger(Number(value)) && Number(value) >= 0;
}
