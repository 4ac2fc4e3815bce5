import { isInteger, isObject, isString } from '../lametric/guards';
import { parseDeviceId } from '../lametric/device-id';

/** A device as the picker lists it. */
export interface ListedDevice {
  id: string;
  name: string;
  /** `new`, `configured`, `banned`, or whatever LaMetric adds; empty where it says nothing. */
  state: string;
}

/** A line of the picker's list: a device, or the id that was typed in. */
export type Choice = ListedDevice | { id: string; name: undefined };

/** @param answer of the devices endpoint, unchecked: what is no device is left out */
export function readDevices(answer: unknown): ListedDevice[] {
  if (!Array.isArray(answer)) return [];
  return answer.flatMap((device: unknown) => {
    if (!isObject(device) || !isInteger(device.id) || !isString(device.name)) return [];
    return [{ id: String(device.id), name: device.name, state: isString(device.state) ? device.state : '' }];
  });
}

/**
 * The lines for what was typed: the devices whose name, id or state has all its words, and the id itself if it is
 * one that no device of the list has.
 * @param state the name of a state as the user reads it
 */
export function findChoices(
  devices: readonly ListedDevice[],
  typed: string,
  state: (name: string) => string = (name) => name,
): Choice[] {
  const words = typed.toLowerCase().split(/\s+/);
  const found = devices.filter((device) => {
    const text = `${device.name} ${device.id} ${state(device.state)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const id = parseDeviceId(typed);
  const unknown = id !== undefined && !devices.some((device) => device.id === String(id));
  return unknown ? [...found, { id: String(id), name: undefined }] : found;
}

/** Why a TypedInput can name no device, as a key of the catalogue; `undefined` if it can. */
export function deviceProblem(value: string, type: string): 'no-device' | 'device-id' | undefined {
  if (type === 'all') return undefined;
  if (value.trim() === '') return 'no-device';
  return type === 'str' && parseDeviceId(value) === undefined ? 'device-id' : undefined;
}
