import type { NodeAPI, NodeDef, NodeStatus } from 'node-red';
import type { Client, Grant } from '../../lametric/cloud/oauth';
import type { ConnectionNode } from '../../runtime/connection';
import { explain, titleOf } from '../../runtime/explain';
import { CLOUD_URL_SETTING, DEFAULT_CLOUD_URL, readCloudUrl } from './cloud-url';
import { Handshakes } from './handshakes';
import { AccountRegistry } from './registry';
import { registerRoutes } from './routes';
import type { AccountStatus } from './session';

/** The properties of a `lametric-account`, for the runtime and for the editor. */
export interface AccountProperties {
  name: string;
  flow: Grant;
  /** Separated by spaces. */
  scopes: string;
}

export interface AccountCredentials {
  clientId?: string;
  clientSecret?: string;
}

interface AccountNode extends ConnectionNode {
  credentials: AccountCredentials;
}

const STATUS: Record<AccountStatus, Omit<NodeStatus, 'text'>> = {
  unconfigured: { fill: 'grey', shape: 'ring' },
  disconnected: { fill: 'grey', shape: 'ring' },
  connected: { fill: 'green', shape: 'dot' },
  refreshing: { fill: 'blue', shape: 'dot' },
  reconnect: { fill: 'red', shape: 'ring' },
  unsaved: { fill: 'yellow', shape: 'ring' },
};

/** One for each Node-RED: a package that is removed and installed again must find what it left. */
const registries = new WeakMap<object, AccountRegistry>();

export default function (RED: NodeAPI): void {
  const registry = registries.get(RED.httpAdmin) ?? createRegistry(RED);

  function AccountNode(this: AccountNode, config: NodeDef & AccountProperties): void {
    RED.nodes.createNode(this, config);
    // In a subflow every instance has a node of its own; the authorization belongs to the one in the template.
    const session = registry.session(this._alias ?? this.id);
    session.configure(clientOf(this.credentials, config.flow, registry.cloudUrl));
    this.connection = {
      send: (request, signal) => session.send(request, signal),
      onStatus: (show) =>
        session.onStatus((status) => show({ ...STATUS[status], text: RED._(`account.status.${status}`) })),
      explain: (thrown) =>
        explain(RED, thrown, titleOf(RED, 'lametric-account', config.name || session.user)),
    };
  }

  type Settings = { [CLOUD_URL_SETTING]: string };
  RED.nodes.registerType<AccountNode, NodeDef & AccountProperties, Settings, AccountCredentials>(
    'lametric-account',
    AccountNode,
    {
      credentials: { clientId: { type: 'text' }, clientSecret: { type: 'password' } },
      settings: { [CLOUD_URL_SETTING]: { value: DEFAULT_CLOUD_URL, exportable: true } },
    },
  );
}

function createRegistry(RED: NodeAPI): AccountRegistry {
  const registry = new AccountRegistry(RED, readCloudUrl(Reflect.get(RED.settings, CLOUD_URL_SETTING)));
  registries.set(RED.httpAdmin, registry);
  registerRoutes(RED, registry, new Handshakes());
  return registry;
}

/** @returns `undefined` where something is missing that the grant needs */
function clientOf(
  { clientId = '', clientSecret: secret = '' }: AccountCredentials,
  grant: Grant,
  cloudUrl: string,
): Client | undefined {
  if (clientId === '' || (secret === '' && grant === 'code')) return undefined;
  return { cloudUrl, id: clientId, secret };
}
