import type { Node, NodeAPI } from 'node-red';
import { getEndpoints } from '../../lametric/clock/requests';
import { getMyDataWidgets } from '../../lametric/clock/my-data';
import type { WhichClocks } from '../../lametric/which-clocks';
import { type Prepare, onInputForSeveral } from '../../runtime/clocks';
import { type Connection, connectionOf, findConnection, runningConnections } from '../../runtime/connection';
import type { Explanation } from '../../runtime/explain';
import { onInput } from '../../runtime/on-input';
import type { NamedClock } from '../../runtime/which-clocks';
import type { MyData } from './my-data/my-data';
import { registries } from './registry';
import { NotificationQueue } from './notifications/notification-queue';
import { TemporaryApp } from './temporary-app';
import type { Subscription } from './poller';

/** A clock as its flow nodes see it. */
export interface ClockConnection extends NamedClock {
  notifications: NotificationQueue;
  myData: Pick<MyData, 'show' | 'join'>;
  /** Subscribes to events of the clock. @returns how to end that */
  listen(subscription: Subscription): () => void;
  /** See `TemporaryApp.show`. */
  show: TemporaryApp['show'];
}

/**
 * The clock that a flow node is set to use; the node shows its state from now on. Without one, every request fails with
 * `NOT_CONFIGURED`, and nothing ever happens.
 * @param id of the `lametric-device`
 */
export function clockOf(RED: NodeAPI, node: Node, id: string): ClockConnection {
  const connection = connectionOf(RED, node, id, 'lametric-device');
  if (isClock(connection)) return connection;
  const temporaryApp = new TemporaryApp(connection);
  return {
    ...connection,
    id,
    name: '',
    serialNumber: null,
    notifications: new NotificationQueue({
      ...connection,
      reachFrom: async (signal) => {
        await connection.send(getEndpoints, signal);
        return '';
      },
    }),
    myData: {
      show: async (_choice, _key, { frames }, signal) => {
        const [widget = ''] = await connection.send(getMyDataWidgets, signal);
        return { widget, frames: frames.length };
      },
      join: () => () => undefined,
    },
    listen: () => () => undefined,
    show: (...app) => temporaryApp.show(...app),
  };
}

/**
 * Handles the messages of a flow node for the clocks that it is set to use: the one whose state it shows, or several.
 * @param adjust changes the explanation of a failure where there is one clock
 */
export function onClockInput(
  RED: NodeAPI,
  node: Node,
  which: WhichClocks,
  prepare: Prepare<ClockConnection>,
  adjust = (explanation: Explanation) => explanation,
): void {
  if (which.clocksType !== 'one') {
    onInputForSeveral(RED, node, which, () => runningClocks(RED), prepare);
    return;
  }
  const clock = clockOf(RED, node, which.device);
  const connection = { explain: (thrown: unknown) => adjust(clock.explain(thrown)) };
  onInput(RED, node, connection, async (msg, signal) => {
    const work = await prepare(msg, signal);
    return work(clock, msg, () => undefined);
  });
}

/** Keeps the keys of My Data that are a node's id, as long as it is there, at the clocks that it may use. */
export function keepKeys(RED: NodeAPI, node: Node, { device, clocksType }: WhichClocks): void {
  if (clocksType !== 'one') {
    node.on('close', registries.get(RED.httpAdmin)?.keepKeys(node.id) ?? (() => undefined));
    return;
  }
  const clock = findConnection(RED, device, 'lametric-device');
  if (isClock(clock)) node.on('close', clock.myData.join(node.id));
}

function runningClocks(RED: NodeAPI): ClockConnection[] {
  return runningConnections(RED, 'lametric-device').filter(isClock);
}

function isClock(connection: Connection): connection is ClockConnection {
  return 'listen' in connection;
}
