import type { NodeAPI, NodeDef } from 'node-red';
import { withDeadline } from '../../lametric/connection/deadline';
import { isInteger } from '../../lametric/guards';
import { loadSoon } from '../../lametric/http/exchange';
import { type ConnectionNode, unusable } from '../../runtime/connection';
import { clientOf } from './client';
import { CLOUD_URL_SETTING, DEFAULT_CLOUD_URL } from './cloud-url';
import { connectionTo } from './connection';
import { type AccountCredentials, type AccountProperties, DEFAULTS } from './properties';
import { AccountRegistry, registries } from './registry';
import { registerRoutes } from './routes';

interface AccountNode extends ConnectionNode {
  credentials: AccountCredentials;
}

export default function (RED: NodeAPI): void {
  const registry = registries.get(RED.httpAdmin) ?? createRegistry(RED);

  function AccountNode(this: AccountNode, config: NodeDef & Partial<AccountProperties>): void {
    RED.nodes.createNode(this, config);
    const { name, flow } = { ...DEFAULTS, ...config };
    const client = clientOf(this.credentials, flow, registry.cloudUrl);
    if (client === undefined || registry.problem !== undefined) {
      this.connection = unusable(RED, 'lametric-account', registry.problem, name);
      return;
    }
    loadSoon();
    // Each instance of a subflow has its own node; the authorization belongs to the one in the template (`_alias`).
    const id = this._alias ?? this.id;
    const session = registry.deploy(id, client);
    this.connection = connectionTo(RED, session, name);
    this.on('close', (_removed: boolean, done: () => void) => {
      // A refresh that is under way ends and its rotated token is saved, but nobody waits for ever.
      withDeadline(closeTimeout(RED), undefined, () => registry.close(id, session)).then(done, () => done());
    });
  }

  type Settings = { [CLOUD_URL_SETTING]: string };
  RED.nodes.registerType<AccountNode, NodeDef & Partial<AccountProperties>, Settings, AccountCredentials>(
    'lametric-account',
    AccountNode,
    {
      credentials: { clientId: { type: 'text' }, clientSecret: { type: 'password' } },
      settings: { [CLOUD_URL_SETTING]: { value: DEFAULT_CLOUD_URL, exportable: true } },
    },
  );
}

function createRegistry(RED: NodeAPI): AccountRegistry {
  const registry = new AccountRegistry(RED);
  registries.set(RED.httpAdmin, registry);
  registerRoutes(RED, registry);
  return registry;
}

/** Milliseconds: a second less than Node-RED waits for a node to close. */
function closeTimeout({ settings }: NodeAPI): number {
  const timeout: unknown = Reflect.get(settings, 'nodeCloseTimeout');
  return (isInteger(timeout) ? timeout : 15_000) - 1_000;
}
