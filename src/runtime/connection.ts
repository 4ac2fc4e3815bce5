import type { Node, NodeAPI, NodeStatus } from 'node-red';
import { LaMetricError } from '../lametric/errors';
import { isObject } from '../lametric/guards';
import type { ApiRequest } from '../lametric/connection/request';
import { deployedName, deployedNodes, whyAbsent } from './deployment';
import { type ConnectionType, type Explanation, ORIGINS, explain } from './explain';
import { showStatus } from './show-status';

/** @param isUrgent whether the status must stay when a message has its result to show */
type ShowStatus = (status: NodeStatus, isUrgent: boolean) => void;

/** A config node as the flow nodes see it: it sends requests, has a status and explains errors. */
export interface Connection {
  /** @throws {LaMetricError} */
  send<T>(request: ApiRequest<T>, signal: AbortSignal): Promise<T>;
  /**
   * Calls `show` with the connection's status, now and at every change.
   * @returns a function that stops this
   */
  onStatus(show: ShowStatus): () => void;
  /** Turns anything thrown into the error as the user reads it, and the node status that goes with it. */
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
export function connectionOf(RED: NodeAPI, node: Node, id: string, type: ConnectionType): Connection {
  const connection = findConnection(RED, id, type);
  const stop = connection.onStatus((status, isUrgent) => showStatus(node, status, isUrgent));
  node.on('close', stop);
  return connection;
}

/** The connection that a config node is; where there is none, every request fails with `NOT_CONFIGURED`. */
export function findConnection(RED: NodeAPI, id: string, type: ConnectionType): Connection {
  return runningConnection(RED, id, type) ?? noConnection(RED, id, type);
}

/** The connections of all config nodes of a type that run, as they stand in the flow file, without those inside subflows. */
export function runningConnections(RED: NodeAPI, type: ConnectionType): Connection[] {
  // What stands inside a subflow does not run; its instances do.
  return deployedNodes(RED, type).flatMap(({ id }) => runningConnection(RED, id, type) ?? []);
}

function runningConnection(RED: NodeAPI, id: string, type: ConnectionType): Connection | undefined {
  const configNode: unknown = RED.nodes.getNode(id);
  return isConnectionNode(configNode, type) ? configNode.connection : undefined;
}

function isConnectionNode(node: unknown, type: string): node is ConnectionNode {
  return isObject(node) && node['type'] === type && isObject(node['connection']);
}

function noConnection(RED: NodeAPI, id: string, type: ConnectionType): Connection {
  const reason = whyAbsent(RED, id) === 'disabled' ? 'disabled' : 'none-chosen';
  return unusable(RED, type, reason, deployedName(RED, id));
}

/**
 * Stands in for a connection that cannot be had: every request fails with `NOT_CONFIGURED`.
 * @param reason why not; `undefined` where the config node itself is not set up
 * @param name of the config node as the user knows it; may be empty
 */
export function unusable(
  RED: NodeAPI,
  type: ConnectionType,
  reason: 'none-chosen' | 'disabled' | 'redis-url' | 'cloud-url' | undefined,
  name: string,
): Connection {
  const origin = ORIGINS[type];
  const error = new LaMetricError('NOT_CONFIGURED', 'no connection', { origin, reason, said: '' });
  const text = RED._(
    reason === undefined ? 'common.status.NOT_CONFIGURED' : `common.status.${origin}.${reason}`,
  );
  const status: NodeStatus = { fill: 'grey', shape: 'ring', text };
  return {
    send: () => Promise.reject(error),
    onStatus: (show) => {
      show(status, false);
      return () => undefined;
    },
    explain: (thrown) => {
      const explanation = explain(RED, thrown, type, name);
      return thrown === error ? { ...explanation, status } : explanation;
    },
  };
}
