import { name } from '../../package.json';

/** The translation of a catalogue's key. */
export type Translate = (key: string, values?: Record<string, string | number>) => string;

/**
 * A key with the name of its catalogue in front, as Node-RED needs it outside a node's own form.
 * @param node the node with the catalogue, as package.json calls it
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
  // Every catalogue has these texts. The account's is always there, even if other nodes are disabled.
  RED._(fullKey('account', `common.${key}`), values);
