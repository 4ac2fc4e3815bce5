/**
 * Draws nodes anew, whose labels may have changed, where they are. Node-RED keeps the left edge of a node that it has drawn
 * before, so that its middle moves, and that is what it saves. A node without a width is measured as if for the first time.
 */
export function redrawInPlace(nodes: readonly object[]): void {
  for (const node of nodes) Object.assign(node, { dirty: true, resize: true, w: undefined });
  RED.view.redraw();
}
