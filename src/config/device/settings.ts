import type { NodeAPI } from 'node-red';
import { bareAddress } from '../../lametric/clock/bare-address';
import { isObject, isString, shorten } from '../../lametric/guards';
import { type QuietHours, isQuietHours, isTimeZone } from '../../lametric/quiet-hours';
import { deployedNode } from '../../runtime/deployment';
import { withEnvironment } from '../../runtime/environment';
import { DEFAULTS, type DeviceCredentials, type DeviceProperties } from './properties';

/** The most quiet hours of a clock: to find those that overlap takes the square of their number. */
const MAX_HOURS = 100;

/** How a clock is set up. */
export interface ClockSettings extends DeviceProperties {
  /** Secret. Empty: the account's. */
  apiKey: string;
}

/** The settings of a node that runs, or that a form holds. */
export function settingsOf(
  properties: Readonly<Record<string, unknown>>,
  { apiKey = '' }: DeviceCredentials,
): ClockSettings {
  const trimmed = (name: Exclude<keyof DeviceProperties, 'quiet'>) => {
    const value = properties[name];
    return isString(value) ? value.trim() : DEFAULTS[name];
  };
  const timezone = trimmed('timezone');
  return {
    name: trimmed('name'),
    clockName: trimmed('clockName'),
    account: trimmed('account'),
    device: trimmed('device'),
    address: bareAddress(trimmed('address')),
    security: properties['security'] === 'http' ? 'http' : DEFAULTS.security,
    quiet: usableHours(properties),
    timezone: isTimeZone(timezone) ? timezone : DEFAULTS.timezone,
    apiKey: apiKey.trim(),
  };
}

/** What is left out of a node that was made by hand: how many of its quiet hours, and a zone that is none, in short. */
export function findQuietFlaws(properties: Readonly<Record<string, unknown>>): {
  hours: number;
  zone: string;
} {
  const { timezone = '' } = properties;
  const isUsable = isString(timezone) && (timezone.trim() === '' || isTimeZone(timezone.trim()));
  return {
    hours: hoursIn(properties).length - usableHours(properties).length,
    zone: isUsable ? '' : shorten(timezone),
  };
}

const usableHours = (properties: Readonly<Record<string, unknown>>): QuietHours[] =>
  hoursIn(properties).filter(isQuietHours).slice(0, MAX_HOURS);

function hoursIn({ quiet = [] }: Readonly<Record<string, unknown>>): unknown[] {
  return Array.isArray(quiet) ? quiet : [quiet];
}

/** The settings of a deployed node, whether or not it runs; `undefined` without one. */
export function deployedSettings(RED: NodeAPI, id: string): ClockSettings | undefined {
  const node = deployedNode(RED, id);
  if (node?.['type'] !== 'lametric-device') return undefined;
  const credentials: unknown = RED.nodes.getCredentials(id);
  const apiKey = isObject(credentials) && isString(credentials['apiKey']) ? credentials['apiKey'] : '';
  return settingsOf(inEnvironment(RED, id, node), { apiKey: withEnvironment(RED, id, apiKey) });
}

/** Whether both mean the same clock, at the same place and in the same way. */
export function isSameClock(one: ClockSettings, other: ClockSettings): boolean {
  return (['account', 'device', 'address', 'security'] as const).every((name) => one[name] === other[name]);
}

/** The properties as the node with this id, in its tab or subflow `z`, gets them where they name environment variables. */
export function inEnvironment(
  RED: NodeAPI,
  id: string,
  properties: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(properties);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      isString(value) ? withEnvironment(RED, id, value, properties['z']) : value,
    ]),
  );
}
