import type { NodeAPI, NodeDef } from 'node-red';
import type { ConnectionNode } from '../../runtime/connection';
import { accountOf } from '../account/connection';
import type { Clock } from './clock';
import type { ClockConnection } from './connection';
import { explainClock, statusOf } from './explain';
import { ClockRegistry, registries } from './registry';
import { registerRoutes } from './routes';
import type { DeviceCredentials, DeviceProperties } from './properties';
import { settingsOf } from './settings';
import { TemporaryApp } from './temporary-app';
import { PACE, type Pace, Poller, type Reporter } from './poller';

interface DeviceNode extends ConnectionNode {
  credentials: DeviceCredentials;
}

/** @param pace for tests that wait for real polls: Node-RED passes none */
export default function (RED: NodeAPI, pace = PACE): void {
  const registry = registries.get(RED.httpAdmin) ?? createRegistry(RED);
  const pollers = new WeakMap<Clock, Poller>();

  function DeviceNode(this: DeviceNode, config: NodeDef & Partial<DeviceProperties>): void {
    RED.nodes.createNode(this, config);
    const settings = settingsOf({ ...config }, this.credentials);
    const account = accountOf(RED, settings.account, settings.apiKey);
    const clock = registry.deploy(this.id, this._alias ?? this.id, settings, account);
    const temporaryApp = new TemporaryApp(clock);
    const poller = pollers.get(clock) ?? createPoller(RED, clock, pace);
    pollers.set(clock, poller);
    this.connection = connectionTo(RED, clock, poller, temporaryApp);
    this.on('close', (removed: boolean, done: () => void) => {
      const end = async () => {
        await temporaryApp.end();
        if (removed) registry.remove(this.id);
        await registry.settle();
      };
      end().then(done, done);
    });
  }

  RED.nodes.registerType<DeviceNode, NodeDef & Partial<DeviceProperties>, object, DeviceCredentials>(
    'lametric-device',
    DeviceNode,
    { credentials: { apiKey: { type: 'password' } } },
  );
}

function createRegistry(RED: NodeAPI): ClockRegistry {
  const registry = new ClockRegistry(RED);
  registries.set(RED.httpAdmin, registry);
  registerRoutes(RED, registry);
  return registry;
}

function createPoller(RED: NodeAPI, clock: Clock, pace: Pace): Poller {
  const reporter: Reporter = {
    explain: (thrown) => explainOf(RED, clock, thrown).error.message,
    warn: (message) => RED.log.warn(message),
  };
  return new Poller(clock, reporter, pace);
}

function connectionTo(
  RED: NodeAPI,
  clock: Clock,
  poller: Poller,
  temporaryApp: TemporaryApp,
): ClockConnection {
  return {
    send: (request, signal) => clock.send(request, signal),
    onStatus: (show) => clock.onState((state) => show(statusOf(RED, state), false)),
    explain: (thrown) => explainOf(RED, clock, thrown),
    notifications: clock.notifications,
    listen: (subscription) => poller.subscribe(subscription),
    show: (...app) => temporaryApp.show(...app),
  };
}

const explainOf = (RED: NodeAPI, { name, settings }: Clock, thrown: unknown) =>
  explainClock(RED, thrown, name, settings.account);
