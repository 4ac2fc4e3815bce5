import type { Node, NodeAPI, NodeDef, NodeStatus } from 'node-red';
import type { LaMetricError } from '../../lametric/errors';
import { type Flow } from '../../lametric/oauth';
import { Accounts, CLOUD_URL_SETTING, DEFAULT_CLOUD_URL } from './accounts';
import type { AccountClient, AccountStatus, CloudRequest, Devices } from './session';

/** The properties of a `lametric-account`, for the runtime and for the editor. */
export interface AccountProperties {
  name: string;
  flow: Flow;
  /** Separated by spaces. */
  scopes: string;
}

export interface AccountCredentials {
  clientId?: string;
  clientSecret?: string;
}

/** What a `lametric-account` is to the nodes that use it. */
export interface Account {
  /** Reads with a valid token; messages that read the same at the same time share a request. See `Session.read`. */
  read(what: string, request: CloudRequest<Devices>, signal: AbortSignal): Promise<Devices>;
  /** Writes with a valid token; see `Session.write`. */
  write<T>(request: CloudRequest<T>, signal: AbortSignal): Promise<T>;
  /** Tells `show` the node status that stands for the account's, now and at every change, until the result is called. */
  watch(show: (status: NodeStatus) => void): () => void;
  /** The error as the user reads it, and the node status that goes with it. */
  describe(error: unknown): { error: LaMetricError; status: NodeStatus };
}

export interface AccountNode extends Node<AccountCredentials> {
  account: Account;
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
const allAccounts = new WeakMap<object, Accounts>();

export default function (RED: NodeAPI): void {
  const accounts = allAccounts.get(RED.httpAdmin) ?? new Accounts(RED);
  allAccounts.set(RED.httpAdmin, accounts);

  function AccountNode(this: AccountNode, config: NodeDef & AccountProperties): void {
    RED.nodes.createNode(this, config);
    // In a subflow every instance has a node of its own; the authorization belongs to the one in the template.
    const session = accounts.session(this._alias ?? this.id);
    session.configure(clientOf(this.credentials, config.flow, accounts.cloudUrl));
    this.account = {
      read: (what, request, signal) => session.read(what, request, signal),
      write: (request, signal) => session.write(request, signal),
      watch: (show) =>
        session.watch((status) => show({ ...STATUS[status], text: RED._(`account.status.${status}`) })),
      describe: (cause) => {
        const error = accounts.describe(cause);
        return { error, status: { fill: 'red', shape: 'ring', text: RED._(`common.status.${error.code}`) } };
      },
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

/** @returns `undefined` where something is missing that the flow needs */
function clientOf(credentials: AccountCredentials, flow: Flow, cloudUrl: string): AccountClient | undefined {
  const { clientId, clientSecret } = credentials;
  if (!clientId) return undefined;
  if (clientSecret) return { cloudUrl, id: clientId, secret: clientSecret };
  return flow === 'implicit' ? { cloudUrl, id: clientId } : undefined;
}
