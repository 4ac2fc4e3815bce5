import type { Node, NodeAPI } from 'node-red';
import { type Connection, connectionOf } from '../../runtime/connection';
import { Notices } from './notices';

/** A clock as its flow nodes see it. */
export interface ClockConnection extends Connection {
  notifications: Notices;
}

/**
 * The clock that a flow node is set to use; the node shows its state from now on. Without one, every request fails with
 * `NOT_CONFIGURED`.
 * @param id of the `lametric-device`
 */
export function clockOf(RED: NodeAPI, node: Node, id: string): ClockConnection {
  const connection = connectionOf(RED, node, id, 'lametric-device');
  return isClock(connection) ? connection : { ...connection, notifications: new Notices(connection) };
}

function isClock(connection: Connection): connection is ClockConnection {
  return 'notifications' in connection;
}
