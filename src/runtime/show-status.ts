import type { Node, NodeStatus } from 'node-red';

const shown = new WeakMap<Node, NodeStatus>();

/** Shows a status on a node. One that it shows already is not published again, to every Status node and open editor. */
export function showStatus(node: Node, status: NodeStatus): void {
  const { fill, shape, text } = shown.get(node) ?? {};
  if (status.fill === fill && status.shape === shape && status.text === text) return;
  shown.set(node, status);
  node.status(status);
}
