import type { NodeAPI, NodeDef } from 'node-red';
import { saidBy } from '../../lametric/errors';
import { loadSoon } from '../../lametric/http/exchange';
import type { ConnectionNode } from '../../runtime/connection';
import { accountOf } from '../account/connection';
import type { Clock } from './clock';
import type { ClockConnection } from './connection';
import { explainClock, statusOf } from './explain';
import { ClockRegistry, registries } from './registry';
import { registerRoutes } from './routes';
import type { DeviceCredentials, DeviceProperties } from './properties';
import { mediaOf } from './media/media';
import { contextStore } from './my-data/state-store';
import { findQuietFlaws, settingsOf } from './settings';
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
    const flaws = findQuietFlaws({ ...config });
    if (flaws.hours > 0) this.warn(RED._('device.quiet.ignored', { count: flaws.hours }));
    if (flaws.zone !== '') this.warn(RED._('device.quiet.no-zone', { zone: flaws.zone }));
    const account = accountOf(RED, settings.account, settings.apiKey);
    loadSoon();
    const clock = registry.deploy(this.id, this._alias ?? this.id, settings, account);
    const temporaryApp = new TemporaryApp(clock);
    const poller = pollers.get(clock) ?? createPoller(RED, clock, pace);
    pollers.set(clock, poller);
    this.connection = connectionTo(RED, this.id, clock, poller, temporaryApp);
    const store = contextStore(this.context(), (error) => {
      this.warn(RED._('device.my-data.not-kept', { reason: saidBy(error) }));
    });
    clock.myData.onLost = (reason) => this.warn(explainOf(RED, clock, reason).error.message);
    clock.myData.open({ store, isPolled: (interval) => poller.asksWithin(interval) });
    this.on('close', (removed: boolean, done: () => void) => {
      clock.myData.close();
      if (!removed) registry.close(this.id);
      const end = async () => {
        await temporaryApp.end();
        if (removed) await registry.remove(this.id);
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
  mediaOf(RED);
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
  id: string,
  clock: Clock,
  poller: Poller,
  temporaryApp: TemporaryApp,
): ClockConnection {
  return {
    id,
    get name() {
      return clock.name;
    },
    get serialNumber() {
      return clock.serialNumber;
    },
    send: (request, signal) => clock.send(request, signal),
    onStatus: (show) => {
      const showNow = () => show(statusOf(RED, clock.state, clock.quiet.now), false);
      const ends = [clock.onState(showNow), clock.quiet.onChange(showNow)];
      return () => ends.forEach((end) => end());
    },
    explain: (thrown) => explainOf(RED, clock, thrown),
    notifications: clock.notifications,
    myData: clock.myData,
    listen: (subscription) => poller.subscribe(subscription),
    show: (...app) => temporaryApp.show(...app),
  };
}

const explainOf = (RED: NodeAPI, { name, settings }: Clock, thrown: unknown) =>
  explainClock(RED, thrown, name, settings.account);
