import type { NodeAPI } from 'node-red';
import { isObject, isString } from '../../lametric/guards';
import { type DeployedNode, deployedNode } from '../../runtime/deployment';
import { withEnvironment } from '../../runtime/environment';
import { DEFAULTS, type DeviceCredentials, type DeviceProperties } from './properties';

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
  const trimmed = (name: keyof DeviceProperties) => {
    const value = properties[name];
    return isString(value) ? value.trim() : DEFAULTS[name];
  };
  return {
    name: trimmed('name'),
    clockName: trimmed('clockName'),
    account: trimmed('account'),
    device: trimmed('device'),
    address: trimmed('address'),
    security: properties['security'] === 'http' ? 'http' : DEFAULTS.security,
    apiKey: apiKey.trim(),
  };
}

/** The settings of a deployed node, whether or not it runs; `undefined` without one. */
export function deployedSettings(RED: NodeAPI, id: string): ClockSettings | undefined {
  const node = deployedNode(RED, id);
  if (node?.['type'] !== 'lametric-device') return undefined;
  const credentials: unknown = RED.nodes.getCredentials(id);
  const apiKey = isObject(credentials) && isString(credentials['apiKey']) ? credentials['apiKey'] : '';
  return settingsOf(inEnvironment(node), { apiKey: withEnvironment(apiKey) });
}

/** Whether both mean the same clock, at the same place and in the same way. */
export function isSameClock(one: ClockSettings, other: ClockSettings): boolean {
  return (['account', 'device', 'address', 'security'] as const).every((name) => one[name] === other[name]);
}

function inEnvironment(node: DeployedNode): DeployedNode {
  const entries = Object.entries(node);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, isString(value) ? withEnvironment(value) : value]),
  );
}
