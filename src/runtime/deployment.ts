import type { NodeAPI, NodeDef } from 'node-red';
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

/** The deployed nodes of a type, whether or not they run, as they stand in the flow file. */
export function deployedNodes(RED: NodeAPI, type: string): NodeDef[] {
  const found: NodeDef[] = [];
  RED.nodes.eachNode((node) => {
    if (node.type === type) found.push(node);
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
 * Tells of the nodes of a type which a Deploy removed, and which are in the flows. Disabled nodes, missing types, stopped
 * flows and another project are no removals. The id of a node in an instance of a subflow is `INSTANCE-NODE`.
 * @param event of `flows:started`; its `diff` is missing at a start
 */
export function removals(RED: NodeAPI, type: string, event: unknown) {
  const present = new Set<string>();
  const all = new Set<string>();
  RED.nodes.eachNode((node) => {
    all.add(node.id);
    if (node.type === type) present.add(node.id);
  });
  const diff = isObject(event) && isObject(event.diff) ? event.diff : {};
  const ids: unknown[] = Array.isArray(diff.removed) ? diff.removed : [];
  const removed = new Set(ids.filter(isString).filter((id) => !all.has(id)));
  const isPresent = (id: string) =>
    present.has(id) ||
    (instancesIn(id).some((instance) => all.has(instance)) && nodesIn(id).some((node) => present.has(node)));
  const isRemoved = (id: string) =>
    [id, ...instancesIn(id), ...nodesIn(id)].some((each) => removed.has(each)) && !present.has(id);
  return { removed, isRemoved, isPresent: (id: string) => !isRemoved(id) && isPresent(id) };
}

/** All that may be the instance in the id of a node, and all that may be the node: ids themselves may have hyphens. */
const instancesIn = (id: string) => hyphensIn(id).map((at) => id.slice(0, at));
const nodesIn = (id: string) => hyphensIn(id).map((at) => id.slice(at + 1));
const hyphensIn = (id: string) => [...id.matchAll(/-/g)].map(({ index }) => index);
