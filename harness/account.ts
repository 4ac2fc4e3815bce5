/** Puts an account into a flow, and connects it as the editor would. */
import { CALLBACK_PATH, type Simulator } from '../simulator/simulator';
import { isObject } from '../src/lametric/guards';
import type { AdminResponse } from './admin-api';
import type { NodeRed } from './node-red';

export const ACCOUNT = 'account-1';

/** The config node as the editor deploys it while nothing is filled in. */
export function emptyAccountNode() {
  return {
    id: ACCOUNT,
    type: 'lametric-account',
    name: '',
    flow: 'code',
    scopes: 'basic devices_read devices_write',
  };
}

/** The same with client id and client secret. */
export function accountNode(simulator: Simulator, properties: Record<string, unknown> = {}) {
  return {
    ...emptyAccountNode(),
    credentials: { clientId: simulator.client.id, clientSecret: simulator.client.secret },
    ...properties,
  };
}

/** The names of the flow's nodes. */
export const LIST = 'list';
export const RENAME = 'rename';

/**
 * An account with both nodes. Each has an inject node (`list-in`, `rename-in`, for what it gets see `properties`),
 * and all results and errors, with the whole message, go to the debug nodes `out` and `errors`.
 */
export function accountFlow(
  simulator: Simulator,
  properties: { account?: object; devices?: object; rename?: object; inject?: object } = {},
) {
  const inject = {
    props: [{ p: 'payload' }, { p: 'topic', vt: 'str' }],
    payload: 'Kitchen',
    payloadType: 'str',
    topic: 'kept',
    ...properties.inject,
  };
  const device = String(simulator.devices[0]?.id);
  return [
    { id: 'flow', type: 'tab', label: 'LaMetric' },
    accountNode(simulator, { ...properties.account }),
    node('list-in', 'inject', [LIST], inject),
    node(LIST, 'lametric devices', ['out'], {
      name: '',
      account: ACCOUNT,
      device: '',
      deviceType: 'all',
      output: 'array',
      apiKeys: false,
      ...properties.devices,
    }),
    node('rename-in', 'inject', [RENAME], inject),
    node(RENAME, 'lametric rename', ['out'], {
      name: '',
      account: ACCOUNT,
      device,
      deviceType: 'str',
      newName: 'payload',
      newNameType: 'msg',
      ...properties.rename,
    }),
    node('out', 'debug', [], { active: true, tosidebar: true, complete: 'true', targetType: 'full' }),
    node('catch', 'catch', ['errors'], { scope: null, uncaught: false }),
    node('errors', 'debug', [], { active: true, tosidebar: true, complete: 'true', targetType: 'full' }),
  ];
}

/** The parts of a Node-RED that its editor needs. */
export type Admin = Pick<NodeRed, 'url' | 'admin'>;

function node(id: string, type: string, wires: string[], more: object = {}) {
  return { id, type, z: 'flow', x: 100, y: 100, wires: wires.length === 0 ? [] : [wires], ...more };
}

/** Begins a handshake as the account's dialog does. */
export async function authorize(
  nodeRed: Admin,
  simulator: Simulator,
  body: Record<string, unknown> = {},
  id = ACCOUNT,
): Promise<AdminResponse> {
  const redirectUri = `${nodeRed.url}/${CALLBACK_PATH}`;
  if (!simulator.client.redirectUris.includes(redirectUri)) simulator.client.redirectUris.push(redirectUri);
  return nodeRed.admin('POST', `lametric-account/${id}/authorize`, {
    clientId: simulator.client.id,
    clientSecret: simulator.client.secret,
    scopes: 'basic devices_read devices_write',
    flow: 'code',
    redirectUri,
    ...body,
  });
}

/** The whole handshake: authorize, consent (or denial), LaMetric's redirect, redeem. @returns the redeem answer's body */
export async function connect(
  nodeRed: Admin,
  simulator: Simulator,
  {
    decision = 'approve',
    body = {},
    id = ACCOUNT,
  }: { decision?: 'approve' | 'deny'; body?: Record<string, unknown>; id?: string } = {},
): Promise<Record<string, unknown>> {
  const { handshake, authorizeUrl } = textFields(await authorize(nodeRed, simulator, body, id));
  const callback = await simulator.authorize(authorizeUrl ?? '', decision);
  await visit(callback);
  const redeemed = await nodeRed.admin('POST', `lametric-account/${id}/redeem`, { handshake });
  if (!isObject(redeemed.body)) throw new Error(`redeem answered ${redeemed.status}`);
  return redeemed.body;
}

/** Opens the address that LaMetric redirects to, as the browser and the callback page's script in it do. */
export async function visit(callback: string): Promise<Response> {
  const url = new URL(callback);
  const page = await fetch(url);
  if (url.hash === '') return page;
  return fetch(`${url.origin}${url.pathname}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(Object.fromEntries(new URLSearchParams(url.hash.slice(1)))),
  });
}

/** The text fields of an answer that has to be a success. */
export function textFields({ status, body }: AdminResponse): Record<string, string> {
  if (status !== 200 || !isObject(body)) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
