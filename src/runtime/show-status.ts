import type { Node, NodeStatus } from 'node-red';

interface Shown {
  status: NodeStatus;
  isUrgent: boolean;
}

const shown = new WeakMap<Node, Shown>();

/**
 * Shows a status on a node. One that it shows already is not published again, to every Status node and open editor.
 * @param isUrgent whether it stays over the results of messages
 */
export function showStatus(node: Node, status: NodeStatus, isUrgent: boolean): void {
  const { fill, shape, text } = shown.get(node)?.status ?? {};
  shown.set(node, { status, isUrgent });
  if (status.fill !== fill || status.shape !== shape || status.text !== text) node.status(status);
}

/** Shows what became of a message, unless there is something more important to see. */
export function showResult(node: Node, status: NodeStatus): void {
  if (!shown.get(node)?.isUrgent) showStatus(node, status, false);
}
