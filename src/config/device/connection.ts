import type { Node, NodeAPI } from 'node-red';
import { type Connection, connectionOf } from '../../runtime/connection';
import { NotificationQueue } from './notifications/notification-queue';
import { TemporaryApp } from './temporary-app';
import type { Subscription } from './poller';

/** A clock as its flow nodes see it. */
export interface ClockConnection extends Connection {
  notifications: NotificationQueue;
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
    notifications: new NotificationQueue(connection),
    listen: () => () => undefined,
    show: (...app) => temporaryApp.show(...app),
  };
}

function isClock(connection: Connection): connection is ClockConnection {
  return 'listen' in connection;
}
