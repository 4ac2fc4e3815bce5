import type { NodeAPI } from 'node-red';
import { isObject } from '../lametric/guards';

/** A node as it stands in the deployed flows, unchecked. */
export type DeployedNode = Readonly<Record<string, unknown>>;

/** Why there is no node to be had. */
export type Absence = 'missing' | 'disabled' | 'stopped';

/** The node with this id in the deployed flows, whether or not they run. */
export function deployedNode(RED: NodeAPI, id: unknown): DeployedNode | undefined {
  let found: DeployedNode | undefined;
  RED.nodes.eachNode((node: unknown) => {
    if (isObject(node) && node.id === id) found = node;
  });
  return found;
}

/** Why `getNode` has no node of this id: it is not there, or disabled, or the flows do not run, as in safe mode. */
export function whyAbsent(RED: NodeAPI, id: string): Absence {
  const node = deployedNode(RED, id);
  if (node === undefined) return 'missing';
  const parent = deployedNode(RED, node.z);
  return node.d === true || parent?.disabled === true ? 'disabled' : 'stopped';
}
