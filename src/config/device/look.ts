import { availableSettings } from '../../lametric/clock/control';
import type { Device } from '../../lametric/clock/types';
import type { Clock } from './clock';
import type { ClockInfo, ClockState } from './clock-info';

/** A clock that is neither deployed nor tested. */
export function unknownClock(): ClockInfo {
  return {
    state: 'unconfigured',
    ...deviceInfo({}),
    settings: null,
    address: null,
    security: null,
    fingerprint: null,
    trusted: null,
    timezone: timeZone(),
    message: null,
  };
}

/** @param look the result of a request to the clock; `device` is `undefined` if there was no answer */
export function clockInfo(
  { ownName, address, settings: { security, clockName }, certificate }: Clock,
  { state, device, message }: { state: ClockState; device: Device | undefined; message: string | null },
): ClockInfo {
  const isPinned = security === 'pinned';
  const isThere = state === 'online' || state === 'refused' || state === 'certificate';
  return {
    state,
    ...deviceInfo(device ?? { name: ownName || clockName || null }),
    settings: device === undefined ? null : availableSettings(device),
    address: address ?? null,
    security,
    fingerprint: isPinned && isThere ? (certificate.shown ?? null) : null,
    trusted: isPinned ? (certificate.trusted ?? null) : null,
    timezone: timeZone(),
    message,
  };
}

function deviceInfo(device: { [Name in keyof Device]?: Device[Name] | null }) {
  return {
    name: device.name ?? null,
    model: device.model ?? null,
    serialNumber: device.serial_number ?? null,
    osVersion: device.os_version ?? null,
    update: device.update_available?.version ?? null,
    signal: device.wifi?.strength ?? null,
  };
}

/** The name of Node-RED's own. Not when this file is loaded: the first time takes as long as half of all the rest. */
function timeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
