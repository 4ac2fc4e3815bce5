import type { DeviceProperties } from '../properties';
import { parseDeviceId } from '../../../lametric/cloud/device-id';
import { isQuietHours, isTimeZone } from '../../../lametric/quiet-hours';

/** How a clock is set up: from the account, by the button on the clock, or by its address and key. */
export const SETUPS = ['account', 'button', 'key'] as const;
export type Setup = (typeof SETUPS)[number];

/** The form's fields. Node-RED shows a stored key as `__PWRD__`. */
export interface Fields {
  account: string;
  device: string;
  address: string;
  security: DeviceProperties['security'];
  apiKey: string;
}

/** How a clock with these fields was set up; a new one is set up from the account. */
export function setupOf({ account, address, apiKey }: Fields): Setup {
  return account === '' && (address !== '' || apiKey !== '') ? 'key' : 'account';
}

/** The fields that a setup uses: only the one from the account uses the account. */
export function fieldsFor(setup: Setup, fields: Fields): Fields {
  return setup === 'account' ? fields : { ...fields, account: '', device: '' };
}

/** The field to be filled in first, as a key of the catalogue; `undefined` if the clock can be asked. */
export function findMissing(
  setup: Setup,
  { account, device, address, apiKey }: Fields,
): 'account' | 'device' | 'address' | 'press' | 'key' | undefined {
  if (setup === 'account') {
    if (account === '') return 'account';
    return device === '' ? 'device' : undefined;
  }
  if (address === '') return 'address';
  if (apiKey !== '') return undefined;
  return setup === 'button' ? 'press' : 'key';
}

/** Says why a clock from an account cannot be used. */
export function clockProblem(account: string, device: string): 'no-device' | 'device-id' | undefined {
  if (account === '') return undefined;
  if (device.trim() === '') return 'no-device';
  return isClockId(device) ? undefined : 'device-id';
}

/** Whether this is the id of a clock, or an environment variable that has one. A clock's name is not enough here. */
export function isClockId(device: string): boolean {
  return device.startsWith('${') || parseDeviceId(device) !== undefined;
}

/** Says why a clock without an account cannot be used. */
export function addressProblem(account: string, address: string): 'address' | undefined {
  return account === '' && address.trim() === '' ? 'address' : undefined;
}

/** Says why quiet hours cannot be used; those of a node that was made by hand may be anything. */
export function quietProblem(quiet: unknown): 'hours' | undefined {
  return Array.isArray(quiet) && quiet.every(isQuietHours) ? undefined : 'hours';
}

/** Says why a time zone cannot be used. An environment variable may have any. */
export function zoneProblem(timezone: string): 'zone' | undefined {
  const zone = timezone.trim();
  return zone === '' || zone.startsWith('${') || isTimeZone(zone) ? undefined : 'zone';
}
