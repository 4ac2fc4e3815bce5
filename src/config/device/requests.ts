/** Checks the bodies of requests to the clocks' admin endpoints. Each function returns `undefined` for one that cannot be used. */
import { isObject, isString } from '../../lametric/guards';
import { type Address, addressFor, parseAddress } from '../../lametric/clock/address';
import { parseRange } from '../../lametric/clock/address-range';
import { bareAddress } from '../../lametric/clock/bare-address';
import { parseDeviceId } from '../../lametric/cloud/device-id';
import { UNCHANGED_PASSWORD, isText } from '../../runtime/admin';
import { type ClockSettings, isSameClock, settingsOf } from './settings';

/** A clock as a form describes it. */
export interface TestRequest {
  /** Its `apiKey` is empty where the form holds none. */
  settings: ClockSettings;
  /** Whether the form means the key that is stored. */
  isKeyStored: boolean;
}

/** Reads the body of `:id/test`: `{account, device, address, security, apiKey?}`. */
export function readTestRequest(body: unknown): TestRequest | undefined {
  if (!isObject(body)) return undefined;
  const { security = 'pinned', apiKey = '' } = body;
  if (!['account', 'device', 'address', 'apiKey'].every((name) => isText(body[name] ?? ''))) return undefined;
  if (security !== 'pinned' && security !== 'http') return undefined;
  const isKeyStored = apiKey === UNCHANGED_PASSWORD;
  const settings = settingsOf(body, isString(apiKey) && !isKeyStored ? { apiKey } : {});
  const { address, device } = settings;
  const isUsable =
    (address === '' || parseAddress(address) !== undefined) &&
    (device === '' || parseDeviceId(device) !== undefined);
  return isUsable ? { settings, isKeyStored } : undefined;
}

/**
 * The settings that a test may use: the stored key goes only to the deployed clock, and the account's only to the address
 * that the account names.
 */
export function allowedSettings(
  { settings, isKeyStored }: TestRequest,
  deployed: ClockSettings | undefined,
): ClockSettings | undefined {
  if (settings.apiKey !== '') return settings;
  if (deployed !== undefined && isSameClock(settings, deployed)) return deployed;
  return settings.address === '' && !isKeyStored ? settings : undefined;
}

/** A SHA-256 fingerprint, `AA:BB:…`, in upper case. */
export function readFingerprint(body: unknown): string | undefined {
  const { fingerprint } = isObject(body) ? body : {};
  if (!isString(fingerprint) || !/^[\da-f]{2}(?::[\da-f]{2}){31}$/i.test(fingerprint)) return undefined;
  return fingerprint.toUpperCase();
}

/** Reads the body of `:id/pair`: `{address}`, which may have a port. */
export function readAddress(body: unknown): Address | undefined {
  const { address } = isObject(body) ? body : {};
  return isText(address) ? addressFor(bareAddress(address), 'pinned') : undefined;
}

/** Reads the body of `search`: `{range?}`. @returns the addresses to look at: none without a range */
export function readRange(body: unknown): string[] | undefined {
  if (!isObject(body)) return undefined;
  const { range = '' } = body;
  if (range === '') return [];
  return isText(range) ? parseRange(range) : undefined;
}
