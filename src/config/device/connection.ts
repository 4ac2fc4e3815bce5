import type { Node, NodeAPI } from 'node-red';
import { type Connection, connectionOf } from '../../runtime/connection';
import { Notices } from './notices';
import { Shows } from './shows';
import type { Listener } from './watch';

/** A clock as its flow nodes see it. */
export interface ClockConnection extends Connection {
  notifications: Notices;
  /** Tells the listener what happens at the clock. @returns how to stop that */
  watch(listener: Listener): () => void;
  /** See `Shows.begin`. */
  show: Shows['begin'];
}

/**
 * The clock that a flow node is set to use; the node shows its state from now on. Without one, every request fails with
 * `NOT_CONFIGURED`, and nothing ever happens.
 * @param id of the `lametric-device`
 */
export function clockOf(RED: NodeAPI, node: Node, id: string): ClockConnection {
  const connection = connectionOf(RED, node, id, 'lametric-device');
  if (isClock(connection)) return connection;
  const shows = new Shows(connection);
  return {
    ...connection,
    notifications: new Notices(connection),
    watch: () => () => undefined,
    show: (...show) => shows.begin(...show),
  };
}

function isClock(connection: Connection): connection is ClockConnection {
  return 'watch' in connection;
}
