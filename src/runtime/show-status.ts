import type { Node, NodeStatus } from 'node-red';

const shown = new WeakMap<Node, { status: NodeStatus; isUrgent: boolean }>();

/**
 * Shows a status on a node, unless the node shows it already: every Status node and open editor would get it again.
 * @param isUrgent whether the results of messages must not replace it
 */
export function showStatus(node: Node, status: NodeStatus, isUrgent: boolean): void {
  const { fill, shape, text } = shown.get(node)?.status ?? {};
  shown.set(node, { status, isUrgent });
  if (status.fill !== fill || status.shape !== shape || status.text !== text) node.status(status);
}

/** Shows the result of a message, unless the node shows an urgent status. */
export function showResult(node: Node, status: NodeStatus): void {
  if (!shown.get(node)?.isUrgent) showStatus(node, status, false);
}
