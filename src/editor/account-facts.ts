/**
 * Facts from LaMetric about the accounts, for the labels of nodes. They are kept at the editor's account node, where the
 * code of every form finds them. Node-RED neither exports nor deploys them, since they are not among a node's `defaults`.
 */
import { isObject, isString } from '../lametric/guards';
import { AdminError, request } from './admin-api';
import { redrawInPlace } from './redraw';

const FACTS = '_lametric';

interface Facts {
  /** The name of the connected user; empty if it is not known. */
  user: string;
  /** The names of the devices by their ids. */
  devices: Map<string, string>;
}

/** The account's name in the editor, else that of the connected user; empty if neither is known. */
export function accountName(id: string): string {
  const account: unknown = RED.nodes.node(id);
  return isObject(account) && isString(account.name) && account.name !== ''
    ? account.name
    : factsOf(account).user;
}

/** The name of a device; `device` itself if it is a name already, or an unknown id. */
export function deviceName(account: string, device: string): string {
  return factsOf(RED.nodes.node(account)).devices.get(device.trim()) ?? device;
}

/**
 * Loads only the facts that labels need: the user if the account has no name, the devices if a node refers to one by id.
 * @param again whether to ask LaMetric for facts that are known already
 */
export async function loadFacts(account: { id: string; name: string }, again: boolean): Promise<void> {
  const nodes = findNodesOf(account.id);
  const path = `lametric-account/${encodeURIComponent(account.id)}`;
  try {
    const state = await request(path);
    const isConnected = isObject(state) && state.state === 'connected';
    const scopes: unknown[] = isConnected && Array.isArray(state.scopes) ? state.scopes : [];
    // The facts about an account go with its connection.
    if (!isConnected && !(FACTS in account)) return;
    const known = factsOf(isConnected && !again ? account : undefined);
    const facts = await complete(known, { path, scopes, isNamed: account.name !== '', nodes });
    Object.assign(account, { [FACTS]: facts });
  } catch (error) {
    // Without the facts a label only says less, so the user need not know.
    if (error instanceof AdminError) return;
    throw error;
  }
  RED.events.emit('nodes:change', account);
  redrawInPlace(nodes);
}

/** Asks LaMetric for the facts that are needed and not known. */
async function complete(
  { user, devices }: Facts,
  { path, scopes, isNamed, nodes }: { path: string; scopes: unknown[]; isNamed: boolean; nodes: object[] },
): Promise<Facts> {
  const ids = nodes.flatMap(deviceIdsOf);
  const needsUser = !isNamed && user === '' && scopes.includes('basic');
  const needsDevices = ids.some((id) => !devices.has(id)) && scopes.includes('devices_read');
  const [newUser, newDevices] = await Promise.all([
    needsUser ? request(`${path}/user`) : undefined,
    needsDevices ? request(`${path}/devices`) : undefined,
  ]);
  // A device that LaMetric does not know goes by its id.
  const names = () => new Map([...ids.map((id) => [id, id] as const), ...readNames(newDevices)]);
  return { user: needsUser ? readName(newUser) : user, devices: needsDevices ? names() : devices };
}

function factsOf(account: unknown): Facts {
  const facts: unknown = isObject(account) ? account[FACTS] : undefined;
  return isFacts(facts) ? facts : { user: '', devices: new Map() };
}

function isFacts(value: unknown): value is Facts {
  return isObject(value) && isString(value.user) && value.devices instanceof Map;
}

function findNodesOf(account: string): object[] {
  const nodes: object[] = [];
  RED.nodes.eachNode((node) => {
    if (Reflect.get(node, 'account') === account) nodes.push(node);
  });
  return nodes;
}

/** The id of the device that a node refers to, if it does by id. */
function deviceIdsOf(node: object): string[] {
  const id: unknown = Reflect.get(node, 'device');
  const isId = Reflect.get(node, 'deviceType') === 'str' && isString(id) && /^\s*\d+\s*$/.test(id);
  return isId ? [id.trim()] : [];
}

function readName(user: unknown): string {
  return isObject(user) ? ([user.name, user.email].filter(isString).find((text) => text !== '') ?? '') : '';
}

function readNames(devices: unknown): Map<string, string> {
  const names = Array.isArray(devices) ? devices.filter(isObject) : [];
  return new Map(names.flatMap(({ id, name }) => (isString(name) ? [[String(id), name] as const] : [])));
}
