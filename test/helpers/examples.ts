/** The example flows, as they are shipped. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../src/lametric/guards';

const EXAMPLES = join(__dirname, '../../examples');
/** A node of an example, as it is shipped. */
export interface ExampleNode {
  id: string;
  type: string;
  name: string;
  x?: number;
  y?: number;
  [property: string]: unknown;
}

/** Whether a node uses a clock, not an account. */
export const isOfClock = (node: ExampleNode) => node.type.startsWith('lametric') && !('account' in node);

export const files = readdirSync(EXAMPLES).toSorted();

/** The name of an example, without its number. */
const nameOf = (file: string) => file.replace(/^\d+-|\.json$/g, '');

/** @param example the name of its file, with or without its number */
export function read(example: string): ExampleNode[] {
  const file = files.find((each) => nameOf(each) === nameOf(example)) ?? assert.fail(example);
  const flow: unknown = JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8'));
  assert.ok(Array.isArray(flow));
  return flow.map((node: unknown) => {
    assert.ok(isObject(node));
    const { id, type, name = '' } = node;
    assert.ok(typeof id === 'string' && typeof type === 'string' && typeof name === 'string');
    return Object.assign(node, { id, type, name });
  });
}
