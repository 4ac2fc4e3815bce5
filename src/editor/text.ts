import { name } from '../../package.json';

/** The translation of a catalogue's key. */
export type Translate = (key: string, values?: Record<string, string | number>) => string;

/**
 * A key as Node-RED finds it from anywhere.
 * @param node whose catalogue has it, as package.json calls the node
 */
export function fullKey(node: string, key: string): string {
  return `${name}/${node}:${key}`;
}

/** Translates by a node's own texts; keys are without the node's name in front. */
export function textOf(node: string): Translate {
  return (key, values) => RED._(fullKey(node, `${node}.${key}`), values);
}

/** Translates by the texts that all nodes share; keys are without `common.`. */
export const commonText: Translate = (key, values) =>
  // Every catalogue has them; an account's is there whatever other nodes are.
  RED._(fullKey('account', `common.${key}`), values);
