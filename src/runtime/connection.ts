import type { Node, NodeAPI, NodeStatus } from 'node-red';
import { LaMetricError } from '../lametric/errors';
import { isObject } from '../lametric/guards';
import type { ApiRequest } from '../lametric/request';
import { type Explanation, explain, titleOf } from './explain';
import { showStatus } from './show-status';

/** What a config node is to the flow nodes that use it: a way to send requests, with a status. */
export interface Connection {
  /** @throws {LaMetricError} */
  send<T>(request: ApiRequest<T>, signal: AbortSignal): Promise<T>;
  /** Calls `show` with the node status that stands for the connection's, now and at every change, until the result is called. */
  onStatus(show: (status: NodeStatus) => void): () => void;
  /** The error as the user reads it, whatever was thrown, and the node status that goes with it. */
  explain(thrown: unknown): Explanation;
}

/** A config node that is a connection. */
export interface ConnectionNode extends Node {
  connection: Connection;
}

/**
 * The connection that a flow node is set to use; the node shows its status from now on.
 * Without one, every request fails with `NOT_CONFIGURED`.
 * @param id of the config node
 * @param type of the config node
 */
export function connectionOf(RED: NodeAPI, node: Node, id: string, type: 'lametric-account'): Connection {
  const configNode: unknown = RED.nodes.getNode(id);
  const connection = isConnectionNode(configNode, type) ? configNode.connection : noConnection(RED, type);
  node.on(
    'close',
    connection.onStatus((status) => showStatus(node, status)),
  );
  return connection;
}

function isConnectionNode(node: unknown, type: string): node is ConnectionNode {
  return isObject(node) && node['type'] === type && isObject(node['connection']);
}

function noConnection(RED: NodeAPI, type: string): Connection {
  const key = type.replace('lametric-', 'no-');
  const status: NodeStatus = { fill: 'grey', shape: 'ring', text: RED._(`common.status.${key}`) };
  const missing = new LaMetricError('NOT_CONFIGURED', RED._(`common.error.${key}`));
  return {
    send: () => Promise.reject(missing),
    onStatus: (show) => {
      show(status);
      return () => undefined;
    },
    explain: (thrown) =>
      thrown === missing ? { error: missing, status } : explain(RED, thrown, titleOf(RED, type, '')),
  };
}
