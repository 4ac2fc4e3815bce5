import type { NodeAPI, NodeDef, NodeStatus } from 'node-red';
import { withDeadline } from '../../lametric/connection/deadline';
import { isInteger } from '../../lametric/guards';
import { type Connection, type ConnectionNode, unusable } from '../../runtime/connection';
import { explain } from '../../runtime/explain';
import type { SessionStatus } from './session/authorization';
import { clientOf } from './client';
import { CLOUD_URL_SETTING, DEFAULT_CLOUD_URL, readCloudUrl } from './cloud-url';
import { Handshakes } from './handshake/handshakes';
import { type AccountCredentials, type AccountProperties, DEFAULTS } from './properties';
import { REDIS_SETTING, readRedisUrl } from '../../storage/redis';
import { AccountRegistry, registries } from './registry';
import { registerRoutes } from './routes';
import type { Session } from './session/session';

interface AccountNode extends ConnectionNode {
  credentials: AccountCredentials;
}

const STATUS: Record<SessionStatus, Omit<NodeStatus, 'text'>> = {
  disconnected: { fill: 'grey', shape: 'ring' },
  connected: { fill: 'green', shape: 'dot' },
  refreshing: { fill: 'blue', shape: 'dot' },
  reconnect: { fill: 'red', shape: 'ring' },
  unsaved: { fill: 'yellow', shape: 'ring' },
  away: { fill: 'yellow', shape: 'ring' },
};

export default function (RED: NodeAPI): void {
  const registry = registries.get(RED.httpAdmin) ?? createRegistry(RED);

  function AccountNode(this: AccountNode, config: NodeDef & Partial<AccountProperties>): void {
    RED.nodes.createNode(this, config);
    const { name, flow } = { ...DEFAULTS, ...config };
    const client = clientOf(this.credentials, flow, registry.cloudUrl);
    if (client === undefined) {
      this.connection = unusable(RED, 'lametric-account', undefined, name);
      return;
    }
    // Each instance of a subflow has its own node; the authorization belongs to the one in the template (`_alias`).
    const id = this._alias ?? this.id;
    const session = registry.deploy(id, client);
    this.connection = connectionBy(RED, session, name);
    this.on('close', (_removed: boolean, done: () => void) => {
      registry.close(id, session);
      settleWithin(closeTimeout(RED), session).then(done, done);
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
  const setting = (name: string): unknown => Reflect.get(RED.settings, name);
  const registry = new AccountRegistry(
    RED,
    readCloudUrl(setting(CLOUD_URL_SETTING)),
    readRedisUrl(setting(REDIS_SETTING)),
  );
  registries.set(RED.httpAdmin, registry);
  registerRoutes(RED, registry, new Handshakes());
  return registry;
}

function connectionBy(RED: NodeAPI, session: Session, name: string): Connection {
  return {
    send: (request, signal) => session.send(request, signal),
    onStatus: (show) =>
      session.onStatus((status) => {
        const text = RED._(`account.status.${status}`);
        show({ ...STATUS[status], text }, status === 'unsaved' || status === 'away');
      }),
    explain: (thrown) => explain(RED, thrown, 'lametric-account', name || session.user),
  };
}

/** Milliseconds: a second less than Node-RED waits for a node to close. */
function closeTimeout({ settings }: NodeAPI): number {
  const timeout: unknown = Reflect.get(settings, 'nodeCloseTimeout');
  return (isInteger(timeout) ? timeout : 15_000) - 1_000;
}

/** Lets a refresh that is under way end and its rotated token be saved, but does not wait for ever. */
async function settleWithin(milliseconds: number, session: Session): Promise<void> {
  await withDeadline(milliseconds, undefined, () => session.settle()).catch(() => undefined);
}
