import type { Node, NodeAPI } from 'node-red';
import { isString } from '../lametric/guards';
import { deployedNode } from './deployment';

/** A text that is nothing but the name of an environment variable: Node-RED replaces it by the value. */
const VARIABLE = /^\$(?:\{\S+\}|\(\S+\))$/;

/** Whether a text is `${NAME}` or `$(NAME)`. */
export const isVariable = (text: string): boolean => VARIABLE.test(text);

/**
 * Replaces `${NAME}` by the value that the node with this id gets for it, whether or not it runs: from its subflow's
 * instance, its tab, the global environment variables or the process; by an empty text if there is none, or no text.
 * @param place the tab or subflow of a node that is not deployed yet; none if it is for all flows
 */
export function withEnvironment(RED: NodeAPI, id: string, text: string, place?: unknown): string {
  if (!isVariable(text)) return text;
  const name = text.slice(2, -1);
  const node = RED.nodes.getNode(id) ?? findNeighbour(RED, id, deployedNode(RED, id)?.['z'] ?? place);
  const value: unknown = node === undefined ? process.env[name] : RED.util.getSetting(node, name);
  return isString(value) ? value : '';
}

/**
 * A node that runs and gets the same variables: one beside it, in the last instance if it is in a subflow. One for all
 * flows where the node has no place, or nothing runs there.
 */
function findNeighbour(RED: NodeAPI, id: string, place: unknown): Node | undefined {
  const instances: string[] = [];
  const inside: string[] = [id];
  const global: string[] = [];
  RED.nodes.eachNode((node) => {
    if (node.type === `subflow:${String(place)}`) instances.unshift(node.id);
    else if (!node.z) global.push(node.id);
    else if (node.z === place && !('g' in node)) inside.push(node.id);
  });
  const besides = instances.flatMap((instance) => inside.map((each) => `${instance}-${each}`));
  for (const each of [...besides, ...inside, ...global]) {
    const node = RED.nodes.getNode(each);
    if (node != null) return node;
  }
  return undefined;
}
