import type { NodeAPI } from 'node-red';
import { isObject, isString } from '../lametric/guards';

/** A node as it stands in the deployed flows, unchecked. */
export type DeployedNode = Readonly<Record<string, unknown>>;

/** Why a deployed node does not run. */
type Absence = 'disabled' | 'stopped';

/** The node with this id in the deployed flows, whether or not they run. */
export function deployedNode(RED: NodeAPI, id: unknown): DeployedNode | undefined {
  let found: DeployedNode | undefined;
  RED.nodes.eachNode((node: unknown) => {
    if (isObject(node) && node.id === id) found = node;
  });
  return found;
}

/** The name that the user gave a deployed node; empty where there is none. */
export function deployedName(RED: NodeAPI, id: string): string {
  const name = deployedNode(RED, id)?.['name'];
  return isString(name) ? name : '';
}

/** Why this node does not run: it is disabled, or no flow runs, as in safe mode. `undefined` if it runs or is not deployed. */
export function whyAbsent(RED: NodeAPI, id: string): Absence | undefined {
  const node = deployedNode(RED, id);
  if (node === undefined) return undefined;
  const parent = deployedNode(RED, node.z);
  if (node.d === true || parent?.disabled === true) return 'disabled';
  // `getNode(id)` would not tell: a node in the template of a subflow never runs, only its instances do.
  return doFlowsRun(RED) ? undefined : 'stopped';
}

function doFlowsRun(RED: NodeAPI): boolean {
  let run = false;
  RED.nodes.eachNode(({ id }) => {
    run ||= RED.nodes.getNode(id) != null;
  });
  return run;
}

/**
 * The ids of the nodes that a Deploy removed, and of those of a type that are in the flows. Disabled nodes, missing types,
 * stopped flows and another project are no removals.
 * @param event of `flows:started`; its `diff` is missing at a start
 */
export function removals(RED: NodeAPI, type: string, event: unknown) {
  const present = new Set<string>();
  RED.nodes.eachNode((node) => {
    if (node.type === type) present.add(node.id);
  });
  const diff = isObject(event) && isObject(event.diff) ? event.diff : {};
  const ids: unknown[] = Array.isArray(diff.removed) ? diff.removed : [];
  return { removed: new Set(ids.filter(isString).filter((id) => !present.has(id))), present };
}
