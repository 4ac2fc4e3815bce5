import { availableSettings } from '../../lametric/clock/control';
import type { Device } from '../../lametric/clock/types';
import type { Clock, ClockState } from './clock';

/** What is known of a clock, as the form shows it; null where nothing is. */
interface Card {
  state: ClockState;
  name: string | null;
  model: string | null;
  serialNumber: string | null;
  osVersion: string | null;
  /** The version that can be installed. */
  update: string | null;
  /** What `lametric control` can set at it. */
  settings: string[] | null;
  /** The strength of the Wi-Fi, in percent. */
  signal: number | null;
  address: string | null;
  security: string | null;
  /** Of the certificate that it shows now. */
  fingerprint: string | null;
  /** Of the one that is remembered. */
  trusted: string | null;
  /** What is wrong, and what to do. */
  message: string | null;
}

/** Of a clock that is not deployed and was not tested. */
export const UNKNOWN_CLOCK: Card = {
  state: 'unconfigured',
  ...aboutDevice({}),
  settings: null,
  address: null,
  security: null,
  fingerprint: null,
  trusted: null,
  message: null,
};

/** @param asked what came of asking it; without a `device`, it did not say how it is */
export function cardOf(
  { name, address, settings: { security }, certificate }: Clock,
  { state, device, message }: { state: ClockState; device: Device | undefined; message: string | null },
): Card {
  const isPinned = security === 'pinned';
  const isThere = state === 'online' || state === 'refused' || state === 'certificate';
  return {
    state,
    ...aboutDevice(device ?? { name: name === '' ? null : name }),
    settings: device === undefined ? null : availableSettings(device),
    address: orNull(address),
    security,
    fingerprint: isPinned && isThere ? orNull(certificate.shown) : null,
    trusted: isPinned ? orNull(certificate.trusted) : null,
    message,
  };
}

function aboutDevice(device: { [Name in keyof Device]?: Device[Name] | null }) {
  return {
    name: orNull(device.name),
    model: orNull(device.model),
    serialNumber: orNull(device.serial_number),
    osVersion: orNull(device.os_version),
    update: orNull(device.update_available?.version),
    signal: orNull(device.wifi?.strength),
  };
}

function orNull<T>(value: T | null | undefined): T | null {
  return value ?? null;
}
