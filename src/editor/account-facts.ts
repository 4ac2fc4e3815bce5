/**
 * What LaMetric says of the accounts, for the labels of nodes. It is kept at the account in the editor, where every
 * form's code finds it; Node-RED exports and deploys nothing but a node's own properties.
 */
import { isObject, isString } from '../lametric/guards';
import { AdminError, request } from './admin-api';

const FACTS = '_lametric';

interface Facts {
  /** What the connected user is called. */
  user: string;
  /** The names of the devices by their ids. */
  devices: Map<string, string>;
}

/** What an account is called: by its user's choice, else by whom it is connected as; empty where that is not known. */
export function accountName(id: string): string {
  const account: unknown = RED.nodes.node(id);
  return isObject(account) && isString(account.name) && account.name !== ''
    ? account.name
    : factsOf(account).user;
}

/** What a device is called; its id where that is not known, or a name already. */
export function deviceName(account: string, device: string): string {
  return factsOf(RED.nodes.node(account)).devices.get(device.trim()) ?? device;
}

/** Asks for what the labels need and nothing else: the user of an account without a name, devices that a node has by id. */
export async function loadFacts(account: { id: string; name: string }): Promise<void> {
  const users = findUsers(account.id);
  const path = `lametric-account/${encodeURIComponent(account.id)}`;
  try {
    const state = await request(path);
    if (!isObject(state) || state.state !== 'connected' || !Array.isArray(state.scopes)) return;
    const needsUser = account.name === '' && state.scopes.includes('basic');
    const needsDevices = users.some(hasDeviceId) && state.scopes.includes('devices_read');
    const [user, devices] = await Promise.all([
      needsUser ? request(`${path}/user`) : undefined,
      needsDevices ? request(`${path}/devices`) : undefined,
    ]);
    Object.assign(account, { [FACTS]: { user: readName(user), devices: readNames(devices) } });
  } catch (error) {
    // A label that says less is no reason to bother anybody.
    if (error instanceof AdminError) return;
    throw error;
  }
  RED.events.emit('nodes:change', account);
  for (const node of users) Object.assign(node, { dirty: true, resize: true });
  RED.view.redraw();
}

function factsOf(account: unknown): Facts {
  const facts: unknown = isObject(account) ? account[FACTS] : undefined;
  return isFacts(facts) ? facts : { user: '', devices: new Map() };
}

function isFacts(value: unknown): value is Facts {
  return isObject(value) && isString(value.user) && value.devices instanceof Map;
}

function findUsers(account: string): object[] {
  const users: object[] = [];
  RED.nodes.eachNode((node) => {
    if (Reflect.get(node, 'account') === account) users.push(node);
  });
  return users;
}

function hasDeviceId(node: object): boolean {
  const id: unknown = Reflect.get(node, 'device');
  return Reflect.get(node, 'deviceType') === 'str' && isString(id) && /^\s*\d+\s*$/.test(id);
}

function readName(user: unknown): string {
  return isObject(user) ? ([user.name, user.email].filter(isString).find((text) => text !== '') ?? '') : '';
}

function readNames(devices: unknown): Map<string, string> {
  const names = Array.isArray(devices) ? devices.filter(isObject) : [];
  return new Map(names.flatMap(({ id, name }) => (isString(name) ? [[String(id), name] as const] : [])));
}
