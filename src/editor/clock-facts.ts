/** The admin endpoints of a clock, as a form asks them. */
import { isObject, isString } from '../lametric/guards';
import { tryRequest } from './admin-api';

/** The endpoint of a clock. @param device the id of its config node */
export function clockPath(device: string): string {
  return `lametric-device/${encodeURIComponent(device)}`;
}

/** The serial numbers of the clocks that run, as far as they are known, by the ids of their config nodes. */
export async function clockSerialNumbers(): Promise<ReadonlyMap<string, string>> {
  const answer = await tryRequest('lametric-device/serial-numbers');
  const entries = Object.entries(isObject(answer) ? answer : {});
  return new Map(entries.filter((entry): entry is [string, string] => isString(entry[1])));
}

/**
 * The model of a clock, as the clock calls it; `undefined` while it cannot be asked.
 * @param device the id of its config node; empty without one
 */
export async function clockModel(device: string): Promise<string | undefined> {
  const info = device === '' ? undefined : await tryRequest(clockPath(device));
  return isObject(info) && isString(info.model) ? info.model : undefined;
}
