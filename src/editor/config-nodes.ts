/** What the editor does for flow nodes when config nodes come, go or get another name. The config nodes' own forms call it. */
import type { ConfigNode, FlowNode } from './red';
import { redrawInPlace } from './redraw';

/** The config nodes that flow nodes use, by the property that names them. */
export const CONFIG_TYPES = { account: 'lametric-account', device: 'lametric-device' } as const;
type ConfigProperty = keyof typeof CONFIG_TYPES;

/** All config nodes of a kind, in the order of the workspace. */
export function findConfigNodes(property: ConfigProperty): ConfigNode[] {
  const found: ConfigNode[] = [];
  RED.nodes.eachConfig((node) => {
    if (node.type === CONFIG_TYPES[property]) found.push(node);
  });
  return found;
}

/** The ids of those that any node may use: one that is disabled, or that belongs to a tab or subflow, is none of them. */
const findShared = (property: ConfigProperty) =>
  findConfigNodes(property).flatMap(({ id, z, d }) => (z || d ? [] : [id]));

/** The id of the only config node of a kind that any node may use; empty if there are several or none. */
export function onlyNode(property: ConfigProperty): string {
  const [only = '', ...others] = findShared(property);
  return others.length === 0 ? only : '';
}

/** The flow nodes with this property, whether or not it is set. */
function findUsers(property: ConfigProperty): FlowNode[] {
  const users: FlowNode[] = [];
  RED.nodes.eachNode((node) => {
    if (isUser(node, property)) users.push(node);
  });
  return users;
}

/** Whether it is a flow node with this property: a clock has an account only where its form says so. */
function isUser({ type }: FlowNode, property: ConfigProperty): boolean {
  const definition = RED.nodes.getType(type);
  return (
    definition?.category !== 'config' && definition?.defaults?.[property]?.type === CONFIG_TYPES[property]
  );
}

/** Does once what is asked for by many events together: a thousand clocks may be added at once. */
function together(schedule: (run: () => void) => void, work: () => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    schedule(() => {
      isDue = false;
      work();
    });
  };
}

/** Draws the flow nodes anew when a config node that their labels may name comes, goes or gets another label. */
export function redrawUsers(property: ConfigProperty): void {
  const labels = new WeakMap<object, string>();
  const redrawAll = together(queueMicrotask, () => redrawInPlace(findUsers(property)));
  const redraw = (node: ConfigNode) => {
    if (node.type !== CONFIG_TYPES[property]) return;
    labels.set(node, RED.utils.getNodeLabel(node));
    redrawAll();
  };
  RED.events.on('nodes:add', redraw);
  RED.events.on('nodes:remove', redraw);
  RED.events.on('nodes:change', (node: ConfigNode | null) => {
    // Node-RED also tells of every node that begins to use it.
    if (node !== null && labels.has(node) && labels.get(node) !== RED.utils.getNodeLabel(node)) redraw(node);
  });
}

/** Stands in our examples for the first config node of a kind, the second, and so on. */
const IN_EXAMPLE = /^example-([1-9])$/;

/**
 * If there is only one config node of a kind, gives it to the flow nodes that have none: when such a node is dragged from
 * the palette or imported, and when the config node is added after the node. Examples take the first ones.
 */
export function giveToNodes(property: ConfigProperty): void {
  // What comes back by undo or redo is the same object: it brings what it was given.
  const known = new WeakSet<object>();
  const giveAll = together(setTimeout, () => giveToAll(property));
  RED.events.on('nodes:add', (added: FlowNode) => {
    const isNew = !known.has(added);
    known.add(added);
    // Nodes that are loaded from Node-RED are not `changed`: they stay as they were deployed.
    if (!isNew || added.changed !== true) return;
    // Node-RED completes what it imports, and writes its history, only after this event.
    if (added.type === CONFIG_TYPES[property]) giveAll();
    else if (isUser(added, property)) setTimeout(() => giveToNew(property, added));
  });
}

/** Whether a node needs a config node and has none: one that goes to several clocks does not need the one. */
function lacks(node: FlowNode, property: ConfigProperty): boolean {
  const clocksType: unknown = Reflect.get(node, 'clocksType') ?? 'one';
  return (Reflect.get(node, property) ?? '') === '' && clocksType === 'one';
}

/** A node that has just been added: what it is given is part of it. */
function giveToNew(property: ConfigProperty, node: FlowNode): void {
  const chosen: unknown = Reflect.get(node, property) ?? '';
  const [, place] = IN_EXAMPLE.exec(String(chosen)) ?? [];
  const isGiven = lacks(node, property) || place !== undefined;
  if (!isGiven || RED.workspaces.isLocked(node.z)) return;
  const ids = findShared(property);
  const id = place === undefined ? onlyNode(property) : (ids[(Number(place) - 1) % ids.length] ?? '');
  if (id === chosen) return;
  give(node, property, id);
  RED.view.redraw();
}

/** The config node has just been added: what the flow nodes are given is undone together with it. */
function giveToAll(property: ConfigProperty): void {
  const only = onlyNode(property);
  if (only === '') return;
  // The open dialogs choose for themselves.
  const edited = new Set(RED.editor.getEditStack().map(({ id }) => id));
  const nodes = findUsers(property).filter(
    (node) => lacks(node, property) && !edited.has(node.id) && !RED.workspaces.isLocked(node.z),
  );
  if (nodes.length === 0) return;
  const edits = nodes.map((node) => ({
    t: 'edit' as const,
    node,
    changes: { [property]: Reflect.get(node, property) },
    changed: node.changed ?? false,
    dirty: RED.nodes.dirty(),
    callback: () => redrawInPlace([node]),
  }));
  const step = RED.history.peek();
  const events = step === undefined ? edits : [step, ...edits];
  RED.history.replace({ t: 'multi', events, dirty: step?.dirty ?? RED.nodes.dirty() });
  for (const node of nodes) give(node, property, only);
  redrawInPlace(nodes);
}

function give(node: FlowNode, property: ConfigProperty, id: string): void {
  Object.assign(node, { [property]: id, changed: true, dirty: true, resize: true });
  RED.nodes.updateConfigNodeUsers(node, { action: 'add' });
  RED.editor.validateNode(node);
}
